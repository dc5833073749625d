"""The rows that a person opened last, and where they stood in which list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

MOST_RECENT = 8
_RECENT_KEY = "recent"
_LAST_LIST_KEY = "last_lists"
_MOST_KEPT = 200

# Takes the kept search, and descending, after_id and limit as keywords.
type Finder = Callable[..., list[int]]


@dataclass(frozen=True)
class Neighbours:
    """The rows before and after one, in the list that it was opened from."""

    previous_id: int | None = None
    next_id: int | None = None


def remember_opened(request: HttpRequest, list_name: str, row_id: int) -> None:
    """Put a row first among those opened last."""
    recent = request.session.get(_RECENT_KEY, {})
    before = recent.get(list_name, [])
    ids = [row_id, *(one for one in before if one != row_id)][:MOST_RECENT]
    if ids != before:
        request.session[_RECENT_KEY] = recent | {list_name: ids}


def list_opened(request: HttpRequest, list_name: str) -> list[int]:
    """Return the ids opened last, newest first."""
    return list(request.session.get(_RECENT_KEY, {}).get(list_name, []))


def remember_list(
    request: HttpRequest,
    list_name: str,
    ids: Sequence[int],
    search: dict[str, Any] | None,
) -> None:
    """Keep the page that was shown last, so that its rows have neighbours.

    search: what the finder needs to go on beyond the page; None where that must not
    be kept, as after a search by tax number.
    """
    lists = request.session.get(_LAST_LIST_KEY, {})
    shown = {"ids": list(ids), "search": search}
    if lists.get(list_name) != shown:
        request.session[_LAST_LIST_KEY] = lists | {list_name: shown}


def neighbours(
    request: HttpRequest, list_name: str, row_id: int, find: Finder
) -> Neighbours:
    """Return the rows beside one in the list shown last; none for a row elsewhere.

    No query inside the page that was shown, one at each of its ends: what is found
    beyond is kept, so that the way through the list goes on.
    """
    shown = request.session.get(_LAST_LIST_KEY, {}).get(list_name, {})
    ids, search = shown.get("ids", []), shown.get("search")
    if row_id not in ids:
        return Neighbours()
    if search and row_id == ids[0]:
        ids = [*_beyond(search, find, row_id, turned=True), *ids]
    if search and row_id == ids[-1]:
        ids = [*ids, *_beyond(search, find, row_id, turned=False)]
    remember_list(request, list_name, _around(ids, row_id), search)
    at = ids.index(row_id)
    return Neighbours(
        previous_id=ids[at - 1] if at else None,
        next_id=ids[at + 1] if at + 1 < len(ids) else None,
    )


def _beyond(
    search: dict[str, Any], find: Finder, row_id: int, *, turned: bool
) -> list[int]:
    rest = {name: value for name, value in search.items() if name != "descending"}
    descending = search["descending"] is not turned
    return find(**rest, descending=descending, after_id=row_id, limit=1)


def _around(ids: list[int], row_id: int) -> list[int]:
    start = max(0, ids.index(row_id) - _MOST_KEPT // 2)
    return ids[start : start + _MOST_KEPT]
