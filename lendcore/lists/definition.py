"""What tells one list of the product from another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.urls import reverse

from lendcore.actors import Actor
from lendcore.filters import Conditions, FilterKind
from lendcore.lists.columns import MOST_COLUMNS, Column
from lendcore.lists.paging import Found

if TYPE_CHECKING:
    from lendcore.lists.state import ListState

# Addresses that `lendcore.lists.urls` makes for each list, in its namespace.
_PAGES = (
    "list",
    "match_count",
    "filter",
    "columns",
    "export",
    "views_create",
    "views_change",
    "views_update",
    "views_delete",
)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a tenant's list may be filtered by, and the columns that it may show."""

    kinds: Sequence[FilterKind]
    columns: Sequence[Column]


@dataclass(frozen=True, kw_only=True)
class ListDefinition:
    """One list: its words, its columns, and the queries that answer it.

    name: of its saved views and preferences. space: the namespace of its addresses.
    sorts: the closed list of orders, the usual one first, each with "-" where its
    first click begins with the highest. row_pages: addresses of a row, each by its ID.
    offer, search: what an actor's list offers, and the conditions that find a text.
    find, find_ids, count: take conditions first, then what `lendcore.lists.paging`
    says. list_rows: takes ids and the state; its rows have `key` and `name`.
    most_columns: beside the name.
    """

    name: str
    space: str
    noun: str
    nouns: str
    permission: str
    model: type[Model]
    sorts: Sequence[str]
    default_columns: Sequence[str]
    row_pages: Sequence[str]
    offer: Callable[[Actor], Offer]
    search: Callable[[str, Actor], Conditions]
    find: Callable[..., Found]
    find_ids: Callable[..., list[int]]
    count: Callable[..., int]
    list_rows: Callable[[Sequence[int], ListState], list[Any]]
    most_columns: int = MOST_COLUMNS

    @property
    def to(self) -> dict[str, str]:
        """Names of the list's addresses, for templates."""
        return {page: f"{self.space}:{page}" for page in _PAGES}

    @property
    def path(self) -> str:
        return reverse(self.to["list"])

    def count_noun(self, count: int) -> str:
        return self.noun if count == 1 else self.nouns

    def row_links(self) -> dict[str, list[str]]:
        """Return the addresses of a row in two parts, around its ID: fifty rows ask."""
        return {
            f"{name}_link": reverse(f"{self.space}:{name}", args=[0]).rsplit("0", 1)
            for name in self.row_pages
        }
