"""Keyset pages: the place in the list is the id of a row, never a number of rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from lendcore.lists.query import ListQuery


class Found(NamedTuple):
    """Ids in order, and how many match in all, where finding them told that."""

    ids: list[int]
    matches: int | None = None


# Takes descending, after_id and limit as keywords.
type Finder = Callable[..., Found]


@dataclass(frozen=True)
class Page:
    """The ids of one page, and whether there is more on either side.

    next_id: the id just after the page, where it was seen. matches: how many match in
    all, where finding the page told that.
    """

    ids: list[int]
    has_previous: bool = False
    has_next: bool = False
    next_id: int | None = None
    matches: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the page holds everything that matches."""
        return not (self.has_previous or self.has_next)


def find_page(find: Finder, query: ListQuery, size: int) -> Page:
    """Return the page that the query asks for. One query, rarely two.

    A page before which too little is left becomes the first one, and a place
    behind the end too: what was deleted meanwhile leaves no gap.
    """
    if query.before:
        ids, matches = find(
            descending=not query.descending, after_id=query.before, limit=size + 1
        )
        if len(ids) >= size:
            page = ids[:size][::-1]
            return Page(page, len(ids) > size, True, query.before, matches)
    after_id = None if query.before else query.after
    ids, matches = find(descending=query.descending, after_id=after_id, limit=size + 1)
    if not ids and after_id:
        after_id = None
        ids, matches = find(descending=query.descending, after_id=None, limit=size + 1)
    more = ids[size] if len(ids) > size else None
    return Page(ids[:size], after_id is not None, more is not None, more, matches)
