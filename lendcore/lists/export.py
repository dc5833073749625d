"""A list as a CSV file: streamed in batches, and written down before the first row
leaves and again when it ends."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import timezone

from lendcore.actors import Actor
from lendcore.csv import BYTE_ORDER_MARK, csv_lines
from lendcore.lists.columns import Column
from lendcore.models import AccessRecord
from lendcore.services.access import record
from lendcore.tenancy.context import activate_tenant, stream

BATCH = 1_000


@dataclass(frozen=True, kw_only=True)
class Export:
    """What is exported, by whom.

    extent: which rows, in words. Names of filters may stand in it, never what was
    typed into them: an access record does not hold that.
    find_ids: takes after_id and limit as keywords, returns the ids in order.
    list_rows: ids to the rows that the columns read.
    """

    actor: Actor
    entity: str
    file_name: str
    extent: str
    columns: Sequence[Column]
    find_ids: Callable[..., list[int]]
    list_rows: Callable[[list[int]], Sequence[object]]

    @property
    def labels(self) -> str:
        return ", ".join(column.label for column in self.columns)


def csv_response(export: Export) -> StreamingHttpResponse:
    """Return the file as a download, once it is on record that it was asked for."""
    # A process that is killed halfway writes nothing more, and rows have left by then.
    _record(export, f"Began {export.file_name}, {export.extent}: {export.labels}")
    response = StreamingHttpResponse(
        _recorded(export), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _recorded(export: Export) -> Iterator[str]:
    """Yield the file, then write down how many rows left, also of a broken download.

    Outside the stream's transaction, which a broken download rolls back.
    """
    tenant_id = export.actor.tenant.id
    row_count = 0
    lines = stream(_batches(export), tenant_id=tenant_id)
    try:
        yield BYTE_ORDER_MARK + csv_lines([[column.label for column in export.columns]])
        for text, size in lines:
            row_count += size
            yield text
    finally:
        lines.close()
        with activate_tenant(tenant_id), transaction.atomic():
            what = f"{row_count:,} rows of {export.file_name}: {export.labels}"
            _record(export, what)


def _record(export: Export, what: str) -> None:
    record(
        actor=export.actor,
        kind=AccessRecord.Kind.EXPORT,
        entity=export.entity,
        what=what,
    )


def _batches(export: Export) -> Iterator[tuple[str, int]]:
    zone = ZoneInfo(export.actor.tenant.time_zone)
    after_id = None
    # A row that is deleted meanwhile may be the one to go on after; the list then
    # starts again, and what left already is skipped.
    seen: set[int] = set()
    while ids := export.find_ids(after_id=after_id, limit=BATCH):
        # The request's time zone is gone by now. It must not be set across a yield:
        # between two batches this thread may serve something else.
        with timezone.override(zone):
            rows = export.list_rows([one for one in ids if one not in seen])
            text = csv_lines(
                [column.exported_value(row) for column in export.columns]
                for row in rows
            )
        yield text, len(rows)
        if len(ids) < BATCH:
            return
        seen.update(ids)
        after_id = ids[-1]
