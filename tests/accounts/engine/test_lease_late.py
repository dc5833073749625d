"""What is late on a lease, and what that costs.

A payment is 565.40: depreciation 500.00, rent 14.00, tax 51.40; due on the 15th.
"""

from decimal import Decimal

import pytest

from accounts.engine.figures import DelinquencyBucket
from accounts.engine.lease_explain import explain_lease
from accounts.engine.lease_replay import lease_payoff_line, lease_true_until
from accounts.engine.options import Bucket
from accounts.engine.transactions import Code
from tests.accounts.engine.builders import LATE_FEE
from tests.builders_leases import day, make_entry, pay, replayed

D = Decimal
PAYMENT = "565.40"
ADJUST = Code.PAST_DUE_ADJUSTMENT


def test_due_today_is_not_past_due_and_tomorrow_it_is():
    on_the_day = replayed([], "2026-02-15")
    after = replayed([], "2026-02-16")

    assert (on_the_day.days_past_due, on_the_day.amount_past_due) == (0, 0)
    assert on_the_day.next_due.due_date == day("2026-02-15")
    assert (after.days_past_due, after.amount_past_due) == (1, D(PAYMENT))
    assert after.next_due.due_date == day("2026-03-15")


def test_the_past_due_table_has_each_payment_and_the_total():
    result = replayed([pay("2026-02-20", "100.00")], "2026-03-20")

    table = [
        (str(row.due), str(row.paid), str(row.owed), str(row.total), row.days)
        for row in result.past_due_table
    ]
    assert table == [
        ("565.40", "100.00", "465.40", "465.40", 33),
        ("565.40", "0.00", "565.40", "1030.80", 5),
    ]


def test_last_current_is_when_it_last_owed_nothing_that_was_past_due():
    # February is paid on 20 March, when March is late already.
    paid = [pay("2026-03-20", PAYMENT)]

    late = replayed(paid, "2026-03-25")
    clear = replayed([*paid, pay("2026-03-26", PAYMENT, 2)], "2026-03-26")

    assert late.oldest_due_date == day("2026-03-15")
    assert late.last_current_date == day("2026-02-15")
    assert clear.last_current_date == day("2026-03-26")


def test_it_is_current_on_a_due_date_when_all_before_is_paid():
    result = replayed([pay("2026-03-15", PAYMENT)], "2026-03-20")

    assert result.last_current_date == day("2026-03-15")


def test_delinquent_days_leave_grace_and_pauses_out():
    # 25 days since 15 February, less 5 of grace, less 10 from 1 to 11 March.
    pauses = [
        make_entry(Code.DELINQUENCY_PAUSE, "2026-03-01", entry=1),
        make_entry(Code.DELINQUENCY_RESUME, "2026-03-11", entry=2),
    ]
    buckets = (
        DelinquencyBucket(name="early", first=1, last=9),
        DelinquencyBucket(name="late", first=10),
    )

    result = replayed(
        pauses,
        "2026-03-12",
        delinquency_grace_days=5,
        delinquency_buckets=buckets,
    )

    assert (result.days_past_due, result.delinquent_days) == (25, 10)
    assert result.delinquency_bucket == "late"


def test_a_late_fee_comes_on_the_day_after_grace():
    # 565.40 x 5 % = 28.27, between 15.00 and 40.00; ten days of grace after the 15th.
    before = replayed([], "2026-02-25", late_fee=LATE_FEE)
    after = replayed([], "2026-02-26", late_fee=LATE_FEE)
    much_later = replayed([], "2026-03-14", late_fee=LATE_FEE)

    assert before.fees == 0
    assert after.fees == much_later.fees == D("28.27")
    line = explain_lease(after, "fees").lines[0]
    assert line.what.startswith("Late fee, due 2026-02-15: 5 % of the payment")
    assert (line.balance, line.rate) == (D("565.40"), D("0.05"))


def test_a_payment_that_lacks_only_an_earlier_late_fee_gets_none():
    # 28.27 of the first payment go to the fee; each later one pays the 28.27 before.
    paid = [
        pay("2026-02-26", PAYMENT, 1),
        pay("2026-03-15", PAYMENT, 2),
        pay("2026-04-15", PAYMENT, 3),
    ]

    result = replayed(paid, "2026-05-14", late_fee=LATE_FEE)

    assert len(result.ledger.fees) == 1
    assert result.amount_past_due == D("28.27")


def test_a_waived_late_fee_took_nothing_from_a_payment():
    # The fee is waived. 28.27 are missing in February, and so in March all the same.
    entries = [
        make_entry(Code.WAIVER, "2026-02-26", "28.27", 1, bucket=Bucket.FEES),
        pay("2026-02-27", "537.13", 2),
        pay("2026-03-15", PAYMENT, 3),
    ]

    result = replayed(entries, "2026-03-26", late_fee=LATE_FEE)

    assert [fee.day for fee in result.ledger.fees] == [
        day("2026-02-26"),
        day("2026-03-26"),
    ]


def test_a_late_fee_that_was_paid_in_addition_excuses_nothing_later():
    # 565.40 and the fee of 28.27 are paid; in March 28.27 are missing.
    paid = [pay("2026-02-26", "593.67", 1), pay("2026-03-15", "537.13", 2)]

    result = replayed(paid, "2026-03-26", late_fee=LATE_FEE)

    assert result.fees == D("28.27")


def test_a_lease_that_ended_gets_no_more_late_fees():
    entries = [make_entry(Code.WRITE_OFF, "2026-02-20", "10000.00")]

    assert replayed(entries, "2026-06-01", late_fee=LATE_FEE).fees == 0


@pytest.mark.parametrize(
    ("changes", "past_due", "days", "current"),
    [
        # February and March are late on 20 March: 1,130.80.
        ({"amount": "100.00"}, "1030.80", 33, "2026-02-15"),
        ({"amount": "565.40"}, "565.40", 5, "2026-02-15"),
        ({"current_as_of": day("2026-03-01")}, "565.40", 5, "2026-03-15"),
        ({}, "0.00", 0, "2026-03-20"),
    ],
)
def test_an_adjustment_takes_out_what_is_past_due(changes, past_due, days, current):
    result = replayed([make_entry(ADJUST, "2026-03-20", **changes)], "2026-03-20")

    assert result.amount_past_due == D(past_due)
    assert result.days_past_due == days
    assert result.last_current_date == day(current)
    # It is still owed.
    assert result.ledger.amount_due == D("1130.80")
    explain_lease(result, "amount_past_due")


def test_adjustments_add_up():
    entries = [make_entry(ADJUST, "2026-03-20", "100.00", entry) for entry in (1, 2)]

    assert replayed(entries, "2026-03-20").amount_past_due == D("930.80")


def test_an_adjustment_on_a_due_date_leaves_what_is_due_today():
    entry = make_entry(ADJUST, "2026-03-15")

    assert replayed([entry], "2026-03-16").amount_past_due == D(PAYMENT)


def test_a_payment_after_an_adjustment_pays_the_rest_first():
    entries = [
        make_entry(ADJUST, "2026-02-20", "100.00", 1),
        pay("2026-02-21", "465.40", 2),
    ]

    result = replayed(entries, "2026-02-21")

    assert result.amount_past_due == 0
    assert result.ledger.amount_due == D("100.00")


@pytest.mark.parametrize(
    ("as_of", "until"),
    [
        # Until the day before the next one falls due.
        ("2026-01-20", "2026-02-14"),
        # What is due today is past due tomorrow.
        ("2026-02-15", "2026-02-15"),
        # A late fee on the 26th.
        ("2026-02-16", "2026-02-25"),
        # The payment that is known for 10 March.
        ("2026-02-26", "2026-03-09"),
    ],
)
def test_figures_hold_until_something_happens(as_of, until):
    result = replayed([pay("2026-03-10", "1.00")], as_of, late_fee=LATE_FEE)

    assert lease_true_until(result) == day(until)
    assert lease_payoff_line(result).amount(day(until)) == result.payoff().amount
