"""SQL that writes rows of a tracked model together with their history.

The column lists come from the models, so a field added to a model can't be
forgotten here; a history column that nothing fills stops the import.
"""

from typing import Any

from django.db import models
from psycopg import sql

from lendcore.actors import Actor
from lendcore.tenancy.constraints import ACTIVE_TENANT_SQL

ACTIVE_TENANT = sql.SQL(ACTIVE_TENANT_SQL)
ADDED, CHANGED = "+", "~"
HISTORY_VALUES = (
    "history_date",
    "history_user_id",
    "history_change_reason",
    "actor_name",
    "ip_address",
    "source",
    "change_set",
)


def stored_columns(model: type[models.Model]) -> list[str]:
    """Return the columns of a table that the database does not compute itself."""
    return [
        field.column
        for field in model._meta.concrete_fields
        if not field.generated and field.column != "tenant_id"
    ]


def tracked_columns(model: type[models.Model]) -> list[str]:
    """Return the columns of a table that its history repeats, but for the tenant."""
    history = model.history.model
    return [
        field.column for field in history.tracked_fields if field.column != "tenant_id"
    ]


def identifiers(columns: list[str], table: str = "") -> sql.Composed:
    """Return quoted columns, separated by commas."""
    path = (table,) if table else ()
    return sql.SQL(", ").join(sql.Identifier(*path, column) for column in columns)


def history_values(actor: Actor, *, reason: str) -> dict[str, Any]:
    """Return what the author of a change puts into each history row."""
    values = (
        actor.at,
        actor.user_id,
        reason[:200],
        actor.name,
        actor.ip_address,
        actor.source,
        actor.change_set,
    )
    return dict(zip(HISTORY_VALUES, values, strict=True))


class UnfilledHistory(TypeError):
    """The history of a model has a column that imports do not know how to fill."""


def with_history(
    model: type[models.Model], write: sql.Composable, *, kind: str
) -> sql.Composed:
    """Return one statement that writes rows and the history of each.

    write: an INSERT or UPDATE that returns what the history tracks. Execute it with
    `history_values()` among the parameters. After an update, rows whose
    changed_fields are empty get no history.
    """
    history = model.history.model
    tracked = [*tracked_columns(model), "tenant_id", "changed_fields"]
    columns = {field.column for field in history._meta.concrete_fields}
    filled = {*tracked, *HISTORY_VALUES, "history_type", history._meta.pk.column}
    missing = columns - filled
    if missing:
        raise UnfilledHistory(f"{history.__name__}: {', '.join(sorted(missing))}")
    changes_only = "" if kind == ADDED else " WHERE cardinality(changed_fields) > 0"
    return sql.SQL(
        "WITH written AS ({write}) INSERT INTO {table} ({tracked}, {named}) "
        "SELECT {tracked}, {values} FROM written{changes_only}"
    ).format(
        write=write,
        table=sql.Identifier(history._meta.db_table),
        tracked=identifiers(tracked),
        named=identifiers(["history_type", *HISTORY_VALUES]),
        values=sql.SQL(", ").join(
            [sql.Literal(kind), *map(sql.Placeholder, HISTORY_VALUES)]
        ),
        changes_only=sql.SQL(changes_only),
    )


def insert_with_history(
    model: type[models.Model],
    source: sql.Composable,
    columns: list[str],
) -> sql.Composed:
    """Return a statement that adds the rows of a query, each with its history.

    source: FROM and what follows; it has `columns` under their own names.
    """
    write = sql.SQL(
        "INSERT INTO {table} ({columns}, tenant_id) "
        "SELECT {columns}, {tenant} {source} "
        "RETURNING {tracked}, tenant_id, ARRAY[]::varchar[] AS changed_fields"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        columns=identifiers(columns),
        tenant=ACTIVE_TENANT,
        source=source,
        tracked=identifiers(tracked_columns(model)),
    )
    return with_history(model, write, kind=ADDED)


def plain_insert(
    model: type[models.Model], source: sql.Composable, columns: list[str]
) -> sql.Composed:
    """Return a statement that adds the rows of a query to a table without history.

    source: FROM and what follows; it has `columns` under their own names.
    """
    return sql.SQL(
        "INSERT INTO {table} ({columns}, tenant_id) SELECT {columns}, {tenant} {source}"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        columns=identifiers(columns),
        tenant=ACTIVE_TENANT,
        source=source,
    )


def update_with_history(
    model: type[models.Model],
    staged: sql.Identifier,
    where: sql.Composable,
    columns: list[str],
) -> sql.Composed:
    """Return a statement that brings rows to what is staged, each with its history.

    staged: a table with `columns`, the row's id, and `changed_fields`.
    """
    table = model._meta.db_table
    assignments = sql.SQL(", ").join(
        sql.SQL("{0} = staged.{0}").format(sql.Identifier(column)) for column in columns
    )
    write = sql.SQL(
        "UPDATE {table} SET {assignments} FROM {staged} AS staged "
        "WHERE {table}.tenant_id = {tenant} AND {table}.id = staged.id AND {where} "
        "RETURNING {tracked}, {table}.tenant_id, staged.changed_fields"
    ).format(
        table=sql.Identifier(table),
        assignments=assignments,
        staged=staged,
        tenant=ACTIVE_TENANT,
        where=where,
        tracked=identifiers(tracked_columns(model), table),
    )
    return with_history(model, write, kind=CHANGED)
