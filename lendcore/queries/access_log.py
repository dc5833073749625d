"""The access log, page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from lendcore.models import AccessRecord
from lendcore.tenancy import directory

ROWS = 50


@dataclass(frozen=True)
class Place:
    """Where a page of the log begins: after this record."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.pk}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the place that a text names, or None for anything else."""
        moment, _, pk = text.partition("_")
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            return None
        if at.tzinfo is None or not (pk.isascii() and pk.isdigit()) or len(pk) > 18:
            return None
        return cls(at, int(pk))


def list_access_records(
    *, kind: str = "", person: int | None = None, after: Place | None = None
) -> tuple[list[AccessRecord], Place | None]:
    """Return one page, newest first, and where the next begins. One query."""
    records = AccessRecord.objects.order_by("-at", "-pk")
    if kind:
        records = records.filter(kind=kind)
    if person is not None:
        records = records.filter(actor_id=person)
    if after is not None:
        records = records.filter(at__lte=after.at).exclude(
            at=after.at, pk__gte=after.pk
        )
    found = list(records[: ROWS + 1])
    if len(found) <= ROWS:
        return found, None
    return found[:ROWS], Place(found[ROWS - 1].at, found[ROWS - 1].pk)


def list_people() -> list[tuple[int, str]]:
    """Return members, former ones too, by id and name. One query."""
    members = directory.list_members()
    return [(row.user_id, row.user.name or row.user.email) for row in members]
