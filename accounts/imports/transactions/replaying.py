"""Replaying accounts with their new entries, in whichever process."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.engine.account import replay_account
from accounts.engine.errors import BadTransaction, EngineError
from accounts.imports.accounts.staging import figure_cells
from accounts.mapping import entries_of, first_day, read_agreed
from accounts.services.snapshots import values_of


class Posted(NamedTuple):
    """An entry as `accounts.mapping` reads it. line: of the file, of a new one."""

    line: int | None
    entry: int
    code: str
    effective: date
    amount: Decimal
    reverses: int | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToReplay:
    """An account with all of its entries, as plain data that can travel.

    terms, and the last of each row's values: JSON.
    """

    account_id: int
    kind: str
    terms: str
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay came to: figures for a snapshot, or which line is refused why."""

    account_id: int
    figures: list[Any] | None = None
    line: int = 0
    field: str = ""
    sentence: str = ""


def prepare(today: date) -> Callable[[Iterable[ToReplay]], list[Replayed]]:
    """Return the function that replays some accounts as of today."""
    return lambda accounts: [_replayed(account, today) for account in accounts]


def _replayed(account: ToReplay, today: date) -> Replayed:
    rows = [
        Posted(*row, json.loads(details) if details != "{}" else {})
        for *row, details in account.rows
    ]
    try:
        figures = _figures(account, rows, today)
    except EngineError as error:
        line = _line_of(error, rows)
        return Replayed(
            account.account_id, line=line, field=error.field, sentence=error.sentence
        )
    return Replayed(account.account_id, figures)


def _figures(account: ToReplay, rows: list[Posted], today: date) -> list[Any]:
    terms = read_agreed(account.kind, json.loads(account.terms))
    entries = entries_of(rows)
    start = first_day(terms, entries)
    last = max(entry.effective for entry in entries)
    if last > today:
        # An account that can't take what lies ahead is refused today.
        replay_account(terms, entries, max(last, start))
    result = replay_account(terms, entries, max(today, start))
    return figure_cells(values_of(result) | {"entries": len(rows)})


def _line_of(error: EngineError, rows: list[Posted]) -> int:
    """Return the line of the entry that is named; else of the first new one."""
    entry = error.entry if isinstance(error, BadTransaction) else None
    lines = {row.entry: row.line for row in rows if row.line is not None}
    return lines.get(entry) or min(lines.values())
