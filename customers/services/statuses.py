"""The customer statuses that a tenant begins with."""

from customers.models import CustomerStatus
from lendcore.actors import Actor
from lendcore.history.recording import records_history

SEEDED_STATUSES = (
    {"code": "active", "name": "Active", "tone": "ok", "position": 1},
    {"code": "inactive", "name": "Inactive", "tone": "muted", "position": 3},
    {"code": "lead", "name": "Lead", "tone": "accent", "position": 2},
)


@records_history
def seed_statuses(*, actor: Actor) -> None:
    """Give a new tenant its three built-in statuses."""
    for status in SEEDED_STATUSES:
        CustomerStatus.objects.create(**status)
