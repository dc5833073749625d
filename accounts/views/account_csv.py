"""An account's entries and its schedule as CSV files, as of the day shown."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.queries.account_csv import Cells, entry_lines, schedule_lines
from accounts.views.account import page_context
from accounts.views.transactions import EntryList
from lendcore.csv import BYTE_ORDER_MARK, csv_lines
from lendcore.decorators import require_permission
from lendcore.models import AccessRecord
from lendcore.permissions import check_permission
from lendcore.services import access


@require_safe
@require_permission("export.run")
def transactions_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The entries that the page lists, all pages of them."""
    check_permission(request.actor, "accounts.view")
    context = page_context(request, pk, "transactions")
    page, as_of = context["page"], context["as_of"]
    found = EntryList.read(request.GET, page, is_today=as_of.is_today)
    return answer(request, pk, "transactions", entry_lines(page, found.matching))


@require_safe
@require_permission("export.run")
def schedule_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The schedule of a loan or lease, the statements of a line."""
    check_permission(request.actor, "accounts.view")
    page = page_context(request, pk, "schedule")["page"]
    if page.result is None:
        raise Http404("The account has no schedule on this day.")
    return answer(request, pk, page.schedule_label.lower(), schedule_lines(page))


def answer(
    request: HttpRequest, pk: int, what: str, lines: Iterable[Cells]
) -> HttpResponse:
    """Return a file, once it is on record that it was asked for."""
    access.record(
        actor=request.actor,
        kind=AccessRecord.Kind.EXPORT,
        what=f"{what.capitalize()} of an account",
        entity="account",
        entity_id=pk,
    )
    file = BYTE_ORDER_MARK + csv_lines(lines)
    response = HttpResponse(file, content_type="text/csv; charset=utf-8")
    name = f"account-{pk}-{what}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
