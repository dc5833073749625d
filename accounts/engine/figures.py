"""What every kind of account answers as of a day: the same names for the same figures.

Loans, leases and lines are replayed each in their own way. Whoever shows or stores what
comes of it needs to know this page alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from accounts.engine.errors import BadTerms
from accounts.engine.money import ZERO, Rounding, round_cents

_TEN_DAYS = 10


@dataclass(frozen=True, slots=True)
class Payoff:
    """What pays an account off on a day.

    credit: what the lender owes and takes off; never above the other parts.
    """

    day: date
    principal: Decimal
    interest: Decimal
    fees: Decimal
    escrow: Decimal = ZERO
    tax: Decimal = ZERO
    credit: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        owed = self.principal + self.interest + self.fees + self.escrow + self.tax
        return owed - self.credit


@dataclass(frozen=True, slots=True)
class PastDue:
    """A due date before the day of which something is missing.

    owed: what is unpaid of it, less adjustments. total: with all before it. days: since
    it was due.
    """

    due_date: date
    due: Decimal
    paid: Decimal
    owed: Decimal
    total: Decimal
    days: int


class NextDue(Protocol):
    """The first amount due on the day or later that is not fully paid."""

    @property
    def due_date(self) -> date: ...

    @property
    def unpaid(self) -> Decimal: ...


class Figures(Protocol):
    """A loan, a lease or a line as of the end of a day. Amounts to the cent.

    principal: all that is owed of it, due or not; of a lease the cost that is left.
    due_interest: interest (rent) that fell due, or was charged, and is unpaid.
    accrued_interest: interest since then. fees: charged and unpaid. unapplied: money of
    the customer that nothing took. per_diem: the interest of one more day, unrounded.
    oldest_due_date: the oldest that is past and not satisfied. last_current_date: the
    last day on which nothing was past due. next_event: the first later day for which an
    entry is known.
    """

    @property
    def as_of(self) -> date: ...

    @property
    def next_event(self) -> date | None: ...

    @property
    def principal(self) -> Decimal: ...

    @property
    def due_interest(self) -> Decimal: ...

    @property
    def accrued_interest(self) -> Decimal: ...

    @property
    def fees(self) -> Decimal: ...

    @property
    def unapplied(self) -> Decimal: ...

    @property
    def per_diem(self) -> Decimal: ...

    @property
    def next_due(self) -> NextDue | None: ...

    @property
    def past_due_table(self) -> tuple[PastDue, ...]: ...

    @property
    def amount_past_due(self) -> Decimal: ...

    @property
    def oldest_due_date(self) -> date | None: ...

    @property
    def days_past_due(self) -> int: ...

    @property
    def delinquent_days(self) -> int: ...

    @property
    def delinquency_bucket(self) -> str: ...

    @property
    def last_current_date(self) -> date: ...

    def payoff(self, day: date | None = None) -> Payoff:
        """Return what pays the account off on a day, today or later."""

    def ten_day_payoff(self) -> tuple[Payoff, ...]:
        """Return the payoff of today and the nine days after it."""


# What is late -------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DelinquencyBucket:
    """A name for a range of delinquent days, both ends inside; open without a last."""

    name: str
    first: int
    last: int | None = None

    def __post_init__(self) -> None:
        if self.first < 1 or (self.last is not None and self.last < self.first):
            raise BadTerms("delinquency_buckets", "Give a range of days from 1 on.")

    def holds(self, days: int) -> bool:
        """Return whether a number of days lies inside."""
        return self.first <= days and (self.last is None or days <= self.last)


def bucket_of(buckets: Sequence[DelinquencyBucket], days: int) -> str:
    """Return the name of the bucket that holds some delinquent days; "" of none."""
    return next((each.name for each in buckets if each.holds(days)), "")


def count_delinquent_days(
    oldest: date | None,
    as_of: date,
    *,
    grace_days: int,
    pauses: Iterable[tuple[date, date | None]],
) -> int:
    """Return days past due beyond the grace days, less those on which it was paused.

    oldest: the oldest due date that is past and not satisfied. pauses: from one day to
    another, open without a second.
    """
    if oldest is None:
        return 0
    first, last = oldest.toordinal() + grace_days, as_of.toordinal()
    paused = 0
    for start, end in pauses:
        until = last if end is None else min(end.toordinal(), last)
        paused += max(until - max(start.toordinal(), first), 0)
    return max(last - first - paused, 0)


# What comes ---------------------------------------------------------------------


def ten_days(figures: Figures) -> tuple[Payoff, ...]:
    """Return the payoff of today and the nine days after it."""
    return tuple(
        figures.payoff(figures.as_of + timedelta(days=ahead))
        for ahead in range(_TEN_DAYS)
    )


@dataclass(frozen=True, slots=True)
class Accrual:
    """Interest that grows by the day. Both unrounded; rounded together, as one.

    accrued: at the day of the figures. per_diem: of each day after it.
    """

    accrued: Decimal
    per_diem: Decimal


@dataclass(frozen=True, slots=True)
class PayoffLine:
    """A payoff as plain arithmetic in the date.

    fixed: principal, interest that fell due or was taken, fees and the rest, less what
    the lender owes. accruals: one for each balance that bears interest by itself.
    """

    as_of: date
    fixed: Decimal
    accruals: tuple[Accrual, ...]
    rounding: Rounding

    def amount(self, day: date) -> Decimal:
        """Return the payoff of a day up to which the figures hold."""
        days = (day - self.as_of).days
        grown = (
            round_cents(each.accrued + each.per_diem * days, self.rounding)
            for each in self.accruals
        )
        return max(self.fixed + sum(grown, ZERO), ZERO)
