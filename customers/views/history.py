"""The History tab of Contact & Personal Information, and its downloads."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.views.decorators.http import require_safe

from customers import history
from customers.queries import customers as queries
from customers.views.contact import PAGE
from customers.views.record import contact_context
from lendcore import csv
from lendcore.actors import Actor
from lendcore.decorators import require_permission
from lendcore.history import entries
from lendcore.history.entries import Entry, HistoryFilter
from lendcore.models import AccessRecord
from lendcore.permissions import check_permission
from lendcore.rules.dates import DATE_INPUTS
from lendcore.sections import render_section
from lendcore.services import access
from lendcore.tenancy.context import stream

# No change lies outside; the calendar's very ends have no day before or after.
EARLIEST_DAY, LATEST_DAY = date(1970, 1, 1), date(2999, 12, 31)
HISTORY_NAME = "History of Contact & Personal Information"
CSV_HEAD = ("When", "Who", "IP address", "Source", "Reason", "Field", "Before", "After")


class HistoryForm(forms.Form):
    """What the history is filtered by."""

    author = forms.ChoiceField(required=False, label="Person")
    field = forms.ChoiceField(
        required=False, choices=[("", "Any field"), *history.FILTER_FIELDS]
    )
    since = forms.DateField(required=False, label="From")
    until = forms.DateField(required=False, label="To")
    after = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, authors: list[str], date_format: str) -> None:
        super().__init__(*args)
        names = [(name, name) for name in authors]
        self.fields["author"].choices = [("", "Everyone"), *names]
        for name in ("since", "until"):
            self.fields[name].input_formats = DATE_INPUTS[date_format]
            self.fields[name].widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
            self.fields[name].validators = [MinValueValidator(EARLIEST_DAY)]
            self.fields[name].validators += [MaxValueValidator(LATEST_DAY)]

    def clean_after(self) -> tuple[datetime, uuid.UUID] | None:
        moment, _, change_set = self.cleaned_data["after"].partition("_")
        try:
            return (datetime.fromisoformat(moment), uuid.UUID(change_set))
        except ValueError:
            return None

    def chosen(self) -> HistoryFilter:
        """Return the filter; parts that were not understood are left out."""
        self.is_valid()
        values = {key: value for key, value in self.cleaned_data.items() if value}
        return HistoryFilter(**values)


@require_safe
@require_permission("contact.view")
def show_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The saves of this section, newest first."""
    context = contact_context(request, pk, "history")
    tables = history.tracked_tables(request.actor)
    form = HistoryForm(
        request.GET,
        authors=entries.list_authors(tables, pk),
        date_format=request.actor.tenant.date_format,
    )
    found, has_more = entries.list_entries(tables, pk, chosen=form.chosen())
    context |= {
        "panel": "customers/contact/_history.html",
        "form": form,
        "entries": [with_url(request.actor, pk, entry) for entry in found],
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "next_after": after_of(found[-1]) if has_more else "",
    }
    return render_section(request, PAGE, context)


@require_safe
@require_permission("export.run")
def entry_json(request: HttpRequest, pk: int, change_set: uuid.UUID) -> HttpResponse:
    """One entry as a JSON file, masked like the page."""
    check_permission(request.actor, "contact.view")
    customer = queries.get_customer(pk)
    tables = history.tracked_tables(request.actor)
    entry = entries.find_entry(tables, pk, change_set)
    if entry is None:
        raise Http404("No such entry.")
    record_export(request.actor, pk, f"{HISTORY_NAME}, entry {entry.reference}")
    response = JsonResponse(
        as_json(customer.pk, entry), json_dumps_params={"indent": 2}
    )
    name = f"customer-{pk}-{entry.at:%Y%m%d-%H%M%S}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@require_permission("export.run")
def history_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """All changes as a CSV file, masked like the page."""
    check_permission(request.actor, "contact.view")
    queries.get_customer(pk)
    actor = request.actor
    record_export(actor, pk, HISTORY_NAME)
    response = StreamingHttpResponse(
        stream(csv_pieces(actor, pk), tenant_id=actor.tenant.id),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = (
        f'attachment; filename="customer-{pk}-history.csv"'
    )
    return response


def record_export(actor: Actor, pk: int, what: str) -> None:
    access.record(
        actor=actor,
        kind=AccessRecord.Kind.EXPORT,
        what=what,
        entity="customer",
        entity_id=pk,
    )


def csv_pieces(actor: Actor, pk: int) -> Iterator[str]:
    """Yield the file page by page, newest entry first."""
    yield csv.BYTE_ORDER_MARK + csv.csv_lines([CSV_HEAD])
    tables = history.tracked_tables(actor)
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


def with_url(actor: Actor, pk: int, entry: Entry) -> dict[str, Any]:
    """Return an entry with the address of its download, "" without the right."""
    if not actor.may("export.run"):
        return {"entry": entry, "json_url": ""}
    url = reverse("customers:history_json", args=[pk, entry.change_set])
    return {"entry": entry, "json_url": url}


def after_of(entry: Entry) -> str:
    return f"{entry.at.isoformat()}_{entry.change_set}"


def as_json(pk: int, entry: Entry) -> dict[str, Any]:
    """Return an entry as the download writes it."""
    return {
        "id": entry.reference,
        "when": entry.at.isoformat(),
        "user": {"id": entry.author_id, "name": entry.author},
        "ip": entry.ip_address,
        "source": entry.source,
        "reason": entry.reason,
        "entity": "customer",
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
