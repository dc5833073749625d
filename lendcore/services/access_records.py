"""Writing down who signed in, and who changed the members."""

from datetime import datetime

from lendcore.actors import Actor
from lendcore.models import AccessRecord, Membership

MEMBER = "member"
NAME_LENGTH = AccessRecord._meta.get_field("actor_name").max_length
WHAT_LENGTH = AccessRecord._meta.get_field("what").max_length


def record_sign_in(
    *, membership: Membership, what: str, at: datetime, ip_address: str | None
) -> AccessRecord:
    """Return the record of one step of a sign-in, in the active tenant.

    what: a fixed sentence; nothing that was typed.
    """
    user = membership.user
    return AccessRecord.objects.create(
        kind=AccessRecord.Kind.SIGN_IN,
        entity=MEMBER,
        entity_id=user.pk,
        what=what,
        actor_id=user.pk,
        actor_name=(user.name or user.email)[:NAME_LENGTH],
        ip_address=ip_address,
        at=at,
    )


def record_membership(
    *, actor: Actor, what: str, user_id: int | None = None
) -> AccessRecord:
    """Return the record of a change of the members: who did what to whom."""
    return AccessRecord.objects.create(
        kind=AccessRecord.Kind.MEMBERSHIP,
        entity=MEMBER,
        entity_id=user_id,
        what=what[:WHAT_LENGTH],
        actor_id=actor.user_id,
        actor_name=actor.name[:NAME_LENGTH],
        ip_address=actor.ip_address,
        at=actor.at,
    )


def count_sign_in_records(*, user_id: int, what: str, since: datetime) -> int:
    """Return how often a step was recorded for a user. One query."""
    return AccessRecord.objects.filter(
        entity=MEMBER,
        entity_id=user_id,
        at__gte=since,
        kind=AccessRecord.Kind.SIGN_IN,
        what=what,
    ).count()
