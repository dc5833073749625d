"""Links & Access: the accounts of a customer, with figures, role and access."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import tasks
from accounts.forms.customer_links import CHOOSABLE
from accounts.queries.customer_links import (
    CustomerLinks,
    LinkRow,
    add_others,
    list_customer_links,
)
from accounts.queries.customer_links_on import (
    add_all_figures,
    add_figures,
    list_customer_links_on,
)
from accounts.views.as_of import AsOf, read_as_of
from customers.views.opened import neighbours, remember_customer
from customers.views.record import record_context
from lendcore.decorators import require_permission
from lendcore.lists.numbered import NumberedPage, number_pages
from lendcore.sections import render_section
from lendcore.tasks.decorator import enqueue

PAGE = "accounts/customer_links.html"
# As many as a screen holds. Each row has three switches and a menu, and as of another
# day each is a replay.
ON_A_PAGE = 15
AS_OF_BAR = "accounts/_as_of_bar.html"


@require_safe
@require_permission("accounts.view")
@require_permission("contact.view")
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """Links & Access, today or as of another day."""
    return show_links(request, pk, read_as_of(request.GET, request.actor))


def show_links(
    request: HttpRequest, pk: int, as_of: AsOf | None = None, *, status: int = 200
) -> HttpResponse:
    """Render the page; to htmx all that a change of a link may touch."""
    today = request.actor.today
    context = links_context(request, pk)
    context["as_of"] = as_of or AsOf(day=today, today=today)
    context["links"] = read_links(request, pk, context["as_of"])
    context["pages"] = pages_of(request, pk, context["links"])
    rows = rows_of(pk, context["pages"], context["links"], context["as_of"])
    context["rows"] = with_urls(rows, pk, page_query(request))
    context["roles"] = CHOOSABLE
    # The header speaks of the same day as the table.
    context["days_past_due"] = context["links"].worst_days_past_due
    if not context["as_of"].is_today:
        context["header_bar"] = AS_OF_BAR
    return render_section(request, PAGE, context, section="record", status=status)


def links_context(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return what every page of this section begins with. Raises Http404."""
    context = record_context(request, pk, section="links")
    remember_customer(request, pk)
    return context | {"neighbours": neighbours(request, pk)}


def pages_of(request: HttpRequest, pk: int, links: CustomerLinks) -> NumberedPage:
    """Return the page of rows that the address asks for; totals are of them all."""
    path = reverse("links:list", args=[pk])
    asked = {name: request.GET.get(name, "") for name in ("as_of", "totals")}
    query = {name: value for name, value in asked.items() if value}

    def url(number: int) -> str:
        return f"{path}?{urlencode(query | {'page': number})}"

    return number_pages(
        links.rows, request.GET.get("page", ""), size=ON_A_PAGE, url=url
    )


class RowUrls(NamedTuple):
    """Where a row leads, and where its changes are posted."""

    account: str
    access: str
    role: str
    unlink: str


def with_urls(
    rows: Iterable[LinkRow], pk: int, query: str
) -> list[tuple[LinkRow, RowUrls]]:
    """Return rows with their addresses, those of changes with a query behind them."""
    # Addresses are made once and differ by an ID: to make each would take longer than
    # all else that a row needs.
    account = reverse("accounts:detail", args=[0]).rsplit("0", 1)
    changes = [
        reverse(f"links:{name}", args=[pk, 0]).rsplit("0", 1)
        for name in ("access", "role", "unlink")
    ]

    def urls_of(row: LinkRow) -> RowUrls:
        first, last = account
        found = [f"{before}{row.key}{after}{query}" for before, after in changes]
        return RowUrls(f"{first}{row.account_id}{last}", *found)

    return [(row, urls_of(row)) for row in rows]


def page_query(request: HttpRequest) -> str:
    """Return what the address of a change ends with, to be answered with the page that
    it was made on."""
    page = request.GET.get("page", "")
    return f"?{urlencode({'page': page})}" if page else ""


def read_links(request: HttpRequest, pk: int, as_of: AsOf) -> CustomerLinks:
    """Return the customer's accounts; of a day whose figures must be replayed, those of
    a page at a time where there are many, unless all are asked for."""
    if not as_of.is_today:
        links = list_customer_links_on(pk, until=as_of.until)
        wants_all = request.GET.get("totals") == "all"
        if len(links.rows) <= ON_A_PAGE or wants_all:
            return add_all_figures(links, as_of.day, until=as_of.until)
        return links
    found = list_customer_links(pk, as_of.day)
    if found.to_refresh:
        # The page shows what a replay found; storing it is left to a worker.
        enqueue(
            tasks.refresh_accounts,
            tenant_id=request.actor.tenant.id,
            ids=",".join(str(each) for each in found.to_refresh),
        )
    return found


def rows_of(
    pk: int, pages: NumberedPage, links: CustomerLinks, as_of: AsOf
) -> Sequence[LinkRow]:
    """Return the rows of a page, with what only those need that are shown."""
    if as_of.is_today:
        return add_others(pages.rows, pk)
    if links.totals:
        return pages.rows
    return add_figures(pages.rows, as_of.day, until=as_of.until)
