"""The interest of a line: averages, grace, rates, day counts."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.engine.calendar import WEEKLY, DueDates
from accounts.engine.day_count import DayCount
from accounts.engine.line import replay_line
from accounts.engine.line_explain import explain
from accounts.engine.line_terms import CASH, InterestBasis
from accounts.engine.options import Bucket
from accounts.engine.transactions import Code
from tests.builders_lines import Entries, day, make_line_terms

D = Decimal
PRINCIPAL_AND_INTEREST = frozenset({Bucket.PRINCIPAL, Bucket.INTEREST})


def close_january(terms, entries):
    return replay_line(terms, entries.all, day("2026-01-31")).statements[0]


def close_february(terms, entries):
    return replay_line(terms, entries.all, day("2026-02-28")).statements[1]


def test_draw_counts_from_its_own_day_to_the_close():
    # 11 to 31 January are 21 days: 500 x 0.24 / 365 x 21 = 6.904.
    entries = Entries()
    entries.draw("2026-01-11", "500.00", CASH)

    charged = close_january(make_line_terms(), entries).bucket(CASH).charged

    assert charged.amount == D("6.90")
    assert charged.average_balance == D("338.71")  # 500 x 21 / 31


def test_interest_explains_itself_by_balance_and_days():
    # 1000 x 10 + 1500 x 11 + 1300 x 10 = 39500; x 0.24 / 365 = 25.9726. The running
    # total is 6.575, 17.4247, 25.9726.
    entries = Entries()
    entries.draw("2026-01-01", "1000.00", CASH)
    entries.draw("2026-01-11", "500.00", CASH)
    entries.pay("2026-01-22", "200.00")
    line = replay_line(make_line_terms(), entries.all, day("2026-02-10"))

    explained = explain(line, "interest", bucket=CASH)

    charged = line.statements[0].bucket(CASH).charged
    assert charged.average_balance == D("1274.19")
    assert explained.total == D("25.97")
    assert [(step.days, step.balance, step.amount) for step in explained.lines] == [
        (10, D("1000.00"), D("6.58")),
        (11, D("1500.00"), D("10.84")),
        (10, D("1300.00"), D("8.55")),
    ]
    assert {step.rate for step in explained.lines} == {D("0.24")}


def test_purchases_bear_no_interest_when_the_statement_is_paid_by_its_due_date():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.pay("2026-02-25", "1000.00")
    entries.draw("2026-02-02", "300.00")

    statement = close_february(make_line_terms(), entries)

    assert statement.had_grace
    assert statement.interest == D("0.00")
    assert statement.closing == D("300.00")


def test_purchases_bear_interest_when_it_is_paid_a_day_late():
    # 1 to 25 February: 1000 x 25 x 0.18 / 365 = 12.328. January bears none: 12 CFR
    # 1026.54(a)(1)(i).
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.pay("2026-02-26", "1000.00")

    statement = close_february(make_line_terms(), entries)

    assert not statement.had_grace
    assert statement.interest == D("12.33")


@pytest.mark.parametrize(
    ("spares", "interest"),
    [
        (True, "8.28"),  # 600 x 28 x 0.18 / 365 = 8.285
        (False, "12.03"),  # (1000 x 19 + 600 x 9) x 0.18 / 365 = 12.033
    ],
)
def test_what_was_repaid_in_time_bears_no_interest_when_grace_is_lost(spares, interest):
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.pay("2026-02-20", "400.00")

    statement = close_february(make_line_terms(spares_repaid=spares), entries)

    assert statement.interest == D(interest)


def test_every_payment_in_time_is_spared():
    # 600 x 28 x 0.18 / 365, as if the 400.00 had been paid on the first day.
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.pay("2026-02-05", "100.00")
    entries.pay("2026-02-20", "300.00")

    statement = close_february(make_line_terms(), entries)

    assert statement.interest == D("8.28")


def test_nothing_is_spared_of_a_balance_without_grace():
    # March, after a February that bore 13.81: of 400.00 that interest takes its part,
    # 386.19 is principal. (1000 x 19 + 613.81 x 12) x 0.18 / 365 = 13.002.
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.pay("2026-03-20", "400.00")

    line = replay_line(make_line_terms(), entries.all, day("2026-03-31"))

    assert line.statements[2].interest == D("13.00")


def test_grace_comes_back_when_a_statement_is_paid_in_full():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.pay("2026-02-26", "1000.00")
    entries.pay("2026-03-20", "12.33")
    entries.draw("2026-03-05", "700.00")

    line = replay_line(make_line_terms(), entries.all, day("2026-03-31"))

    assert line.statements[2].had_grace
    assert line.statements[2].closing == D("700.00")


def test_without_grace_purchases_bear_interest_from_their_day():
    # 10 to 31 January: 1000 x 22 x 0.18 / 365 = 10.849.
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")

    statement = close_january(make_line_terms(grace=False), entries)

    assert statement.interest == D("10.85")


def test_credit_and_waiver_count_as_paid_for_grace():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.add(Code.CHARGE, "2026-01-12", "30.00")
    entries.add(Code.CREDIT, "2026-02-05", "600.00")
    entries.add(Code.WAIVER, "2026-02-06", "30.00")
    entries.pay("2026-02-25", "400.00")

    assert close_february(make_line_terms(), entries).had_grace


@pytest.mark.parametrize(
    ("basis", "interest"),
    [
        # (1000 x 28 + 300 x 18) x 0.18 / 365 = 16.471
        (InterestBasis.AVERAGE_WITH_NEW, "16.47"),
        # 1000 x 28 x 0.18 / 365 = 13.808
        (InterestBasis.AVERAGE_WITHOUT_NEW, "13.81"),
        (InterestBasis.DAILY, "16.47"),
    ],
)
def test_new_purchases_count_as_the_basis_says(basis, interest):
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.draw("2026-02-11", "300.00")

    statement = close_february(make_line_terms(interest_basis=basis), entries)

    assert statement.interest == D(interest)


@pytest.mark.parametrize(
    ("basis", "interest"),
    [
        # 23000 / 31 x (0.24 x 20 + 0.12 x 11) / 365 = 12.440
        (InterestBasis.AVERAGE_WITH_NEW, "12.44"),
        # (1000 x 15 x 0.24 + 500 x 5 x 0.24 + 500 x 11 x 0.12) / 365 = 13.315
        (InterestBasis.DAILY, "13.32"),
    ],
)
def test_rate_change_inside_a_cycle_is_weighed_by_the_basis(basis, interest):
    entries = Entries()
    entries.draw("2026-01-01", "1000.00", CASH)
    entries.pay("2026-01-16", "500.00")
    entries.add(Code.RATE_CHANGE, "2026-01-21", rate_annual=D("0.12"), bucket=CASH)

    statement = close_january(make_line_terms(interest_basis=basis), entries)

    assert statement.interest == D(interest)


def test_rate_change_without_a_balance_changes_all():
    entries = Entries()
    entries.add(Code.RATE_CHANGE, "2026-01-01", rate_annual=D("0.06"))

    line = replay_line(make_line_terms(), entries.all, day("2026-02-10"))

    assert {balance.rate_annual for balance in line.balances} == {D("0.06")}


@pytest.mark.parametrize(
    ("day_count", "interest"),
    [
        (DayCount.ACTUAL_365, "19.07"),  # 1000 x 0.24 x 29 / 365
        (DayCount.ACTUAL_366_IN_LEAP, "19.02"),  # x 29 / 366
        (DayCount.ACTUAL_ACTUAL, "19.02"),
        (DayCount.ACTUAL_360, "19.33"),  # x 29 / 360
        (DayCount.THIRTY_360, "20.00"),  # x 30 / 360
    ],
)
def test_february_of_a_leap_year_counts_as_the_day_count_says(day_count, interest):
    entries = Entries()
    entries.draw("2028-01-01", "1000.00", CASH)
    terms = make_line_terms(open_date=day("2028-01-01"), day_count=day_count)

    line = replay_line(terms, entries.all, day("2028-02-29"))

    assert line.statements[1].cycle.days == 29
    assert line.statements[1].interest == D(interest)


def test_first_cycle_of_a_whole_month_is_30_days_of_360():
    entries = Entries()
    entries.draw("2026-03-01", "1000.00", CASH)
    terms = make_line_terms(open_date=day("2026-03-01"), day_count=DayCount.THIRTY_360)

    line = replay_line(terms, entries.all, day("2026-03-31"))

    assert line.statements[0].interest == D("20.00")  # 1000 x 0.24 x 30 / 360


def test_interest_bears_interest_only_where_the_terms_say_so():
    # January: 1000 x 0.24 x 31 / 365 = 20.38. February: 1020.38 x 0.24 x 28 / 365.
    entries = Entries()
    entries.draw("2026-01-01", "1000.00", CASH)
    compounding = make_line_terms(accrues_on=PRINCIPAL_AND_INTEREST)

    assert close_february(make_line_terms(), entries).interest == D("18.41")
    assert close_february(compounding, entries).interest == D("18.79")


def test_zero_rate_bears_nothing():
    entries = Entries()
    entries.draw("2026-01-01", "1000.00", CASH)
    terms = make_line_terms(purchases="0", cash="0", grace=False)

    line = replay_line(terms, entries.all, day("2026-06-15"))

    assert line.payoff().amount == D("1000.00")
    assert explain(line, "payoff").total == D("1000.00")


def test_cycles_close_on_the_31st_or_the_months_last_day():
    line = replay_line(make_line_terms(), [], day("2026-05-01"))

    assert [each.close_date for each in line.statements] == [
        day("2026-01-31"),
        day("2026-02-28"),
        day("2026-03-31"),
        day("2026-04-30"),
    ]


def test_first_cycle_begins_with_the_opening_and_may_be_one_day():
    terms = make_line_terms(open_date=day("2026-03-20"), closes=20)

    line = replay_line(terms, [], day("2026-04-20"))

    assert [each.cycle.days for each in line.statements] == [1, 31]


def test_cycles_may_follow_due_dates_of_their_own():
    weekly = DueDates(day("2026-03-06"), WEEKLY)
    terms = make_line_terms(closes=weekly, due_days=5)

    line = replay_line(terms, [], day("2026-01-16"))

    # Fridays, counted back from the one that is given.
    assert [each.close_date for each in line.statements] == [
        day("2026-01-02"),
        day("2026-01-09"),
        day("2026-01-16"),
    ]


@pytest.mark.parametrize(("includes_today", "days"), [(False, 9), (True, 10)])
def test_accrued_interest_holds_today_where_the_terms_say_so(includes_today, days):
    entries = Entries()
    entries.draw("2026-01-01", "1000.00", CASH)
    terms = make_line_terms(includes_today=includes_today)

    line = replay_line(terms, entries.all, day("2026-02-10"))

    explained = explain(line, "accrued_interest", bucket=CASH)
    assert sum(step.days for step in explained.lines) == days


def test_accrued_interest_of_the_day_before_the_close_becomes_the_charge():
    entries = Entries()
    entries.draw("2026-01-03", "777.77", CASH)
    terms = make_line_terms(includes_today=True)
    last = day("2026-02-28")

    closed = replay_line(terms, entries.all, last)
    open_still = replay_line(terms, entries.all, last - timedelta(days=1))

    # One more day: 777.77 x 0.24 / 365 = 0.511.
    charged = closed.statements[-1].interest
    assert charged - open_still.accrued_interest in (D("0.51"), D("0.52"))
    assert closed.accrued_interest == D("0.00")


def test_payoff_by_the_due_date_assumes_grace_and_after_it_does_not():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")

    in_time = replay_line(make_line_terms(), entries.all, day("2026-02-25"))
    late = replay_line(make_line_terms(), entries.all, day("2026-02-26"))

    assert in_time.payoff().amount == D("1000.00")
    assert late.payoff().amount == D("1012.33")  # 25 days, as above
