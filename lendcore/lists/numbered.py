"""Numbered pages of rows that are all at hand; lists of millions use `paging`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator


@dataclass(frozen=True, kw_only=True)
class NumberedPage:
    """The rows of one page, and the ways to its neighbours; "" where there is none."""

    rows: Sequence[Any]
    number: int
    is_only: bool
    range_label: str
    previous_url: str
    next_url: str


def number_pages(
    rows: Sequence[Any], asked: str, *, size: int, url: Callable[[int], str]
) -> NumberedPage:
    """Return the page that an address asks for: the first one for an odd number, the
    last one for a number beyond it. url: returns the address of a page."""
    page = Paginator(rows, size).get_page(asked)
    count = page.paginator.count
    return NumberedPage(
        rows=page.object_list,
        number=page.number,
        is_only=page.paginator.num_pages == 1,
        range_label=f"{page.start_index():,} to {page.end_index():,} of {count:,}",
        previous_url=url(page.number - 1) if page.has_previous() else "",
        next_url=url(page.number + 1) if page.has_next() else "",
    )
