"""Moving all customers of one status to another, without loading them.

One statement moves a batch and writes its history, one entry for each customer,
so that a status of 100,000 customers neither fills the memory nor holds locks
for long. Each batch is a transaction of its own unless the caller has one open.
What a broken connection left behind is moved by a second run.
"""

from django.db import connection

from customers.models import Customer, CustomerStatus
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.tenancy.context import require_tenant_id

BATCH = 5_000


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
    tenant_id = require_tenant_id()
    history = {
        "history_date": actor.at,
        "history_type": "~",
        "history_user_id": actor.user_id,
        "history_change_reason": f"Moved from the status {from_status.name}",
        "actor_name": actor.name,
        "ip_address": actor.ip_address,
        "source": actor.source,
        "change_set": actor.change_set,
        "changed_fields": ["status"],
    }
    move = (from_status.pk, BATCH, to_status.pk, actor.at, from_status.pk)
    with connection.cursor() as cursor:
        cursor.execute(_move_sql(tuple(history)), [tenant_id, *move, *history.values()])
        return cursor.rowcount


def _move_sql(history_columns: tuple[str, ...]) -> str:
    """Return the statement; names come from the models, values are parameters."""
    quote = connection.ops.quote_name
    record = Customer.history.model
    tracked = [quote(field.column) for field in record.tracked_fields]
    columns = [*tracked, *map(quote, history_columns)]
    values = [*(f"moved.{name}" for name in tracked), *["%s"] * len(history_columns)]
    table, records = map(quote, (Customer._meta.db_table, record._meta.db_table))
    return f"""
        WITH chosen AS (
            SELECT tenant_id, id FROM {table}
            WHERE tenant_id = %s AND status_id = %s
            ORDER BY id LIMIT %s FOR UPDATE
        ), moved AS (
            UPDATE {table} AS customer
            SET status_id = %s, version = version + 1, updated_at = %s
            FROM chosen
            WHERE customer.tenant_id = chosen.tenant_id
              AND customer.id = chosen.id AND customer.status_id = %s
            RETURNING customer.*
        )
        INSERT INTO {records} ({", ".join(columns)})
        SELECT {", ".join(values)} FROM moved
    """  # noqa: S608 - no text from outside
