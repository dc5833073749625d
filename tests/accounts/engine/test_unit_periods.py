"""Unit periods: 12 CFR Part 1026, Appendix J, paragraphs (b)(3) to (b)(5)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.engine.calendar import (
    ANNUAL,
    BIWEEKLY,
    MONTHLY,
    QUARTERLY,
    SEMIANNUAL,
    SEMIMONTHLY,
    SINGLE,
    WEEKLY,
    Frequency,
    Unit,
)
from accounts.engine.errors import BadTerms
from accounts.engine.unit_periods import (
    choose_unit_period,
    count_spans,
    regular_unit_period,
    term_unit_period,
)

D = Decimal
DAILY = Frequency(Unit.DAY)
BIMONTHLY = Frequency(Unit.MONTH, 2)
FOUR_WEEKLY = Frequency(Unit.WEEK, 4)


def spans_of(frequency: Frequency, start: str, *days: str) -> list[tuple]:
    """The whole unit periods, odd days and their divisor, for each day."""
    dates = [date.fromisoformat(day) for day in days]
    spans = count_spans(
        regular_unit_period(frequency), date.fromisoformat(start), dates
    )
    return [(span.whole, span.odd, span.of) for span in spans]


@pytest.mark.parametrize(
    ("frequency", "start", "day", "span"),
    [
        (MONTHLY, "2024-01-31", "2024-02-29", (1, 0, 30)),
        (MONTHLY, "2025-01-31", "2025-02-28", (1, 0, 30)),
        (MONTHLY, "2025-01-28", "2025-02-28", (1, 0, 30)),
        (MONTHLY, "2025-01-31", "2025-04-30", (3, 0, 30)),
        (MONTHLY, "2025-01-31", "2025-03-01", (1, 1, 30)),
        (MONTHLY, "2024-02-29", "2024-03-29", (1, 0, 30)),
        (MONTHLY, "2024-02-28", "2024-03-29", (1, 1, 30)),
        (MONTHLY, "2025-01-02", "2025-03-01", (1, 30, 30)),
        (MONTHLY, "2025-03-10", "2025-03-25", (0, 15, 30)),
        (BIMONTHLY, "1978-01-10", "1978-03-01", (0, 52, 60)),
        (Frequency(Unit.MONTH, 11), "2025-01-01", "2026-01-04", (1, 33, 330)),
        (SEMIANNUAL, "2025-01-15", "2025-10-01", (1, 77, 180)),
        (SEMIMONTHLY, "1978-02-23", "1978-03-16", (1, 6, 15)),
        (SEMIMONTHLY, "2025-01-10", "2025-02-16", (2, 6, 15)),
        (ANNUAL, "2024-02-29", "2025-02-28", (1, 0, 12)),
        (ANNUAL, "2023-02-28", "2024-02-29", (1, 0, 12)),
        (ANNUAL, "2025-01-15", "2026-07-15", (1, 6, 12)),
        (ANNUAL, "2025-01-10", "2026-07-15", (1, 186, 365)),
        (WEEKLY, "2024-02-26", "2024-03-08", (1, 4, 7)),
        (BIWEEKLY, "2024-02-26", "2024-03-08", (0, 11, 14)),
        (DAILY, "2024-02-28", "2024-03-01", (2, 0, 1)),
    ],
)
def test_time_is_counted_back_in_whole_unit_periods(frequency, start, day, span):
    assert spans_of(frequency, start, day) == [span]


def test_payments_on_the_30th_use_the_last_day_of_february():
    spans = spans_of(MONTHLY, "2025-01-15", "2025-01-30", "2025-02-28", "2025-03-30")

    assert spans == [(0, 15, 30), (1, 15, 30), (2, 15, 30)]


def test_payments_on_last_days_are_whole_months_apart():
    spans = spans_of(MONTHLY, "2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30")

    assert spans == [(1, 0, 30), (2, 0, 30), (3, 0, 30)]


def test_semimonthly_odd_days_stay_those_of_the_first_payment():
    regular = spans_of(SEMIMONTHLY, "2025-01-10", "2025-01-16", "2025-02-01")
    one_left_out = spans_of(SEMIMONTHLY, "2025-01-10", "2025-01-16", "2025-03-01")

    assert regular == [(0, 6, 15), (1, 6, 15)]
    assert one_left_out == [(0, 6, 15), (3, 7, 15)]


@pytest.mark.parametrize(
    ("frequency", "unit_period", "per_year"),
    [
        (Frequency(Unit.DAY, 14), BIWEEKLY, 26),
        (Frequency(Unit.DAY, 10), Frequency(Unit.DAY, 10), D("36.5")),
        (Frequency(Unit.DAY, 400), ANNUAL, 1),
        (Frequency(Unit.WEEK, 104), ANNUAL, 1),
        (Frequency(Unit.MONTH, 24), ANNUAL, 1),
        (SEMIMONTHLY, SEMIMONTHLY, 24),
    ],
)
def test_a_frequency_has_its_unit_period(frequency, unit_period, per_year):
    found = regular_unit_period(frequency)

    assert (found.interval, found.per_year) == (unit_period, per_year)


@pytest.mark.parametrize(
    ("start", "days", "interval"),
    [
        # Two of a month, one of two months: the most common one.
        ("2025-01-01", "2025-02-01 2025-03-01 2025-05-01", MONTHLY),
        # Two and two: the smaller one.
        ("2025-01-01", "2025-02-01 2025-04-01 2025-05-01 2025-07-01", MONTHLY),
        # 1st and 15th are 14 days apart only half of the time.
        ("2025-01-01", "2025-01-15 2025-02-01 2025-02-15 2025-03-01", SEMIMONTHLY),
        ("2025-01-03", "2025-01-17 2025-01-31 2025-02-14", BIWEEKLY),
        ("2025-01-01", "2025-01-29 2025-02-26 2025-03-26", FOUR_WEEKLY),
        ("2024-01-31", "2024-02-29 2024-03-31 2024-04-30", MONTHLY),
        # Two of 30 weeks, two of 7 months.
        (
            "2025-01-01",
            "2025-07-30 2026-02-25 2026-09-25 2027-04-25",
            Frequency(Unit.WEEK, 30),
        ),
        # None twice, 3 months on average.
        ("2025-01-01", "2025-03-01 2025-07-01", QUARTERLY),
        # None twice, 22.5 days on average: three weeks.
        ("2025-01-01", "2025-01-21 2025-02-15", Frequency(Unit.WEEK, 3)),
        ("2025-01-01", "2026-07-01 2028-01-01 2030-01-01", ANNUAL),
        ("2025-01-01", "2025-01-11 2025-01-21 2025-01-31", Frequency(Unit.DAY, 10)),
    ],
)
def test_dates_choose_the_unit_period(start, days, interval):
    payments = [date.fromisoformat(day) for day in days.split()]
    first = date.fromisoformat(start)

    assert choose_unit_period(first, [first], payments).interval == interval


def test_advances_choose_the_unit_period_too():
    advances = [date(2025, 1, 6) + timedelta(weeks=week) for week in range(5)]
    payments = [date(2025, 3, 6), date(2025, 4, 6), date(2025, 5, 6)]

    found = choose_unit_period(advances[0], advances, payments)

    assert found.interval == WEEKLY


@pytest.mark.parametrize(
    ("start", "end", "per_year"),
    [
        ("2025-01-31", "2025-02-28", D(12)),
        ("2024-01-30", "2024-02-29", D(12)),
        ("2025-01-15", "2025-12-15", D(12) / 11),
        ("2025-01-15", "2025-01-16", D(365)),
        ("2024-01-15", "2025-01-14", D(1)),
        ("2024-01-15", "2025-01-15", D(1)),
        ("2024-01-15", "2034-02-20", D(1)),
    ],
)
def test_a_single_payment_has_its_term_as_unit_period(start, end, per_year):
    found = term_unit_period(date.fromisoformat(start), date.fromisoformat(end))

    assert found.per_year == per_year


def test_a_single_payment_on_the_day_of_the_advance_is_refused():
    with pytest.raises(BadTerms, match="must come after"):
        term_unit_period(date(2025, 1, 15), date(2025, 1, 15))


def test_payments_on_the_first_day_alone_choose_no_unit_period():
    day = date(2025, 1, 15)

    with pytest.raises(BadTerms, match="must come after"):
        choose_unit_period(day, [day], [day, day])


def test_a_single_payment_has_no_regular_unit_period():
    with pytest.raises(BadTerms, match="no regular unit period"):
        regular_unit_period(SINGLE)
