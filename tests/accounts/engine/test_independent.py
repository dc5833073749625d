"""Against an independent calculation, where the loan is plain enough for it.

numpy-financial works in binary numbers, so it is compared to a tenth of a cent, before
any rounding of ours.
"""

from decimal import Decimal

import numpy_financial as independent
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.engine.schedule import make_schedule
from tests.accounts.engine.builders import make_terms

RATES = st.decimals("0.001", "0.6", places=4)
AMOUNTS = st.decimals("100", "999999.99", places=2)


@settings(max_examples=200, deadline=None)
@given(AMOUNTS, RATES, st.integers(1, 480))
def test_the_level_payment_is_the_annuity(amount, rate, count):
    terms = make_terms(amount=amount, rate_annual=rate, number_of_payments=count)

    payment = make_schedule(terms).level_payment

    expected = -independent.pmt(float(rate) / 12, count, float(amount))
    assert abs(payment - Decimal(expected)) <= Decimal("0.006")


@settings(max_examples=200, deadline=None)
@given(AMOUNTS, RATES, st.integers(2, 120), st.data())
def test_interest_and_principal_of_a_row_are_those_of_the_annuity(
    amount, rate, count, data
):
    terms = make_terms(
        amount=amount,
        rate_annual=rate,
        number_of_payments=count,
        rounds_interest=False,
    )
    row = data.draw(st.integers(1, count - 1))

    found = make_schedule(terms).rows[row - 1]

    of = (float(rate) / 12, row, count, float(amount))
    # The payment is rounded to the cent, and each row carries that on.
    allowed = Decimal("0.006") * row * (1 + rate / 12) ** row
    assert abs(found.interest - Decimal(float(-independent.ipmt(*of)))) <= allowed
    assert abs(found.principal - Decimal(float(-independent.ppmt(*of)))) <= allowed
