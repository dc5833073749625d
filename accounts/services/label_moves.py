"""Moving all accounts of a label to another.

As `lendcore.services.label_moves`, batch by batch. With a status its sub-status goes,
and access and standing follow, as when an agent gives an account another status.
"""

from django.db import connection
from psycopg import sql

from accounts.labels import STATUSES
from accounts.models import Account, AccountCustomer
from accounts.models.links import CHANNELS
from accounts.services import listings, standings
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.imports import history_sql
from lendcore.labels import LabelList
from lendcore.models.label import Label
from lendcore.services import label_moves

BATCH = 1_000

_MOVE = """
    UPDATE {table} SET status_id = %(to)s, sub_status_id = NULL,
        closed_on = %(closed_on)s, version = version + 1, updated_at = %(at)s
    FROM (
        SELECT id, sub_status_id, closed_on FROM {table}
        WHERE tenant_id = {tenant} AND id = ANY(%(ids)s)
    ) AS before
    WHERE {table}.tenant_id = {tenant} AND {table}.id = before.id
    RETURNING {tracked}, {table}.tenant_id, array_remove(ARRAY[
        'status',
        CASE WHEN before.sub_status_id IS NOT NULL THEN 'sub_status' END,
        CASE WHEN before.closed_on IS DISTINCT FROM %(closed_on)s THEN 'closed_on' END
    ], NULL) AS changed_fields
"""
# A switch that was set by hand stays; what has no default is off.
_FOLLOW = """
    UPDATE {table} SET {assignments}
    FROM (
        SELECT l.id, {values}, array_remove(ARRAY[{changes}], NULL) AS changed_fields
        FROM {table} l
        JOIN {accounts} a ON (a.tenant_id, a.id) = (l.tenant_id, l.account_id)
        LEFT JOIN {defaults} d
            ON (d.tenant_id, d.status_id, d.role) = (a.tenant_id, a.status_id, l.role)
        WHERE l.tenant_id = {tenant} AND l.account_id = ANY(%(ids)s)
        ORDER BY l.id FOR UPDATE OF l
    ) AS wanted
    WHERE {table}.tenant_id = {tenant} AND {table}.id = wanted.id
        AND cardinality(wanted.changed_fields) > 0
    RETURNING {tracked}, {table}.tenant_id, wanted.changed_fields
"""
_WANTED = (
    "CASE WHEN l.{channel}_source = 'hand' THEN l.{channel}_access "
    "ELSE coalesce(d.{channel}_access, false) END"
)


def move_accounts(
    *, actor: Actor, labels: LabelList, from_label: Label, to_label: Label
) -> int:
    """Return how many accounts were moved. Raises SameLabel."""
    if from_label.pk == to_label.pk:
        raise label_moves.SameLabel
    count = 0
    while moved := _move_batch(
        actor=actor, labels=labels, from_label=from_label, to_label=to_label
    ):
        count += moved
    return count


@records_history
def _move_batch(
    *, actor: Actor, labels: LabelList, from_label: Label, to_label: Label
) -> int:
    ids = label_moves.lock_batch(labels, from_label, size=BATCH)
    if ids:
        move = _move_statuses if labels is STATUSES else label_moves.move_batch
        move(
            actor=actor,
            labels=labels,
            ids=ids,
            from_label=from_label,
            to_label=to_label,
        )
        listings.refresh(ids)
    return len(ids)


def _move_statuses(
    *,
    actor: Actor,
    labels: LabelList,
    ids: list[int],
    from_label: Label,
    to_label: Label,
) -> None:
    values = {
        "ids": ids,
        "to": to_label.pk,
        "at": actor.at,
        "closed_on": actor.today if to_label.code == "closed" else None,
    }
    reason = label_moves.reason_of(labels, from_label)
    author = history_sql.history_values(actor, reason=reason)
    with connection.cursor() as cursor:
        for statement in (_move_sql(), _follow_sql()):
            cursor.execute(statement, values | author)
    links = AccountCustomer.objects.filter(account_id__in=ids)
    standings.refresh(links.values_list("customer_id", flat=True))


def _move_sql() -> sql.Composed:
    write = sql.SQL(_MOVE).format(**_names(Account))
    return history_sql.with_history(Account, write, kind=history_sql.CHANGED)


def _follow_sql() -> sql.Composed:
    wanted = {each: _WANTED.format(channel=each) for each in CHANNELS}
    assignments, values, changes = [], [], []
    for channel, value in wanted.items():
        column = f"{channel}_access"
        assignments.append(f"{column} = wanted.{column}")
        values.append(f"{value} AS {column}")
        changes.append(f"CASE WHEN l.{column} <> {value} THEN '{column}' END")
    write = sql.SQL(_FOLLOW).format(
        assignments=sql.SQL(", ".join(assignments)),
        values=sql.SQL(", ".join(values)),
        changes=sql.SQL(", ".join(changes)),
        accounts=sql.Identifier(Account._meta.db_table),
        defaults=sql.Identifier("accounts_accessdefault"),
        **_names(AccountCustomer),
    )
    return history_sql.with_history(AccountCustomer, write, kind=history_sql.CHANGED)


def _names(model: type[Account] | type[AccountCustomer]) -> dict[str, sql.Composable]:
    table = model._meta.db_table
    return {
        "table": sql.Identifier(table),
        "tenant": history_sql.ACTIVE_TENANT,
        "tracked": history_sql.identifiers(history_sql.tracked_columns(model), table),
    }
