"""A row of a file on its way to a customer."""

from dataclasses import dataclass, field
from typing import Any

from customers.models import Customer
from lendcore.imports.history_sql import stored_columns


class CustomerRow:
    """The columns of one customer as plain attributes.

    A model instance would do, and takes ten times as long to make. Services that
    set or read attributes of a customer take either.
    """

    @property
    def pk(self) -> int:
        return self.id

    @property
    def is_individual(self) -> bool:
        return self.customer_type == Customer.Kind.INDIVIDUAL

    @classmethod
    def of(cls, columns: dict[str, Any]) -> "CustomerRow":
        row = cls()
        row.__dict__.update(columns)
        return row


CUSTOMER_COLUMNS = tuple(stored_columns(Customer))


def empty_customer() -> dict[str, Any]:
    """Return the columns of a new customer, each with its default."""
    columns = {
        field.column: field.get_default()
        for field in Customer._meta.concrete_fields
        if field.column in CUSTOMER_COLUMNS
    }
    return columns | {"version": 1}


@dataclass(slots=True)
class Stored:
    """What is on file of one customer; nothing of a new one."""

    row: CustomerRow
    phones: list[dict[str, Any]] = field(default_factory=list)
    addresses: dict[str, dict[str, Any]] = field(default_factory=dict)
    profiles: list[dict[str, Any]] = field(default_factory=list)
    key: bytes | None = field(default=None, repr=False)


@dataclass(slots=True)
class Child:
    """A phone, address or profile to be written; `changed` is None for a new one."""

    columns: dict[str, Any]
    changed: list[str] | None = None


@dataclass(slots=True)
class Built:
    """A customer ready to be staged, with what hangs on it.

    changed: names of the tracked fields that differ from what is on file.
    has_changes: anything differs, a child or a list fact included.
    """

    row: CustomerRow
    changed: list[str] = field(default_factory=list)
    has_changes: bool = True
    has_default_username: bool = False
    new_key: bytes | None = field(default=None, repr=False)
    phones: list[Child] = field(default_factory=list)
    addresses: list[Child] = field(default_factory=list)
    profiles: list[Child] = field(default_factory=list)
