"""What a borrower is told: amount financed, finance charge, total of payments, rate."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.engine.apr import Disclosure, disclose
from accounts.engine.calendar import (
    ANNUAL,
    BIWEEKLY,
    MONTHLY,
    QUARTERLY,
    SEMIMONTHLY,
    SINGLE,
    WEEKLY,
    BusinessDays,
)
from accounts.engine.errors import IdentityBroken
from accounts.engine.options import InterestMethod
from accounts.engine.schedule import make_schedule
from accounts.engine.terms import LoanTerms

D = Decimal


def make_terms(**changes: object) -> LoanTerms:
    values = {
        "amount": D("10000.00"),
        "rate_annual": D("0.12"),
        "contract_date": date(2025, 1, 15),
        "first_payment_date": date(2025, 2, 15),
        "number_of_payments": 12,
    }
    return LoanTerms(**{**values, **changes})


def make_disclosure(**changes: object) -> Disclosure:
    terms = make_terms(**changes)
    return disclose(terms, make_schedule(terms))


def test_a_regular_loan_discloses_its_rate():
    disclosure = make_disclosure()

    assert disclosure.amount_financed == D("10000.00")
    assert disclosure.total_of_payments == D("10661.86")
    assert disclosure.finance_charge == D("661.86")
    assert disclosure.apr.percent == D("12.00")


def test_a_prepaid_charge_raises_the_rate():
    disclosure = make_disclosure(prepaid_finance_charge=D("200.00"))

    assert disclosure.amount_financed == D("9800.00")
    assert disclosure.finance_charge == D("861.86")
    assert disclosure.total_of_payments == D("10661.86")
    assert disclosure.apr.percent == D("15.85")


def test_escrow_is_no_part_of_the_payments():
    assert make_disclosure(escrow_payment=D("50.00")) == make_disclosure()


def test_weekends_change_no_rate():
    shifted = make_disclosure(business_days=BusinessDays.NEXT)

    assert shifted.apr.spans == make_disclosure().apr.spans
    assert shifted.apr.percent == D("12.00")


def test_a_loan_without_interest_discloses_zero():
    disclosure = make_disclosure(rate_annual=D(0))

    assert disclosure.finance_charge == 0
    assert disclosure.apr.percent == 0


def test_a_single_payment_has_its_term_as_unit_period():
    disclosure = make_disclosure(frequency=SINGLE, number_of_payments=1)

    assert disclosure.apr.unit_period.interval == SINGLE
    assert disclosure.apr.unit_period.per_year == 12
    assert disclosure.apr.percent == D("12.00")


def test_payments_of_nothing_before_the_last_one_do_not_count():
    disclosure = make_disclosure(
        rate_annual=D(0), interest_method=InterestMethod.INTEREST_ONLY
    )

    assert disclosure.apr.unit_period.interval == ANNUAL
    assert len(disclosure.apr.spans) == 1


def test_480_payments_have_a_rate():
    disclosure = make_disclosure(
        amount=D("999999999.99"), rate_annual=D("0.065"), number_of_payments=480
    )

    assert disclosure.apr.percent == D("6.50")


def test_a_disclosure_that_does_not_add_up_is_refused():
    disclosure = make_disclosure()

    with pytest.raises(IdentityBroken):
        Disclosure(
            amount_financed=disclosure.amount_financed,
            finance_charge=disclosure.finance_charge,
            total_of_payments=D("1.00"),
            apr=disclosure.apr,
        )


@given(
    amount=st.decimals("100", "999999999.99", places=2),
    rate=st.decimals("0", "0.6", places=4),
    count=st.integers(1, 60),
    frequency=st.sampled_from([WEEKLY, BIWEEKLY, SEMIMONTHLY, MONTHLY, QUARTERLY]),
    first_days=st.integers(5, 60),
    prepaid=st.decimals("0", "50", places=2),
)
def test_a_disclosure_adds_up(amount, rate, count, frequency, first_days, prepaid):
    contract = date(2024, 1, 31)
    disclosure = make_disclosure(
        amount=amount,
        rate_annual=rate,
        number_of_payments=count,
        frequency=frequency,
        first_payment_date=contract + timedelta(days=first_days),
        contract_date=contract,
        prepaid_finance_charge=prepaid,
    )

    assert disclosure.amount_financed == amount - prepaid
    assert disclosure.finance_charge >= prepaid
    assert disclosure.total_of_payments >= amount
    assert (disclosure.apr.rate_annual == 0) == (disclosure.finance_charge == 0)
