"""Terms and transactions in few words."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from accounts.engine.calendar import (
    BIWEEKLY,
    MONTHLY,
    QUARTERLY,
    SEMIMONTHLY,
    WEEKLY,
    add_months,
)
from accounts.engine.day_count import DayCount
from accounts.engine.money import Rounding
from accounts.engine.options import (
    Excess,
    InterestMethod,
    LateFeeKind,
    PaymentRounding,
    PayoffInterest,
    Waterfall,
)
from accounts.engine.terms import LateFee, LoanTerms
from accounts.engine.transactions import Code, Transaction

LATE_FEE = LateFee(
    kind=LateFeeKind.GREATER,
    amount=Decimal("15.00"),
    percent=Decimal("0.05"),
    cap=Decimal("40.00"),
    grace_days=10,
)


def day(text):
    return date.fromisoformat(text)


def make_terms(**changes):
    """A loan of 10,000 at 12 % over a year, monthly, 30/360."""
    facts = {
        "amount": Decimal("10000.00"),
        "rate_annual": Decimal("0.12"),
        "contract_date": day("2024-01-01"),
        "first_payment_date": day("2024-02-01"),
    }
    lengths = {"number_of_payments", "payment_amount", "final_date"}
    if not lengths & changes.keys():
        facts["number_of_payments"] = 12
    return LoanTerms(**(facts | changes))


def pay(effective, amount, entry, code=Code.PAYMENT, **changes):
    return Transaction(
        code=code,
        effective=day(effective) if isinstance(effective, str) else effective,
        entry=entry,
        amount=Decimal(amount),
        **changes,
    )


@st.composite
def loan_terms(draw):
    """Terms of every kind that a replay takes."""
    contract = draw(st.dates(day("1999-01-01"), day("2031-12-31")))
    gap = draw(st.integers(0, 70))
    first = date.fromordinal(contract.toordinal() + gap)
    return LoanTerms(
        amount=draw(st.decimals("0.01", "999999999.99", places=2)),
        rate_annual=draw(st.decimals("0", "0.6", places=4)),
        contract_date=contract,
        first_payment_date=first,
        number_of_payments=draw(st.integers(1, 60)),
        frequency=draw(
            st.sampled_from([MONTHLY, WEEKLY, BIWEEKLY, SEMIMONTHLY, QUARTERLY])
        ),
        due_on_last_day=draw(st.booleans()),
        interest_method=draw(
            st.sampled_from(
                [
                    InterestMethod.SIMPLE,
                    InterestMethod.SIMPLE,
                    InterestMethod.LOCKED,
                    InterestMethod.FLAT,
                    InterestMethod.INTEREST_ONLY,
                ]
            )
        ),
        day_count=draw(st.sampled_from(DayCount)),
        rounding=draw(st.sampled_from([Rounding.HALF_UP, Rounding.HALF_EVEN])),
        payment_rounding=draw(
            st.sampled_from([PaymentRounding.NEAREST, PaymentRounding.UP_TO_CENT])
        ),
        smooths_last=draw(st.booleans()),
        waterfall=draw(st.sampled_from(Waterfall)),
        excess=draw(st.sampled_from(Excess)),
        overdue_accrues=draw(st.booleans()),
        payoff_interest=draw(st.sampled_from(PayoffInterest)),
        includes_today=draw(st.booleans()),
        late_fee=draw(st.sampled_from([None, LATE_FEE])),
    )


@st.composite
def payments_of(draw, terms, most=12):
    """Payments of any size on any day of the loan, some of them special."""
    first = terms.contract_date.toordinal()
    last = add_months(terms.first_payment_date, 30).toordinal()
    count = draw(st.integers(0, most))
    codes = [
        Code.PAYMENT,
        Code.PAYMENT,
        Code.PAYMENT,
        Code.PRINCIPAL_PAYMENT,
        Code.INTEREST_PAYMENT,
        Code.CHARGE,
    ]
    return [
        Transaction(
            code=draw(st.sampled_from(codes)),
            effective=date.fromordinal(draw(st.integers(first, last))),
            entry=entry,
            amount=draw(
                st.decimals("0.01", max(terms.amount / 3, Decimal("0.02")), places=2)
            ),
        )
        for entry in range(1, count + 1)
    ]
