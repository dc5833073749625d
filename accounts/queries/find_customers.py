"""Customers found by what somebody types, to be put on an account."""

from dataclasses import dataclass

from customers.queries.listing import CustomerRow, list_rows, list_sort_names
from customers.queries.search import find_ids, search_filters
from lendcore.actors import Actor
from lendcore.search import SearchText, clean_text, parse_search, take_tax_number

MOST_FOUND = 20
# The newest of those that match, from which the best are shown.
MOST_LOOKED_AT = 100
NO_TAX_NUMBER = "Look for a whole tax number in the Customers list: there it is logged."


@dataclass(frozen=True, kw_only=True)
class FoundCustomers:
    """What a search found. refusal: why it was not made; empty otherwise."""

    text: str = ""
    rows: tuple[CustomerRow, ...] = ()
    refusal: str = ""

    @property
    def is_cut(self) -> bool:
        return len(self.rows) >= MOST_FOUND


def find_customers(text: str, *, actor: Actor) -> FoundCustomers:
    """Return at most 20 customers by name, number or e-mail, the best first. Four
    queries; none for an empty text, or one with a whole tax number.
    """
    text = clean_text(text)
    if take_tax_number(text)[0]:
        return FoundCustomers(refusal=NO_TAX_NUMBER)
    typed = parse_search(text, region=actor.tenant.country)
    if typed.is_empty:
        return FoundCustomers(text=text)
    ids = find_ids(
        search_filters(typed), sort="id", descending=True, limit=MOST_LOOKED_AT
    )
    names = list_sort_names(ids)
    best = sorted(names, key=lambda one: _rank(names[one], typed))[:MOST_FOUND]
    return FoundCustomers(text=text, rows=tuple(list_rows(best, actor=actor)))


def _rank(name: str, typed: SearchText) -> tuple[int, str]:
    """Return what sorts those first of whose name more words were typed."""
    words = name.split()
    begun = sum(any(word.startswith(one) for word in words) for one in typed.words)
    return -begun, name
