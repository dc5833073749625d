"""The rows by which the Account Manager finds accounts, written here alone."""

from collections.abc import Iterable

from django.db import connection

from accounts.listing_sql import write_listings
from lendcore.tenancy.context import require_tenant_id

_WRITE = write_listings("a.tenant_id = %s AND a.id = ANY (%s)")


def refresh(account_ids: Iterable[int]) -> None:
    """Bring the list's rows of some accounts up to what is stored of them. One query.

    The caller has locked the accounts.
    """
    ids = sorted(set(account_ids))
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [require_tenant_id(), ids])
