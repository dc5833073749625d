"""The History tab of Contact & Personal Information, and its downloads."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from customers import history
from customers.queries import customers as queries
from customers.views.contact import PAGE
from customers.views.record import contact_context
from lendcore.decorators import require_permission
from lendcore.permissions import check_permission
from lendcore.sections import render_section
from lendcore.views.history import (
    HistoryPages,
    csv_response,
    entry_response,
    history_context,
)

PAGES = HistoryPages(
    entity="customer",
    title="History of Contact & Personal Information",
    namespace="customers",
    tables=lambda actor, pk: history.tracked_tables(actor),
    filter_fields=history.FILTER_FIELDS,
)


@require_safe
@require_permission("contact.view")
def show_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The saves of this section, newest first."""
    context = contact_context(request, pk, "history")
    context |= history_context(request, PAGES, pk)
    context["panel"] = "customers/contact/_history.html"
    return render_section(request, PAGE, context)


@require_safe
@require_permission("export.run")
def entry_json(request: HttpRequest, pk: int, change_set: uuid.UUID) -> HttpResponse:
    """One entry as a JSON file, masked like the page."""
    check_permission(request.actor, "contact.view")
    queries.get_customer(pk)
    return entry_response(request, PAGES, pk, change_set)


@require_safe
@require_permission("export.run")
def history_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """All changes as a CSV file, masked like the page."""
    check_permission(request.actor, "contact.view")
    queries.get_customer(pk)
    return csv_response(request, PAGES, pk)
