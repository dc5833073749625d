"""Work on many customers that a request does not wait for."""

from django.db import transaction
from django.utils import timezone

from customers.models import CustomerStatus
from customers.services import custom_values, status_moves
from lendcore.actors import Actor
from lendcore.models import CustomField
from lendcore.tasks.decorator import tenant_task
from lendcore.tenancy import directory
from lendcore.tenancy.middleware import make_actor


@tenant_task
def move_customers(
    tenant_id: int, *, from_status_id: int, to_status_id: int, user_id: int
) -> int:
    """Move all customers of one status to another; return how many."""
    with transaction.atomic():
        actor = find_actor(tenant_id, user_id)
        from_status = CustomerStatus.objects.get(pk=from_status_id)
        to_status = CustomerStatus.objects.get(pk=to_status_id)
    return status_moves.move_customers(
        actor=actor, from_status=from_status, to_status=to_status
    )


@tenant_task
def rebuild_mirror(tenant_id: int, *, field_id: int) -> int:
    """Fill or empty the mirror of a custom field; return how many values it holds."""
    with transaction.atomic():
        field = CustomField.objects.get(pk=field_id)
    return custom_values.rebuild_mirror(field)


def find_actor(tenant_id: int, user_id: int) -> Actor:
    """Return the member who asked, or the system when they have left since."""
    now = timezone.now()
    membership = directory.find_membership(user_id, tenant_id)
    if membership is not None:
        return make_actor(None, membership, now)
    tenant = directory.get_tenant(tenant_id).facts
    return Actor(name="System", tenant=tenant, at=now, source="task")
