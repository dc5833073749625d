"""The roles of a tenant: what members may do, and what they see masked."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.models import Role
from lendcore.permissions import PERMISSIONS
from lendcore.rules.dates import BirthDateMode
from lendcore.services import people
from lendcore.services.refusals import refused_as
from lendcore.tenancy import directory


class RoleRefused(Exception):
    """The roles stay as they were; the message is a sentence for people."""

    message = ""

    def __init__(self) -> None:
        super().__init__(self.message)


class RoleNameTaken(RoleRefused):
    message = "Another role has this name."


class RoleIsBuiltIn(RoleRefused):
    message = "A built-in role can be edited, not deleted."


class RoleInUse(RoleRefused):
    message = (
        "Members or invitations have this role, perhaps members who have left. Give "
        "them another one first."
    )


class LocksOut(RoleRefused):
    message = (
        "After this nobody could edit the settings, or you could not. Leave Settings "
        "at Edit."
    )


_TAKEN = {"lendcore_role_name": RoleNameTaken}
_USED = {
    "lendcore_membership_role_tenant_fk": RoleInUse,
    "lendcore_invitation_role_tenant_fk": RoleInUse,
}


@dataclass(frozen=True, kw_only=True)
class RoleInput:
    """A role as its form gives it; the defaults allow and show least."""

    name: str
    description: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    reveals_tax_number: bool = False
    reveals_driver_license: bool = False
    birth_date_mode: str = BirthDateMode.MASKED
    shows_bank_numbers: bool = False
    shows_gender: bool = False
    shows_photo: bool = False


@records_history
def add_role(*, actor: Actor, data: RoleInput) -> Role:
    """Return a new role. Raises RoleNameTaken."""
    return _save(Role(), data)


@records_history
def update_role(*, actor: Actor, role_id: int, data: RoleInput) -> Role:
    """Return the changed role; its members feel it with their next click.

    Raises RoleNameTaken; LocksOut when the actor's own role, or the last one with
    members, would lose the settings.
    """
    directory.lock_tenant()
    role = _save(Role.objects.select_for_update().get(pk=role_id), data)
    if people.ADMINISTRATION not in role.permissions:
        _refuse_lock_out(actor, role)
    return role


@records_history
def delete_role(*, actor: Actor, role_id: int) -> None:
    """Remove a role that nobody has. Raises RoleIsBuiltIn, RoleInUse."""
    directory.lock_tenant()
    role = Role.objects.select_for_update().get(pk=role_id)
    if role.code:
        raise RoleIsBuiltIn
    if role.memberships.exists() or role.invitations.filter(accepted_at=None).exists():
        raise RoleInUse
    # An accepted invitation has done its work; the access log keeps the event.
    role.invitations.all().delete()
    # Who gets it in this moment is caught by the foreign keys.
    with refused_as(_USED):
        role.delete()


def with_view(permissions: Iterable[str]) -> list[str]:
    """Return permissions sorted, without unknown ones; who edits may also view, and so
    with every higher level of an area."""
    wanted = set()
    for code in permissions:
        if code in PERMISSIONS:
            levels = PERMISSIONS[code].permissions
            wanted.update(levels[: levels.index(code) + 1])
    return sorted(wanted)


def _refuse_lock_out(actor: Actor, role: Role) -> None:
    own = directory.find_membership(actor.user_id, actor.tenant.id)
    if own is not None and own.role_id == role.pk:
        raise LocksOut
    try:
        people.check_administrator_remains()
    except people.LastAdministrator as refusal:
        raise LocksOut from refusal


def _save(role: Role, data: RoleInput) -> Role:
    for name, value in asdict(data).items():
        setattr(role, name, value)
    role.permissions = with_view(data.permissions)
    with refused_as(_TAKEN):
        role.save()
    return role
