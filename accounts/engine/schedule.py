"""The schedule of a loan: what falls due when, and how it splits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise

from accounts.engine.calendar import LATEST, Unit
from accounts.engine.day_count import Period, days_360, year_fraction
from accounts.engine.errors import BadTerms, IdentityBroken, NeverAmortizes
from accounts.engine.money import (
    CENT,
    LARGEST,
    PRECISION,
    UNIT,
    ZERO,
    Rounding,
    round_cents,
    round_to_step,
)
from accounts.engine.options import FirstPeriod, InterestMethod, PaymentRounding
from accounts.engine.rule_78 import digits_of, refuse_long_rule_78
from accounts.engine.terms import MOST_PAYMENTS, LoanTerms

_ROUNDS_OF_SMOOTHING = 3
_FINE = Decimal("1e-10")


@dataclass(frozen=True, slots=True)
class Row:
    """One installment as planned. balance: principal left after it."""

    number: int
    period: Period
    principal: Decimal
    interest: Decimal
    escrow: Decimal
    balance: Decimal

    @property
    def due_date(self) -> date:
        return self.period.end

    @property
    def payment(self) -> Decimal:
        return self.principal + self.interest + self.escrow


@dataclass(frozen=True, slots=True)
class Schedule:
    """All installments as planned.

    level_payment: principal and interest of a regular installment.
    """

    amount: Decimal
    level_payment: Decimal
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        paid = sum((row.principal for row in self.rows), Decimal(0))
        if paid != self.amount or self.rows[-1].balance != 0:
            raise IdentityBroken("The principal of the rows is not the amount.")

    @property
    def total_interest(self) -> Decimal:
        return sum((row.interest for row in self.rows), ZERO)

    @property
    def total_payments(self) -> Decimal:
        """Principal and interest of all installments; escrow is the borrower's own."""
        return self.amount + self.total_interest

    @property
    def maturity_date(self) -> date:
        return self.rows[-1].due_date


def make_schedule(terms: LoanTerms) -> Schedule:
    """Return the schedule of a loan that nothing has happened to.

    Raises BadTerms, and NeverAmortizes for a payment that does not cover interest.
    """
    with localcontext(prec=PRECISION):
        if terms.payment_amount is not None:
            rows = _by_payment(terms, terms.payment_amount)
            return Schedule(terms.amount, terms.payment_amount, rows)
        periods = list_periods(terms, count_payments(terms))
        factors = [factor_of(terms, period) for period in periods]
        match terms.interest_method:
            case InterestMethod.FLAT:
                payment, interests = _flat(terms, factors)
            case InterestMethod.INTEREST_ONLY:
                payment = ZERO
                interests = [_interest(terms, terms.amount * each) for each in factors]
                rows = _interest_only(terms, periods, interests)
                return Schedule(terms.amount, payment, rows)
            case _:
                payment = level_payment(terms, terms.amount, factors)
                rows = amortize(terms, terms.amount, periods, factors, payment)
                if terms.interest_method is not InterestMethod.RULE_78:
                    return Schedule(terms.amount, payment, rows)
                refuse_long_rule_78(terms, len(rows))
                interests = digits_of([row.interest for row in rows])
                periods = periods[: len(rows)]
        return Schedule(
            terms.amount, payment, _fixed(terms, periods, interests, payment)
        )


# Periods ------------------------------------------------------------------------


def count_payments(terms: LoanTerms) -> int:
    """Return the number of payments, given or by the final date."""
    if terms.number_of_payments is not None:
        return terms.number_of_payments
    if terms.final_date is None:
        raise BadTerms("number_of_payments", "Is not fixed by these terms.")
    count = sum(1 for _ in terms.due_dates.until(terms.final_date))
    if count > MOST_PAYMENTS:
        raise BadTerms("final_date", f"Is more than {MOST_PAYMENTS:,} payments away.")
    return count


def list_periods(terms: LoanTerms, count: int) -> list[Period]:
    """Return the periods of the first payments."""
    due = terms.due_dates
    if terms.frequency.unit is not Unit.ONCE:
        _refuse_beyond(terms, count)
    ends = [due[index] for index in range(count)]
    nominal = terms.frequency.nominal_days if terms.frequency.unit in _REPEATS else 0
    first = first_period_of(terms)
    return [first, *(Period(start, end, nominal) for start, end in pairwise(ends))]


def _refuse_beyond(terms: LoanTerms, count: int) -> None:
    """Refuse more payments than the calendar has room for. Raises BadTerms."""
    years = (count - 1) / terms.frequency.per_year
    if terms.first_payment_date.year + years > LATEST.year:
        raise BadTerms("number_of_payments", f"The last one is due after {LATEST}.")


_REPEATS = frozenset(Unit) - {Unit.ONCE}


def first_period_of(terms: LoanTerms) -> Period:
    """Return the period before the first payment, as the terms count it."""
    start, end = terms.contract_date, terms.due_dates[0]
    if terms.frequency.unit is Unit.ONCE:
        return Period(start, end, days_360(start, end))
    regular_start = terms.due_dates.nominal(-1)
    nominal = terms.frequency.nominal_days
    if terms.first_period is FirstPeriod.FORCED_REGULAR:
        return Period(regular_start, end, nominal)
    is_regular = start == regular_start or _is_one_later(terms)
    if is_regular or terms.first_period is FirstPeriod.ONE_PERIOD:
        return Period(start, end, nominal)
    return Period(start, end, days_360(start, end))


def _is_one_later(terms: LoanTerms) -> bool:
    """31 January to 28 February is a month, though 28 January is the month before."""
    from_contract = type(terms.due_dates)(terms.contract_date, terms.frequency)
    return from_contract.nominal(1) == terms.first_payment_date


def factor_of(terms: LoanTerms, period: Period, rate: Decimal | None = None) -> Decimal:
    """Return the interest of a period on a balance of 1, unrounded."""
    rate = terms.rate_annual if rate is None else rate
    return rate * year_fraction(terms.day_count, period, period.start, period.end)


# Payment ------------------------------------------------------------------------


def level_payment(
    terms: LoanTerms,
    balance: Decimal,
    factors: Sequence[Decimal],
    first_interest: Decimal | None = None,
) -> Decimal:
    """Return the payment that brings a balance to the balloon over some periods.

    A balance below the balloon bears interest until then.

    factors: interest of each period on 1. first_interest: what the first period really
    earns, where the balance did not stand all along; only smoothing asks.

    Annuity over unequal periods: (balance x product of all (1 + f) - balloon) / sum
    over k of the product of (1 + f) after period k; with equal f the textbook's
    P i / (1 - (1 + i)^-n).
    """
    growth, weights = Decimal(1), Decimal(0)
    for factor in reversed(factors):
        weights += growth
        growth *= 1 + factor
    balloon = min(terms.balloon, balance)
    payment = round_payment(terms, (balance * growth - balloon) / weights)
    if terms.smooths_last:
        if first_interest is None:
            first_interest = _interest(terms, balance * factors[0])
        payment = _smoothed(terms, balance, factors, payment, first_interest)
    return payment


def round_payment(terms: LoanTerms, payment: Decimal) -> Decimal:
    """Return a payment rounded as the terms say."""
    if terms.payment_rounding is PaymentRounding.UP_TO_UNIT:
        return round_to_step(payment, UNIT, Rounding.UP)
    if terms.payment_rounding is PaymentRounding.UP_TO_CENT:
        return round_to_step(payment, CENT, Rounding.UP)
    return round_cents(payment, terms.rounding)


def _smoothed(
    terms: LoanTerms,
    balance: Decimal,
    factors: Sequence[Decimal],
    payment: Decimal,
    first_interest: Decimal,
) -> Decimal:
    """Return the payment, moved so that the last one differs less.

    While the gap exceeds half a cent for each payment it is spread over all of them,
    three times at most, and only as long as it narrows. Apache Fineract,
    ProgressiveEMICalculator.
    """
    count = len(factors)
    if count == 1:
        return payment

    def gap_of(payment: Decimal) -> Decimal:
        after_first = balance - (payment - first_interest)
        return _last_payment(terms, after_first, factors[1:], payment) - payment

    gap = gap_of(payment)
    for _ in range(_ROUNDS_OF_SMOOTHING):
        if abs(gap) / CENT <= Decimal(count) / 2 or abs(gap) > LARGEST:
            break
        moved = round_cents(payment + gap / count, terms.rounding)
        if moved < 0:
            break
        new_gap = gap_of(moved)
        if abs(new_gap) >= abs(gap):
            break
        payment, gap = moved, new_gap
    return payment


def _last_payment(
    terms: LoanTerms, balance: Decimal, factors: Sequence[Decimal], payment: Decimal
) -> Decimal:
    for factor in factors[:-1]:
        balance -= payment - _interest(terms, balance * factor)
        if abs(balance) > LARGEST:
            # Over hundreds of periods half a cent may grow beyond any meaning.
            return balance
    balloon = min(terms.balloon, max(balance, ZERO))
    return balance + _interest(terms, balance * factors[-1]) - balloon


def _interest(terms: LoanTerms, amount: Decimal) -> Decimal:
    if terms.rounds_interest:
        return round_cents(amount, terms.rounding)
    # Fixed decimals keep every sum exact.
    return amount.quantize(_FINE)


# Rows ---------------------------------------------------------------------------


def amortize(
    terms: LoanTerms,
    balance: Decimal,
    periods: Sequence[Period],
    factors: Sequence[Decimal],
    payment: Decimal,
    *,
    first_number: int = 1,
) -> tuple[Row, ...]:
    """Return rows that bring a balance to zero; the last one takes what is left."""
    rows: list[Row] = []
    owed = ZERO
    last = len(periods) - 1
    for place, (period, factor) in enumerate(zip(periods, factors, strict=True)):
        # Interest that a payment did not cover waits for the next one, and bears none.
        interest = owed + _interest(terms, balance * factor)
        principal = balance if place == last else payment - interest
        owed = ZERO
        if principal < 0:
            owed, interest, principal = -principal, payment, ZERO
        principal = min(principal, balance)
        balance -= principal
        number = first_number + place
        escrow = terms.escrow_payment
        rows.append(Row(number, period, principal, interest, escrow, balance))
        if not balance:
            # A payment that was rounded up to whole units may need fewer of them.
            break
    return tuple(rows)


def _by_payment(terms: LoanTerms, payment: Decimal) -> tuple[Row, ...]:
    """Return rows of a given payment, as many as it takes."""
    rows: list[Row] = []
    balance, owed = terms.amount, ZERO
    for number, period in enumerate(_endless(terms), 1):
        interest = owed + _interest(terms, balance * factor_of(terms, period))
        principal = min(payment - interest, balance)
        owed = ZERO
        if principal <= 0:
            if number > 1 or number == MOST_PAYMENTS:
                raise NeverAmortizes(
                    "payment_amount",
                    f"{payment} does not cover the interest of {interest:.2f}.",
                )
            owed, interest, principal = -principal, payment, ZERO
        balance -= principal
        escrow = terms.escrow_payment
        rows.append(Row(number, period, principal, interest, escrow, balance))
        if not balance:
            return tuple(rows)
        if number == MOST_PAYMENTS:
            break
    raise NeverAmortizes(
        "payment_amount", f"{payment} takes more than {MOST_PAYMENTS:,} payments."
    )


def _endless(terms: LoanTerms) -> Iterator[Period]:
    period, index = first_period_of(terms), 0
    while True:
        yield period
        index += 1
        end = terms.due_dates[index]
        period = Period(period.end, end, terms.frequency.nominal_days)


def _flat(
    terms: LoanTerms, factors: Sequence[Decimal]
) -> tuple[Decimal, list[Decimal]]:
    """Return payment and interests: on the amount lent in every period."""
    interests = [_interest(terms, terms.amount * factor) for factor in factors]
    total = terms.amount - terms.balloon + sum(interests)
    return round_payment(terms, total / len(factors)), interests


def _interest_only(
    terms: LoanTerms, periods: Sequence[Period], interests: Sequence[Decimal]
) -> tuple[Row, ...]:
    last = len(periods) - 1
    return tuple(
        Row(
            place + 1,
            period,
            terms.amount if place == last else ZERO,
            interest,
            terms.escrow_payment,
            ZERO if place == last else terms.amount,
        )
        for place, (period, interest) in enumerate(zip(periods, interests, strict=True))
    )


def _fixed(
    terms: LoanTerms,
    periods: Sequence[Period],
    interests: Sequence[Decimal],
    payment: Decimal,
) -> tuple[Row, ...]:
    """Return rows of one payment whose interest is known beforehand."""
    rows: list[Row] = []
    balance = terms.amount
    last = len(periods) - 1
    for place, (period, interest) in enumerate(zip(periods, interests, strict=True)):
        principal = balance if place == last else min(payment - interest, balance)
        if principal < 0:
            raise NeverAmortizes("amount", "The payment does not cover the interest.")
        balance -= principal
        escrow = terms.escrow_payment
        rows.append(Row(place + 1, period, principal, interest, escrow, balance))
        if not balance:
            # Rounded up, the payment needs fewer periods; they bear no more interest.
            break
    return tuple(rows)
