"""An account's entries and its schedule as CSV files, as of the day shown."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.queries.account_csv import Cells, entry_lines, schedule_lines
from accounts.queries.account_page import AccountPage, get_account_page
from accounts.views.as_of import AsOf, read_as_of
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
    page, as_of = page_on(request, pk)
    found = EntryList.read(request.GET, page, is_today=as_of.is_today)
    lines = entry_lines(page, found.matching)
    return answer(request, page, "transactions", lines, extent=found.extent)


@require_safe
@require_permission("export.run")
def schedule_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The schedule of a loan or lease, the statements of a line."""
    check_permission(request.actor, "accounts.view")
    page, _ = page_on(request, pk)
    if page.result is None:
        raise Http404("The account has no schedule on this day.")
    return answer(request, page, page.schedule_label.lower(), schedule_lines(page))


def page_on(request: HttpRequest, pk: int) -> tuple[AccountPage, AsOf]:
    """Return an account as of the day asked for. A file can't show why it is of another
    one, so what is no day is not found. Raises Http404."""
    as_of = read_as_of(request.GET, request.actor)
    if as_of.refusal:
        raise Http404(as_of.refusal)
    return get_account_page(pk, as_of.day, until=as_of.until), as_of


def answer(
    request: HttpRequest,
    page: AccountPage,
    what: str,
    lines: Iterable[Cells],
    *,
    extent: str = "",
) -> HttpResponse:
    """Return a file, once it is on record that it was asked for. extent: what of it."""
    pk, day = page.account.pk, page.day.isoformat()
    access.record(
        actor=request.actor,
        kind=AccessRecord.Kind.EXPORT,
        what=f"{what.capitalize()} of an account as of {day}{extent}",
        entity="account",
        entity_id=pk,
    )
    file = BYTE_ORDER_MARK + csv_lines(lines)
    response = HttpResponse(file, content_type="text/csv; charset=utf-8")
    name = f"account-{pk}-{what}-{day}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
