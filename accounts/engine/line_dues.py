"""What the statements of a line have asked for, and what is unpaid of it."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.line_fees import LineFee
from accounts.engine.line_terms import LineTerms, MinimumKind
from accounts.engine.money import ZERO
from accounts.engine.statements import Statement


@dataclass(slots=True)
class Due:
    """A minimum, and what became of it.

    number: of its statement, 0 where it came with the line. late_fees: of it, what
    earlier late fees have added. paid: met by payments. adjusted: taken out of what is
    past due. dropped: fell off as it was above what is owed. is_judged: whether the
    late fee was charged or is not due any more.
    """

    number: int
    due_date: date
    minimum: Decimal
    late_fees: Decimal = ZERO
    paid: Decimal = ZERO
    adjusted: Decimal = ZERO
    dropped: Decimal = ZERO
    is_judged: bool = False

    @property
    def unpaid(self) -> Decimal:
        return self.minimum - self.paid - self.adjusted - self.dropped


class Dues:
    """The minimums with something unpaid, the oldest first.

    behind_since: the due date since which something has been past due without a break.
    late_asked: what minimums have asked of late fees in that time.
    """

    __slots__ = ("all", "behind_since", "late_asked", "terms")

    def __init__(self, terms: LineTerms) -> None:
        self.terms = terms
        self.all: list[Due] = []
        self.behind_since: date | None = None
        self.late_asked = ZERO

    def copy(self) -> "Dues":
        """Return dues that can move on while the others stay."""
        new = copy(self)
        new.all = [replace(due) for due in self.all]
        return new

    @property
    def unpaid(self) -> Decimal:
        """What is unpaid of all minimums."""
        return sum((due.unpaid for due in self.all), ZERO)

    def past(self, day: date) -> list[Due]:
        """Return what is past due on a day; due on the day is not."""
        return [due for due in self.all if due.due_date < day and due.unpaid]

    def note_behind(self, day: date) -> None:
        """Note since when something is past due: before and after any change."""
        past = self.past(day)
        if not past:
            self.behind_since = None
            if self.late_asked:
                self._forgive()
        elif self.behind_since is None:
            self.behind_since = past[0].due_date

    def _forgive(self) -> None:
        """With nothing past due, only what an early payment lacked of an open minimum
        can be missing for a late fee that was asked before."""
        unpaid = [due for due in self.all if due.unpaid]
        lacking = sum((due.unpaid for due in unpaid if due.paid), ZERO)
        own = sum((due.late_fees for due in unpaid), ZERO)
        self.late_asked = max(min(self.late_asked, lacking), own)

    def add(self, statement: Statement, late_fees: Decimal) -> None:
        """Take a statement's minimum in. late_fees: what of them it may ask for."""
        self.all = [due for due in self.all if due.unpaid]
        asked = statement.minimum_due
        if asked:
            late_fees = min(late_fees, asked)
            self.late_asked += late_fees
            self.all.append(Due(statement.number, statement.due_date, asked, late_fees))

    def meet(self, amount: Decimal) -> None:
        """Let money meet minimums, the oldest first."""
        for due in self.all:
            met = min(due.unpaid, amount)
            due.paid += met
            amount -= met

    def cap(self, owed: Decimal) -> None:
        """Ask for no more than is owed: what is above falls off the newest minimum."""
        above = self.unpaid - max(owed, ZERO)
        for due in reversed(self.all):
            if above <= 0:
                return
            dropped = min(due.unpaid, above)
            due.dropped += dropped
            above -= dropped

    def adjust(self, dues: Iterable[Due], amount: Decimal) -> Decimal:
        """Take an amount out of some dues, the oldest first; return what is left."""
        for due in dues:
            part = min(due.unpaid, amount)
            due.adjusted += part
            amount -= part
        return amount

    # Late fees ----------------------------------------------------------------

    def next_late(self) -> tuple[Due, date] | None:
        """Return the next minimum to be judged for a late fee, and on which day."""
        fee = self.terms.late_fee
        due = next((each for each in self.all if not each.is_judged), None)
        if fee is None or due is None:
            return None
        return due, due.due_date + timedelta(days=fee.grace_days + 1)

    def late_fee_of(self, due: Due) -> Decimal:
        """Return what a minimum costs when its days of grace are over, as it stands.

        None where only earlier late fees are unpaid: 16 CFR 444.4. Never more than the
        minimum itself: 12 CFR 1026.52(b)(2)(i)(A).
        """
        fee = self.terms.late_fee
        missing = (each.unpaid for each in self.all if each.due_date <= due.due_date)
        if fee is None or due.is_judged or not due.unpaid:
            return ZERO
        if sum(missing, ZERO) <= self.late_asked:
            return ZERO
        charged = fee.charge(due.minimum, due.unpaid, self.terms.rounding)
        return min(charged, due.minimum)


def late_fees_asked(terms: LineTerms, fees: Iterable[LineFee]) -> Decimal:
    """Return what late fees of a cycle may add to its minimum.

    What was waived adds nothing. The whole balance holds what is unpaid of them; a
    minimum with the fees of the cycle holds them paid or not; others hold none.
    """
    late = [fee for fee in fees if fee.is_of_cycle and fee.late]
    if terms.minimum.kind is MinimumKind.FULL:
        return sum((fee.unpaid for fee in late), ZERO)
    if terms.minimum.kind is MinimumKind.PERCENT_PLUS:
        return sum((fee.amount - fee.given_up for fee in late), ZERO)
    return ZERO
