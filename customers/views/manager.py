"""The Customer Manager: list, search, filters, columns."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from customers.columns import LIST_NAME, available_columns
from customers.queries.listing import CustomerRow
from customers.queries.search import count_matches, find_counted
from customers.services.tax_number_search import (
    MayNotSearchByTaxNumber,
    find_by_tax_number,
)
from customers.views.manager_page import ListState, find_blame, read_state
from customers.views.manager_tools import editor_context
from lendcore.decorators import require_permission
from lendcore.filters import FilterKind
from lendcore.lists.columns import Cell, Column, ordered_choices
from lendcore.lists.paging import Found, Page, find_page
from lendcore.lists.preferences import SIZES, choose_density, choose_size
from lendcore.lists.recent import remember_list
from lendcore.lists.saved_views import may_change
from lendcore.queries.counts import COUNT_CAP, count_label
from lendcore.search import clean_text, parse_search, take_tax_number

PAGE = "customers/manager/list.html"
VIEWS_IN_TABS = 6
NUMBER_IN_ADDRESS = (
    "A whole tax number never stands in an address. Type it into the search box."
)


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("contact.view")
def customer_list(request: HttpRequest) -> HttpResponse:
    """Show the list; a POST searches it, so that what was typed can be looked at
    before it becomes an address."""
    choose_size(request, LIST_NAME, request.GET.get("rows", ""))
    choose_density(request, LIST_NAME, request.GET.get("density", ""))
    state = read_state(request)
    if take_tax_number(state.query.text)[0]:
        messages.warning(request, NUMBER_IN_ADDRESS)
        return redirect(state.query.searching("").url)
    if request.method != "POST":
        return show_list(request, state)
    text = clean_text(request.POST.get("q", ""))
    digits, rest = take_tax_number(text)
    if digits:
        return search_by_tax_number(request, state, digits, rest)
    return see_other(state.query.searching(text).url)


def see_other(url: str) -> HttpResponse:
    """Send a browser that posted to a page that it gets (303)."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def show_list(request: HttpRequest, state: ListState) -> HttpResponse:
    """Show one page of the list."""
    conditions = state.conditions

    def find(**place: Any) -> Found:
        return find_counted(conditions, sort=state.query.sort, **place)

    page = find_page(find, state.query, state.preferences.size)
    beside = [page.next_id] if page.next_id else []
    remember_list(request, LIST_NAME, [*page.ids, *beside], state.search)
    rows = state.rows(page.ids)
    context = list_context(state) | page_context(state, page, rows)
    if not page.ids and state.is_narrowed:
        context["blame"] = find_blame(state)
    kind = opened_filter(request, state)
    if kind:
        context["editor"] = editor_context(state, kind)
    return render(request, PAGE, context)


def opened_filter(request: HttpRequest, state: ListState) -> FilterKind | None:
    """Return the filter whose form stands on the page: one that was asked for without
    script, or that could not be read."""
    wanted = state.filterset.kinds.get(request.GET.get("edit", ""))
    return wanted or state.filterset.first_problem()


def search_by_tax_number(
    request: HttpRequest, state: ListState, digits: str, rest: str
) -> HttpResponse:
    """Show who has a whole tax number. It is neither sent back nor kept."""
    context = list_context(state) | {"is_by_tax_number": True}
    try:
        ids = find_by_tax_number(
            actor=request.actor,
            digits=digits,
            rest=parse_search(rest, region=request.actor.tenant.country),
            conditions=state.filterset.conditions(),
            sort=state.query.sort,
        )
    except MayNotSearchByTaxNumber as refusal:
        return render(request, PAGE, context | {"refusal": refusal}, status=403)
    remember_list(request, LIST_NAME, ids, None)
    context |= {"rows": shown_rows(state, state.rows(ids)), "count": len(ids)}
    return render(request, PAGE, context)


@dataclass(frozen=True)
class Head:
    """The head of a column, and what a click on it asks for."""

    column: Column
    url: str
    order: str


def list_context(state: ListState) -> dict[str, Any]:
    """Return what the page shows around its rows."""
    query = state.query
    return row_links() | {
        "state": state,
        "query": query,
        "view": state.view,
        "may_change_view": bool(state.view) and may_change(state.view, state.actor),
        "tabs": state.views[:VIEWS_IN_TABS],
        "more_views": state.views[VIEWS_IN_TABS:],
        "heads": [head(column, state) for column in state.columns],
        "chips": state.filterset.chips(query),
        "kinds": list(state.filterset.kinds.values()),
        "choices": ordered_choices(
            available_columns(state.fields)[1:], state.columns[1:]
        ),
        "here": query.query_text,
        "is_narrowed": state.is_narrowed or bool(query.text),
        "has_nothing_to_find": bool(query.text) and state.typed.is_empty,
    }


def head(column: Column, state: ListState) -> Head:
    query = state.query
    is_sorted = column.sort == query.sort
    order = ("descending" if query.descending else "ascending") if is_sorted else ""
    return Head(column, query.sorted_by(column.sort).url if column.sort else "", order)


def page_context(
    state: ListState, page: Page, rows: list[CustomerRow]
) -> dict[str, Any]:
    """Return rows, count and pager. One query at most."""
    query, base = state.query, state.query.first_page()
    count = count_of(state, page, len(rows))
    return {
        "rows": shown_rows(state, rows),
        "count": count,
        "count_label": f"{count:,}" if query.counts_all else count_label(count),
        "is_capped": not query.counts_all and count > COUNT_CAP,
        "sizes": SIZES,
        "range_label": f"{rows[0].name} to {rows[-1].name}" if rows else "",
        "previous_url": f"{base.url}&before={page.ids[0]}" if page.has_previous else "",
        "next_url": f"{base.url}&after={page.ids[-1]}" if page.has_next else "",
        "count_all_url": f"{base.url}&count=all",
    }


def count_of(state: ListState, page: Page, shown: int) -> int:
    """Return how many match: up to the cap, or all of them where that was asked for."""
    if page.is_whole:
        return shown
    if state.query.counts_all:
        return count_matches(state.conditions)
    if page.matches is not None:
        return min(page.matches, COUNT_CAP + 1)
    return count_matches(state.conditions, cap=COUNT_CAP + 1)


def shown_rows(
    state: ListState, rows: list[CustomerRow]
) -> list[tuple[CustomerRow, list[Cell]]]:
    """Return each row with its cells beside the name."""
    columns = state.columns[1:]
    return [
        (row, [column.cell(row, state.actor) for column in columns]) for row in rows
    ]


def row_links() -> dict[str, list[str]]:
    """Return the addresses of a row in two parts, around its ID: fifty rows ask."""
    return {
        f"{name}_link": reverse(f"customers:{name}", args=[0]).rsplit("0", 1)
        for name in ("detail", "edit")
    }
