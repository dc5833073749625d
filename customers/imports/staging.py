"""The temporary tables of a customer import, and the batch that fills them."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from psycopg import sql

from customers.imports.rows import Built, Child
from customers.models import (
    Address,
    Customer,
    CustomerCustomValue,
    CustomerKey,
    Phone,
    SocialProfile,
)
from customers.services import secrets
from lendcore import custom_values
from lendcore.imports.copy_text import packed_rows
from lendcore.imports.history_sql import identifiers
from lendcore.imports.problems import Problem
from lendcore.imports.rows import ADD, BAD
from lendcore.imports.staging import StagedTable, fetch, run
from lendcore.models import CustomField

_CHANGED_FIELDS = ("changed_fields", "varchar[]")

_NAMED = (("import_id", "text"), ("customer_id", "bigint"))

# The rows of this batch that name a customer, and all that came before them.
ROWS = StagedTable("staged_row", extra=_NAMED)
SEEN = StagedTable("seen_row", extra=_NAMED)
CUSTOMERS = StagedTable(
    "staged_customer",
    model=Customer,
    extra=(
        ("becomes", "text"),
        _CHANGED_FIELDS,
        ("has_default_username", "boolean"),
    ),
)
KEYS = StagedTable("staged_key", model=CustomerKey, columns=("customer_id", "wrapped"))
PHONES = StagedTable("staged_phone", model=Phone, extra=(_CHANGED_FIELDS,))
ADDRESSES = StagedTable("staged_address", model=Address, extra=(_CHANGED_FIELDS,))
PROFILES = StagedTable("staged_profile", model=SocialProfile, extra=(_CHANGED_FIELDS,))
CUSTOM = StagedTable(
    "staged_custom",
    model=CustomerCustomValue,
    columns=("customer_id", "field_id", "text_value", "number_value", "date_value"),
)
# What is written; a bad line is taken out of each.
WRITTEN = (CUSTOMERS, KEYS, PHONES, ADDRESSES, PROFILES, CUSTOM)
OF_BATCH = (ROWS, *WRITTEN)


class Batch:
    """Some rows of the file, ready to be staged.

    becomes: what each line becomes. problems: what is wrong with single rows.
    filled: the temporary tables that got any of it.
    """

    def __init__(self, filterable: list[CustomField]) -> None:
        self._filterable = filterable
        self.becomes: dict[int, str] = {}
        self.problems: list[Problem] = []
        self.filled: set[StagedTable] = set()
        self._packed: dict[StagedTable, str] = {}
        self.tables: dict[StagedTable, list[tuple[Any, ...]]] = {
            table: [] for table in OF_BATCH
        }

    def note(
        self, line: int, import_id: str, customer_id: int | None, becomes: str
    ) -> None:
        """Remember what a line of the file becomes."""
        self.becomes[line] = becomes
        if becomes != BAD:
            self.tables[ROWS].append((line, import_id, customer_id))

    def add(self, line: int, built: Built, becomes: str) -> None:
        """Stage a customer with all that is to be written of it."""
        customer = built.row
        columns = customer.__dict__
        is_new = becomes == ADD
        stored = [columns[name] for name in CUSTOMERS.model_columns]
        stored[_CUSTOM_PLACE] = json.dumps(customer.custom_values)
        self.tables[CUSTOMERS].append(
            (*stored, line, becomes, built.changed, built.has_default_username)
        )
        if built.new_key is not None:
            wrapped = secrets.wrapped_key(customer.id, built.new_key)
            self.tables[KEYS].append((customer.id, wrapped, line))
        for table, children in (
            (PHONES, built.phones),
            (ADDRESSES, built.addresses),
            (PROFILES, built.profiles),
        ):
            for child in children:
                self.tables[table].append(_child(table, child, customer.id, line))
        if self._filterable and (is_new or "custom_values" in built.changed):
            self.tables[CUSTOM].extend(self._mirror(customer, line))

    def _mirror(self, customer: Any, line: int) -> Iterator[tuple[Any, ...]]:
        for field in self._filterable:
            stored = customer.custom_values.get(field.key)
            for value in custom_values.mirror_columns(field, stored):
                yield (
                    customer.id,
                    field.pk,
                    value["text_value"],
                    value["number_value"],
                    value["date_value"],
                    line,
                )

    def pack(self) -> None:
        """Write all rows as COPY reads them, so that nobody does while the database
        waits for them.
        """
        self._packed = {
            table: packed_rows(rows) for table, rows in self.tables.items() if rows
        }
        self.tables.clear()

    def copy(self) -> None:
        """Put everything into the temporary tables, in place of the batch before."""
        for table in OF_BATCH:
            table.empty()
            if table in self._packed:
                table.copy(self._packed[table])
                self.filled.add(table)


_CUSTOM_PLACE = CUSTOMERS.model_columns.index("custom_values")


def _child(
    table: StagedTable, child: Child, customer_id: int, line: int
) -> tuple[Any, ...]:
    columns = child.columns | {"customer_id": customer_id}
    stored = [columns[name] for name in table.model_columns]
    return (*stored, line, child.changed)


def create_tables() -> None:
    """Make all temporary tables, empty."""
    for table in (*OF_BATCH, SEEN):
        table.create()
    SEEN.index("import_id")
    SEEN.index("customer_id")
    CUSTOMERS.index("id")


def drop_lines(lines: Iterable[int]) -> None:
    """Take lines with problems out of everything that is written."""
    for table in OF_BATCH:
        table.delete_lines(lines)


def remember_rows() -> None:
    """Keep who was named, for the batches that follow."""
    run(
        sql.SQL("INSERT INTO {} ({columns}) SELECT {columns} FROM {}").format(
            SEEN.identifier, ROWS.identifier, columns=identifiers(SEEN.columns)
        )
    )


def find_lines(customer_ids: Iterable[int]) -> dict[int, int]:
    """Return the line of each of these customers that is in the file already."""
    known = sql.SQL(
        "SELECT customer_id, line FROM {} WHERE customer_id = ANY (%(ids)s) "
        "UNION ALL SELECT customer_id, line FROM {} WHERE customer_id = ANY (%(ids)s)"
    ).format(SEEN.identifier, ROWS.identifier)
    return dict(fetch(known, {"ids": list(customer_ids)}))
