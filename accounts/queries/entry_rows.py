"""What happened on an account, as its page lists it. No query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from accounts.engine.allocation import Allocation, Automatic
from accounts.engine.transactions import PAYMENTS, Code
from accounts.models import Transaction
from lendcore.templatetags.lendcore import rate

# They move no money; the account goes on by them.
CHANGES = frozenset(
    {
        Code.RATE_CHANGE,
        Code.DUE_DATE_CHANGE,
        Code.SKIPPED_PAYMENT,
        Code.DELINQUENCY_PAUSE,
        Code.DELINQUENCY_RESUME,
    }
)
_NAMES = {
    "rate_annual": "New annual rate",
    "bucket": "Balance or part",
    "old_due_date": "Due date",
    "new_due_date": "New due date",
    "current_as_of": "Current as of",
    "split": "Parts",
}
_LIKE_PAYMENTS = frozenset({Code.RECOVERY, Code.REFUND})
_LIKE_CHARGES = frozenset(
    {
        Automatic.LATE_FEE,
        Automatic.INTEREST,
        Code.ADVANCE,
        Code.CHARGE,
        Code.PENDING_SWIPE,
        Code.SETTLED_SWIPE,
    }
)


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """What happened on an account: an entry with what became of it, or what the terms
    did by themselves.

    code: what it is. transaction: None for the latter. allocation: None for a reversed
    entry, its reversal, and what is dated after the day shown, which is_ahead.
    reverses: what a reversal takes back, "" for all else.
    """

    effective: date
    code: str
    reverses: str = ""
    transaction: Transaction | None = None
    allocation: Allocation | None = None
    is_reversed: bool = False
    is_ahead: bool = False

    @property
    def what(self) -> str:
        """The kind of entry in words."""
        return self.code.replace("_", " ").capitalize()

    @property
    def number(self) -> int:
        """Its place in the order of entry; 0 for what the terms did."""
        return self.transaction.entry if self.transaction else 0

    @property
    def is_backdated(self) -> bool:
        return self.days_backdated > 0

    @property
    def days_backdated(self) -> int:
        """How many days after its date it was entered, in the active time zone."""
        if self.transaction is None:
            return 0
        return (localdate(self.transaction.entered_at) - self.effective).days

    @property
    def moves_money(self) -> bool:
        """Whether it has an amount; a change of terms has none."""
        own = self.transaction.amount if self.transaction else Decimal(0)
        return bool(own or (self.allocation and self.allocation.amount))

    @property
    def change(self) -> str:
        """What it changes, in words; empty where it does not."""
        if self.transaction is None or self.code not in CHANGES:
            return ""
        return "; ".join(
            f"{label.lower()} {value}"
            for label, value in named_in_words(self.transaction.details)
        )

    @property
    def group(self) -> str:
        """The filter that it belongs to: payments, charges or changes. A reversal
        belongs to what it takes back."""
        code = self.reverses or self.code
        if code in PAYMENTS or code in _LIKE_PAYMENTS:
            return "payments"
        return "charges" if code in _LIKE_CHARGES else "changes"

    @property
    def icon(self) -> str:
        """The name of its icon on the page."""
        return "reversal" if self.is_reversal else self.group

    @property
    def is_reversal(self) -> bool:
        return self.code == Code.REVERSAL

    @property
    def may_be_reversed(self) -> bool:
        if self.transaction is None or self.is_reversed:
            return False
        return self.code not in (Code.REVERSAL, Code.BOARDING)


def list_entry_rows(
    transactions: Sequence[Transaction], allocations: Iterable[Allocation], day: date
) -> tuple[EntryRow, ...]:
    """Return everything that happened on an account, the latest first.

    allocations: of a replay as of the day shown.
    """
    by_entry = {}
    rows = []
    for each in allocations:
        if each.transaction is None:
            rows.append(
                EntryRow(effective=each.effective, code=each.what, allocation=each)
            )
        else:
            by_entry[each.transaction.entry] = each
    gone = {row.reverses for row in transactions if row.code == Code.REVERSAL}
    codes = {row.entry: row.code for row in transactions}
    rows += [
        EntryRow(
            effective=row.effective,
            code=row.code,
            reverses=codes.get(row.reverses, ""),
            transaction=row,
            allocation=by_entry.get(row.entry),
            is_reversed=row.entry in gone,
            is_ahead=row.effective > day,
        )
        for row in transactions
    ]
    return tuple(sorted(rows, key=_order, reverse=True))


def _order(row: EntryRow) -> tuple[date, int]:
    return row.effective, row.number


def named_in_words(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what an entry says beside its amount, by name. No query."""
    return [
        (
            _NAMES.get(name, name.replace("_", " ").capitalize()),
            rate(Decimal(value)) if name == "rate_annual" else in_words(value),
        )
        for name, value in values.items()
    ]


def in_words(value: Any) -> str:
    """Return a term as people read it."""
    if isinstance(value, dict):
        return ", ".join(
            f"{name.replace('_', ' ')} {in_words(each)}" for name, each in value.items()
        )
    if isinstance(value, list):
        return "; ".join(in_words(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
