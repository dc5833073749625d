"""What the page of a list shows: its rows, and everything around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from lendcore.filters import FilterKind
from lendcore.lists.columns import Cell, Column, ordered_choices
from lendcore.lists.definition import ListDefinition
from lendcore.lists.paging import Found, Page, find_page
from lendcore.lists.preferences import SIZES, choose_density, choose_size
from lendcore.lists.recent import remember_list
from lendcore.lists.saved_views import may_change
from lendcore.lists.state import ListState, find_blame, read_state
from lendcore.queries.counts import COUNT_CAP, count_label

VIEWS_IN_TABS = 6


def open_list(request: HttpRequest, definition: ListDefinition) -> ListState:
    """Return the list that the address asks for, and keep what it says of its size."""
    choose_size(request, definition.name, request.GET.get("rows", ""))
    choose_density(request, definition.name, request.GET.get("density", ""))
    return read_state(request, definition)


def see_other(url: str) -> HttpResponse:
    """Send a browser that posted to a page that it gets (303)."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def found_context(request: HttpRequest, state: ListState) -> dict[str, Any]:
    """Find one page of the list; return all that its template shows."""
    conditions, definition = state.conditions, state.definition

    def find(**place: Any) -> Found:
        return definition.find(conditions, sort=state.query.sort, **place)

    page = find_page(find, state.query, state.preferences.size)
    beside = [page.next_id] if page.next_id else []
    remember_list(request, definition.name, [*page.ids, *beside], state.search)
    rows = state.rows(page.ids)
    context = list_context(state) | page_context(state, page, rows)
    if not page.ids and state.is_narrowed:
        context["blame"] = find_blame(state)
    kind = opened_filter(request, state)
    if kind:
        context["editor"] = editor_context(state, kind)
    return context


def opened_filter(request: HttpRequest, state: ListState) -> FilterKind | None:
    """Return the filter whose form stands on the page: one that was asked for without
    script, or that could not be read."""
    wanted = state.filterset.kinds.get(request.GET.get("edit", ""))
    return wanted or state.filterset.first_problem()


@dataclass(frozen=True)
class Head:
    """The head of a column, and what a click on it asks for."""

    column: Column
    url: str
    order: str

    @property
    def css(self) -> str:
        if self.column.is_fixed:
            return "cell-name"
        number = "cell-number" if self.column.is_number else ""
        wide = "" if self.column.stays_narrow else "cell-wide"
        return f"{number} {wide}".strip()


def list_context(state: ListState) -> dict[str, Any]:
    """Return what the page shows around its rows."""
    query = state.query
    return state.definition.row_links() | {
        "state": state,
        "list": state.definition,
        "query": query,
        "view": state.view,
        "may_change_view": bool(state.view) and may_change(state.view, state.actor),
        "tabs": state.views[:VIEWS_IN_TABS],
        "more_views": state.views[VIEWS_IN_TABS:],
        "heads": [head(column, state) for column in state.columns],
        "chips": state.filterset.chips(query),
        "kinds": list(state.filterset.kinds.values()),
        "choices": ordered_choices(state.offer.columns[1:], state.columns[1:]),
        "here": query.query_text,
        "is_narrowed": state.is_narrowed or bool(query.text),
        "has_nothing_to_find": bool(query.text) and not state.searched,
        "pager_label": f"Pages of {state.definition.nouns}",
    }


def head(column: Column, state: ListState) -> Head:
    query = state.query
    is_sorted = column.sort.removeprefix("-") == query.sort
    order = ("descending" if query.descending else "ascending") if is_sorted else ""
    return Head(column, query.sorted_by(column.sort).url if column.sort else "", order)


def page_context(state: ListState, page: Page, rows: Sequence[Any]) -> dict[str, Any]:
    """Return rows, count and pager. One query at most."""
    query, base = state.query, state.query.first_page()
    count = count_of(state, page, len(rows))
    return {
        "rows": shown_rows(state, rows),
        "page": page,
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
        return state.definition.count(state.conditions)
    if page.matches is not None:
        return min(page.matches, COUNT_CAP + 1)
    return state.definition.count(state.conditions, cap=COUNT_CAP + 1)


def shown_rows(state: ListState, rows: Sequence[Any]) -> list[tuple[Any, list[Cell]]]:
    """Return each row with its cells beside the name."""
    columns = state.columns[1:]
    return [
        (row, [column.cell(row, state.actor) for column in columns]) for row in rows
    ]


def editor_context(state: ListState, kind: FilterKind) -> dict[str, object]:
    """Return what the form of one filter shows, and what it carries along."""
    kept = state.query.without_filters(kind.parameters)
    form = state.filterset.form
    return {
        "kind": kind,
        "fields": [form[name] for name in kind.parameters],
        "kept": kept.pairs,
        "match_note": match_note(state),
        "list": state.definition,
    }


def match_note(state: ListState) -> str:
    """Return "61 customers match". One query."""
    count = state.definition.count(state.conditions, cap=COUNT_CAP + 1)
    verb = "matches" if count == 1 else "match"
    return f"{count_label(count)} {state.definition.count_noun(count)} {verb}"
