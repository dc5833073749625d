"""The history of an entity, and its downloads."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse

from lendcore import csv
from lendcore.actors import Actor
from lendcore.forms.history import HistoryForm
from lendcore.history import entries
from lendcore.history.entries import Entry, HistoryFilter, TrackedTable
from lendcore.models import AccessRecord
from lendcore.services import access
from lendcore.tenancy.context import stream

CSV_HEAD = ("When", "Who", "IP address", "Source", "Reason", "Field", "Before", "After")


@dataclass(frozen=True, kw_only=True)
class HistoryPages:
    """The history of one kind of entity.

    entity: its word in files and in the access log. title: what a download is
    recorded as. namespace: that of its addresses `history`, `history_csv` and
    `history_json`. tables: what is shown of an entity's id. filter_fields: those that
    may be asked for, as "noun.column" with a label.
    """

    entity: str
    title: str
    namespace: str
    tables: Callable[[Actor, int], Sequence[TrackedTable]]
    filter_fields: Sequence[tuple[str, str]]


def history_context(
    request: HttpRequest, pages: HistoryPages, pk: int
) -> dict[str, Any]:
    """Return what `components/history.html` shows. Three queries and those of the
    tables."""
    actor = request.actor
    tables = pages.tables(actor, pk)
    form = HistoryForm(
        request.GET,
        fields=pages.filter_fields,
        authors=entries.list_authors(tables, pk),
        date_format=actor.tenant.date_format,
    )
    found, has_more = entries.list_entries(tables, pk, chosen=form.chosen())
    return {
        "form": form,
        "entries": [with_url(actor, pages, pk, entry) for entry in found],
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "next_after": after_of(found[-1]) if has_more else "",
        "history_url": reverse(f"{pages.namespace}:history", args=[pk]),
        "csv_url": url_of_export(actor, f"{pages.namespace}:history_csv", pk),
    }


def entry_response(
    request: HttpRequest, pages: HistoryPages, pk: int, change_set: uuid.UUID
) -> HttpResponse:
    """Return one entry as a JSON file, masked like the page. Raises Http404."""
    entry = entries.find_entry(pages.tables(request.actor, pk), pk, change_set)
    if entry is None:
        raise Http404("No such entry.")
    record_export(request.actor, pages, pk, f", entry {entry.reference}")
    response = JsonResponse(
        as_json(pages.entity, pk, entry), json_dumps_params={"indent": 2}
    )
    name = f"{pages.entity}-{pk}-{entry.at:%Y%m%d-%H%M%S}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_response(request: HttpRequest, pages: HistoryPages, pk: int) -> HttpResponse:
    """Return all changes as a CSV file, masked like the page."""
    actor = request.actor
    record_export(actor, pages, pk)
    response = StreamingHttpResponse(
        stream(csv_pieces(actor, pages, pk), tenant_id=actor.tenant.id),
        content_type="text/csv; charset=utf-8",
    )
    name = f"{pages.entity}-{pk}-history.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def record_export(actor: Actor, pages: HistoryPages, pk: int, which: str = "") -> None:
    access.record(
        actor=actor,
        kind=AccessRecord.Kind.EXPORT,
        what=f"{pages.title}{which}",
        entity=pages.entity,
        entity_id=pk,
    )


def csv_pieces(actor: Actor, pages: HistoryPages, pk: int) -> Iterator[str]:
    """Yield the file page by page, newest entry first."""
    yield csv.BYTE_ORDER_MARK + csv.csv_lines([CSV_HEAD])
    tables = pages.tables(actor, pk)
    after, has_more = None, True
    while has_more:
        chosen = HistoryFilter(after=after)
        found, has_more = entries.list_entries(tables, pk, chosen=chosen, limit=200)
        for entry in found:
            yield csv.csv_lines(csv_rows(entry))
            after = (entry.at, entry.change_set)


def csv_rows(entry: Entry) -> list[tuple[str, ...]]:
    head = (
        entry.at.isoformat(),
        entry.author,
        entry.ip_address,
        entry.source,
        entry.reason,
    )
    return [
        (*head, change.field, change.before, change.after) for change in entry.changes
    ]


def with_url(
    actor: Actor, pages: HistoryPages, pk: int, entry: Entry
) -> dict[str, Any]:
    """Return an entry with the address of its download."""
    name = f"{pages.namespace}:history_json"
    return {
        "entry": entry,
        "json_url": url_of_export(actor, name, pk, entry.change_set),
    }


def url_of_export(actor: Actor, name: str, *args: Any) -> str:
    """Return an address of a download, "" without the right."""
    return reverse(name, args=args) if actor.may("export.run") else ""


def after_of(entry: Entry) -> str:
    return f"{entry.at.isoformat()}_{entry.change_set}"


def as_json(entity: str, pk: int, entry: Entry) -> dict[str, Any]:
    """Return an entry as the download writes it."""
    return {
        "id": entry.reference,
        "when": entry.at.isoformat(),
        "user": {"id": entry.author_id, "name": entry.author},
        "ip": entry.ip_address,
        "source": entry.source,
        "reason": entry.reason,
        "entity": entity,
        "entity_id": pk,
        "action": entry.title,
        "changes": [
            {
                "field": change.field,
                "before": change.before,
                "after": change.after,
                "masked": change.is_protected,
            }
            for change in entry.changes
        ],
    }
