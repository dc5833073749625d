"""Copies of accounts under new ids, by SQL as the owner.

A copy has everything that its original has (terms, entries, figures, history), other
customers, and nobody can tell it from an account that was replayed. What is copied in
one round belongs to the accounts that were imported, and is written in one transaction.
"""

from collections.abc import Sequence

import psycopg
from django.db import models
from psycopg import sql

from accounts.listing_sql import write_listings
from accounts.models import (
    Account,
    AccountCustomer,
    AccountListing,
    AccountSnapshot,
    Transaction,
)
from lendcore.imports.history_sql import stored_columns

TABLES = (
    Account,
    AccountCustomer,
    AccountSnapshot,
    AccountListing,
    Transaction,
    Account.history.model,
    AccountCustomer.history.model,
)
# Links and accounts were there a while ago, so that earlier days show them.
_EARLIER = sql.SQL("{} - interval '90 days'")
_FIND_ORIGINALS = """
    CREATE TEMPORARY TABLE original AS SELECT id FROM accounts_account
    WHERE tenant_id = {tenant} AND import_id = ANY ({names})
"""
# A customer's number moves with each round, and so does that of the second one.
_FIND_IDS = """
    CREATE TEMPORARY TABLE copied ON COMMIT DROP AS
    SELECT old.id AS old_id, new.id AS new_id
    FROM original
    JOIN accounts_account AS old ON old.tenant_id = {tenant} AND old.id = original.id
    JOIN accounts_account AS new ON new.tenant_id = {tenant}
        AND new.import_id = old.import_id || {suffix}
"""
_FIND_LINKS = """
    CREATE TEMPORARY TABLE copied_link ON COMMIT DROP AS
    SELECT DISTINCT ON (copied.new_id, other.id) old.id AS old_id, copied.new_id
        AS account_id, other.id AS customer_id
    FROM accounts_accountcustomer AS old
    JOIN copied ON copied.old_id = old.account_id
    JOIN customers_customer AS named
        ON named.tenant_id = old.tenant_id AND named.id = old.customer_id
    JOIN customers_customer AS other ON other.tenant_id = old.tenant_id
        AND other.import_id = 'B' || lpad((
            (substr(named.import_id, 2)::bigint - 1 + {round}) % {customers} + 1
        )::text, 7, '0')
    WHERE old.tenant_id = {tenant}
    ORDER BY copied.new_id, other.id, (old.role = 'primary') DESC
"""
_NEW_LINKS = """
    CREATE TEMPORARY TABLE new_link ON COMMIT DROP AS
    SELECT copied_link.*, new.id AS new_id FROM copied_link
    JOIN accounts_accountcustomer AS new ON new.tenant_id = {tenant}
        AND new.account_id = copied_link.account_id
        AND new.customer_id = copied_link.customer_id
"""
_LIST = write_listings("a.tenant_id = %s AND a.id IN (SELECT new_id FROM copied)")
_BY_ACCOUNT = "JOIN copied ON copied.old_id = old.{column}"


class Copier:
    """Copies accounts, round after round.

    names: their import IDs. customers: how many the tenant has, whom copies are spread
    over.
    """

    def __init__(
        self,
        owner: psycopg.Connection,
        tenant_id: int,
        names: Sequence[str],
        customers: int,
    ) -> None:
        self._owner = owner
        self._tenant_id = tenant_id
        self._parts = {
            "tenant": sql.Literal(tenant_id),
            "customers": sql.Literal(customers),
        }
        self._first = names[0]
        self._run("DROP TABLE IF EXISTS original")
        self._run(_FIND_ORIGINALS, names=sql.Literal(list(names)))
        self._run("ANALYZE original")

    def copy(self, number: int) -> bool:
        """Make the copies of a round; return whether they were missing."""
        suffix = f"-{number:02}"
        if self._has(suffix):
            return False
        with self._owner.transaction():
            self._copy_accounts(suffix)
            self._run(_FIND_IDS, suffix=sql.Literal(suffix))
            self._run("ANALYZE copied")
            self._copy_parts()
            self._run(_FIND_LINKS, round=sql.Literal(number))
            self._run("ANALYZE copied_link")
            self._copy_links()
            self._owner.execute(_LIST, [self._tenant_id])
        return True

    def _has(self, suffix: str) -> bool:
        found = self._owner.execute(
            "SELECT FROM accounts_account WHERE tenant_id = %s AND import_id = %s",
            [self._tenant_id, f"{self._first}{suffix}"],
        )
        return found.fetchone() is not None

    def _copy_accounts(self, suffix: str) -> None:
        named = sql.SQL("old.{} || {}")
        self._insert(
            Account,
            sql.SQL(
                "JOIN original ON original.id = old.id WHERE old.tenant_id = {tenant}"
            ).format(**self._parts),
            {
                column: named.format(sql.Identifier(column), sql.Literal(suffix))
                for column in ("number", "import_id")
            }
            | {"created_at": _EARLIER.format(sql.SQL("old.created_at"))},
        )

    def _copy_parts(self) -> None:
        new_id = sql.SQL("copied.new_id")
        by_account = sql.SQL(_BY_ACCOUNT).format(column=sql.Identifier("account_id"))
        where = sql.SQL(" WHERE old.tenant_id = {tenant}").format(**self._parts)
        self._insert(
            Transaction,
            by_account + where,
            {"account_id": new_id, "idempotency_key": sql.SQL("NULL")},
        )
        self._insert(AccountSnapshot, by_account + where, {"account_id": new_id})
        self._insert(
            Account.history.model,
            sql.SQL(
                "JOIN copied ON copied.old_id = old.id JOIN accounts_account AS new "
                "ON new.tenant_id = old.tenant_id AND new.id = copied.new_id"
            )
            + where,
            {
                "id": new_id,
                "number": sql.SQL("new.number"),
                "import_id": sql.SQL("new.import_id"),
                "history_date": _EARLIER.format(sql.SQL("old.history_date")),
            },
        )

    def _copy_links(self) -> None:
        where = sql.SQL(" WHERE old.tenant_id = {tenant}").format(**self._parts)
        ids = {
            "account_id": sql.SQL("part.account_id"),
            "customer_id": sql.SQL("part.customer_id"),
        }
        self._insert(
            AccountCustomer,
            sql.SQL("JOIN copied_link AS part ON part.old_id = old.id") + where,
            ids | {"linked_at": _EARLIER.format(sql.SQL("old.linked_at"))},
        )
        self._run(_NEW_LINKS)
        self._run("ANALYZE new_link")
        self._insert(
            AccountCustomer.history.model,
            sql.SQL("JOIN new_link AS part ON part.old_id = old.id") + where,
            ids
            | {
                "id": sql.SQL("part.new_id"),
                "history_date": _EARLIER.format(sql.SQL("old.history_date")),
            },
        )

    def _insert(
        self,
        model: type[models.Model],
        source: sql.Composable,
        other: dict[str, sql.Composable],
    ) -> None:
        """Copy rows of a table. other: columns that are not those of the original."""
        key = model._meta.pk.column
        columns = [column for column in stored_columns(model) if column != key]
        values = [
            other.get(column, sql.SQL("old.{}").format(sql.Identifier(column)))
            for column in columns
        ]
        statement = sql.SQL(
            "INSERT INTO {table} (tenant_id, {columns}) "
            "SELECT old.tenant_id, {values} FROM {table} AS old {source}"
        )
        between = sql.SQL(", ")
        self._owner.execute(
            statement.format(
                table=sql.Identifier(model._meta.db_table),
                columns=between.join(map(sql.Identifier, columns)),
                values=between.join(values),
                source=source,
            )
        )

    def _run(self, statement: str, **parts: sql.Composable) -> None:
        self._owner.execute(sql.SQL(statement).format(**self._parts, **parts))


def vacuum(owner: psycopg.Connection) -> None:
    """Clean the tables of accounts and count their values, as autovacuum would."""
    for model in TABLES:
        table = sql.Identifier(model._meta.db_table)
        owner.execute(sql.SQL("VACUUM (ANALYZE) {}").format(table))


def count_entries(owner: psycopg.Connection, tenant_id: int) -> int:
    """Return how many entries a tenant's accounts have. One query."""
    found = owner.execute(
        "SELECT count(*) FROM accounts_transaction WHERE tenant_id = %s", [tenant_id]
    )
    return found.fetchone()[0]
