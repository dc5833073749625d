"""A tenant's list of customer statuses."""

from customers.models import Customer, CustomerStatus
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.services.refusals import refused_as

SEEDED_STATUSES = (
    {"code": "active", "name": "Active", "tone": "ok", "position": 1},
    {"code": "inactive", "name": "Inactive", "tone": "muted", "position": 3},
    {"code": "lead", "name": "Lead", "tone": "accent", "position": 2},
)


class StatusRefused(Exception):
    """The list stays as it was; the message is a sentence for people."""

    message = ""

    def __init__(self) -> None:
        super().__init__(self.message)


class StatusNameTaken(StatusRefused):
    message = "Another status has this name."


class StatusIsBuiltIn(StatusRefused):
    message = "A built-in status can be renamed, not removed: the system needs it."


class StatusInUse(StatusRefused):
    message = "Customers have this status, so it can't be deleted. Inactivate it."


_TAKEN = {"customers_customerstatus_name": StatusNameTaken}


@records_history
def seed_statuses(*, actor: Actor) -> None:
    """Give a new tenant its three built-in statuses."""
    for status in SEEDED_STATUSES:
        CustomerStatus.objects.create(**status)


@records_history
def add_status(*, actor: Actor, name: str, tone: str) -> CustomerStatus:
    """Return a new status at the end of the list. Raises StatusNameTaken."""
    last = max((status.position for status in _lock_list()), default=0)
    status = CustomerStatus(name=name, tone=tone, position=last + 1)
    with refused_as(_TAKEN):
        status.save()
    return status


@records_history
def change_status(
    *, actor: Actor, status_id: int, name: str, tone: str
) -> CustomerStatus:
    """Return the status under its new name. Raises StatusNameTaken."""
    status = _lock(status_id)
    status.name = name
    status.tone = tone
    with refused_as(_TAKEN):
        status.save()
    return status


@records_history
def move_status(*, actor: Actor, status_id: int, up: bool) -> CustomerStatus:
    """Return the status, one place up or down among the active ones."""
    active = [status for status in _lock_list() if status.is_active]
    place = next(i for i, status in enumerate(active) if status.pk == status_id)
    target = place - 1 if up else place + 1
    if 0 <= target < len(active):
        active[place], active[target] = active[target], active[place]
    for position, status in enumerate(active, start=1):
        if status.position != position:
            status.position = position
            status.save()
    return next(status for status in active if status.pk == status_id)


@records_history
def inactivate_status(*, actor: Actor, status_id: int) -> CustomerStatus:
    """Return the status, no longer pickable. Customers who have it keep it.

    Raises StatusIsBuiltIn.
    """
    status = _lock(status_id)
    if status.is_built_in:
        raise StatusIsBuiltIn
    if status.is_active:
        status.is_active = False
        status.inactivated_at = actor.at
        status.save()
    return status


@records_history
def activate_status(*, actor: Actor, status_id: int) -> CustomerStatus:
    """Return the status, pickable again, at the end of the list."""
    status = next(row for row in _lock_list() if row.pk == status_id)
    if not status.is_active:
        active = CustomerStatus.objects.filter(is_active=True)
        last = max(active.values_list("position", flat=True), default=0)
        status.is_active = True
        status.inactivated_at = None
        status.position = last + 1
        status.save()
    return status


@records_history
def delete_status(*, actor: Actor, status_id: int) -> None:
    """Remove a status that no customer has.

    Raises StatusIsBuiltIn, StatusInUse.
    """
    status = _lock(status_id)
    if status.is_built_in:
        raise StatusIsBuiltIn
    if Customer.objects.filter(status=status).exists():
        raise StatusInUse
    # A customer who gets it in this moment is caught by the foreign key.
    with refused_as({"customers_customer_status_tenant_fk": StatusInUse}):
        status.delete()


def _lock(status_id: int) -> CustomerStatus:
    return CustomerStatus.objects.select_for_update().get(pk=status_id)


def _lock_list() -> list[CustomerStatus]:
    """Return all statuses in their order, locked, so that no two moves cross."""
    rows = CustomerStatus.objects.select_for_update().order_by("pk")
    return sorted(rows, key=lambda status: (status.position, status.pk))
