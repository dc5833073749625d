"""Temporary tables that a batch of rows passes through on its way in.

COPY FROM is refused on tables with row security; and here, checks run over a whole
batch at once. The tables vanish with the transaction, whatever happens.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

from lendcore.imports.history_sql import identifiers, stored_columns

# By place or by name, as the statement asks for.
type Parameters = Sequence[Any] | Mapping[str, Any] | None


class StagedTable:
    """One temporary table: some columns of a model's table, and a few of its own.

    extra: the columns of its own, as name and SQL type; each table has `line`.
    """

    def __init__(
        self,
        name: str,
        *,
        model: type[models.Model] | None = None,
        columns: Sequence[str] | None = None,
        extra: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.name = name
        self.model = model
        self.model_columns = list(columns or (stored_columns(model) if model else ()))
        self.extra = (("line", "integer"), *extra)
        self.columns = [*self.model_columns, *(column for column, _ in self.extra)]
        self.identifier = sql.Identifier("pg_temp", name)

    def create(self) -> None:
        """Make the table, empty."""
        own = sql.SQL(", ").join(
            sql.SQL("NULL::{} AS {}").format(sql.SQL(kind), sql.Identifier(column))
            for column, kind in self.extra
        )
        parts = [own]
        source = sql.SQL("")
        if self.model is not None:
            parts.insert(0, identifiers(self.model_columns))
            source = sql.SQL("FROM {}").format(
                sql.Identifier(self.model._meta.db_table)
            )
        run(sql.SQL("DROP TABLE IF EXISTS {}").format(self.identifier))
        run(
            sql.SQL(
                "CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} {} WITH NO DATA"
            ).format(sql.Identifier(self.name), sql.SQL(", ").join(parts), source)
        )

    def copy(self, packed: str) -> None:
        """Add rows that were packed with their values in the order of `columns`."""
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            self.identifier, identifiers(self.columns)
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(packed)

    def empty(self) -> None:
        """Take all rows out."""
        run(sql.SQL("TRUNCATE {}").format(self.identifier))

    def index(self, column: str) -> None:
        """Make an index, for a table that grows with the file."""
        run(
            sql.SQL("CREATE INDEX ON {} ({})").format(
                self.identifier, sql.Identifier(column)
            )
        )

    def delete_lines(self, lines: Iterable[int]) -> None:
        """Take out the rows of some lines of the file."""
        statement = sql.SQL("DELETE FROM {} WHERE line = ANY (%s)")
        run(statement.format(self.identifier), [list(lines)])


def run(statement: sql.Composable, parameters: Parameters = None) -> int:
    """Execute a statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def fetch(statement: sql.Composable, parameters: Parameters = None) -> list[tuple]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
