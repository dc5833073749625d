"""The history of an account, and its downloads."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts import history
from accounts.queries.find import get_account
from accounts.views.account import page_context
from lendcore.decorators import require_permission
from lendcore.permissions import check_permission
from lendcore.sections import render_section
from lendcore.views.history import (
    HistoryPages,
    csv_response,
    entry_response,
    history_context,
)

PAGE = "accounts/account/history.html"
PAGES = HistoryPages(
    entity="account",
    title="History of an account",
    namespace="accounts",
    tables=history.tracked_tables,
    filter_fields=history.FILTER_FIELDS,
)


@require_safe
@require_permission("accounts.view")
def show_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The changes of an account and its parts, newest first."""
    context = page_context(request, pk, "history")
    context |= history_context(request, PAGES, pk)
    return render_section(request, PAGE, context)


@require_safe
@require_permission("export.run")
def entry_json(request: HttpRequest, pk: int, change_set: uuid.UUID) -> HttpResponse:
    """One entry as a JSON file."""
    check_permission(request.actor, "accounts.view")
    get_account(pk)
    return entry_response(request, PAGES, pk, change_set)


@require_safe
@require_permission("export.run")
def history_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """All changes as a CSV file."""
    check_permission(request.actor, "accounts.view")
    get_account(pk)
    return csv_response(request, PAGES, pk)
