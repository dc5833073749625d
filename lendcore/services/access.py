"""Writing down who looked at protected data, or took data out."""

from lendcore.actors import Actor
from lendcore.models import AccessRecord


def record(
    *,
    actor: Actor,
    kind: str,
    what: str,
    entity: str = "",
    entity_id: int | None = None,
    reason: str = "",
) -> AccessRecord:
    """Return a new access record. `what` never holds the data itself."""
    return AccessRecord.objects.create(
        kind=kind,
        entity=entity,
        entity_id=entity_id,
        what=what[:500],
        reason=reason[:200],
        actor_id=actor.user_id,
        actor_name=actor.name,
        ip_address=actor.ip_address,
        at=actor.at,
    )
