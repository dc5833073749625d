"""What the Customer Manager is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from customers.columns import (
    DEFAULT_COLUMNS,
    LIST_NAME,
    available_columns,
    custom_key,
)
from customers.filters import customer_kinds
from customers.models import Customer, CustomerStatus
from customers.queries import search
from customers.queries.listing import CustomerRow, list_rows, list_shown_fields
from lendcore.actors import Actor
from lendcore.filters import Conditions
from lendcore.lists.definition import ListDefinition, Offer
from lendcore.lists.state import ListState
from lendcore.models import CustomField
from lendcore.search import parse_search


@dataclass(frozen=True, kw_only=True)
class CustomerOffer(Offer):
    """What the list offers, and the tenant's rows that it is made from."""

    statuses: Sequence[CustomerStatus]
    fields: Sequence[CustomField]


def make_offer(actor: Actor) -> CustomerOffer:
    """Return what an actor's Customer Manager offers. Two queries."""
    statuses = list(CustomerStatus.objects.order_by("position", "pk"))
    fields = list_shown_fields()
    return CustomerOffer(
        kinds=customer_kinds(actor=actor, statuses=statuses, fields=fields),
        columns=available_columns(fields),
        statuses=statuses,
        fields=fields,
    )


def search_conditions(text: str, actor: Actor) -> Conditions:
    typed = parse_search(text, region=actor.tenant.country)
    return search.search_filters(typed)


def rows_of(ids: Sequence[int], state: ListState) -> list[CustomerRow]:
    """Return the customers of a page, with the custom fields that have a column."""
    keys = {column.key for column in state.columns}
    fields = [field for field in state.offer.fields if custom_key(field) in keys]
    return list_rows(ids, actor=state.actor, fields=fields)


CUSTOMER_LIST = ListDefinition(
    name=LIST_NAME,
    space="customers",
    noun="customer",
    nouns="customers",
    permission="contact.view",
    model=Customer,
    sorts=search.SORTS,
    default_columns=DEFAULT_COLUMNS,
    row_pages=("detail", "edit"),
    offer=make_offer,
    search=search_conditions,
    find=search.find_counted,
    find_ids=search.find_ids,
    count=search.count_matches,
    list_rows=rows_of,
)
