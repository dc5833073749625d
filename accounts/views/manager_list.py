"""What the Account Manager is made of."""

from collections.abc import Sequence

from accounts.columns import COLUMNS, DEFAULT_COLUMNS, LIST_NAME, MOST_COLUMNS
from accounts.filters import account_kinds
from accounts.models import Account
from accounts.queries import search
from accounts.queries.labels import list_choices
from accounts.queries.listing import AccountRow, list_rows
from lendcore.actors import Actor
from lendcore.filters import Conditions
from lendcore.lists.definition import ListDefinition, Offer
from lendcore.lists.state import ListState


def make_offer(actor: Actor) -> Offer:
    """Return what an actor's Account Manager offers. One query."""
    kinds = account_kinds(actor=actor, choices=list_choices())
    return Offer(kinds=kinds, columns=COLUMNS)


def search_conditions(text: str, actor: Actor) -> Conditions:
    return search.text_filters(text)


def rows_of(ids: Sequence[int], state: ListState) -> list[AccountRow]:
    return list_rows(ids, today=state.actor.today)


ACCOUNT_LIST = ListDefinition(
    name=LIST_NAME,
    space="accounts",
    noun="account",
    nouns="accounts",
    permission="accounts.view",
    model=Account,
    sorts=search.SORTS,
    default_columns=DEFAULT_COLUMNS,
    most_columns=MOST_COLUMNS,
    row_pages=("detail",),
    offer=make_offer,
    search=search_conditions,
    find=search.find_counted,
    find_ids=search.find_ids,
    count=search.count_matches,
    list_rows=rows_of,
)
