"""What the statements of a line have asked for, and what is unpaid of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.line_terms import LineTerms, MinimumKind
from accounts.engine.money import ZERO
from accounts.engine.statements import Statement

# Their minimum takes the fees of the cycle in, earlier late fees among them.
_WITH_FEES = frozenset({MinimumKind.PERCENT_PLUS, MinimumKind.FULL})


@dataclass(slots=True)
class Due:
    """A minimum, and what is still unpaid of it.

    late_fees: of it, what earlier late fees have added. is_judged: whether the late fee
    was charged or is not due any more.
    """

    number: int
    due_date: date
    minimum: Decimal
    unpaid: Decimal
    late_fees: Decimal
    is_judged: bool = False


class Dues:
    """The minimums with something unpaid, the oldest first."""

    __slots__ = ("all", "terms")

    def __init__(self, terms: LineTerms) -> None:
        self.terms = terms
        self.all: list[Due] = []

    @property
    def unpaid(self) -> Decimal:
        """What is unpaid of all minimums."""
        return sum((due.unpaid for due in self.all), ZERO)

    def add(self, statement: Statement, late_fees: Decimal) -> None:
        """Take a statement's minimum in. late_fees: charged in its cycle."""
        self.all = [due for due in self.all if due.unpaid]
        asked = statement.minimum_due
        if not asked:
            return
        if self.terms.minimum.kind not in _WITH_FEES:
            late_fees = ZERO
        number, due_date = statement.number, statement.due_date
        self.all.append(Due(number, due_date, asked, asked, min(late_fees, asked)))

    def meet(self, amount: Decimal) -> None:
        """Let money meet minimums, the oldest first."""
        for due in self.all:
            met = min(due.unpaid, amount)
            due.unpaid -= met
            amount -= met

    def cap(self, owed: Decimal) -> None:
        """Ask for no more than is owed: what is above falls off the newest minimum."""
        above = self.unpaid - max(owed, ZERO)
        for due in reversed(self.all):
            if above <= 0:
                return
            dropped = min(due.unpaid, above)
            due.unpaid -= dropped
            above -= dropped

    def next_late(self) -> tuple[Due, date] | None:
        """Return the next minimum that may cost a late fee, and on which day."""
        fee = self.terms.late_fee
        due = next((each for each in self.all if not each.is_judged), None)
        if fee is None or due is None:
            return None
        return due, due.due_date + timedelta(days=fee.grace_days + 1)

    def judge(self, due: Due) -> Decimal:
        """Return the late fee of a minimum whose days of grace are over.

        Once for each minimum, and none where only earlier late fees are unpaid: 16 CFR
        444.4.
        """
        due.is_judged = True
        fee = self.terms.late_fee
        if fee is None or due.unpaid <= due.late_fees:
            return ZERO
        return fee.charge(due.minimum, due.unpaid, self.terms.rounding)
