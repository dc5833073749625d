"""The demo's own customer statuses, two of them no longer in use."""

from customers.labels import STATUSES
from customers.models import CustomerStatus
from lendcore.actors import Actor
from lendcore.services import labels

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
        author = actor.anew(actor.at)
        labels.add_label(actor=author, labels=STATUSES, name=name, tone=tone)


def retire_old_ones(actor: Actor) -> None:
    """Inactivate two statuses; customers who have them by now keep them."""
    for status in CustomerStatus.objects.filter(name__in=RETIRED).order_by("pk"):
        author = actor.anew(actor.at)
        labels.inactivate_label(actor=author, labels=STATUSES, label_id=status.pk)
