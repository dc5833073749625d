"""Up to when the figures of a line hold."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.engine.calendar import ANNUAL, DueDates
from accounts.engine.day_count import DayCount
from accounts.engine.line import replay_line
from accounts.engine.line_horizon import line_payoff_line, line_true_until
from accounts.engine.line_terms import CASH, InterestBasis, MinimumKind
from accounts.engine.options import LateFeeKind
from accounts.engine.terms import LateFee
from accounts.engine.transactions import Code
from tests.builders_lines import (
    Entries,
    day,
    draw_both,
    make_line_terms,
    make_minimum,
)

D = Decimal
FIXED_25 = make_minimum(kind=MinimumKind.FIXED, amount=D("25.00"))
LATE_15 = LateFee(kind=LateFeeKind.FIXED, amount=D("15.00"), grace_days=5)


def replay(entries, as_of, **changes):
    terms = make_line_terms(**{"minimum": FIXED_25} | changes)
    return replay_line(terms, entries.all, day(as_of))


def until(entries, as_of, **changes):
    return line_true_until(replay(entries, as_of, **changes)).isoformat()


def test_payoff_is_arithmetic_with_a_part_for_each_balance():
    # Late: 1500.00 + 6.90; 25 days of 0.3288 and of 0.4932 a day.
    line = replay(draw_both(), "2026-02-26")

    payoff = line_payoff_line(line)

    assert (payoff.fixed, len(payoff.accruals)) == (D("1506.90"), 2)
    # 500 x 26 x 0.24 / 365 = 8.548; 1000 x 26 x 0.18 / 365 = 12.822.
    assert payoff.amount(day("2026-02-27")) == D("1528.27")
    assert line.payoff(day("2026-02-27")).amount == D("1528.27")


@pytest.mark.parametrize(
    ("as_of", "end"),
    [
        ("2026-02-10", "2026-02-25"),  # 25.00 is past due after it, and grace is lost
        ("2026-02-25", "2026-02-25"),
        ("2026-02-26", "2026-02-27"),  # the close is on the 28th
        ("2026-02-28", "2026-02-28"),
        ("2026-03-01", "2026-03-02"),  # the late fee of the 3rd
        ("2026-03-03", "2026-03-25"),
    ],
)
def test_figures_end_before_what_comes_by_itself(as_of, end):
    assert until(draw_both(), as_of, late_fee=LATE_15) == end


def test_minimum_that_is_met_ends_nothing_but_grace_does():
    entries = draw_both()
    entries.pay("2026-02-05", "25.00")
    part_paid = until(entries, "2026-02-10")
    entries.pay("2026-02-06", "1481.90")

    assert part_paid == "2026-02-25"
    assert until(entries, "2026-02-10") == "2026-02-27"


def test_minimum_ends_the_figures_where_grace_is_won():
    # A credit counts as repaid and meets no minimum.
    entries = draw_both()
    entries.draw("2026-02-03", "500.00")
    entries.add(Code.CREDIT, "2026-02-05", "1506.90")

    line = replay(entries, "2026-02-10")

    assert line.next_due_amount == D("25.00")
    assert line_true_until(line) == day("2026-02-25")
    assert line.at(day("2026-02-26")).amount_past_due == D("25.00")


def test_known_entry_ends_the_figures():
    entries = draw_both()
    entries.draw("2026-02-20", "10.00")

    line = replay(entries, "2026-02-10")

    assert line.next_event == day("2026-02-20")
    assert line_true_until(line) == day("2026-02-19")
    assert line.at(day("2026-02-19")).next_event == day("2026-02-20")
    assert line.at(day("2026-02-20")).next_event is None


def test_end_of_the_draw_period_ends_the_figures():
    entries = draw_both()

    assert until(entries, "2026-02-10", draw_end_date=day("2026-02-15")) == "2026-02-15"


@pytest.mark.parametrize(
    ("basis", "end"),
    [
        (InterestBasis.AVERAGE_WITH_NEW, "2026-01-22"),
        (InterestBasis.DAILY, "2026-01-30"),
    ],
)
def test_average_over_two_rates_is_no_arithmetic(basis, end):
    entries = Entries()
    entries.draw("2026-01-11", "500.00", CASH)
    entries.add(Code.RATE_CHANGE, "2026-01-21", rate_annual=D("0.12"), bucket=CASH)

    assert until(entries, "2026-01-22", interest_basis=basis) == end


@pytest.mark.parametrize(("includes_today", "end"), [(False, 31), (True, 30)])
def test_per_diem_changes_with_a_leap_year(includes_today, end):
    entries = Entries()
    entries.draw("2027-06-01", "500.00", CASH)
    changes = {
        "open_date": day("2027-06-01"),
        "closes": DueDates(day("2028-05-31"), ANNUAL),
        "interest_basis": InterestBasis.DAILY,
        "day_count": DayCount.ACTUAL_ACTUAL,
        "includes_today": includes_today,
    }

    line = replay(entries, "2027-12-01", **changes)

    last = line_true_until(line)
    assert last == day(f"2027-12-{end}")
    assert line.at(last).per_diem == line.per_diem
    assert line.at(last + timedelta(days=1)).per_diem < line.per_diem


def test_average_over_years_of_two_lengths_is_no_arithmetic():
    entries = Entries()
    entries.draw("2027-06-01", "500.00", CASH)
    changes = {
        "open_date": day("2027-06-01"),
        "closes": DueDates(day("2028-05-31"), ANNUAL),
        "day_count": DayCount.ACTUAL_ACTUAL,
    }

    assert until(entries, "2027-12-01", **changes) == "2027-12-31"
    assert until(entries, "2028-01-05", **changes) == "2028-01-05"
