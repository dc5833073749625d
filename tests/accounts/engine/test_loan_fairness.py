"""What a borrower who does what they were told may count on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings

from accounts.engine.calendar import BusinessDays, Frequency, Unit, add_months
from accounts.engine.errors import BadTerms
from accounts.engine.explain import explain
from accounts.engine.horizon import payoff_line
from accounts.engine.options import (
    Excess,
    InterestMethod,
    LateFeeKind,
    PaymentRounding,
    PayoffInterest,
)
from accounts.engine.replay import replay
from accounts.engine.schedule import make_schedule
from accounts.engine.terms import LateFee
from accounts.engine.transactions import Boarding, Code, Transaction
from tests.accounts.engine.builders import LATE_FEE, day, loan_terms, make_terms, pay

# 10,000.00 at 12 %, twelve payments of 888.49 from 1 February 2024.
PAYMENT = "888.49"
D = Decimal
FORTY = LateFee(kind=LateFeeKind.FIXED, amount=D("40.00"), grace_days=10)


def change(code, effective, entry=1, **facts):
    return Transaction(code=code, effective=day(effective), entry=entry, **facts)


def move(old, new, effective, entry=1):
    dates = {"old_due_date": day(old), "new_due_date": day(new)}
    return change(Code.DUE_DATE_CHANGE, effective, entry, **dates)


def total_interest(terms, entries, as_of):
    return sum(row.interest for row in replay(terms, entries, day(as_of)).rows)


# Bills ----------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(loan_terms())
def test_who_pays_what_falls_due_on_its_day_is_never_late_and_ends_at_nothing(terms):
    try:
        schedule = make_schedule(terms)
    except BadTerms:
        assume(False)
    entries = []
    # Business days may put two installments on one day; each of them is asked for.
    for due_date in dict.fromkeys(row.due_date for row in schedule.rows):
        while asked := replay(terms, entries, due_date).next_due:
            if asked.due_date != due_date:
                break
            entries.append(pay(due_date, asked.unpaid, len(entries) + 1))

    after = schedule.maturity_date + timedelta(days=40)
    result = replay(terms, entries, after)

    assert result.payoff().amount == 0
    assert all(row.fees == 0 for row in result.rows)


def test_two_installments_of_one_day_are_both_asked_for():
    terms = make_terms(
        amount=Decimal("0.01"),
        rate_annual=Decimal(0),
        contract_date=day("2000-01-01"),
        first_payment_date=day("2000-01-01"),
        number_of_payments=9,
        frequency=Frequency(Unit.HALF_MONTH, 1),
        due_on_last_day=True,
        business_days=BusinessDays.NEXT,
        escrow_payment=Decimal("41.17"),
    )
    last_day = make_schedule(terms).maturity_date
    whole = [row for row in make_schedule(terms).rows if row.due_date == last_day]

    owed = replay(terms, [], last_day + timedelta(days=1))

    assert len(whole) == 2
    assert sum(row.unpaid for row in owed.rows if row.due_date == last_day) == sum(
        row.payment for row in whole
    )


@pytest.mark.parametrize("excess", Excess)
@pytest.mark.parametrize(
    "method", [InterestMethod.SIMPLE, InterestMethod.INTEREST_ONLY]
)
def test_who_pays_a_bill_five_days_early_is_not_late(excess, method):
    terms = make_terms(excess=excess, interest_method=method, late_fee=LATE_FEE)
    entries = []
    for month in range(1, 12):
        early = add_months(day("2024-01-01"), month) - timedelta(days=5)
        asked = replay(terms, entries, early).next_due.unpaid
        entries.append(pay(early, asked, month))
        on_time = replay(terms, entries, early + timedelta(days=6))
        assert (on_time.days_past_due, on_time.fees) == (0, 0)


def test_escrow_of_a_bill_that_was_paid_early_can_be_paid_early_too():
    terms = make_terms(escrow_payment=D("100.00"), late_fee=LATE_FEE)
    entries = [pay("2024-01-20", PAYMENT, 1), pay("2024-01-25", "100.00", 2)]

    result = replay(terms, entries, day("2024-02-20"))

    assert (result.days_past_due, result.fees) == (0, 0)
    assert result.next_due.due_date == day("2024-03-01")


def test_what_is_asked_for_leaves_out_money_that_waits_for_it():
    paid = pay("2024-01-11", "500.00", 1, Code.INTEREST_PAYMENT)
    result = replay(make_terms(), [paid], day("2024-01-20"))

    # Of 500.00 the 32.26 that had accrued are interest; 467.74 wait.
    assert result.next_due.unpaid == D("888.49") - D("500.00")
    assert explain(result, "next_due_amount").total == D("388.49")


# Late fees --------------------------------------------------------------------------


def monthly(first, *months, amount=PAYMENT, start=1):
    return [
        pay(add_months(day(first), month), amount, start + place)
        for place, month in enumerate(months)
    ]


def test_after_an_adjustment_regular_payments_cost_no_late_fees():
    adjusted = change(Code.PAST_DUE_ADJUSTMENT, "2024-02-13")
    paid = monthly("2024-03-01", 0, 1, 2, 3, 4, start=2)

    result = replay(make_terms(late_fee=FORTY), [adjusted, *paid], day("2024-07-20"))

    assert [fee.day for fee in result.ledger.fees] == [day("2024-02-12")]


def test_an_unpaid_charge_costs_no_late_fees():
    charge = pay("2024-01-20", "25.00", 1, Code.CHARGE)
    paid = monthly("2024-02-01", 0, 1, 2, 3, start=2)

    result = replay(make_terms(late_fee=FORTY), [charge, *paid], day("2024-05-20"))

    assert [fee.amount for fee in result.ledger.fees] == [D("25.00")]


def test_a_late_fee_is_not_found_from_a_balloon():
    fee = LateFee(kind=LateFeeKind.PERCENT_OF_PAYMENT, percent=D("0.05"))
    terms = make_terms(balloon=D("5000.00"), late_fee=fee, number_of_payments=2)
    paid = pay("2024-02-01", replay(terms, [], day("2024-02-01")).next_due.unpaid, 1)

    result = replay(terms, [paid], day("2024-03-05"))

    last = result.rows[-1]
    assert result.fees == ((last.payment - D("5000.00")) * D("0.05")).quantize(
        D("0.01")
    )


# Payoff -----------------------------------------------------------------------------


def test_a_payoff_to_the_periods_end_owes_no_further_period_on_a_due_date():
    terms = make_terms(payoff_interest=PayoffInterest.TO_PERIOD_END)

    before = replay(terms, [], day("2024-01-31"))
    on_it = replay(terms, [], day("2024-02-01"))
    paid = replay(terms, [pay("2024-02-01", PAYMENT, 1)], day("2024-02-01"))

    assert before.payoff().amount == on_it.payoff().amount == D("10100.00")
    assert paid.payoff().amount == D("9211.51")
    assert payoff_line(paid).amount(day("2024-02-01")) == D("9211.51")


@pytest.mark.parametrize(
    "changes",
    [{"payoff_interest": PayoffInterest.TO_PERIOD_END}, {"includes_today": True}],
)
def test_a_cent_below_the_payoff_leaves_a_cent(changes):
    terms = make_terms(**changes)
    quote = replay(terms, [], day("2024-01-05")).payoff()
    short = pay("2024-01-05", quote.amount - D("0.01"), 1)

    result = replay(terms, [short], day("2024-01-05"))

    assert (result.principal, result.unapplied) == (D("0.01"), 0)


# Changes on the way -----------------------------------------------------------------


def test_a_payment_that_is_cut_anew_still_covers_the_interest_of_a_balloon():
    terms = make_terms(balloon=D("5000.00"), excess=Excess.REAMORTIZE)

    rows = replay(terms, [pay("2024-02-01", "7000.00", 1)], day("2024-02-01")).rows

    # 100.00 of interest and 447.49 of principal were due; 6,452.51 go off the rest.
    assert all(row.payment == row.interest > 0 for row in rows[1:-1])
    assert rows[-1].interest == rows[-2].interest


def test_moving_a_due_date_costs_its_days_and_nothing_else():
    locked = make_terms(interest_method=InterestMethod.LOCKED)
    paid = pay("2024-01-30", "93.55", 1, Code.INTEREST_PAYMENT)
    moved = move("2024-02-01", "2024-02-28", "2024-01-31", 2)
    plain = total_interest(locked, [], "2024-01-31")

    assert total_interest(locked, [paid, moved], "2024-01-31") == plain


def test_a_month_end_moved_by_a_day_costs_a_day_less():
    terms = make_terms(
        contract_date=day("2024-12-31"),
        first_payment_date=day("2025-01-31"),
        due_on_last_day=True,
    )
    earlier = move("2025-03-31", "2025-03-30", "2025-03-05")

    before = total_interest(terms, [], "2025-03-05")

    assert before - D("0.50") < total_interest(terms, [earlier], "2025-03-05") < before


def test_the_period_that_a_skip_adds_after_a_moved_date_counts_its_days():
    entries = [
        move("2025-01-01", "2025-01-15", "2024-01-05"),
        change(Code.SKIPPED_PAYMENT, "2024-01-06", 2, old_due_date=day("2024-03-01")),
    ]

    last = replay(make_terms(), entries, day("2024-01-06")).rows[-1]

    # From 15 January to 1 February are 16 days of months of 30 days.
    assert last.interest == (last.principal * D("0.01") * 16 / 30).quantize(D("0.01"))


def test_a_rate_that_stays_the_same_changes_no_payment():
    entries = [
        pay("2024-02-01", "1388.49", 1),
        change(Code.RATE_CHANGE, "2024-02-02", 2, rate_annual=D("0.12")),
    ]

    rows = replay(make_terms(), entries, day("2024-02-02")).rows

    assert {row.payment for row in rows[1:-1]} == {D("888.49")}


def test_a_pause_of_the_same_day_does_not_change_a_rates_first_day():
    rate = change(Code.RATE_CHANGE, "2024-01-11", 2, rate_annual=D("0.24"))
    pause = change(Code.DELINQUENCY_PAUSE, "2024-01-11", 1)

    alone = replay(make_terms(), [rate], day("2024-01-31"))
    paused = replay(make_terms(), [pause, rate], day("2024-01-31"))

    assert alone.accrued_interest == paused.accrued_interest


def test_last_current_goes_on_from_the_day_on_which_it_was():
    entries = [
        change(Code.PAST_DUE_ADJUSTMENT, "2024-02-10", amount=D("50.00")),
        pay("2024-02-20", "838.49", 2),
    ]

    result = replay(make_terms(), entries, day("2024-03-05"))

    assert (result.days_past_due, result.last_current_date) == (4, day("2024-03-01"))


def test_a_projected_balance_comes_true_though_the_last_ones_were_paid_first():
    terms = make_terms(excess=Excess.LAST)
    first = pay("2024-02-01", "1888.49", 1)
    row = replay(terms, [first], day("2024-02-01")).rows[1]

    paid = pay(row.due_date, row.unpaid, 2)
    result = replay(terms, [first, paid], row.due_date)

    assert result.principal == row.balance


# Terms that promise nothing they don't keep ------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"balloon": D("5000.00")}, "Give the number"),
        ({"interest_method": InterestMethod.FLAT}, "Give the number"),
        ({"interest_method": InterestMethod.INTEREST_ONLY}, "Give the number"),
    ],
)
def test_a_payment_amount_that_would_be_overlooked_is_refused(changes, sentence):
    with pytest.raises(BadTerms, match=sentence):
        make_terms(payment_amount=D("1000.00"), **changes)


def test_due_dates_that_would_meet_on_one_day_are_refused():
    with pytest.raises(BadTerms, match="so close"):
        make_terms(frequency=Frequency(Unit.DAY), business_days="next")


def test_what_a_rounded_up_flat_loan_tells_is_what_it_charges():
    terms = make_terms(
        amount=D("1000.00"),
        interest_method=InterestMethod.FLAT,
        number_of_payments=60,
        payment_rounding=PaymentRounding.UP_TO_UNIT,
    )

    schedule = make_schedule(terms)

    rows = replay(terms, [], terms.contract_date, schedule=schedule).rows
    assert schedule.total_interest == sum(row.interest for row in rows)
    assert schedule.rows[-1].principal > 0


def test_a_loan_that_matured_elsewhere_keeps_its_maturity():
    opening = {
        "principal": D("500.00"),
        "past_due": D("500.00"),
        "oldest_due_date": day("2024-11-01"),
    }
    boarded = change(Code.BOARDING, "2025-02-01", boarding=Boarding(**opening))

    result = replay(make_terms(), [boarded], day("2025-02-01"))

    assert result.maturity_date == day("2025-01-01")


def test_the_largest_amount_at_the_highest_rate_has_figures():
    terms = make_terms(
        amount=D("999999999999.99"),
        rate_annual=D(10),
        first_payment_date=day("2034-01-01"),
        number_of_payments=1,
    )

    result = replay(terms, [], day("2033-12-31"))

    assert payoff_line(result).amount(day("2033-12-31")) == result.payoff().amount
