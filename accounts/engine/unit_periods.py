"""Unit periods: in what the time between an advance and a payment is counted.

Regulation Z, 12 CFR Part 1026, Appendix J, paragraphs (b)(2) to (b)(5). All months are
equal: whole months are counted back from the later date to the same day of an earlier
month, and only the days that are left over are days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from accounts.engine.calendar import Frequency, Unit, add_months, month_end
from accounts.engine.errors import BadTerms

_MONTH_DAYS, _HALF_MONTH_DAYS, _WEEK_DAYS, _YEAR_DAYS = 30, 15, 7, 365
_YEAR_MONTHS, _YEAR_WEEKS = 12, 52
# 15 February to 28 February, and 1 to 15, up to 15 January to 1 February.
_SHORTEST_HALF_MONTH, _LONGEST_HALF_MONTH = 13, 17
_YEAR = Frequency(Unit.MONTH, _YEAR_MONTHS)


@dataclass(frozen=True, slots=True)
class UnitPeriod:
    """The unit period of a transaction.

    interval: its length; Unit.ONCE is the whole term of a single payment. per_year: how
    many of them a year has.
    """

    interval: Frequency
    per_year: Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """A time: whole unit periods, and odd days (or months) of one more.

    whole=1, odd=19, of=30 is a month and 19 days.
    """

    whole: int
    odd: int
    of: int

    @property
    def fraction(self) -> Decimal:
        """The odd part of a unit period, unrounded."""
        return Decimal(self.odd) / self.of


def regular_unit_period(frequency: Frequency) -> UnitPeriod:
    """Return the unit period of payments at a frequency.

    Seven days are a week, and none is longer than a year: paragraphs (b)(3)(iii) and
    (b)(4)(i). A year has 365 days, 52 weeks, 24 semimonths or 12 months: (b)(5)(ii) to
    (iv). Raises BadTerms for a single payment, of which the term is the unit period.
    """
    if frequency.unit is Unit.ONCE:
        raise BadTerms("frequency", "A single payment has no regular unit period.")
    if frequency.unit is Unit.DAY and frequency.every % _WEEK_DAYS == 0:
        frequency = Frequency(Unit.WEEK, frequency.every // _WEEK_DAYS)
    most = {Unit.DAY: _YEAR_DAYS, Unit.WEEK: _YEAR_WEEKS, Unit.MONTH: _YEAR_MONTHS}
    if frequency.every > most.get(frequency.unit, 1):
        frequency = _YEAR
    return UnitPeriod(frequency, frequency.per_year)


def term_unit_period(start: date, end: date) -> UnitPeriod:
    """Return the unit period of one advance and one payment: the term, or a year.

    Below a year it is the term: 12 / months of them make a year where the term is
    whole months, else 365 / days. Paragraphs (b)(5)(vi) and (vii).
    Raises BadTerms when there is no time between them.
    """
    if end <= start:
        raise BadTerms("payments", "The payment must come after the advance.")
    months, days = months_back(start, end, _own_anchor(start, end))
    if months >= _YEAR_MONTHS:
        return regular_unit_period(_YEAR)
    if not days:
        per_year = Decimal(_YEAR_MONTHS) / months
    else:
        per_year = Decimal(_YEAR_DAYS) / (end - start).days
    return UnitPeriod(Frequency(Unit.ONCE), per_year)


# Choice ---------------------------------------------------------------------------


def choose_unit_period(
    start: date, advance_dates: Sequence[date], payment_dates: Sequence[date]
) -> UnitPeriod:
    """Return the unit period that dates speak for.

    The period that occurs most often between advances and between payments: paragraph
    (b)(4)(i). The smaller one of several; where none occurs twice, their average, to
    the nearest standard interval of (b)(3)(iii).

    start: where the term begins. Both lists in order of date.
    """
    if len(advance_dates) == len(payment_dates) == 1:
        return term_unit_period(start, payment_dates[0])
    gaps = [
        gap
        for days in (advance_dates, payment_dates)
        for gap in pairwise([start, *days])
        if gap[0] < gap[1]
    ]
    if not gaps:
        raise BadTerms("payments", "The payments must come after the advances.")
    counts: dict[Frequency, int] = {}
    for gap in gaps:
        for interval in _intervals_of(*gap):
            counts[interval] = counts.get(interval, 0) + 1
    # A gap may fit several: 14 days are two weeks, and 1 to 15 March is a semimonth.
    # What fits the others too is meant. 30 weeks are less than 7 months.
    chosen = max(counts, key=lambda each: (counts[each], -each.nominal_days, each.unit))
    if counts[chosen] == 1 and len(gaps) > 1:
        chosen = _nearest_standard(gaps)
    return regular_unit_period(chosen)


def _intervals_of(start: date, end: date) -> set[Frequency]:
    """Return the intervals that a period is one of, none above a year."""
    days = (end - start).days
    found = set()
    if months := _whole_months(start, end):
        found.add(Frequency(Unit.MONTH, min(months, _YEAR_MONTHS)))
    if days % _WEEK_DAYS == 0 and days <= _YEAR_WEEKS * _WEEK_DAYS:
        found.add(Frequency(Unit.WEEK, days // _WEEK_DAYS))
    if _SHORTEST_HALF_MONTH <= days <= _LONGEST_HALF_MONTH:
        found.add(Frequency(Unit.HALF_MONTH))
    return found or {Frequency(Unit.DAY, days) if days < _YEAR_DAYS else _YEAR}


def _whole_months(start: date, end: date) -> int:
    """Return the months between two dates, 0 where days are left over."""
    if _shared_anchor([start, end]) is None:
        return 0
    return (end.year - start.year) * 12 + end.month - start.month


def _nearest_standard(gaps: Sequence[tuple[date, date]]) -> Frequency:
    """Return the standard interval nearest to the average period, the lower of two.

    Months have 30 days here, as where (b)(5)(iii) counts them.
    """
    total = 0
    for start, end in gaps:
        months, days = months_back(start, end, _own_anchor(start, end))
        total += months * _MONTH_DAYS + days
    average = Decimal(total) / len(gaps)
    standard = [
        Frequency(Unit.DAY),
        Frequency(Unit.HALF_MONTH),
        *(Frequency(Unit.WEEK, count) for count in range(1, _YEAR_WEEKS)),
        *(Frequency(Unit.MONTH, count) for count in range(1, _YEAR_MONTHS + 1)),
    ]
    return min(
        standard,
        key=lambda each: (abs(each.nominal_days - average), each.nominal_days),
    )


# Count ----------------------------------------------------------------------------


def count_spans(
    unit_period: UnitPeriod, start: date, days: Sequence[date]
) -> list[Span]:
    """Return how far after the start each date lies. Dates in order, none twice.

    Dates that follow each other by one unit period are counted once, to the first of
    them, and the odd part stays: so do the examples of paragraph (c)(1). Else each is
    counted by itself.
    """
    interval = unit_period.interval
    anchor = _shared_anchor(days)
    if anchor is not None and _are_month_ends(days):
        anchor = max(anchor, start.day)
    spans = [_span(interval, start, day, anchor) for day in days]
    if all(interval in _intervals_of(*gap) for gap in pairwise(days)):
        first = spans[0]
        return [
            Span(first.whole + number, first.odd, first.of)
            for number in range(len(days))
        ]
    return spans


def _span(interval: Frequency, start: date, day: date, anchor: int | None) -> Span:
    every, unit = interval.every, interval.unit
    if unit is Unit.ONCE:
        return Span(int(day > start), 0, 1)
    if unit in (Unit.DAY, Unit.WEEK):
        # (b)(5)(iv): the days between, by the days of a unit period.
        length = interval.nominal_days
        return Span(*divmod((day - start).days, length), length)
    if anchor is None:
        anchor = _own_anchor(start, day)
    months, days = months_back(start, day, anchor)
    if interval == _YEAR:
        return _years(start, day, months, days, anchor)
    if unit is Unit.MONTH and every == 1:
        # (b)(5)(ii): the odd days by 30.
        return Span(months, days, _MONTH_DAYS)
    # (b)(5)(iii): 30 days for each whole month and the odd days, by 15 for a
    # semimonth, by 30 for each month of a longer unit period.
    length = interval.nominal_days
    return Span(*divmod(_MONTH_DAYS * months + days, length), length)


def _years(start: date, day: date, months: int, days: int, anchor: int) -> Span:
    """Count years back, then months by 12, or days by 365: (b)(5)(v)."""
    years, rest = divmod(months, _YEAR_MONTHS)
    if not days:
        return Span(years, rest, _YEAR_MONTHS)
    first = add_months(day, -years * _YEAR_MONTHS, anchor=anchor)
    return Span(years, (first - start).days, _YEAR_DAYS)


def months_back(start: date, day: date, anchor: int) -> tuple[int, int]:
    """Return the whole months from a day back to a start, and the days left over.

    anchor: the day of the month that is meant, the last day where a month lacks it:
    paragraph (b)(3)(iv).
    """
    months = (day.year - start.year) * 12 + day.month - start.month
    if add_months(day, -months, anchor=anchor) < start:
        months -= 1
    return months, (add_months(day, -months, anchor=anchor) - start).days


def _shared_anchor(days: Sequence[date]) -> int | None:
    """Return the day of the month that all dates mean, None when they differ.

    30 January and 28 February mean the 30th.
    """
    anchor = max(day.day for day in days)
    for day in days:
        if day.day != min(anchor, month_end(day.year, day.month)):
            return None
    return anchor


def _own_anchor(start: date, day: date) -> int:
    """Return the day of the month that a date means, counted from a start.

    The last day of a month may mean a later one: from 31 January to 30 April are three
    months.
    """
    return max(day.day, start.day) if _are_month_ends([day]) else day.day


def _are_month_ends(days: Sequence[date]) -> bool:
    return all(day.day == month_end(day.year, day.month) for day in days)
