"""The state of a list: what the address asks for, before anything is found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict

from lendcore.actors import Actor
from lendcore.filters import Conditions, ListFilterSet, merged_conditions
from lendcore.lists.columns import Column, pick_columns
from lendcore.lists.definition import ListDefinition, Offer
from lendcore.lists.preferences import Preferences, get_preferences
from lendcore.lists.query import ALL_ROWS, ListQuery, read_query, read_view
from lendcore.lists.saved_views import list_views, pick_view
from lendcore.models import SavedView
from lendcore.queries.counts import COUNT_CAP, count_label


@dataclass(frozen=True, kw_only=True)
class ListState:
    """One list as it was asked for; nothing of it is found yet.

    searched: the conditions that find what was typed.
    """

    definition: ListDefinition
    actor: Actor
    query: ListQuery
    offer: Offer
    filterset: ListFilterSet
    views: Sequence[SavedView]
    view: SavedView | None
    preferences: Preferences
    columns: Sequence[Column]
    searched: Conditions

    @cached_property
    def conditions(self) -> Conditions:
        """What the search function takes."""
        return self.filterset.conditions() | self.searched

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

    def rows(self, ids: Sequence[int]) -> list[Any]:
        return self.definition.list_rows(ids, self)


def read_state(request: HttpRequest, definition: ListDefinition) -> ListState:
    """Return the list that the address asks for. One query, and those of the offer.

    An address that names no order opens a saved view as it was saved.
    """
    actor = request.actor
    views = list_views(actor, definition.name)
    offer = definition.offer(actor)
    view = pick_view(views, wanted_view(request.GET), actor)
    query = read_list_query(opened(request.GET, view), view, definition, offer)
    preferences = get_preferences(request, definition.name)
    return ListState(
        definition=definition,
        actor=actor,
        query=query,
        offer=offer,
        filterset=ListFilterSet(
            query.filter_data, definition.model.objects.none(), kinds=offer.kinds
        ),
        views=views,
        view=view,
        preferences=preferences,
        columns=pick_columns(
            offer.columns,
            preferences.columns.get(query.view, view.columns if view else ()),
            definition.default_columns,
            definition.most_columns,
        ),
        searched=definition.search(query.text, actor),
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
    data: QueryDict, view: SavedView | None, definition: ListDefinition, offer: Offer
) -> ListQuery:
    query = read_query(
        data,
        path=definition.path,
        sorts=definition.sorts,
        filter_names=[name for kind in offer.kinds for name in kind.parameters],
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
    noun: str

    @property
    def label(self) -> str:
        return f"{self.name} {self.condition}"

    @property
    def count_label(self) -> str:
        return f"{count_label(self.count)} {self.noun}"


def find_blame(state: ListState) -> Blame | None:
    """Return the filter without which most match; None when each alone is too much.

    One query for each filter in use, at most eight.
    """
    candidates = []
    definition, values = state.definition, state.filterset.values
    for kind in state.filterset.used_kinds[:8]:
        rest = state.query.without_filters(kind.parameters)
        others = [one for one in state.filterset.used_kinds if one is not kind]
        allowed = merged_conditions(other.conditions(values) for other in others)
        count = definition.count(allowed | state.searched, cap=COUNT_CAP + 1)
        noun = definition.count_noun(count)
        candidates.append(
            Blame(kind.label, kind.describe(values), count, rest.url, noun)
        )
    best = max(candidates, key=lambda one: one.count, default=None)
    return best if best and best.count else None
