"""Accounts and customers as files name them: by import ID, else by number or id."""

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg import sql

from lendcore.imports.history_sql import ACTIVE_TENANT
from lendcore.imports.staging import fetch

NO_ACCOUNT = "No account has this import ID or number."
NO_CUSTOMER = "No customer has this import ID or id."

# A LATERAL that ends in LIMIT stays a step of its own and goes to its index; what folds
# comes before it, since under row security it can't go there.
_ACCOUNTS = """
    WITH named AS MATERIALIZED (
        SELECT name, lower(name) AS folded FROM unnest(%(names)s::text[]) AS name
    )
    SELECT named.name, found.id, found.is_active, found.archived_at IS NOT NULL
    FROM named CROSS JOIN LATERAL (
        (SELECT 1 AS rank, id, is_active, archived_at FROM accounts_account
        WHERE tenant_id = {tenant} AND import_id = named.name AND import_id <> ''
        LIMIT 1)
        UNION ALL
        (SELECT 2, id, is_active, archived_at FROM accounts_account
        WHERE tenant_id = {tenant} AND number_folded = named.folded LIMIT 1)
        ORDER BY rank LIMIT 1
    ) AS found
"""
_CUSTOMERS = """
    SELECT named.name, found.id
    FROM unnest(%(names)s::text[], %(ids)s::bigint[]) AS named(name, id)
    CROSS JOIN LATERAL (
        (SELECT 1 AS rank, id FROM customers_customer
        WHERE tenant_id = {tenant} AND import_id = named.name AND import_id <> ''
        LIMIT 1)
        UNION ALL
        (SELECT 2, id FROM customers_customer
        WHERE tenant_id = {tenant} AND id = named.id LIMIT 1)
        ORDER BY rank LIMIT 1
    ) AS found
"""
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """An account that a file names."""

    id: int
    is_active: bool
    is_archived: bool


def find_accounts(names: Iterable[str]) -> dict[str, NamedAccount]:
    """Return accounts of the active tenant by how they are named. One query.

    An import ID goes before a number that looks like it.
    """
    wanted = list(set(names))
    if not wanted:
        return {}
    query = sql.SQL(_ACCOUNTS).format(tenant=ACTIVE_TENANT)
    rows = fetch(query, {"names": wanted})
    return {name: NamedAccount(*found) for name, *found in rows}


def find_customers(names: Iterable[str]) -> dict[str, int]:
    """Return ids of customers of the active tenant by how they are named. One query.

    An import ID goes before an id that looks like it.
    """
    wanted = list(set(names))
    if not wanted:
        return {}
    ids = [int(name) if _is_id(name) else None for name in wanted]
    query = sql.SQL(_CUSTOMERS).format(tenant=ACTIVE_TENANT)
    return dict(fetch(query, {"names": wanted, "ids": ids}))


def _is_id(name: str) -> bool:
    return name.isascii() and name.isdecimal() and len(name) <= _MOST_DIGITS
