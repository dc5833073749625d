"""Settings: the list of customer statuses."""

from customers import tasks
from customers.labels import STATUSES
from lendcore.actors import Actor
from lendcore.labels import LabelList
from lendcore.models.label import Label
from lendcore.tasks.decorator import enqueue
from lendcore.views.settings.labels import LabelPages


def move_later(
    *, actor: Actor, labels: LabelList, from_label: Label, to_label: Label
) -> None:
    """Let a worker move the customers of a status to another."""
    enqueue(
        tasks.move_customers,
        tenant_id=actor.tenant.id,
        from_status_id=from_label.pk,
        to_status_id=to_label.pk,
        user_id=actor.user_id,
    )


PAGES = LabelPages(
    labels=STATUSES,
    name="status",
    list_name="statuses",
    title="Customer statuses",
    intro="Agents pick from this list, in this order.",
    default_code="active",
    holders_url="customers:list",
    move_later=move_later,
)
