"""The import against bare COPYs of the very same rows.

Both write into the product's own tables, with the same indexes, constraints and
foreign keys, on top of the same large book. A file is imported, and what it wrote is
read back; then each race imports that file and copies those rows, in turns who goes
first. Before each of the two the rows are deleted and their tables vacuumed, so that
both find the same. The import runs as the app role behind row security, as always;
COPY is refused there, so it runs as the owner, whom no policy slows down.
"""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, LiteralString

import psycopg
from django.db import models
from django.utils import timezone
from psycopg import sql

from customers.models import (
    Address,
    Customer,
    CustomerCustomValue,
    CustomerKey,
    Phone,
)
from lendcore.actors import TenantFacts
from lendcore.imports.history_sql import stored_columns
from lendcore.imports.progress import Progress
from lendcore.site.bench.book import import_id_of
from lendcore.site.bench.building import Book, book_file, import_file
from lendcore.site.bench.figures import Race
from lendcore.tenancy.context import activate_tenant

RACES = 3
_BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class CopiedTable:
    """A table that an import fills. owner: the column by which rows are known that
    came after the book."""

    name: str
    columns: tuple[str, ...]
    owner: str

    @property
    def column_list(self) -> sql.Composed:
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))


def copied_table(model: type[models.Model], owner: str) -> CopiedTable:
    """Return the table of a model, with the columns that a COPY has to fill.

    owner: the column with the id of the customer or account that a row belongs to.
    """
    return CopiedTable(
        name=model._meta.db_table,
        columns=("tenant_id", *stored_columns(model)),
        owner=owner,
    )


# In the order in which foreign keys let them be filled.
TABLES = tuple(
    copied_table(model, owner)
    for model, owner in (
        (Customer, "id"),
        (CustomerKey, "customer_id"),
        (Phone, "customer_id"),
        (Address, "customer_id"),
        (CustomerCustomValue, "customer_id"),
        (Customer.history.model, "id"),
        (Phone.history.model, "customer_id"),
        (Address.history.model, "customer_id"),
    )
)


class Owner:
    """The owner's connection, for what the app role may not do.

    Everything it copies or deletes belongs to one tenant, and to what came after its
    book. tables: in the order in which they are filled. boundary: the last id of the
    book.
    """

    def __init__(
        self,
        connection: psycopg.Connection,
        tenant_id: int,
        tables: Sequence[CopiedTable],
        boundary: int,
    ) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._boundary = boundary
        self.tables = tables

    def _where(self, table: CopiedTable) -> sql.Composed:
        return sql.SQL("tenant_id = {} AND {} > {}").format(
            self._tenant_id, sql.Identifier(table.owner), self._boundary
        )

    def remove(self) -> None:
        """Delete what came after the book, and leave the tables as before it came."""
        with self._connection.transaction():
            for table in reversed(self.tables):
                self._connection.execute(
                    sql.SQL("DELETE FROM {} WHERE {}").format(
                        sql.Identifier(table.name), self._where(table)
                    )
                )
        vacuum(self._connection, self.tables)

    def count(self, table: CopiedTable) -> int:
        """Return how many rows of a table came after the book."""
        query = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(
            sql.Identifier(table.name), self._where(table)
        )
        return self._connection.execute(query).fetchone()[0]

    def read(self, table: CopiedTable, stream: IO[bytes]) -> None:
        """Write a table's rows into a stream as COPY takes them back."""
        query = sql.SQL(
            "COPY (SELECT {} FROM {} WHERE {} ORDER BY {}) TO STDOUT"
        ).format(
            table.column_list,
            sql.Identifier(table.name),
            self._where(table),
            sql.Identifier(table.owner),
        )
        with self._connection.cursor() as cursor, cursor.copy(query) as copy:
            for block in copy:
                stream.write(block)

    def copy(self, streams: dict[CopiedTable, IO[bytes]]) -> float:
        """Return how many seconds it took to copy all streams into their tables."""
        for stream in streams.values():
            stream.seek(0)
        began = time.perf_counter()
        with self._connection.transaction(), self._connection.cursor() as cursor:
            for table, stream in streams.items():
                query = sql.SQL("COPY {} ({}) FROM STDIN").format(
                    sql.Identifier(table.name), table.column_list
                )
                with cursor.copy(query) as copy:
                    while block := stream.read(_BLOCK_BYTES):
                        copy.write(block)
        return time.perf_counter() - began


def vacuum(
    connection: psycopg.Connection, tables: Sequence[CopiedTable] = TABLES
) -> None:
    """Clean the tables of an import and count their values, as autovacuum would."""
    _tend(connection, "VACUUM (ANALYZE, INDEX_CLEANUP ON) {}", tables)


def analyze(
    connection: psycopg.Connection, tables: Sequence[CopiedTable] = TABLES
) -> None:
    """Count the values of the tables of an import, as autovacuum would."""
    _tend(connection, "ANALYZE {}", tables)


def _tend(
    connection: psycopg.Connection,
    statement: LiteralString,
    tables: Sequence[CopiedTable],
) -> None:
    for table in tables:
        connection.execute(sql.SQL(statement).format(sql.Identifier(table.name)))


def hold_races(
    book: Book, connection: psycopg.Connection, *, rows: int, progress: Progress
) -> Iterator[Race]:
    """Yield some races of so many rows each. Nothing of them stays."""
    with activate_tenant(book.tenant.id):
        last = Customer.objects.get(import_id=import_id_of(book.size))
    owner = Owner(connection, book.tenant.id, TABLES, last.pk)
    owner.remove()
    try:
        with book_file(book.size + 1, book.size + rows) as path:
            yield from _races(book.tenant, owner, path, rows, progress)
    finally:
        owner.remove()


def _races(
    tenant: TenantFacts, owner: Owner, path: Path, rows: int, progress: Progress
) -> Iterator[Race]:
    def import_rows() -> float:
        with activate_tenant(tenant.id):
            return import_file(tenant, path, at=timezone.now(), progress=progress)

    # Warms both up, and gives the rows that are copied.
    import_rows()
    with written_rows(owner) as streams:
        for number in range(RACES):
            import_goes_first = number % 2 == 0
            runners: list[Callable[[], float]] = [
                import_rows,
                lambda: owner.copy(streams),
            ]
            seconds = []
            for run in runners if import_goes_first else reversed(runners):
                owner.remove()
                seconds.append(run())
            if not import_goes_first:
                seconds.reverse()
            yield Race(rows, *seconds)


@contextmanager
def written_rows(owner: Owner) -> Generator[dict[CopiedTable, IO[bytes]]]:
    """Hold what an import wrote, as COPY takes it back, inside the block."""
    streams: dict[CopiedTable, IO[bytes]] = {}
    try:
        for table in owner.tables:
            streams[table] = TemporaryFile()  # noqa: SIM115 - closed below
            owner.read(table, streams[table])
        yield streams
    finally:
        for stream in streams.values():
            stream.close()
