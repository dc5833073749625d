"""What the address of a list says: view, search, order, place, filters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from lendcore.search import clean_text

ALL_ROWS = "all"
# What a saved view can hold.
LONGEST_QUERY = 1_000


@dataclass(frozen=True, kw_only=True)
class ListQuery:
    """The state of a list, which links change by one thing at a time.

    view: "all", or the id of a saved view. filters: (name, value) as in the address.
    after, before: the row that the page comes after or before.
    counts_all: the exact number was asked for.
    """

    path: str
    view: str = ALL_ROWS
    text: str = ""
    sort: str
    descending: bool = False
    after: int | None = None
    before: int | None = None
    filters: tuple[tuple[str, str], ...] = ()
    counts_all: bool = False

    @property
    def sort_text(self) -> str:
        return f"-{self.sort}" if self.descending else self.sort

    @property
    def kept_pairs(self) -> list[tuple[str, str]]:
        """What a saved view keeps: search, order and filters, as in an address."""
        text = [("q", self.text)] if self.text else []
        return [*text, ("sort", self.sort_text), *self.filters]

    @property
    def kept_text(self) -> str:
        return urlencode(self.kept_pairs)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What a form on the first page carries along."""
        return [("view", self.view), *self.kept_pairs]

    @property
    def query_text(self) -> str:
        """The address behind the question mark. It always names view and order, so
        that a view without filters is not taken for the saved one."""
        place = {"after": self.after, "before": self.before}
        set_places = [(name, str(row_id)) for name, row_id in place.items() if row_id]
        count = [("count", "all")] if self.counts_all else []
        return urlencode([*self.pairs, *set_places, *count])

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query_text}"

    def first_page(self) -> Self:
        """Return the same list from its start."""
        return replace(self, after=None, before=None)

    def sorted_by(self, sort: str) -> Self:
        """Return the list in another order; the same order again turns it.

        sort: with "-" where the highest comes first.
        """
        name = sort.removeprefix("-")
        turned = sort == self.sort_text
        descending = sort.startswith("-") is not turned
        return replace(self.first_page(), sort=name, descending=descending)

    def without_filters(self, names: Sequence[str]) -> Self:
        """Return the list without some parameters of filters."""
        kept = tuple(pair for pair in self.filters if pair[0] not in names)
        return replace(self.first_page(), filters=kept)

    def with_filters(self, data: QueryDict, names: Sequence[str]) -> Self:
        """Return the list with these parameters of filters replaced."""
        added = [
            (name, value)
            for name in names
            for value in data.getlist(name)
            if value.strip()
        ]
        kept = self.without_filters(names)
        return replace(kept, filters=(*kept.filters, *added))

    def searching(self, text: str) -> Self:
        return replace(self.first_page(), text=clean_text(text))

    @property
    def filter_data(self) -> QueryDict:
        """The filters as a form reads them."""
        return QueryDict(urlencode(self.filters))


def read_query(
    data: QueryDict, *, path: str, sorts: Sequence[str], filter_names: Sequence[str]
) -> ListQuery:
    """Return the list that an address asks for; what it can't mean is left out.

    sorts: the closed list of orders, the usual one first, with "-" where it begins
    with the highest.
    """
    names = {sort.removeprefix("-") for sort in sorts}
    asked = data.get("sort", "")
    sort = asked if asked.removeprefix("-") in names else sorts[0]
    known = set(filter_names)
    return ListQuery(
        path=path,
        view=read_view(data.get("view", "")),
        text=clean_text(data.get("q", "")),
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        after=read_id(data.get("after", "")),
        before=read_id(data.get("before", "")),
        filters=tuple(
            (name, value)
            for name in data
            if name in known
            for value in data.getlist(name)
            if value.strip() and "\0" not in value
        ),
        counts_all=data.get("count") == "all",
    )


def read_view(text: str) -> str:
    return text if read_id(text) else ALL_ROWS


def read_id(text: str) -> int | None:
    """Return the id of a row, or None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
