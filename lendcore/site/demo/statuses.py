"""The demo's own customer statuses, two of them no longer in use."""

from customers.models import CustomerStatus
from customers.services import statuses
from lendcore.actors import Actor

ADDED = (
    ("Pending", "warn"),
    ("Do not contact", "bad"),
    ("Bankruptcy", "bad"),
    ("On hold", "muted"),
    ("Prospect", "accent"),
)
RETIRED = ("On hold", "Prospect")


def add_statuses(actor: Actor) -> None:
    """Add the statuses that a tenant does not start with."""
    for name, tone in ADDED:
        statuses.add_status(actor=actor.anew(actor.at), name=name, tone=tone)


def retire_old_ones(actor: Actor) -> None:
    """Inactivate two statuses; customers who have them by now keep them."""
    for status in CustomerStatus.objects.filter(name__in=RETIRED).order_by("pk"):
        statuses.inactivate_status(actor=actor.anew(actor.at), status_id=status.pk)
