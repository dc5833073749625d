"""An account on its way in."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Account
from lendcore.imports.history_sql import stored_columns
from lendcore.imports.problems import Problem
from lendcore.imports.rows import ParsedRow

ACCOUNT_COLUMNS = tuple(stored_columns(Account))


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening figures of an account, as its first entry has them."""

    effective: date
    details: dict[str, Any]


@dataclass(slots=True)
class Built:
    """An account ready to be staged.

    columns: of the account's row. names: of its portfolio and its source company, where
    they change; "" for none. changed: tracked fields that differ from what is on file.
    opening: to be posted. figures: the snapshot, where it is written anew.
    """

    columns: dict[str, Any]
    names: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    opening: Opening | None = None
    figures: dict[str, Any] | None = None
    other_status: bool = False

    @property
    def has_changes(self) -> bool:
        return bool(self.changed or self.opening)


@dataclass(slots=True)
class AccountRow(ParsedRow):
    """One row.

    built: what a new account would be, worked out beforehand, with what would be wrong.
    """

    built: Built | None = None
    new_problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Stored:
    """What is on file of one account.

    names: of its portfolio and its source company. opening: its opening figures, where
    it has some. entries: how many were posted.
    """

    columns: dict[str, Any]
    names: dict[str, str]
    opening: Opening | None = None
    entries: int = 0
