"""Writing down who signed in, and who changed the members."""

from datetime import datetime

from lendcore.actors import Actor
from lendcore.models import AccessRecord, Membership
from lendcore.services import access

MEMBER = "member"
NAME_LENGTH = AccessRecord._meta.get_field("actor_name").max_length


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
    return access.record(
        actor=actor,
        kind=AccessRecord.Kind.MEMBERSHIP,
        what=what,
        entity=MEMBER,
        entity_id=user_id,
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


def list_membership_records(
    *, beginning: str, since: datetime
) -> list[tuple[int | None, str]]:
    """Return actor id and sentence of changes of the members. One query.

    beginning: what the sentence begins with, case and all.
    """
    found = AccessRecord.objects.filter(
        at__gte=since, kind=AccessRecord.Kind.MEMBERSHIP, what__prefix=beginning
    )
    return list(found.values_list("actor_id", "what"))
