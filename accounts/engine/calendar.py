"""Due dates: frequencies, month ends, business days."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache

from accounts.engine.errors import BadTerms

# Further than any loan runs; beyond it dates are typing mistakes.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
_HALF_MONTH_DAYS = 15


class Unit(StrEnum):
    """What a frequency counts in. ONCE: a single payment, no period follows."""

    DAY = "day"
    WEEK = "week"
    HALF_MONTH = "half_month"
    MONTH = "month"
    ONCE = "once"


# 30/360: a month has 30 days, the year 360.
_NOMINAL_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.HALF_MONTH: 15, Unit.MONTH: 30}
_PER_YEAR = {
    Unit.DAY: Decimal(365),
    Unit.WEEK: Decimal(52),
    Unit.HALF_MONTH: Decimal(24),
    Unit.MONTH: Decimal(12),
}


@dataclass(frozen=True)
class Frequency:
    """How often a payment is due: every so many units."""

    unit: Unit
    every: int = 1

    def __post_init__(self) -> None:
        if self.every < 1:
            raise BadTerms("frequency", "Give how often as 1 or more.")
        if self.unit in (Unit.ONCE, Unit.HALF_MONTH) and self.every != 1:
            raise BadTerms("frequency", "Only days, weeks and months are counted.")

    @property
    def nominal_days(self) -> int:
        """Days of a regular period where each month has 30."""
        return _NOMINAL_DAYS[self.unit] * self.every

    @property
    def per_year(self) -> Decimal:
        """How many periods a year has: 12, 24, 26, 52, or 365 / n for n days."""
        return _PER_YEAR[self.unit] / self.every


WEEKLY = Frequency(Unit.WEEK)
BIWEEKLY = Frequency(Unit.WEEK, 2)
SEMIMONTHLY = Frequency(Unit.HALF_MONTH)
MONTHLY = Frequency(Unit.MONTH)
QUARTERLY = Frequency(Unit.MONTH, 3)
SEMIANNUAL = Frequency(Unit.MONTH, 6)
ANNUAL = Frequency(Unit.MONTH, 12)
SINGLE = Frequency(Unit.ONCE)
NAMED = {
    "weekly": WEEKLY,
    "biweekly": BIWEEKLY,
    "semimonthly": SEMIMONTHLY,
    "monthly": MONTHLY,
    "quarterly": QUARTERLY,
    "semiannual": SEMIANNUAL,
    "annual": ANNUAL,
    "single": SINGLE,
}


class BusinessDays(StrEnum):
    """What becomes of a due date on a day without business."""

    IGNORE = "ignore"
    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True)
class Holidays:
    """Days without business: some weekdays (0 is Monday), and some dates."""

    weekend: frozenset[int] = frozenset({5, 6})
    dates: frozenset[date] = frozenset()

    def is_business_day(self, day: date) -> bool:
        """Return whether business is done on a day."""
        return day.weekday() not in self.weekend and day not in self.dates

    def shift(self, day: date, rule: BusinessDays) -> date:
        """Return the day, or the next or previous business day."""
        if rule is BusinessDays.IGNORE:
            return day
        step = timedelta(days=-1 if rule is BusinessDays.PREVIOUS else 1)
        while not self.is_business_day(day):
            day += step
        return day


@cache
def month_end(year: int, month: int) -> int:
    """Return the last day of a month."""
    return calendar.monthrange(year, month)[1]


def add_months(day: date, months: int, *, anchor: int | None = None) -> date:
    """Return the same day some months later; the last day where the month lacks it.

    anchor: the day of the month that is meant, where `day` had to give way: the
    month after 28 February is 31 March for an anchor of 31.
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    wanted = anchor if anchor is not None else day.day
    return date(year, month + 1, min(wanted, month_end(year, month + 1)))


@dataclass(frozen=True)
class DueDates:
    """The due dates of an account, counted from 0 for the first; -1 is one before it.

    on_last_day: due on the last day of each month.
    """

    first: date
    frequency: Frequency
    on_last_day: bool = False
    business_days: BusinessDays = BusinessDays.IGNORE
    holidays: Holidays = Holidays()

    def nominal(self, index: int) -> date:
        """Return a due date before any business-day rule."""
        every, unit = self.frequency.every, self.frequency.unit
        if unit is Unit.DAY:
            return self.first + timedelta(days=every * index)
        if unit is Unit.WEEK:
            return self.first + timedelta(weeks=every * index)
        if unit is Unit.HALF_MONTH:
            return self._half_month(index)
        if unit is Unit.ONCE and index:
            raise BadTerms("frequency", "A single payment has no other due date.")
        anchor = 31 if self.on_last_day else self.first.day
        return add_months(self.first, every * index, anchor=anchor)

    def __getitem__(self, index: int) -> date:
        return self.holidays.shift(self.nominal(index), self.business_days)

    def _half_month(self, index: int) -> date:
        # Pairs on a month of 30 days: 1 and 16, 5 and 20, 15 and 30. LoanPro's help,
        # "Payment Frequencies".
        day = min(self.first.day, 2 * _HALF_MONTH_DAYS)
        is_first_half = day <= _HALF_MONTH_DAYS
        halves = index + (0 if is_first_half else 1)
        months, half = divmod(halves, 2)
        earlier = day if is_first_half else day - _HALF_MONTH_DAYS
        start = date(self.first.year, self.first.month, 1)
        anchor = earlier + _HALF_MONTH_DAYS * half
        if half and (self.on_last_day or self.first.day == 31):
            anchor = 31
        return add_months(start, months, anchor=anchor)

    def until(self, last: date) -> Iterator[date]:
        """Yield the due dates up to a day."""
        index = 0
        while (day := self[index]) <= last:
            yield day
            if self.frequency.unit is Unit.ONCE:
                return
            index += 1
