"""Statements of a line: sums, minimums, due dates, past due, late fees."""

from decimal import Decimal

import pytest

from accounts.engine.line import replay_line
from accounts.engine.line_explain import explain
from accounts.engine.line_terms import CASH, PURCHASES, MinimumKind
from accounts.engine.options import LateFeeKind
from accounts.engine.terms import LateFee
from accounts.engine.transactions import Code
from tests.builders_lines import Entries, day, make_line_terms, make_minimum

D = Decimal
FIXED_25 = make_minimum(kind=MinimumKind.FIXED, amount=D("25.00"))
LATE_15 = LateFee(kind=LateFeeKind.FIXED, amount=D("15.00"))


def replay(terms, entries, as_of):
    return replay_line(terms, entries.all, day(as_of))


def test_statement_adds_up_from_opening_to_closing():
    # Interest of cash: 500 x 21 x 0.24 / 365 = 6.904.
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.draw("2026-01-11", "500.00", CASH)
    entries.add(Code.CHARGE, "2026-01-12", "10.00")
    entries.add(Code.CREDIT, "2026-01-20", "40.00", bucket=PURCHASES)

    statement = replay(make_line_terms(), entries, "2026-01-31").statements[0]

    assert (statement.opening, statement.closing) == (D("0.00"), D("1476.90"))
    assert (statement.purchases, statement.cash) == (D("1000.00"), D("500.00"))
    assert (statement.fees, statement.interest) == (D("10.00"), D("6.90"))
    assert (statement.payments, statement.credits) == (D("0.00"), D("40.00"))
    assert statement.due_date == day("2026-02-25")


def test_entry_on_the_close_belongs_to_the_closing_cycle():
    entries = Entries()
    entries.draw("2026-01-31", "100.00")
    entries.draw("2026-02-01", "50.00")

    line = replay(make_line_terms(), entries, "2026-02-28")

    assert [each.purchases for each in line.statements] == [D("100.00"), D("50.00")]


def test_minimum_of_percent_plus_is_a_sum():
    # 1 % of 1500 + 6.90 interest + 10 fees.
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.draw("2026-01-11", "500.00", CASH)
    entries.add(Code.CHARGE, "2026-01-12", "10.00")
    line = replay(make_line_terms(), entries, "2026-02-01")

    explained = explain(line, "minimum_payment")

    assert explained.total == D("31.90")
    amounts = [step.amount for step in explained.lines]
    assert amounts == [D("15.00"), D("6.90"), D("10.00")]


@pytest.mark.parametrize(
    ("minimum", "expected"),
    [
        # Closing 1510.00 less nothing: purchases in grace, and a fee of 10.
        ({"kind": MinimumKind.PERCENT, "percent": D("0.02")}, "30.20"),
        ({"kind": MinimumKind.PERCENT_PLUS, "percent": D("0.01")}, "25.00"),
        ({"kind": MinimumKind.FIXED, "amount": D("40.00")}, "40.00"),
        ({"kind": MinimumKind.FIXED, "amount": D("9000.00")}, "1510.00"),
        ({"kind": MinimumKind.FULL}, "1510.00"),
        ({"percent": D("0.01"), "floor": D("35.00")}, "35.00"),
        ({"percent": D("0.01"), "floor": D("2000.00")}, "1510.00"),
    ],
)
def test_minimum_is_found_as_its_kind_says(minimum, expected):
    entries = Entries()
    entries.draw("2026-01-10", "1500.00")
    entries.add(Code.CHARGE, "2026-01-12", "10.00")
    terms = make_line_terms(minimum=make_minimum(**minimum))

    line = replay(terms, entries, "2026-02-01")

    assert line.statements[0].minimum_due == D(expected)
    assert explain(line, "minimum_payment").total == D(expected)


def test_nothing_owed_asks_for_nothing():
    line = replay(make_line_terms(minimum=FIXED_25), Entries(), "2026-02-01")

    assert line.statements[0].minimum_due == D("0.00")
    assert line.next_due_date is None


def test_minimum_is_due_and_then_past_due():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    terms = make_line_terms(minimum=FIXED_25)

    on_the_day = replay(terms, entries, "2026-02-25")
    day_after = replay(terms, entries, "2026-02-26")

    assert (on_the_day.amount_past_due, on_the_day.days_past_due) == (D("0.00"), 0)
    assert on_the_day.next_due_date == day("2026-02-25")
    assert on_the_day.next_due_amount == D("25.00")
    assert (day_after.amount_past_due, day_after.days_past_due) == (D("25.00"), 1)
    assert (day_after.next_due_date, day_after.next_due_amount) == (None, D("0.00"))


def test_next_due_amount_leaves_the_past_due_out():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    line = replay(make_line_terms(minimum=FIXED_25), entries, "2026-03-01")

    assert (line.next_due_date, line.next_due_amount) == (
        day("2026-03-25"),
        D("25.00"),
    )
    assert (line.amount_past_due, line.days_past_due) == (D("25.00"), 4)
    assert line.statements[1].past_due == D("25.00")
    assert line.statements[1].total_due == D("50.00")


def test_statement_leaves_the_past_due_out_where_the_terms_say_so():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    minimum = make_minimum(
        kind=MinimumKind.FIXED, amount=D("25.00"), past_due_added=False
    )

    statement = replay(make_line_terms(minimum=minimum), entries, "2026-03-01")

    assert statement.statements[1].past_due == D("25.00")
    assert statement.statements[1].total_due == D("25.00")


def test_payment_meets_the_oldest_minimum_first():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.pay("2026-03-10", "40.00")

    line = replay(make_line_terms(minimum=FIXED_25), entries, "2026-03-10")

    assert line.amount_past_due == D("0.00")
    assert line.next_due_amount == D("10.00")
    assert line.placements[-1].minimum_part == D("40.00")


def test_credit_meets_no_minimum_but_none_is_asked_above_what_is_owed():
    entries = Entries()
    entries.draw("2026-01-10", "100.00")
    entries.add(Code.CREDIT, "2026-02-10", "60.00")
    terms = make_line_terms(minimum=FIXED_25)

    assert replay(terms, entries, "2026-02-11").next_due_amount == D("25.00")
    entries.add(Code.CREDIT, "2026-02-12", "30.00")
    assert replay(terms, entries, "2026-02-13").next_due_amount == D("10.00")


def test_what_is_asked_above_what_is_owed_falls_off_the_newest_minimum():
    # 100.00 and February's 1.38 less 71.38 leaves 30.00 for two minimums of 25.00.
    entries = Entries()
    entries.draw("2026-01-10", "100.00")
    entries.add(Code.CREDIT, "2026-03-05", "71.38")

    line = replay(make_line_terms(minimum=FIXED_25), entries, "2026-03-05")

    assert line.balance == D("30.00")
    assert (line.amount_past_due, line.next_due_amount) == (D("25.00"), D("5.00"))


def test_late_fee_is_charged_after_its_days_of_grace():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    late_fee = LateFee(kind=LateFeeKind.FIXED, amount=D("15.00"), grace_days=3)
    terms = make_line_terms(minimum=FIXED_25, late_fee=late_fee)

    assert replay(terms, entries, "2026-02-28").late_fees == ()
    (charged,) = replay(terms, entries, "2026-03-20").late_fees

    assert (charged.charged_on, charged.amount) == (day("2026-03-01"), D("15.00"))


def test_late_fee_follows_the_unpaid_part_of_the_minimum():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.pay("2026-02-25", "20.00")
    late_fee = LateFee(
        kind=LateFeeKind.LESSER_OF_UNPAID, amount=D("15.00"), percent=D(1)
    )
    terms = make_line_terms(minimum=FIXED_25, late_fee=late_fee)

    (charged,) = replay(terms, entries, "2026-02-26").late_fees

    assert charged.amount == D("5.00")


def test_earlier_late_fee_alone_costs_no_second_one():
    # February: 1 % of 1000 = 10.00, not paid, so a fee on 26 February: 15.00, but never
    # more than the minimum. March asks for 10.00 + interest 13.81 + 10.00; all but the
    # fee is paid in time.
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.pay("2026-03-24", "33.81")
    terms = make_line_terms(late_fee=LATE_15)

    line = replay(terms, entries, "2026-03-28")

    assert [each.charged_on for each in line.late_fees] == [day("2026-02-26")]
    assert line.statements[1].minimum_due == D("33.81")
    assert line.amount_past_due == D("10.00")


def test_a_shortfall_of_a_late_fee_that_moves_on_costs_no_second_one():
    # Each later statement is paid five days early, in full but for the first fee.
    entries = Entries()
    entries.draw("2026-01-01", "1000.00", "cash")
    entries.pay("2026-02-27", "30.38")
    entries.pay("2026-03-20", "28.41")
    terms = make_line_terms(late_fee=LATE_15)
    for due in ("2026-04-20", "2026-05-20", "2026-06-20", "2026-07-20"):
        asked = replay(terms, entries, due).statements[-1].minimum_due
        entries.pay(due, f"{asked}")

    line = replay(terms, entries, "2026-07-30")

    assert [each.charged_on for each in line.late_fees] == [day("2026-02-26")]


def test_minimum_met_in_time_costs_no_late_fee():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.pay("2026-02-25", "25.00")
    terms = make_line_terms(minimum=FIXED_25, late_fee=LATE_15)

    assert replay(terms, entries, "2026-03-24").late_fees == ()


def test_full_minimum_asks_beside_the_past_due():
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    terms = make_line_terms(minimum=make_minimum(kind=MinimumKind.FULL))

    statement = replay(terms, entries, "2026-02-28").statements[1]

    # The first 1000.00 is past due; the interest of 13.81 is what is new.
    assert (statement.past_due, statement.minimum_due) == (D("1000.00"), D("13.81"))
    assert statement.total_due == statement.closing
