"""Due dates at month ends, in leap years, on days without business."""

from datetime import date

import pytest

from accounts.engine.calendar import (
    BIWEEKLY,
    MONTHLY,
    NAMED,
    QUARTERLY,
    SEMIMONTHLY,
    SINGLE,
    BusinessDays,
    DueDates,
    Frequency,
    Holidays,
    Unit,
)
from accounts.engine.errors import BadTerms


def dates(first, frequency, count=4, **options):
    due = DueDates(date.fromisoformat(first), frequency, **options)
    return [due[index].isoformat() for index in range(count)]


@pytest.mark.parametrize(
    ("first", "frequency", "found"),
    [
        ("2024-01-31", MONTHLY, "2024-01-31 2024-02-29 2024-03-31 2024-04-30"),
        ("2023-01-30", MONTHLY, "2023-01-30 2023-02-28 2023-03-30 2023-04-30"),
        ("2024-02-29", QUARTERLY, "2024-02-29 2024-05-29 2024-08-29 2024-11-29"),
        ("2024-02-29", NAMED["annual"], "2024-02-29 2025-02-28 2026-02-28 2027-02-28"),
        ("2024-02-20", BIWEEKLY, "2024-02-20 2024-03-05 2024-03-19 2024-04-02"),
        ("2024-01-01", SEMIMONTHLY, "2024-01-01 2024-01-16 2024-02-01 2024-02-16"),
        ("2024-01-20", SEMIMONTHLY, "2024-01-20 2024-02-05 2024-02-20 2024-03-05"),
        ("2024-01-15", SEMIMONTHLY, "2024-01-15 2024-01-30 2024-02-15 2024-02-29"),
        ("2024-01-31", SEMIMONTHLY, "2024-01-31 2024-02-15 2024-02-29 2024-03-15"),
    ],
)
def test_due_dates_keep_the_day_that_is_meant(first, frequency, found):
    assert dates(first, frequency) == found.split()


def test_the_last_day_of_the_month_stays_the_last_day():
    found = dates("2024-02-29", MONTHLY, on_last_day=True)

    assert found == ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (BusinessDays.IGNORE, "2024-12-25"),
        (BusinessDays.NEXT, "2024-12-27"),
        (BusinessDays.PREVIOUS, "2024-12-24"),
    ],
)
def test_a_day_without_business_gives_way(rule, found):
    holidays = Holidays(dates=frozenset({date(2024, 12, 25), date(2024, 12, 26)}))
    options = {"business_days": rule, "holidays": holidays}

    assert dates("2024-12-25", MONTHLY, 1, **options) == [found]
    # The next one counts from the day that is meant, a Saturday.
    if rule is BusinessDays.NEXT:
        assert dates("2024-12-25", MONTHLY, 2, **options)[1] == "2025-01-27"


@pytest.mark.parametrize(("unit", "every"), [(Unit.MONTH, 0), (Unit.HALF_MONTH, 2)])
def test_a_frequency_that_cannot_be_is_refused(unit, every):
    with pytest.raises(BadTerms, match="frequency"):
        Frequency(unit, every)


def test_a_single_payment_has_no_second():
    with pytest.raises(BadTerms, match="no other due date"):
        dates("2024-01-01", SINGLE, 2)
