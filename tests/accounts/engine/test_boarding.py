"""Loans that come from elsewhere, by their opening figures."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.engine.errors import BadTransaction
from accounts.engine.replay import replay
from accounts.engine.transactions import Boarding, Code, Transaction
from tests.accounts.engine.builders import day, make_terms, pay

PAYMENT = "888.49"
OPENING = Boarding(
    principal=Decimal("6500.00"),
    due_interest=Decimal("40.00"),
    fees=Decimal("15.00"),
    next_due_date=day("2024-06-01"),
    past_due=Decimal("100.00"),
    oldest_due_date=day("2024-05-01"),
    principal_paid=Decimal("3500.00"),
    interest_paid=Decimal("350.00"),
)


def boarded(effective="2024-05-15", entry=1, **changes):
    opening = replace(OPENING, **changes)
    return Transaction(
        code=Code.BOARDING, effective=day(effective), entry=entry, boarding=opening
    )


def test_a_boarded_loan_goes_on_from_its_opening_figures():
    result = replay(make_terms(), [boarded()], day("2024-05-15"))

    assert result.payoff().amount == Decimal("6555.00")
    assert (result.days_past_due, result.amount_past_due) == (14, Decimal("100.00"))
    assert result.next_due.due_date == day("2024-06-01")
    assert result.next_due.payment == Decimal(PAYMENT)


def test_what_a_boarded_loan_owed_is_paid_first():
    paid = pay("2024-05-20", "115.00", 2)

    result = replay(make_terms(), [boarded(), paid], day("2024-05-20"))

    found = result.allocations[-1]
    assert (str(found.principal), str(found.interest), str(found.fees)) == (
        "60.00",
        "40.00",
        "15.00",
    )
    assert result.days_past_due == 0


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([boarded(), boarded(entry=2)], "boarded already"),
        ([boarded(), pay("2024-05-01", "1.00", 2)], "before the boarding"),
        ([boarded(next_due_date=day("2024-06-02"))], "no due date"),
        ([boarded(past_due=Decimal("6545.00"))], "more than principal and due"),
        ([boarded(next_due_date=None)], "has matured is past due"),
        ([boarded(effective="2023-12-31")], "before the contract"),
        ([boarded(oldest_due_date=day("2024-05-15"))], "before the boarding"),
    ],
)
def test_opening_figures_that_cannot_be_are_named(entries, sentence):
    with pytest.raises(BadTransaction, match=sentence):
        replay(make_terms(), entries, day("2024-06-10"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"past_due": Decimal("7000.00")}, "more than is owed"),
        ({"oldest_due_date": None}, "Goes with an amount past due"),
        ({"fees": Decimal(-1)}, "below zero"),
        ({"balances": {"cash": Decimal("1.00")}}, "add up to the principal"),
    ],
)
def test_opening_figures_that_contradict_themselves_are_named(changes, sentence):
    with pytest.raises(BadTransaction, match=sentence):
        replace(OPENING, **changes)


def test_accrued_interest_is_due_with_the_next_bill():
    opening = boarded(accrued_interest=Decimal("29.00"))

    result = replay(make_terms(), [opening], day("2024-05-15"))

    assert result.accrued_interest == Decimal("29.00")
    assert result.next_due.payment == Decimal(PAYMENT)
    # 29.00 so far, and 17 of the 31 days of the month on 6,440.00 unbilled and 60.00.
    assert result.at(day("2024-06-01")).due_interest == Decimal("104.65")


def test_a_loan_that_has_matured_is_past_due_as_a_whole():
    opening = boarded(
        "2025-03-01",
        principal=Decimal("500.00"),
        past_due=Decimal("540.00"),
        oldest_due_date=day("2024-12-01"),
        next_due_date=None,
    )

    result = replay(make_terms(), [opening], day("2025-03-01"))

    assert result.amount_past_due == Decimal("540.00")
    assert result.days_past_due == 90
    assert result.next_due is None
    assert result.payoff().amount == Decimal("555.00")


def test_a_loan_that_was_paid_off_elsewhere_owes_nothing():
    nothing = Decimal("0.00")
    opening = boarded(
        "2025-03-01",
        principal=nothing,
        due_interest=nothing,
        fees=nothing,
        past_due=nothing,
        oldest_due_date=None,
        next_due_date=None,
    )

    result = replay(make_terms(), [opening], day("2025-06-01"))

    assert result.payoff().amount == 0
    assert result.next_due is None
    assert result.days_past_due == 0


def test_a_boarded_loan_that_was_paid_ahead_earns_interest_from_its_first_day():
    opening = boarded(
        due_interest=Decimal("0.00"),
        past_due=Decimal("0.00"),
        oldest_due_date=None,
        next_due_date=day("2024-07-01"),
    )

    result = replay(make_terms(), [opening], day("2024-06-01"))

    # 15 May to 1 July are 46 days of months of 30 days, 17 of the 47 have passed.
    assert result.accrued_interest == Decimal("36.05")
