"""What holds for every annual percentage rate, whatever is lent and paid."""

from datetime import date, timedelta
from decimal import Decimal, localcontext

from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.engine.apr import HIGHEST_APR, Apr, CashFlow, annual_percentage_rate
from accounts.engine.calendar import (
    ANNUAL,
    BIWEEKLY,
    MONTHLY,
    QUARTERLY,
    SEMIANNUAL,
    SEMIMONTHLY,
    WEEKLY,
    DueDates,
    Frequency,
    Unit,
)
from accounts.engine.errors import BadTerms
from accounts.engine.money import PRECISION
from accounts.engine.unit_periods import count_spans, regular_unit_period

D = Decimal
FREQUENCIES = [
    Frequency(Unit.DAY),
    WEEKLY,
    BIWEEKLY,
    Frequency(Unit.WEEK, 4),
    SEMIMONTHLY,
    MONTHLY,
    Frequency(Unit.MONTH, 2),
    QUARTERLY,
    SEMIANNUAL,
    Frequency(Unit.MONTH, 11),
    ANNUAL,
]
amounts = st.decimals("0.01", "999999999.99", places=2)
starts = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def worth_of_payments(apr: Apr, payments: list[CashFlow]) -> Decimal:
    """What payments are worth on the first day, by equation (8)."""
    with localcontext(prec=PRECISION):
        i = apr.rate_annual / apr.unit_period.per_year
        return sum(
            payment.amount / ((1 + D(span.odd) / span.of * i) * (1 + i) ** span.whole)
            for payment, span in zip(payments, apr.spans, strict=True)
        )


def apr_or_none(advances: list[CashFlow], payments: list[CashFlow]) -> Apr | None:
    """The rate, or None where it is too high to be right."""
    try:
        return annual_percentage_rate(advances, payments)
    except BadTerms as error:
        if "The rate is above" not in error.sentence:
            raise
        return None


@given(
    start=starts,
    amount=amounts,
    steps=st.lists(st.integers(1, 200), min_size=1, max_size=24),
    rate=st.decimals("0", "2", places=4),
)
def test_payments_are_worth_the_advance_at_the_rate(start, amount, steps, rate):
    """Each payment a share of the advance, with simple interest for its time."""
    share = amount / len(steps)
    payments = []
    day = start
    for step in steps:
        day += timedelta(days=step)
        owed = share * (1 + rate * (day - start).days / 365)
        payments.append(CashFlow(day, owed.quantize(D("0.01"), "ROUND_UP")))

    apr = apr_or_none([CashFlow(start, amount)], payments)

    if apr is None:
        # Cents that are rounded up are much on tiny amounts.
        assert amount < len(steps)
        return
    assert 0 <= apr.rate_annual <= HIGHEST_APR
    assert abs(worth_of_payments(apr, payments) - amount) <= amount * D("1e-10")


@given(
    start=starts,
    amount=amounts,
    frequency=st.sampled_from(FREQUENCIES),
    count=st.one_of(st.integers(2, 36), st.just(480)),
    rate=st.decimals("0.0001", "3", places=4),
)
def test_a_level_loan_has_its_own_rate(start, amount, frequency, count, rate):
    due = DueDates(start, frequency)
    assume(due[count].year < 2199)
    with localcontext(prec=PRECISION):
        i = rate / frequency.per_year
        payment = amount * i / (1 - (1 + i) ** -count)
    days = [due[number] for number in range(1, count + 1)]
    # Half months are 15 days apart in name; the first is counted as it falls.
    first = count_spans(regular_unit_period(frequency), start, days)[0]
    assume(frequency is not SEMIMONTHLY or (first.whole, first.odd) == (1, 0))

    apr = annual_percentage_rate(
        [CashFlow(start, amount)],
        [CashFlow(day, payment) for day in days],
        unit_period=regular_unit_period(frequency),
    )

    assert abs(apr.rate_annual - rate) < D("1e-15")


@given(start=starts, amount=amounts, days=st.integers(1, 3000))
def test_a_payment_of_the_advance_has_no_rate(start, amount, days):
    payment = CashFlow(start + timedelta(days=days), amount)

    apr = annual_percentage_rate([CashFlow(start, amount)], [payment])

    assert apr.rate_annual == 0
    assert apr.percent == 0


@given(start=starts, amount=amounts, days=st.integers(1, 1500), later=st.integers(1, 9))
def test_advances_in_two_are_worth_the_payments(start, amount, days, later):
    end = start + timedelta(days=days + later)
    advances = [
        CashFlow(start, amount),
        CashFlow(start + timedelta(days=later), amount),
    ]
    payment = CashFlow(end, (amount * D("2.1")).quantize(D("0.01"), "ROUND_UP"))

    apr = apr_or_none(advances, [payment])

    if apr is None:
        assert days < 20 or amount < 1
        return
    with localcontext(prec=PRECISION):
        i = apr.rate_annual / apr.unit_period.per_year
        span = count_spans(
            apr.unit_period, start, [advance.paid_on for advance in advances]
        )[1]
        lent = amount + amount / ((1 + span.fraction * i) * (1 + i) ** span.whole)
        assert abs(worth_of_payments(apr, [payment]) - lent) <= lent * D("1e-10")
