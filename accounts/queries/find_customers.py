"""Customers found by what somebody types, to be put on an account."""

from dataclasses import dataclass

from customers.queries.listing import CustomerRow, list_rows
from customers.queries.search import find_ids, search_filters
from lendcore.actors import Actor
from lendcore.search import clean_text, parse_search, take_tax_number

MOST_FOUND = 20
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
    """Return at most 20 customers by name, number or e-mail. Three queries; none for an
    empty text, or one with a whole tax number."""
    text = clean_text(text)
    if take_tax_number(text)[0]:
        return FoundCustomers(refusal=NO_TAX_NUMBER)
    typed = parse_search(text, region=actor.tenant.country)
    if typed.is_empty:
        return FoundCustomers(text=text)
    ids = find_ids(search_filters(typed), limit=MOST_FOUND)
    return FoundCustomers(text=text, rows=tuple(list_rows(ids, actor=actor)))
