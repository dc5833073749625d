"""Writing what was staged: rows and their history, some thousand lines at a time."""

from collections.abc import Iterator

from psycopg import sql

from customers.imports.staging import (
    ADD,
    ADDRESSES,
    CUSTOM,
    CUSTOMERS,
    KEYS,
    PHONES,
    PROFILES,
)
from customers.models import (
    Address,
    Customer,
    CustomerCustomValue,
    CustomerKey,
    Phone,
    SocialProfile,
)
from lendcore.actors import Actor
from lendcore.imports.history_sql import (
    ACTIVE_TENANT,
    history_values,
    identifiers,
    insert_with_history,
    update_with_history,
)
from lendcore.imports.staging import StagedTable, run

LINES_AT_ONCE = 50_000
_CHANGED = sql.SQL("staged.changed_fields IS NOT NULL")
_NEW = sql.SQL("changed_fields IS NULL")


class Writer:
    """Writes the staged rows of a span of lines, by statements made once."""

    def __init__(self, *, actor: Actor, reason: str) -> None:
        self._parameters = history_values(actor, reason=reason)
        added = sql.SQL("becomes = {}").format(sql.Literal(ADD))
        changed = sql.SQL("staged.becomes <> {}").format(sql.Literal(ADD))
        self._statements = [
            _insert(Customer, CUSTOMERS, added),
            _plain_insert(CustomerKey, KEYS),
            _update(Customer, CUSTOMERS, changed),
            _demote_phones(),
            _update(Phone, PHONES, _CHANGED),
            _insert(Phone, PHONES, _NEW),
            _update(Address, ADDRESSES, _CHANGED),
            _insert(Address, ADDRESSES, _NEW),
            _insert(SocialProfile, PROFILES, _NEW),
            _delete_mirror(),
            _plain_insert(CustomerCustomValue, CUSTOM),
        ]

    def write(self, last_line: int) -> Iterator[int]:
        """Write everything; yield the line that has been reached after each step."""
        _keep_plans_good()
        for first in range(1, last_line + 1, LINES_AT_ONCE):
            last = first + LINES_AT_ONCE - 1
            for statement in self._statements:
                run(statement, self._parameters | {"first": first, "last": last})
            yield last


def _keep_plans_good() -> None:
    """Keep the foreign keys to customers on their index, to the end of the import.

    An ANALYZE that runs meanwhile, as autovacuum does after a rolled back import,
    sees our pages and none of our rows. It notes an empty table, and every plan is
    made anew: one index then looks as cheap as another, each check of a foreign key
    reads the whole tenant, and minutes become days. The lock keeps ANALYZE away and
    bars no reader or writer; without bitmap scans the primary key wins even where
    the table was noted as empty before.
    """
    table = sql.Identifier(Customer._meta.db_table)
    run(sql.SQL("LOCK TABLE {} IN SHARE UPDATE EXCLUSIVE MODE").format(table))
    run(sql.SQL("SET LOCAL enable_bitmapscan = off"))


def _insert(model: type, staged: StagedTable, where: sql.Composable) -> sql.Composed:
    # Children get their ids from the database; a customer's was needed earlier,
    # since its sealed numbers are bound to it.
    columns = [
        column for column in staged.model_columns if column != "id" or model is Customer
    ]
    return insert_with_history(model, _lines_of(staged, where), columns)


def _update(model: type, staged: StagedTable, where: sql.Composable) -> sql.Composed:
    fixed = {"id", "customer_id", "created_at"}
    return update_with_history(
        model,
        staged.identifier,
        sql.SQL("{} AND staged.line BETWEEN %(first)s AND %(last)s").format(where),
        [column for column in staged.model_columns if column not in fixed],
    )


def _plain_insert(model: type, staged: StagedTable) -> sql.Composed:
    return sql.SQL(
        "INSERT INTO {table} ({columns}, tenant_id) SELECT {columns}, {tenant} {rows}"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        columns=identifiers(staged.model_columns),
        tenant=ACTIVE_TENANT,
        rows=_lines_of(staged, sql.SQL("true")),
    )


def _lines_of(staged: StagedTable, where: sql.Composable) -> sql.Composed:
    return sql.SQL(
        "FROM {} WHERE {} AND line BETWEEN %(first)s AND %(last)s ORDER BY line"
    ).format(staged.identifier, where)


def _demote_phones() -> sql.Composed:
    """Take the rank from phones on file that change theirs.

    One primary and one secondary are allowed at every moment, so nobody can be
    promoted before. The history is written by the update that follows.
    """
    return sql.SQL(
        "UPDATE customers_phone AS phone SET is_primary = false, is_secondary = false "
        "FROM {staged} AS staged "
        "WHERE phone.tenant_id = {tenant} AND phone.id = staged.id "
        "AND staged.changed_fields && ARRAY['is_primary', 'is_secondary']::varchar[] "
        "AND staged.line BETWEEN %(first)s AND %(last)s"
    ).format(staged=PHONES.identifier, tenant=ACTIVE_TENANT)


def _delete_mirror() -> sql.Composed:
    return sql.SQL(
        "DELETE FROM customers_customercustomvalue AS mirror USING {staged} AS staged "
        "WHERE mirror.tenant_id = {tenant} AND mirror.customer_id = staged.id "
        "AND staged.changed_fields && ARRAY['custom_values']::varchar[] "
        "AND staged.line BETWEEN %(first)s AND %(last)s"
    ).format(staged=CUSTOMERS.identifier, tenant=ACTIVE_TENANT)
