"""Keyset pages: the place in the list is the id of a row, never a number of rows."""

from collections.abc import Callable
from dataclasses import dataclass

from lendcore.lists.query import ListQuery

# Takes descending, after_id and limit as keywords; returns ids in order.
type Finder = Callable[..., list[int]]


@dataclass(frozen=True)
class Page:
    """The ids of one page, and whether there is more on either side.

    beside: the ids just before and after the page, where they were seen.
    """

    ids: list[int]
    has_previous: bool = False
    has_next: bool = False
    next_id: int | None = None

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
        ids = find(
            descending=not query.descending, after_id=query.before, limit=size + 1
        )
        if len(ids) >= size:
            page = ids[:size][::-1]
            return Page(page, len(ids) > size, True, query.before)
    after_id = None if query.before else query.after
    ids = find(descending=query.descending, after_id=after_id, limit=size + 1)
    if not ids and after_id:
        after_id = None
        ids = find(descending=query.descending, after_id=None, limit=size + 1)
    more = ids[size] if len(ids) > size else None
    return Page(ids[:size], after_id is not None, more is not None, more)
