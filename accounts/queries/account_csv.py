"""An account's entries and schedule as rows of a file. No query.

Amounts have both decimals; days are in ISO form, moments in the active time zone.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.timezone import localtime

from accounts.engine.line import LineReplay
from accounts.queries.account_page import AccountPage
from accounts.queries.entry_rows import EntryRow
from accounts.queries.schedule import ShownSchedule

type Cells = Sequence[Any]
_MORE_PARTS = ("Fees", "Escrow", "Tax", "Unapplied", "Recovered", "Held")
_PARTS = ("principal", "interest", *(name.lower() for name in _MORE_PARTS))


def entry_lines(page: AccountPage, rows: Iterable[EntryRow]) -> Iterator[Cells]:
    """Yield a head and a line for each entry, in the order given.

    Parts add up to the amount; a reversal's amount is negative, and it has none.
    """
    main = page.main_label
    yield (
        *("Entry", "Effective", "Entered", "Entered by", "What", "Method"),
        *("Reference", "Note", "Amount", main, page.interest_label, *_MORE_PARTS),
        *("Raises what is owed", f"{main} after", "Reversed", "Takes back"),
    )
    for row in rows:
        entry, went = row.transaction, row.allocation
        parts = [getattr(went, name) if went else "" for name in _PARTS]
        sign = -1 if row.is_reversal else 1
        yield (
            entry.entry if entry else "",
            row.effective.isoformat(),
            localtime(entry.entered_at).isoformat(timespec="seconds") if entry else "",
            entry.entered_by if entry else "By the terms",
            row.what,
            entry.get_method_display() if entry else "",
            entry.reference if entry else "",
            entry.note if entry else "",
            sign * (entry.amount if entry else went.amount) if row.moves_money else "",
            *parts,
            "yes" if went and went.raises else "",
            went.after.principal if went else "",
            "yes" if row.is_reversed else "",
            entry.reverses if row.is_reversal else "",
        )


def schedule_lines(page: AccountPage) -> Iterator[Cells]:
    """Yield a head and a line for each payment, or for each statement of a line."""
    if page.result is None:
        return iter(())
    if isinstance(page.result, LineReplay):
        return _statement_lines(page.result)
    return _payment_lines(page, ShownSchedule(page.result))


def _payment_lines(page: AccountPage, schedule: ShownSchedule) -> Iterator[Cells]:
    extra = [schedule.extra_label] if schedule.extra_label else []
    yield (
        *("Number", "Due date", "Days", "Payment"),
        *(page.main_label, page.interest_label, *extra),
        *(schedule.paid_label, "Still owed", "Balance after", "State", "Settled on"),
    )
    for row in schedule.rows:
        yield (
            *(row.number, row.due_date.isoformat(), row.days, row.payment),
            *(row.main, row.cost, *([row.extra] if extra else [])),
            *(row.paid, row.unpaid, row.balance, row.state.label),
            row.satisfied_on.isoformat() if row.satisfied_on else "",
        )


def _statement_lines(line: LineReplay) -> Iterator[Cells]:
    yield (
        *("Closed on", "Opening", "Drawn", "Interest", "Fees"),
        *("Payments and credits", "Closing", "Minimum", "Due"),
    )
    for row in line.statements:
        yield (
            *(row.close_date.isoformat(), row.opening, row.drawn, row.interest),
            *(row.fees, row.lowered, row.closing, row.minimum_due),
            row.due_date.isoformat(),
        )
