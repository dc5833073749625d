"""How many years lie between two dates: the day counts in use.

A day belongs to the date it ends on: 12 December to 12 January is 19 days of the old
year and 12 of the new one. So a rate or a balance that holds from a date on bears
interest for the day that ends after it.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

DAYS_360, DAYS_364, DAYS_365, DAYS_366 = map(Decimal, (360, 364, 365, 366))


class DayCount(StrEnum):
    """The day counts.

    THIRTY_360: each month 30 days, the year 360; inside a period the period's share is
    spread over its actual days. ACTUAL_365: 365 in leap years too.
    ACTUAL_366_IN_LEAP: 366 when 29 February lies in the period. ACTUAL_ACTUAL: split at
    the year's end. ACTUAL_360, ACTUAL_364: always that many.
    """

    THIRTY_360 = "30/360"
    ACTUAL_365 = "actual/365"
    ACTUAL_366_IN_LEAP = "actual/366-in-leap"
    ACTUAL_ACTUAL = "actual/actual"
    ACTUAL_360 = "actual/360"
    ACTUAL_364 = "actual/364"


_FIXED_YEARS = {
    DayCount.ACTUAL_365: DAYS_365,
    DayCount.ACTUAL_360: DAYS_360,
    DayCount.ACTUAL_364: DAYS_364,
}


@dataclass(frozen=True, slots=True)
class Period:
    """From one due date to the next.

    start: the due date before, or the day from which interest is counted. end: the due
    date. nominal_days: the days that 30/360 gives it.
    """

    start: date
    end: date
    nominal_days: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days


def days_360(start: date, end: date) -> int:
    """Return the days between two dates where each month has 30.

    US (NASD) method without its rule for the end of February: the 31st counts as the
    30th. ISDA 2006 section 4.16(f).
    """
    first = min(start.day, 30)
    last = 30 if end.day == 31 and first == 30 else end.day
    months = (end.year - start.year) * 12 + end.month - start.month
    return months * 30 + last - first


def year_fraction(
    day_count: DayCount, period: Period, start: date, end: date
) -> Decimal:
    """Return the part of a year from one date to another inside a period, unrounded.

    The parts of a period add up to the whole period's fraction.
    """
    days = (end - start).days
    if day_count is DayCount.THIRTY_360:
        if not period.days:
            return Decimal(0)
        return Decimal(period.nominal_days * days) / (DAYS_360 * period.days)
    if day_count is DayCount.ACTUAL_ACTUAL:
        return _split_by_year(start, end)
    if day_count is DayCount.ACTUAL_366_IN_LEAP:
        return days / (DAYS_366 if _holds_leap_day(period) else DAYS_365)
    return days / _FIXED_YEARS[day_count]


def fraction_after(day_count: DayCount, last: date, start: date, end: date) -> Decimal:
    """Return the part of a year between two dates after the last period, unrounded.

    last: the end of the last period, from which months of 30 days are counted. With no
    period that could hold 29 February, actual/366-in-leap splits at the year's end.
    """
    if day_count is DayCount.THIRTY_360:
        return Decimal(days_360(last, end) - days_360(last, start)) / DAYS_360
    if day_count in _FIXED_YEARS:
        return (end - start).days / _FIXED_YEARS[day_count]
    return _split_by_year(start, end)


def _split_by_year(start: date, end: date) -> Decimal:
    total = Decimal(0)
    while start.year < end.year:
        # The day that ends on 1 January belongs to the new year.
        last = date(start.year, 12, 31)
        total += (last - start).days / _year_days(start.year)
        start, extra = date(start.year + 1, 1, 1), 1
        total += extra / _year_days(start.year)
    return total + (end - start).days / _year_days(end.year)


def _year_days(year: int) -> Decimal:
    return DAYS_366 if calendar.isleap(year) else DAYS_365


def _holds_leap_day(period: Period) -> bool:
    years = range(period.start.year, period.end.year + 1)
    leap_days = (date(year, 2, 29) for year in years if calendar.isleap(year))
    return any(period.start < day <= period.end for day in leap_days)
