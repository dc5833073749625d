"""Moving all who have a label to another, without loading them.

One statement moves a batch and writes its history, one entry for each holder, so that
a label of 100,000 holders neither fills the memory nor holds locks for long. Each
batch is a transaction of its own unless the caller has one open. What a broken
connection left behind is moved by a second run.
"""

from django.db import connection
from psycopg import sql

from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.imports import history_sql
from lendcore.labels import LabelList
from lendcore.models.label import Label

BATCH = 5_000

_MOVE = """
    UPDATE {table} SET {column} = %(to)s, version = version + 1, updated_at = %(at)s
    WHERE tenant_id = {tenant} AND id = ANY(%(ids)s)
    RETURNING {tracked}, tenant_id, ARRAY[{field}] AS changed_fields
"""


class SameLabel(ValueError):
    """A label can't be left for itself."""


def move_holders(
    *, actor: Actor, labels: LabelList, from_label: Label, to_label: Label
) -> int:
    """Return how many holders were moved. Raises SameLabel."""
    if from_label.pk == to_label.pk:
        raise SameLabel
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
    ids = lock_batch(labels, from_label, size=BATCH)
    if ids:
        move_batch(
            actor=actor,
            labels=labels,
            ids=ids,
            from_label=from_label,
            to_label=to_label,
        )
    return len(ids)


def lock_batch(labels: LabelList, from_label: Label, *, size: int) -> list[int]:
    """Return the ids of some who have a label, locked.

    They are locked by id, so that two moves never wait for each other.
    """
    holders = labels.holder.objects.filter(**{labels.field: from_label})
    locked = holders.select_for_update().order_by("pk")
    return list(locked.values_list("pk", flat=True)[:size])


def move_batch(
    *,
    actor: Actor,
    labels: LabelList,
    ids: list[int],
    from_label: Label,
    to_label: Label,
) -> None:
    """Give holders, whom the caller has locked, another label. One query."""
    model = labels.holder
    write = sql.SQL(_MOVE).format(
        table=sql.Identifier(model._meta.db_table),
        column=sql.Identifier(model._meta.get_field(labels.field).column),
        field=sql.Literal(labels.field),
        tenant=history_sql.ACTIVE_TENANT,
        tracked=history_sql.identifiers(history_sql.tracked_columns(model)),
    )
    statement = history_sql.with_history(model, write, kind=history_sql.CHANGED)
    values = {"to": to_label.pk, "ids": ids, "at": actor.at}
    author = history_sql.history_values(actor, reason=reason_of(labels, from_label))
    with connection.cursor() as cursor:
        cursor.execute(statement, values | author)


def reason_of(labels: LabelList, from_label: Label) -> str:
    """Return what the history says of a holder that was moved."""
    return f"Moved from the {labels.noun} {from_label.name}"
