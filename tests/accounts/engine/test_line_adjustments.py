"""Adjustments, moved due dates, pauses and what else changes what is asked for."""

from decimal import Decimal

import pytest

from accounts.engine.errors import BadTerms, BadTransaction
from accounts.engine.figures import DelinquencyBucket
from accounts.engine.line import replay_line
from accounts.engine.line_events import apply
from accounts.engine.line_terms import CASH, MinimumKind
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
LATE_15 = LateFee(kind=LateFeeKind.FIXED, amount=D("15.00"))


def replay(entries, as_of, **changes):
    terms = make_line_terms(**{"minimum": FIXED_25} | changes)
    return replay_line(terms, entries.all, day(as_of))


def refused(entries, as_of="2026-12-31", **changes):
    with pytest.raises(BadTransaction) as refusal:
        replay(entries, as_of, **changes)
    return refusal.value.field


# Interest ------------------------------------------------------------------------


def test_interest_can_be_taken_back_from_the_balance_it_was_charged_on():
    entries = draw_both()
    entries.add(Code.INTEREST_ADJUSTMENT, "2026-02-10", "-2.90", bucket=CASH)

    line = replay(entries, "2026-02-28")

    adjusted = line.placements[-1]
    assert (adjusted.amount, adjusted.interest) == (D("-2.90"), D("-2.90"))
    assert (adjusted.interest_after, adjusted.balance_after) == (
        D("4.00"),
        D("1504.00"),
    )
    assert line.statements[1].credits == D("2.90")


def test_interest_can_be_added():
    entries = draw_both()
    entries.add(Code.INTEREST_ADJUSTMENT, "2026-01-20", "5.00", bucket=CASH)

    line = replay(entries, "2026-01-31")

    assert line.statements[0].interest == D("11.90")
    assert line.due_interest == D("11.90")
    assert line.placements[-1].interest == D("5.00")


def test_more_interest_than_is_owed_is_not_taken_back():
    entries = draw_both()
    entries.add(Code.INTEREST_ADJUSTMENT, "2026-02-10", "-6.91", bucket=CASH)

    assert refused(entries) == "amount"


def test_interest_taken_back_counts_as_repaid_for_grace():
    entries = draw_both()
    entries.add(Code.INTEREST_ADJUSTMENT, "2026-02-10", "-6.90", bucket=CASH)
    entries.pay("2026-02-25", "1500.00")

    assert replay(entries, "2026-02-28").statements[1].had_grace


# What is past due ----------------------------------------------------------------


def test_past_due_adjustment_takes_from_what_is_past_due_and_not_from_what_is_owed():
    entries = draw_both()
    entries.add(Code.PAST_DUE_ADJUSTMENT, "2026-03-27", "30.00")

    before, line = replay(draw_both(), "2026-03-27"), replay(entries, "2026-03-27")

    assert (before.amount_past_due, line.amount_past_due) == (D("50.00"), D("20.00"))
    assert (line.oldest_due_date, line.days_past_due) == (day("2026-03-25"), 2)
    assert line.balance == before.balance
    adjusted = line.placements[-1]
    assert (adjusted.adjusted, adjusted.due_after) == (D("30.00"), D("20.00"))


def test_past_due_adjustment_without_an_amount_takes_all():
    entries = draw_both()
    entries.add(Code.PAST_DUE_ADJUSTMENT, "2026-03-27")

    line = replay(entries, "2026-03-27")

    assert (line.amount_past_due, line.days_past_due) == (D("0.00"), 0)
    assert line.placements[-1].amount == D("50.00")
    assert line.last_current_date == day("2026-03-27")


def test_past_due_adjustment_may_take_what_was_due_up_to_a_day():
    entries = draw_both()
    entries.add(Code.PAST_DUE_ADJUSTMENT, "2026-03-27", current_as_of=day("2026-02-25"))

    line = replay(entries, "2026-03-27")

    assert line.amount_past_due == D("25.00")
    assert line.oldest_due_date == day("2026-03-25")


def test_minimum_that_is_due_today_is_not_adjusted():
    entries = draw_both()
    entries.add(Code.PAST_DUE_ADJUSTMENT, "2026-02-25")

    line = replay(entries, "2026-02-25")

    assert line.next_due_amount == D("25.00")


def test_minimum_adjusted_away_costs_no_late_fee():
    late_fee = LateFee(kind=LateFeeKind.FIXED, amount=D("15.00"), grace_days=5)
    entries = draw_both()
    entries.add(Code.PAST_DUE_ADJUSTMENT, "2026-02-26")

    assert replay(entries, "2026-03-20", late_fee=late_fee).late_fees == ()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": "25.01"}, "amount"),
        ({"current_as_of": day("2026-03-02")}, "current_as_of"),
    ],
)
def test_past_due_adjustment_that_does_not_fit_is_refused(fields, field):
    entries = draw_both()
    entries.add(Code.PAST_DUE_ADJUSTMENT, "2026-03-01", **fields)

    assert refused(entries) == field


# Due dates -----------------------------------------------------------------------


def move(effective, old, new):
    entries = draw_both()
    entries.add(
        Code.DUE_DATE_CHANGE,
        effective,
        old_due_date=day(old),
        new_due_date=day(new),
    )
    return entries


def test_moved_due_date_moves_what_is_late():
    entries = move("2026-03-10", "2026-03-25", "2026-03-30")

    before = replay(entries, "2026-03-09", late_fee=LATE_15)
    line = replay(entries, "2026-03-30", late_fee=LATE_15)
    later = replay(entries, "2026-03-31", late_fee=LATE_15)

    assert before.next_due_date == day("2026-03-25")
    assert line.next_due_date == day("2026-03-30")
    assert [row.due_date for row in later.past_due_table] == [
        day("2026-02-25"),
        day("2026-03-30"),
    ]
    assert [fee.charged_on for fee in later.late_fees] == [
        day("2026-02-26"),
        day("2026-03-31"),
    ]
    # The statement stays as it was sent.
    assert line.statements[1].due_date == day("2026-03-25")


def test_moved_due_date_moves_the_grace():
    entries = move("2026-02-25", "2026-02-25", "2026-02-27")
    entries.pay("2026-02-27", "1506.90")

    assert replay(entries, "2026-02-28").statements[1].had_grace


def test_due_date_may_come_earlier_but_not_before_the_day_of_the_change():
    entries = move("2026-02-10", "2026-02-25", "2026-02-10")

    assert replay(entries, "2026-02-11").days_past_due == 1


@pytest.mark.parametrize(
    ("effective", "old", "new", "field"),
    [
        ("2026-02-10", "2026-02-24", "2026-02-26", "old_due_date"),
        ("2026-02-26", "2026-02-25", "2026-02-27", "old_due_date"),
        ("2026-02-10", "2026-02-25", "2026-02-09", "new_due_date"),
        ("2026-02-10", "2026-02-25", "2026-02-28", "new_due_date"),
    ],
)
def test_due_date_change_that_does_not_fit_is_refused(effective, old, new, field):
    assert refused(move(effective, old, new)) == field


def test_due_date_of_a_minimum_that_is_met_is_not_moved():
    entries = draw_both()
    entries.pay("2026-02-05", "25.00")
    entries.add(
        Code.DUE_DATE_CHANGE,
        "2026-02-10",
        old_due_date=day("2026-02-25"),
        new_due_date=day("2026-02-26"),
    )

    assert refused(entries) == "old_due_date"


# Delinquency ---------------------------------------------------------------------


def test_delinquent_days_leave_out_grace_days_and_pauses():
    # 25 February to 21 March are 24 days, less 5 of grace and 10 of the pause.
    entries = draw_both()
    entries.add(Code.DELINQUENCY_PAUSE, "2026-03-05")
    entries.add(Code.DELINQUENCY_RESUME, "2026-03-15")
    buckets = (
        DelinquencyBucket(name="early", first=1, last=9),
        DelinquencyBucket(name="late", first=10),
    )

    line = replay(
        entries,
        "2026-03-21",
        delinquency_grace_days=5,
        delinquency_buckets=buckets,
    )

    assert (line.days_past_due, line.delinquent_days) == (24, 9)
    assert line.delinquency_bucket == "early"


def test_last_current_date_is_the_due_date_since_which_something_is_past_due():
    # The oldest minimum is met, but the next one was late before that.
    entries = draw_both()
    current = replay(entries, "2026-02-25")
    entries.pay("2026-03-27", "25.00")
    behind = replay(entries, "2026-03-28")
    entries.pay("2026-03-29", "25.00")
    caught_up = replay(entries, "2026-03-30")

    assert current.last_current_date == day("2026-02-25")
    assert behind.oldest_due_date == day("2026-03-25")
    assert behind.last_current_date == day("2026-02-25")
    assert caught_up.last_current_date == day("2026-03-30")


def test_last_current_date_begins_anew_where_all_was_paid_between():
    entries = draw_both()
    entries.pay("2026-02-27", "25.00")

    line = replay(entries, "2026-03-27")

    assert line.last_current_date == day("2026-03-25")


def test_looking_ahead_leaves_pauses_as_they_are():
    entries = draw_both()
    entries.add(Code.DELINQUENCY_PAUSE, "2026-03-05")
    line = replay(entries, "2026-03-06")
    resume = Entries().add(Code.DELINQUENCY_RESUME, "2026-03-08")

    apply(line.state.copy(), resume)

    assert line.at(day("2026-03-20")).delinquent_days == 8


def test_looking_ahead_leaves_the_grace_as_it_is():
    line = replay(draw_both(), "2026-02-10")
    payment = Entries().pay("2026-02-11", "1506.90")

    apply(line.state.copy(), payment)

    assert not line.at(day("2026-02-28")).statements[1].had_grace


@pytest.mark.parametrize(
    "codes",
    [
        (Code.DELINQUENCY_RESUME,),
        (Code.DELINQUENCY_PAUSE, Code.DELINQUENCY_PAUSE),
        (Code.DELINQUENCY_PAUSE, Code.DELINQUENCY_RESUME, Code.DELINQUENCY_RESUME),
    ],
)
def test_pauses_that_do_not_fit_are_refused(codes):
    entries = draw_both()
    for code in codes:
        entries.add(code, "2026-02-10")

    assert refused(entries) == "code"


def test_negative_grace_days_are_refused():
    with pytest.raises(BadTerms) as refusal:
        make_line_terms(delinquency_grace_days=-1)

    assert refusal.value.field == "delinquency_grace_days"
