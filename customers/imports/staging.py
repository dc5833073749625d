"""The temporary tables of a customer import, filled batch by batch."""

import json
from collections.abc import Iterator
from typing import Any

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
from lendcore.imports.staging import StagedTable
from lendcore.models import CustomField

ADD, UPDATE, REMOVE, UNCHANGED, BAD = "add", "update", "remove", "unchanged", "bad"
_CHANGED_FIELDS = ("changed_fields", "varchar[]")

# Every row of the file that names a customer, whatever becomes of it.
ROWS = StagedTable(
    "staged_row",
    extra=(("import_id", "text"), ("customer_id", "bigint"), ("becomes", "text")),
)
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
BAD_LINES = StagedTable("staged_bad_line")

# What is written; a bad line is taken out of each.
WRITTEN = (CUSTOMERS, KEYS, PHONES, ADDRESSES, PROFILES, CUSTOM)
ALL = (ROWS, *WRITTEN, BAD_LINES)


class Batch:
    """Rows of some lines on their way into the temporary tables."""

    def __init__(self, filterable: list[CustomField]) -> None:
        self._filterable = filterable
        self.rows: dict[StagedTable, list[tuple[Any, ...]]] = {
            table: [] for table in ALL
        }

    def note(
        self, line: int, import_id: str, customer_id: int | None, becomes: str
    ) -> None:
        """Remember what a line of the file becomes."""
        self.rows[ROWS].append((line, import_id, customer_id, becomes))

    def add(self, line: int, built: Built, becomes: str) -> None:
        """Stage a customer with all that is to be written of it."""
        customer = built.row
        columns = customer.__dict__
        is_new = becomes == ADD
        stored = [columns[name] for name in CUSTOMERS.model_columns]
        stored[_CUSTOM_PLACE] = json.dumps(customer.custom_values)
        self.rows[CUSTOMERS].append(
            (*stored, line, becomes, built.changed, built.has_default_username)
        )
        if built.new_key is not None:
            wrapped = secrets.wrapped_key(customer.id, built.new_key)
            self.rows[KEYS].append((customer.id, wrapped, line))
        for table, children in (
            (PHONES, built.phones),
            (ADDRESSES, built.addresses),
            (PROFILES, built.profiles),
        ):
            for child in children:
                self.rows[table].append(_child(table, child, customer.id, line))
        if self._filterable and (is_new or "custom_values" in built.changed):
            self.rows[CUSTOM].extend(self._mirror(customer, line))

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

    def copy(self) -> None:
        """Send everything to the temporary tables."""
        for table, rows in self.rows.items():
            if rows:
                table.copy(rows)
                rows.clear()


_CUSTOM_PLACE = CUSTOMERS.model_columns.index("custom_values")


def _child(
    table: StagedTable, child: Child, customer_id: int, line: int
) -> tuple[Any, ...]:
    columns = child.columns | {"customer_id": customer_id}
    stored = [columns[name] for name in table.model_columns]
    return (*stored, line, child.changed)


def create_tables() -> None:
    """Make all temporary tables, empty."""
    for table in ALL:
        table.create()


def index_tables(*, has_spans: bool) -> None:
    """Make what checks and writing look rows up by.

    has_spans: the lines will be written in several spans.
    """
    CUSTOMERS.index("id")
    if has_spans:
        for table in WRITTEN:
            table.index("line")
    for table in ALL:
        table.analyze()


def drop_bad_lines() -> None:
    """Take the lines with problems out of everything that is written."""
    for table in WRITTEN:
        table.delete_lines(BAD_LINES)
