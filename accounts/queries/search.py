"""The calls of the Account Manager's search; `accounts.list_sql` has its filters."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.models import AccountListing
from lendcore.lists.paging import Found
from lendcore.queries.counts import COUNT_CAP
from lendcore.rules.fold import fold
from lendcore.search import MOST_WORDS
from lendcore.tenancy.context import require_tenant_id

type Filters = Mapping[str, Any]

# The usual one first, worst accounts on top.
SORTS = ("-dpd", "-apd", "-principal", "-payoff", "next_due", "number")


def text_filters(text: str) -> dict[str, Any]:
    """Return the filters that find accounts by what was typed.

    A "#" before a number only says that it is no tax number.
    """
    words = fold(text.removeprefix("#")).split()[:MOST_WORDS]
    terms = [word for word in words if any(letter.isalnum() for letter in word)]
    return {"terms": terms} if terms else {}


def find_ids(
    filters: Filters,
    *,
    sort: str = "dpd",
    descending: bool = True,
    after_id: int | None = None,
    limit: int = 50,
) -> list[int]:
    """Return the ids of one page of accounts in its order. One query.

    after_id: the last row of the page before; the list starts again if it is gone.
    limit: at most 5,000.
    """
    statement = "SELECT * FROM account_search(%s, %s, %s, %s, %s)"
    rows = _call(statement, _asked(filters), sort, descending, after_id, limit)
    return [row[0] for row in rows]


def find_counted(
    filters: Filters,
    *,
    sort: str = "dpd",
    descending: bool = True,
    after_id: int | None = None,
    limit: int = 50,
) -> Found:
    """Return one page like `find_ids`, with the count up to the cap and one. One query.

    It is cheaper than a count by itself: what terms find is looked up once.
    """
    statement = "SELECT ids, matches FROM account_page(%s, %s, %s, %s, %s, %s)"
    place = (sort, descending, after_id, limit)
    ids, matches = _call(statement, _asked(filters), *place, COUNT_CAP + 1)[0]
    return Found(ids or [], matches)


def count_matches(filters: Filters, *, cap: int | None = None) -> int:
    """Return how many accounts match, counted up to `cap`. One query.

    Without a cap it may take seconds in a tenant of millions.
    """
    return _call("SELECT account_count(%s, %s)", _asked(filters), cap)[0][0]


@dataclass(frozen=True, kw_only=True)
class ListTotals:
    """Sums over all accounts that match, as of a day.

    ended: of how many the stored figures ended before the day; those are taken as of
    the last day on which they were true. None sums nothing: no account is activated.
    """

    accounts: int
    ended: int
    past_due: Decimal | None
    principal: Decimal | None
    payoff: Decimal | None
    next_due: Decimal | None


def get_totals(filters: Filters, day: date) -> ListTotals:
    """Return sums over all that match. One query, which reads every one of them."""
    statement = (
        "SELECT accounts, ended, past_due, principal, payoff, next_due "
        "FROM account_totals(%s, %s)"
    )
    accounts, ended, *sums = _call(statement, _asked(filters), day)[0]
    past_due, principal, payoff, next_due = sums
    return ListTotals(
        accounts=accounts,
        ended=ended,
        past_due=past_due,
        principal=principal,
        payoff=payoff,
        next_due=next_due,
    )


def find_oldest_figures() -> date | None:
    """Return the day of the oldest stored figures. One query."""
    listings = AccountListing.objects.filter(figures_on__isnull=False)
    days = listings.order_by("figures_on").values_list("figures_on", flat=True)
    return days.first()


def _asked(filters: Filters) -> str:
    """Return filters for the search: the archive is left out unless it is asked for,
    and accounts that are named are found wherever they are."""
    hidden = {} if "ids" in filters else {"archived": False}
    return json.dumps(hidden | filters)


def _call(statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
    require_tenant_id()
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall()
