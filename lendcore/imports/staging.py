"""Temporary tables into which a file is read before anything is written.

They vanish with the transaction, whatever happens. COPY FROM is refused on tables
with row security, and here the checks run over all rows at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

from lendcore.imports.history_sql import identifiers, stored_columns

_PIECE_ROWS = 5_000


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

    def copy(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows, their values in the order of `columns`."""
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            self.identifier, identifiers(self.columns)
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def index(self, *columns: str) -> None:
        """Make an index, which larger files are worth."""
        run(
            sql.SQL("CREATE INDEX ON {} ({})").format(
                self.identifier, identifiers(list(columns))
            )
        )

    def analyze(self) -> None:
        """Gather the statistics without which plans go astray."""
        run(sql.SQL("ANALYZE {}").format(self.identifier))

    def delete_lines(self, bad_lines: "StagedTable") -> None:
        """Take out the rows of all lines that another table lists."""
        run(
            sql.SQL("DELETE FROM {} WHERE line IN (SELECT line FROM {})").format(
                self.identifier, bad_lines.identifier
            )
        )


def run(statement: sql.Composable, parameters: Sequence[Any] | None = None) -> int:
    """Execute a statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def fetch(
    statement: sql.Composable, parameters: Sequence[Any] | None = None
) -> list[tuple]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def stream(statement: sql.Composable) -> Iterator[tuple]:
    """Yield the rows of a query, of which there may be a million, in pieces."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(_PIECE_ROWS):
            yield from rows
