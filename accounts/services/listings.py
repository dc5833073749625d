"""The rows by which the Account Manager finds accounts, written here alone.

What accounts are found by in words is written by the database.
"""

from collections.abc import Iterable

from django.db import connection

from accounts.listing_sql import find_wrong_listings, write_listings
from accounts.search_text_sql import FIND_WRONG_TEXTS
from lendcore.tenancy.context import require_tenant_id

_SOME = "a.tenant_id = %s AND a.id = ANY (%s)"
_WRITE = write_listings(_SOME)
_FIND_WRONG = find_wrong_listings(_SOME)


def refresh(account_ids: Iterable[int]) -> None:
    """Bring the list's rows of some accounts up to what is stored of them. One query.

    The caller has locked the accounts.
    """
    ids = sorted(set(account_ids))
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [require_tenant_id(), ids])


def find_wrong(account_ids: Iterable[int]) -> list[int]:
    """Return those accounts whose rows of the list differ from what is stored of them,
    or whose words do. Two queries."""
    given = [require_tenant_id(), list(account_ids)]
    found: set[int] = set()
    with connection.cursor() as cursor:
        for statement in (_FIND_WRONG, FIND_WRONG_TEXTS):
            cursor.execute(statement, given)
            found.update(row[0] for row in cursor.fetchall())
    return sorted(found)
