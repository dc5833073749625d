"""The annual percentage rate, and what is disclosed with it.

Regulation Z, 12 CFR Part 1026, Appendix J, actuarial method. The rate per unit period i
makes advances A and payments P worth the same on the first day (paragraph (b)(8)):

    sum of A / ((1 + e i)(1 + i)^q) = sum of P / ((1 + f i)(1 + i)^t)

q and t count whole unit periods, e and f are the odd part of one: it bears simple
interest (paragraph (b)(6)). The annual rate is i times the unit periods of a year
(paragraph (b)(1)).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from accounts.engine.calendar import EARLIEST, LATEST, Unit
from accounts.engine.errors import BadTerms, IdentityBroken
from accounts.engine.money import CENT, LARGEST, PRECISION, ZERO, round_cents
from accounts.engine.schedule import Schedule
from accounts.engine.terms import LoanTerms
from accounts.engine.unit_periods import (
    Span,
    UnitPeriod,
    choose_unit_period,
    count_spans,
    regular_unit_period,
    term_unit_period,
)

# 10,000 % a year. A week at 30 for each 100 lent is 1,560 %; above this, amounts or
# dates are typing mistakes.
HIGHEST_APR = Decimal(100)
# An eighth of a percentage point is accurate by 12 CFR 1026.22(a)(2); this is what 34
# digits hold for the largest amounts.
_TOLERANCE = Decimal("1e-26")
_MOST_STEPS = 300


@dataclass(frozen=True, slots=True)
class CashFlow:
    """An advance to the borrower, or a payment by the borrower.

    amount: in currency units, unrounded where a formula made it.
    """

    paid_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Apr:
    """An annual percentage rate.

    rate_annual: a fraction, unrounded. spans: the time to each payment date, for who
    wants to see how the days were counted.
    """

    rate_annual: Decimal
    unit_period: UnitPeriod
    spans: tuple[Span, ...]

    @property
    def percent(self) -> Decimal:
        """The rate as it is disclosed: in percent, two decimals, half up."""
        return (self.rate_annual * 100).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What a borrower is told before signing. Amounts in currency units, cents.

    amount_financed: the amount lent without the prepaid finance charge, 12 CFR
    1026.18(b). finance_charge: what the credit costs. total_of_payments: principal and
    interest of all payments; escrow is the borrower's own money.
    """

    amount_financed: Decimal
    finance_charge: Decimal
    total_of_payments: Decimal
    apr: Apr

    def __post_init__(self) -> None:
        if self.amount_financed + self.finance_charge != self.total_of_payments:
            raise IdentityBroken("Financed and charge are not the payments.")


def disclose(terms: LoanTerms, schedule: Schedule) -> Disclosure:
    """Return the disclosure of a loan with its schedule.

    Payments count on their nominal due dates, so that a weekend changes no rate. The
    unit period is that of the terms' frequency, or the term of a single payment.
    Raises BadTerms when no rate fits.
    """
    payments = [
        CashFlow(
            terms.due_dates.nominal(row.number - 1),
            round_cents(row.principal + row.interest, terms.rounding),
        )
        for row in schedule.rows
    ]
    # A payment of nothing, as before the end of a loan without interest, is none.
    payments = [payment for payment in payments if payment.amount]
    financed = terms.amount - terms.prepaid_finance_charge
    total = sum((payment.amount for payment in payments), ZERO)
    is_single = len(payments) == 1 or terms.frequency.unit is Unit.ONCE
    apr = annual_percentage_rate(
        [CashFlow(terms.contract_date, financed)],
        payments,
        unit_period=None if is_single else regular_unit_period(terms.frequency),
    )
    return Disclosure(
        amount_financed=financed,
        finance_charge=total - financed,
        total_of_payments=total,
        apr=apr,
    )


def annual_percentage_rate(
    advances: Iterable[CashFlow],
    payments: Iterable[CashFlow],
    *,
    unit_period: UnitPeriod | None = None,
) -> Apr:
    """Return the annual percentage rate of advances and payments, in any order.

    unit_period: where it is known; else the dates say it. The term begins with the
    first advance: paragraph (b)(2).
    Raises BadTerms when a date or amount can't be, when a payment comes before the
    first advance, when the payments do not repay the advances, and above HIGHEST_APR.
    """
    with localcontext(prec=PRECISION):
        advanced = _by_date("advances", advances)
        paid = _by_date("payments", payments)
        start = min(advanced)
        _refuse_no_rate(start, advanced, paid)
        if len(advanced) == len(paid) == 1:
            unit_period = term_unit_period(start, min(paid))
        elif unit_period is None:
            unit_period = choose_unit_period(start, list(advanced), list(paid))
        spans = count_spans(unit_period, start, list(paid))
        flows = [
            *_placed(paid.values(), spans),
            *_placed(
                [-amount for amount in advanced.values()],
                count_spans(unit_period, start, list(advanced)),
            ),
        ]
        rate = _solve(flows, HIGHEST_APR / unit_period.per_year)
        return Apr(rate * unit_period.per_year, unit_period, tuple(spans))


def _refuse_no_rate(
    start: date, advanced: dict[date, Decimal], paid: dict[date, Decimal]
) -> None:
    if min(paid) < start:
        raise BadTerms("payments", "Can't come before the first advance.")
    if max(paid) == start:
        raise BadTerms("payments", "All come on the day of the first advance.")
    if sum(paid.values()) < sum(advanced.values()):
        raise BadTerms("payments", "Never repay the advances, so there is no rate.")


def _by_date(field: str, flows: Iterable[CashFlow]) -> dict[date, Decimal]:
    """Return what is paid on each date, in order. Raises BadTerms."""
    totals: dict[date, Decimal] = {}
    for flow in flows:
        if not EARLIEST <= flow.paid_on <= LATEST:
            raise BadTerms(field, f"Give dates from {EARLIEST} to {LATEST}.")
        amount = flow.amount
        if not isinstance(amount, Decimal) or not amount.is_finite():
            raise BadTerms(field, "Give amounts of money, such as 1250.00.")
        if amount <= 0:
            raise BadTerms(field, "Give amounts above zero.")
        if amount > LARGEST:
            raise BadTerms(field, f"Can't be above {LARGEST:,}.")
        totals[flow.paid_on] = totals.get(flow.paid_on, ZERO) + amount
    if not totals:
        raise BadTerms(field, "Give at least one.")
    return dict(sorted(totals.items()))


# Solution -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Flow:
    """An amount to the lender, so many unit periods after the start."""

    amount: Decimal
    whole: int
    fraction: Decimal


def _placed(amounts: Iterable[Decimal], spans: Sequence[Span]) -> list[_Flow]:
    pairs = zip(amounts, spans, strict=True)
    return [_Flow(amount, span.whole, span.fraction) for amount, span in pairs]


def _solve(flows: Sequence[_Flow], highest: Decimal) -> Decimal:
    """Return the rate per unit period at which flows are worth nothing.

    Newton's method from zero, inside a bracket that is halved where a step leaves it.
    Raises BadTerms when there is no rate up to the highest.
    """
    low, high = Decimal(0), highest
    if _worth(flows, high)[0] > 0:
        raise BadTerms(
            "payments", f"The rate is above {HIGHEST_APR * 100:,f} % a year."
        )
    rate = low
    for _ in range(_MOST_STEPS):
        worth, slope = _worth(flows, rate)
        if not worth:
            return rate
        if worth > 0:
            low = rate
        else:
            high = rate
        better = rate - worth / slope if slope else high
        if not low < better < high:
            better = (low + high) / 2
        if abs(better - rate) < _TOLERANCE:
            return better
        rate = better
    raise IdentityBroken("The equation of the annual percentage rate has no solution.")


def _worth(flows: Sequence[_Flow], rate: Decimal) -> tuple[Decimal, Decimal]:
    """Return what flows are worth on the first day, and how that changes with the rate.

    The change is the derivative: minus worth x (f / (1 + f i) + t / (1 + i)) of each.
    """
    growth = 1 + rate
    total, slope = Decimal(0), Decimal(0)
    for flow in flows:
        odd = 1 + flow.fraction * rate
        worth = flow.amount / (odd * growth**flow.whole)
        total += worth
        slope -= worth * (flow.fraction / odd + flow.whole / growth)
    return total, slope
