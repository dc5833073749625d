"""Whether balances with grace bear interest in the running cycle of a line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.money import ZERO


@dataclass(slots=True)
class Grace:
    """What must be repaid by when, so that a cycle has grace.

    repay_by: the due date of the last statement; none where there is nothing to repay.
    repaid: by that date. had_before: the cycle before had grace too. is_lost: whatever
    is repaid.
    """

    repay_by: date | None = None
    to_repay: Decimal = ZERO
    repaid: Decimal = ZERO
    had_before: bool = True
    is_lost: bool = False

    def holds_on(self, day: date) -> bool:
        """Return whether balances with grace bear nothing, as seen on a day.

        Until the due date they do not, as the statement may still be paid.
        """
        if self.is_lost:
            return False
        if self.repay_by is None or day <= self.repay_by:
            return True
        return self.repaid >= self.to_repay

    def undecided_until(self, day: date) -> date | None:
        """Return the last day on which it may still be won, if it is not yet."""
        if self.is_lost or self.repay_by is None or self.repaid >= self.to_repay:
            return None
        return self.repay_by if day <= self.repay_by else None

    def repay(self, day: date, amount: Decimal) -> None:
        """Count what was repaid, if it was in time."""
        if self.repay_by is not None and day <= self.repay_by:
            self.repaid += amount

    def repay_all(self, day: date) -> None:
        """Count all as repaid, if it was in time: the line is paid off."""
        self.repay(day, max(self.to_repay - self.repaid, ZERO))

    @property
    def spared_until(self) -> date | None:
        """The day by which what was repaid of the opening bears nothing either."""
        return self.repay_by if self.had_before else None
