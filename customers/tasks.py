"""Work on many customers that a request does not wait for."""

from django.db import transaction

from customers.labels import STATUSES
from customers.models import CustomerStatus
from customers.services import custom_values
from lendcore.models import CustomField
from lendcore.services import label_moves
from lendcore.tasks.actors import find_actor
from lendcore.tasks.decorator import tenant_task


@tenant_task
def move_customers(
    tenant_id: int, *, from_status_id: int, to_status_id: int, user_id: int
) -> int:
    """Move all customers of one status to another; return how many."""
    with transaction.atomic():
        actor = find_actor(tenant_id, user_id)
        from_status = CustomerStatus.objects.get(pk=from_status_id)
        to_status = CustomerStatus.objects.get(pk=to_status_id)
    return label_moves.move_holders(
        actor=actor, labels=STATUSES, from_label=from_status, to_label=to_status
    )


@tenant_task
def rebuild_mirror(tenant_id: int, *, field_id: int) -> int:
    """Fill or empty the mirror of a custom field; return how many values it holds."""
    with transaction.atomic():
        field = CustomField.objects.get(pk=field_id)
    return custom_values.rebuild_mirror(field)
