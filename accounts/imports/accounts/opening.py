"""The opening figures of an account that lived elsewhere: its first entry."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.engine.account import Terms, replay_account
from accounts.engine.transactions import Code
from accounts.engine.transactions import Transaction as Entry
from accounts.imports.accounts.columns import BOARDED_ON, BOARDING, DAYS
from accounts.imports.accounts.rows import Opening
from accounts.mapping import entries_of, first_day, read_entry
from accounts.models import Transaction
from accounts.services.snapshots import values_of

ENTRY = 1
NAMES = tuple(name for name in BOARDING if name != BOARDED_ON)


def find_opening(given: Mapping[str, Any]) -> Opening | None:
    """Return the opening figures that a row has, if it has any."""
    effective = given.get(BOARDED_ON)
    if effective is None:
        return None
    boarding = {
        name: given[name].isoformat() if name in DAYS else given[name]
        for name in NAMES
        if given.get(name) is not None
    }
    return Opening(effective, {"boarding": boarding})


def entry_of(opening: Opening) -> Entry:
    """Return the entry as the engine takes it. Raises EngineError."""
    return read_entry(
        ENTRY, Code.BOARDING, opening.effective, Decimal("0.00"), opening.details
    )


def figures(
    agreed: Terms,
    opening: Opening | None,
    posted: Sequence[Transaction],
    today: date,
) -> dict[str, Any]:
    """Return the columns of a snapshot as of today. Raises EngineError."""
    entries = entries_of(posted)
    if opening is not None:
        entries.append(entry_of(opening))
    # Entries may lie ahead; an account that can't take them is refused today.
    last = max([today, *(entry.effective for entry in entries)])
    start = first_day(agreed, entries)
    if last > today:
        replay_account(agreed, entries, max(last, start))
    result = replay_account(agreed, entries, max(today, start))
    return values_of(result) | {"entries": len(entries)}
