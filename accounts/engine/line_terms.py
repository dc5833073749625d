"""The terms of a line of credit."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from accounts.engine.calendar import (
    EARLIEST,
    LATEST,
    MONTHLY,
    BusinessDays,
    DueDates,
    Frequency,
    Unit,
)
from accounts.engine.day_count import DayCount
from accounts.engine.errors import BadTerms
from accounts.engine.figures import DelinquencyBucket
from accounts.engine.money import ZERO, Rounding, check_amount
from accounts.engine.options import Bucket
from accounts.engine.terms import HIGHEST_RATE, LateFee, check_fraction

PURCHASES, CASH = "purchases", "cash"
# What is owed in a balance of a line.
LINE_PARTS = (Bucket.FEES, Bucket.INTEREST, Bucket.PRINCIPAL)
_SHORTEST = {Unit.DAY: 1, Unit.WEEK: 7, Unit.HALF_MONTH: 13, Unit.MONTH: 28}


class InterestBasis(StrEnum):
    """Which balance bears the interest of a cycle.

    AVERAGE_WITH_NEW: the average of the daily balances, what is drawn in the cycle
    included from its own day. AVERAGE_WITHOUT_NEW: the same, but new draws on a balance
    with grace wait for the next cycle. Regulation Z, appendix G-1 (d) and (c). DAILY:
    each day's balance at that day's rate. It differs from the average only where a rate
    changes inside a cycle; it does not compound.
    """

    AVERAGE_WITH_NEW = "average_with_new"
    AVERAGE_WITHOUT_NEW = "average_without_new"
    DAILY = "daily"


class MinimumKind(StrEnum):
    """How a minimum payment is found.

    PERCENT: of the closing balance. PERCENT_PLUS: of the principal at the close, plus
    the interest and the fees of the cycle. FIXED: an amount. FULL: the whole closing
    balance.
    """

    PERCENT = "percent"
    PERCENT_PLUS = "percent_plus_interest_and_fees"
    FIXED = "fixed"
    FULL = "full"


class BalanceOrder(StrEnum):
    """Which balance a payment reaches first."""

    HIGHEST_RATE = "highest_rate"
    LOWEST_RATE = "lowest_rate"
    AS_LISTED = "as_listed"


@dataclass(frozen=True, kw_only=True)
class LineBucket:
    """A balance of the line with a rate of its own, such as purchases or cash.

    rate_annual: nominal, a fraction. has_grace: it bears no interest in a cycle when
    the last statement was paid in full by its due date.
    """

    name: str
    rate_annual: Decimal
    has_grace: bool = False

    def __post_init__(self) -> None:
        if not self.name or self.name in set(Bucket):
            raise BadTerms("buckets", "Give each balance a name, such as purchases.")
        name = f"buckets.{self.name}.rate_annual"
        check_fraction(name, self.rate_annual, highest=HIGHEST_RATE)


@dataclass(frozen=True, kw_only=True)
class MinimumPayment:
    """How much of a statement must be paid by its due date.

    percent: a fraction. amount: of a fixed minimum. floor: the least that is asked for.
    A minimum is never above what is owed. past_due_added: the statement asks for the
    past due too; it is carried apart in any case.
    """

    kind: MinimumKind
    percent: Decimal = Decimal(0)
    amount: Decimal = ZERO
    floor: Decimal = ZERO
    past_due_added: bool = True

    def __post_init__(self) -> None:
        check_fraction("minimum.percent", self.percent, highest=Decimal(1))
        check_amount("minimum.amount", self.amount, error=BadTerms, positive=False)
        check_amount("minimum.floor", self.floor, error=BadTerms, positive=False)
        if self.kind is MinimumKind.FIXED and not self.amount:
            raise BadTerms("minimum.amount", "Give the amount of a fixed minimum.")
        if self.kind is MinimumKind.PERCENT and not (self.percent or self.floor):
            raise BadTerms("minimum.percent", "Give a percentage or a floor.")


@dataclass(frozen=True, kw_only=True)
class LineTerms:
    """What holds for a line: the program's values with the account's own over them.

    limit: in currency units. buckets: the first is meant where an entry names none.
    closes: the day of the month on which a cycle closes, the last day where the month
    lacks it, or due dates to close on. A cycle holds the days after a close up to the
    next one; the first begins on open_date. due_days: after the close. accrues_on: the
    parts of a balance that bear interest. spares_repaid: when grace is lost, what was
    repaid of the balance under grace by the due date bears no interest for the days
    before: 12 CFR 1026.54(a)(1)(ii). minimum_order, minimum_buckets: the way of a
    payment up to what is asked for: the parts one after the other, each in all
    balances. excess_buckets: the way of what is above: the whole balance with the
    highest rate first, as 12 CFR 1026.53(a) has it. late_fee: charged to the first
    bucket. draw_end_date: the last day on which money may be drawn. includes_today:
    accrued interest and a payoff hold the day's own. delinquency_grace_days: days past
    due that are not delinquent yet.
    """

    limit: Decimal
    open_date: date
    buckets: tuple[LineBucket, ...]
    closes: int | DueDates
    minimum: MinimumPayment
    due_days: int = 25
    interest_basis: InterestBasis = InterestBasis.AVERAGE_WITH_NEW
    day_count: DayCount = DayCount.ACTUAL_365
    accrues_on: frozenset[Bucket] = frozenset({Bucket.PRINCIPAL})
    spares_repaid: bool = True
    minimum_order: tuple[Bucket, ...] = LINE_PARTS
    minimum_buckets: BalanceOrder = BalanceOrder.AS_LISTED
    excess_buckets: BalanceOrder = BalanceOrder.HIGHEST_RATE
    late_fee: LateFee | None = None
    draw_end_date: date | None = None
    includes_today: bool = False
    delinquency_grace_days: int = 0
    delinquency_buckets: tuple[DelinquencyBucket, ...] = ()
    rounding: Rounding = Rounding.HALF_UP

    def __post_init__(self) -> None:
        check_amount("limit", self.limit, error=BadTerms, positive=False)
        names = [bucket.name for bucket in self.buckets]
        if not names or len(set(names)) < len(names):
            raise BadTerms("buckets", "Give one balance or more, each name once.")
        if sorted(self.minimum_order) != sorted(LINE_PARTS):
            raise BadTerms("minimum_order", "Name fees, interest and principal once.")
        if not self.accrues_on <= set(LINE_PARTS):
            raise BadTerms("accrues_on", "Choose of fees, interest and principal.")
        if self.delinquency_grace_days < 0:
            raise BadTerms("delinquency_grace_days", "Can't be below zero.")
        self._check_dates()

    def _check_dates(self) -> None:
        for name in ("open_date", "draw_end_date"):
            day = getattr(self, name)
            if day is not None and not EARLIEST <= day <= LATEST:
                raise BadTerms(name, f"Give a date from {EARLIEST} to {LATEST}.")
        if self.draw_end_date is not None and self.draw_end_date < self.open_date:
            raise BadTerms("draw_end_date", "Can't be before the opening.")
        if isinstance(self.closes, int) and not 1 <= self.closes <= 31:
            raise BadTerms("closes", "Give a day from 1 to 31.")
        if self.frequency.unit is Unit.ONCE:
            raise BadTerms("closes", "A line closes more than once.")
        if self.close_dates.business_days is not BusinessDays.IGNORE:
            raise BadTerms("closes", "A cycle closes on any day, business or not.")
        # A statement is judged by its due date when the next one is made.
        longest = _SHORTEST[self.frequency.unit] * self.frequency.every - 1
        if not 0 <= self.due_days <= longest:
            raise BadTerms("due_days", f"Give 0 to {longest}: due before the next one.")

    @property
    def frequency(self) -> Frequency:
        """How often a cycle closes."""
        return MONTHLY if isinstance(self.closes, int) else self.closes.frequency

    @property
    def close_dates(self) -> DueDates:
        """The dates on which cycles close; some may lie before the opening."""
        if isinstance(self.closes, int):
            # January has all 31 days, so that the day is kept where a month has it.
            return DueDates(date(self.open_date.year, 1, self.closes), MONTHLY)
        return self.closes

    @property
    def draws_on(self) -> str:
        """The name of the balance that is meant where an entry names none."""
        return self.buckets[0].name


def first_close(terms: LineTerms) -> int:
    """Return the index of the first close on or after the opening."""
    closes, index = terms.close_dates, 0
    while closes[index] < terms.open_date:
        index += 1
    while closes[index - 1] >= terms.open_date:
        index -= 1
    return index
