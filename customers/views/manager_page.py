"""The state of the Customer Manager: what the address asks for, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from customers.columns import (
    DEFAULT_COLUMNS,
    LIST_NAME,
    available_columns,
    custom_key,
)
from customers.filters import customer_filters, customer_kinds
from customers.models import CustomerStatus
from customers.queries.listing import CustomerRow, list_rows, list_shown_fields
from customers.queries.search import (
    SORTS,
    count_matches,
    search_filters,
)
from lendcore.actors import Actor
from lendcore.filters import FilterKind, ListFilterSet, merged_conditions
from lendcore.lists.columns import Column, pick_columns
from lendcore.lists.preferences import Preferences, get_preferences
from lendcore.lists.query import ALL_ROWS, ListQuery, read_query, read_view
from lendcore.lists.saved_views import list_views, pick_view
from lendcore.models import CustomField, SavedView
from lendcore.queries.counts import COUNT_CAP, count_label
from lendcore.search import SearchText, parse_search


@dataclass(frozen=True, kw_only=True)
class ListState:
    """One list as it was asked for; nothing of it is found yet.

    conditions: what the search function takes.
    """

    actor: Actor
    query: ListQuery
    filterset: ListFilterSet
    statuses: Sequence[CustomerStatus]
    fields: Sequence[CustomField]
    views: Sequence[SavedView]
    view: SavedView | None
    preferences: Preferences
    columns: Sequence[Column]
    typed: SearchText

    @property
    def conditions(self) -> dict[str, Any]:
        return self.filterset.conditions() | search_filters(self.typed)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.conditions)

    @property
    def search(self) -> dict[str, Any]:
        """What finds the list again, as keywords of `find_ids`."""
        return {
            "filters": self.conditions,
            "sort": self.query.sort,
            "descending": self.query.descending,
        }

    @property
    def shown_fields(self) -> list[CustomField]:
        """The custom fields that stand in a column."""
        keys = {column.key for column in self.columns}
        return [field for field in self.fields if custom_key(field) in keys]

    def rows(self, ids: Sequence[int]) -> list[CustomerRow]:
        return list_rows(ids, actor=self.actor, fields=self.shown_fields)


def read_state(request: HttpRequest) -> ListState:
    """Return the list that the address asks for. Three queries.

    An address that names no order opens a saved view as it was saved.
    """
    actor = request.actor
    views = list_views(actor, LIST_NAME)
    statuses = list(CustomerStatus.objects.order_by("position", "pk"))
    fields = list_shown_fields()
    kinds = customer_kinds(actor=actor, statuses=statuses, fields=fields)
    view = pick_view(views, wanted_view(request.GET), actor)
    query = read_list_query(opened(request.GET, view), view, kinds)
    preferences = get_preferences(request, LIST_NAME)
    return ListState(
        actor=actor,
        query=query,
        filterset=customer_filters(query.filter_data, kinds),
        statuses=statuses,
        fields=fields,
        views=views,
        view=view,
        preferences=preferences,
        columns=pick_columns(
            available_columns(fields),
            preferences.columns.get(query.view, view.columns if view else ()),
            DEFAULT_COLUMNS,
        ),
        typed=parse_search(query.text, region=actor.tenant.country),
    )


def names_a_list(data: QueryDict) -> bool:
    """Return whether an address says more than which view to open."""
    return bool(data.keys() - {"view", "rows", "density"})


def wanted_view(data: QueryDict) -> str:
    return data.get("view", "") or (ALL_ROWS if names_a_list(data) else "")


def opened(data: QueryDict, view: SavedView | None) -> QueryDict:
    """Return an address, or what the saved view keeps that it opens."""
    return data if view is None or names_a_list(data) else QueryDict(view.query)


def read_list_query(
    data: QueryDict, view: SavedView | None, kinds: Sequence[FilterKind]
) -> ListQuery:
    names = [name for kind in kinds for name in kind.parameters]
    query = read_query(
        data, path=reverse("customers:list"), sorts=SORTS, filter_names=names
    )
    return replace(query, view=read_view(str(view.pk) if view else ""))


@dataclass(frozen=True)
class Blame:
    """Of filters that let nothing through, the one to take away first.

    count: how many match without it, up to the cap and one.
    """

    name: str
    condition: str
    count: int
    url: str

    @property
    def label(self) -> str:
        return f"{self.name} {self.condition}"

    @property
    def count_label(self) -> str:
        noun = "customer" if self.count == 1 else "customers"
        return f"{count_label(self.count)} {noun}"


def find_blame(state: ListState) -> Blame | None:
    """Return the filter without which most match; None when each alone is too much.

    One query for each filter in use, at most eight.
    """
    candidates = []
    searched = search_filters(state.typed)
    for kind in state.filterset.used_kinds[:8]:
        rest = state.query.without_filters(kind.parameters)
        values = state.filterset.values
        others = [one for one in state.filterset.used_kinds if one is not kind]
        allowed = merged_conditions(other.conditions(values) for other in others)
        conditions = allowed | searched
        count = count_matches(conditions, cap=COUNT_CAP + 1)
        candidates.append(Blame(kind.label, kind.describe(values), count, rest.url))
    best = max(candidates, key=lambda one: one.count, default=None)
    return best if best and best.count else None


def url_with(name: str, query: ListQuery, *args: Any) -> str:
    """Return the address of a view of this list, with the list's own state behind."""
    return f"{reverse(name, args=args)}?{query.first_page().query_text}"
