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
    interest=Decimal("40.00"),
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

    found = result.allocations[0]
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
        ([boarded(past_due=Decimal("7000.00"))], "more than principal and interest"),
        ([boarded(oldest_due_date=None)], "Goes with an amount past due"),
        ([boarded(fees=Decimal(-1))], "below zero"),
    ],
)
def test_opening_figures_that_cannot_be_are_named(entries, sentence):
    with pytest.raises(BadTransaction, match=sentence):
        replay(make_terms(), entries, day("2024-06-10"))
