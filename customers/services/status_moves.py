"""Moving all customers of one status to another, without loading them.

One statement moves a batch and writes its history, one entry for each customer,
so that a status of 100,000 customers neither fills the memory nor holds locks
for long. Each batch is a transaction of its own unless the caller has one open.
What a broken connection left behind is moved by a second run.
"""

from django.db import connection
from psycopg import sql

from customers.models import Customer, CustomerStatus
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.imports import history_sql

BATCH = 5_000

# Rows are locked by id, so that two moves never wait for each other.
_MOVE = """
    UPDATE {table} SET status_id = %(to)s, version = version + 1, updated_at = %(at)s
    WHERE tenant_id = {tenant} AND id IN (
        SELECT id FROM {table} WHERE tenant_id = {tenant} AND status_id = %(from)s
        ORDER BY id LIMIT %(batch)s FOR UPDATE
    )
    RETURNING {tracked}, tenant_id, ARRAY['status'] AS changed_fields
"""


class SameStatus(ValueError):
    """A status can't be left for itself."""


def move_customers(
    *, actor: Actor, from_status: CustomerStatus, to_status: CustomerStatus
) -> int:
    """Return how many customers were moved. Raises SameStatus."""
    if from_status.pk == to_status.pk:
        raise SameStatus
    count = 0
    while moved := _move_batch(
        actor=actor, from_status=from_status, to_status=to_status
    ):
        count += moved
    return count


@records_history
def _move_batch(
    *, actor: Actor, from_status: CustomerStatus, to_status: CustomerStatus
) -> int:
    write = sql.SQL(_MOVE).format(
        table=sql.Identifier(Customer._meta.db_table),
        tenant=history_sql.ACTIVE_TENANT,
        tracked=history_sql.identifiers(history_sql.tracked_columns(Customer)),
    )
    statement = history_sql.with_history(Customer, write, kind=history_sql.CHANGED)
    values = {"to": to_status.pk, "from": from_status.pk, "batch": BATCH}
    author = history_sql.history_values(
        actor, reason=f"Moved from the status {from_status.name}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values | author | {"at": actor.at})
        return cursor.rowcount
