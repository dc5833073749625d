"""What ends a lease, and leases that come from elsewhere, worked out by hand.

A payment is 565.40: depreciation 500.00, rent 14.00, tax 51.40; due on the 15th. The
residual is 4,000.00.
"""

from decimal import Decimal

import pytest

from accounts.engine.errors import BadQuestion, BadTransaction
from accounts.engine.figures import Payoff
from accounts.engine.lease_replay import lease_true_until
from accounts.engine.lease_terms import LeasePayoff
from accounts.engine.transactions import Boarding, Code
from tests.accounts.engine.builders import LATE_FEE
from tests.builders_leases import day, make_entry, pay, replayed

D = Decimal
PAYMENT = "565.40"


def pay_off(effective, amount):
    return make_entry(Code.PAYOFF, effective, amount, 90)


def test_a_standard_payoff_owes_cost_rent_and_tax_due():
    # 9,500.00 + 14.00 + 51.40 on 15 March.
    paid = [pay("2026-02-15", PAYMENT)]

    quote = replayed(paid, "2026-03-01").payoff(day("2026-03-15"))

    assert quote == Payoff(
        day("2026-03-15"), D("9500.00"), D("14.00"), D("0.00"), tax=D("51.40")
    )
    assert quote.amount == D("9565.40")


def test_a_payoff_ends_the_lease():
    entries = [pay("2026-02-15", PAYMENT), pay_off("2026-03-15", "9565.40")]

    result = replayed(entries, "2026-08-01", late_fee=LATE_FEE)

    assert result.principal == result.payoff().amount == result.amount_past_due == 0
    assert result.next_due is None
    assert result.projected_payoff_date == result.as_of
    # April asks for its depreciation alone, which is paid.
    april = result.rows[2]
    assert (april.payment, april.paid, april.rent) == (D("500.00"), D("500.00"), 0)
    assert lease_true_until(result).year == 2199


def test_a_full_payoff_owes_the_rent_of_the_whole_lease():
    # 10,000.00 + 12 x 14.00.
    full = {"payoff": LeasePayoff.FULL}

    assert replayed([], "2026-01-20", **full).payoff().amount == D("10168.00")
    result = replayed([pay_off("2026-01-20", "10168.00")], "2026-12-31", **full)
    assert result.allocations[0].interest == D("168.00")
    assert result.payoff().amount == 0


def test_a_thing_handed_back_is_not_paid():
    changes = {"payoff_includes_residual": False}

    assert replayed([], "2026-01-20", **changes).payoff().amount == D("6000.00")
    result = replayed([pay_off("2026-01-20", "6000.00")], "2026-12-31", **changes)
    assert result.payoff().amount == result.ledger.amount_due == 0
    # What is left of the cost is the thing itself.
    assert result.principal == D("4000.00")


def test_a_cent_too_little_is_a_payment_and_ends_nothing():
    result = replayed([pay_off("2026-01-20", "9999.99")], "2026-01-20")

    # 12 x 565.40 are paid ahead, the rest waits.
    assert result.ledger.ended_on is None
    assert result.unapplied == D("3215.19")
    assert result.principal == D("4000.00")


def test_what_is_above_the_payoff_can_be_paid_back():
    result = replayed([pay_off("2026-01-20", "10000.01")], "2026-01-20")

    assert result.unapplied == D("0.01")


def test_rent_paid_ahead_is_not_given_back():
    # February is paid: 14.00 of rent and 51.40 of tax stay paid.
    result = replayed([pay("2026-01-20", PAYMENT)], "2026-01-20")

    assert result.payoff().amount == D("9500.00")


def test_ten_days_of_payoffs_see_the_rent_that_falls_due():
    amounts = [each.amount for each in replayed([], "2026-02-10").ten_day_payoff()]

    assert amounts == [D("10000.00")] * 5 + [D("10065.40")] * 5


def test_nothing_runs_by_the_day():
    result = replayed([], "2026-02-10")

    assert (result.per_diem, result.accrued_interest) == (0, 0)


# From elsewhere -------------------------------------------------------------------


def board(effective="2026-06-20", **figures):
    """Five payments are due, June's is not paid: 8,000.00 of the cost are left."""
    opening = {
        "principal": D("8000.00"),
        "due_interest": D("14.00"),
        "fees": D("25.00"),
        "next_due_date": day("2026-07-15"),
        "past_due": D("514.00"),
        "oldest_due_date": day("2026-06-15"),
    }
    boarding = Boarding(**(opening | figures))
    return make_entry(Code.BOARDING, effective, boarding=boarding, entry=5)


def test_a_boarded_lease_goes_on_as_its_schedule_says():
    result = replayed([board()], "2026-06-20")

    assert (result.principal, result.fees) == (D("8000.00"), D("25.00"))
    assert (result.amount_past_due, result.days_past_due) == (D("514.00"), 5)
    assert result.last_current_date == day("2026-06-15")
    assert result.next_due.due_date == day("2026-07-15")
    assert result.next_due.unpaid == D(PAYMENT)
    # 8,000.00 + 14.00 + 25.00.
    assert result.payoff().amount == D("8039.00")
    assert [row.balance for row in result.rows][-1] == D("4000.00")


def test_the_last_payment_of_a_boarded_lease_takes_what_is_left():
    # Seven payments ask for 3,500.00; 3,400.00 are left beside 500.00 past due.
    result = replayed([board(principal=D("7900.00"))], "2026-06-20")

    # 400.00 + 14.00, and 41.40 of tax.
    assert result.rows[-1].payment == D("455.40")


def test_a_boarded_lease_gets_no_late_fee_for_what_came_with_it():
    result = replayed([board()], "2026-07-14", late_fee=LATE_FEE)

    assert result.fees == D("25.00")


def test_a_payment_due_on_the_day_of_the_boarding_is_due():
    entry = board(
        "2026-06-15",
        next_due_date=day("2026-06-15"),
        due_interest=D(0),
        past_due=D(0),
        oldest_due_date=None,
    )

    result = replayed([entry], "2026-06-16")

    assert result.amount_past_due == D(PAYMENT)


def test_a_lease_that_has_matured_owes_its_residual_and_what_is_past_due():
    entry = board("2027-03-01", principal=D("4500.00"), next_due_date=None)

    result = replayed([entry, pay("2027-03-02", "539.00", 6)], "2027-03-02")

    assert result.principal == result.payoff().amount == D("4000.00")
    assert result.maturity_date == day("2027-01-15")
    assert result.next_due is None


def test_a_lease_that_comes_paid_off_owes_nothing():
    figures = {name: D(0) for name in ("principal", "due_interest", "fees", "past_due")}
    entry = board("2027-03-01", next_due_date=None, oldest_due_date=None, **figures)

    result = replayed([entry], "2027-03-02")

    assert (result.rows, result.next_due, result.payoff().amount) == ((), None, 0)
    assert result.maturity_date == day("2027-01-15")


@pytest.mark.parametrize(
    ("effective", "figures", "field"),
    [
        ("2026-01-14", {}, "effective"),
        ("2026-06-20", {"accrued_interest": D(1)}, "accrued_interest"),
        ("2026-06-20", {"next_due_amount": D(1)}, "boarding"),
        ("2026-06-20", {"principal": D("10000.01")}, "principal"),
        ("2026-06-20", {"principal": D("3999.99")}, "principal"),
        ("2026-06-20", {"principal": D("4499.99")}, "past_due"),
        ("2026-06-20", {"next_due_date": None}, "past_due"),
        ("2026-06-20", {"due_interest": D("514.01")}, "due_interest"),
        ("2026-06-20", {"next_due_date": day("2026-07-14")}, "next_due_date"),
        ("2026-07-20", {}, "next_due_date"),
        ("2026-06-20", {"oldest_due_date": day("2026-06-20")}, "oldest_due_date"),
        ("2026-06-20", {"oldest_due_date": day("2026-01-14")}, "oldest_due_date"),
    ],
)
def test_bad_opening_figures_are_refused_by_field(effective, figures, field):
    with pytest.raises(BadTransaction) as refusal:
        replayed([board(effective, **figures)], "2026-08-01")

    assert refusal.value.field == field


def test_nothing_happens_before_the_boarding():
    with pytest.raises(BadTransaction, match="Is before the boarding"):
        replayed([board(), pay("2026-06-19", "1.00", 6)], "2026-08-01")
    with pytest.raises(BadQuestion):
        replayed([board()], "2026-06-19")


def test_a_lease_is_boarded_once():
    again = make_entry(Code.BOARDING, "2026-06-21", entry=6, boarding=board().boarding)

    with pytest.raises(BadTransaction, match="boarded already"):
        replayed([board(), again], "2026-08-01")
