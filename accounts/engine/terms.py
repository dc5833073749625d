"""The terms of a loan."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.engine.calendar import (
    EARLIEST,
    LATEST,
    MONTHLY,
    NAMED,
    BusinessDays,
    DueDates,
    Frequency,
    Holidays,
    Unit,
)
from accounts.engine.day_count import DayCount
from accounts.engine.errors import BadTerms
from accounts.engine.figures import DelinquencyBucket
from accounts.engine.money import CENT, ZERO, Rounding, check_amount, round_cents
from accounts.engine.options import (
    Bucket,
    Excess,
    FirstPeriod,
    InterestMethod,
    LateFeeKind,
    PaymentRounding,
    PayoffInterest,
    Waterfall,
)

# 1,000 % a year: above it a rate is a percentage that was taken for a fraction.
HIGHEST_RATE = Decimal(10)
MOST_PAYMENTS = 1_200
DEFAULT_ORDER = (Bucket.FEES, Bucket.INTEREST, Bucket.PRINCIPAL, Bucket.ESCROW)


@dataclass(frozen=True, kw_only=True)
class LateFee:
    """A late fee, charged once for each installment that is late.

    amount: in currency units. percent: a fraction, Decimal("0.05") is 5 %. cap: the
    most that is charged, none when None. grace_days: days after the due date on which
    no fee is charged yet. An installment of which only earlier late fees are unpaid
    gets none: 16 CFR 444.4.
    """

    kind: LateFeeKind
    amount: Decimal = ZERO
    percent: Decimal = Decimal(0)
    cap: Decimal | None = None
    grace_days: int = 0

    def __post_init__(self) -> None:
        check_amount("late_fee.amount", self.amount, error=BadTerms, positive=False)
        if self.cap is not None:
            check_amount("late_fee.cap", self.cap, error=BadTerms, positive=False)
        check_fraction("late_fee.percent", self.percent, highest=Decimal(1))
        if not 0 <= self.grace_days <= 365:
            raise BadTerms("late_fee.grace_days", "Give 0 to 365 days.")

    def charge(self, payment: Decimal, unpaid: Decimal, rounding: Rounding) -> Decimal:
        """Return the fee of an installment, to the cent.

        payment: the whole installment. unpaid: what is missing of it.
        """
        base = unpaid if self.is_of_unpaid else payment
        share = round_cents(self.percent * base, rounding)
        if self.kind in (LateFeeKind.GREATER, LateFeeKind.GREATER_OF_UNPAID):
            fee = max(self.amount, share)
        elif self.kind in (LateFeeKind.LESSER, LateFeeKind.LESSER_OF_UNPAID):
            fee = min(self.amount, share)
        else:
            fee = self.amount if self.kind is LateFeeKind.FIXED else share
        return fee if self.cap is None else min(fee, self.cap)

    @property
    def is_of_unpaid(self) -> bool:
        """Whether a percentage is one of what is unpaid, not of the payment."""
        return self.kind in _OF_UNPAID

    def rule(self, payment: str = "the payment") -> str:
        """Return in words how the fee is found. payment: what a percentage is of."""
        of = "what is unpaid" if self.is_of_unpaid else payment
        share = f"{(self.percent * 100).normalize():f} % of {of}"
        match self.kind:
            case LateFeeKind.FIXED:
                words = f"{self.amount:,}"
            case LateFeeKind.PERCENT_OF_PAYMENT | LateFeeKind.PERCENT_OF_UNPAID:
                words = share
            case LateFeeKind.GREATER | LateFeeKind.GREATER_OF_UNPAID:
                words = f"{share}, at least {self.amount:,}"
            case _:
                words = f"{share}, at most {self.amount:,}"
        return words if self.cap is None else f"{words}, never above {self.cap:,}"


_OF_UNPAID = frozenset(
    {
        LateFeeKind.PERCENT_OF_UNPAID,
        LateFeeKind.GREATER_OF_UNPAID,
        LateFeeKind.LESSER_OF_UNPAID,
    }
)


@dataclass(frozen=True, kw_only=True)
class LoanTerms:
    """What borrower and lender agreed on.

    amount: the principal lent, in currency units. rate_annual: nominal, a fraction.
    One of number_of_payments, payment_amount and final_date says how long it runs.
    contract_date: interest is counted from here. balloon: principal that comes due with
    the last payment, beside it. smooths_last: move the level payment by a part of what
    the last one differs, as Apache Fineract does. rounds_interest: each period's
    interest to the cent; else to ten decimals. order: the buckets of the waterfall.
    includes_today: a payoff owes the interest of its own day too.
    delinquency_grace_days: days past due that are not delinquent yet.
    """

    amount: Decimal
    rate_annual: Decimal
    contract_date: date
    first_payment_date: date
    number_of_payments: int | None = None
    payment_amount: Decimal | None = None
    final_date: date | None = None
    frequency: Frequency = MONTHLY
    due_on_last_day: bool = False
    business_days: BusinessDays = BusinessDays.IGNORE
    holidays: Holidays = field(default_factory=Holidays)
    interest_method: InterestMethod = InterestMethod.SIMPLE
    day_count: DayCount = DayCount.THIRTY_360
    first_period: FirstPeriod = FirstPeriod.ACTUAL
    rounding: Rounding = Rounding.HALF_UP
    payment_rounding: PaymentRounding = PaymentRounding.NEAREST
    smooths_last: bool = False
    rounds_interest: bool = True
    balloon: Decimal = ZERO
    escrow_payment: Decimal = ZERO
    late_fee: LateFee | None = None
    order: tuple[Bucket, ...] = DEFAULT_ORDER
    waterfall: Waterfall = Waterfall.BY_INSTALLMENT
    excess: Excess = Excess.NEXT
    payoff_interest: PayoffInterest = PayoffInterest.TO_DAY
    includes_today: bool = False
    overdue_accrues: bool = True
    delinquency_grace_days: int = 0
    delinquency_buckets: tuple[DelinquencyBucket, ...] = ()
    prepaid_finance_charge: Decimal = ZERO

    def __post_init__(self) -> None:
        check_amount("amount", self.amount, error=BadTerms)
        check_fraction("rate_annual", self.rate_annual, highest=HIGHEST_RATE)
        _check_dates(self)
        _check_length(self)
        for name in ("balloon", "escrow_payment", "prepaid_finance_charge"):
            check_amount(name, getattr(self, name), error=BadTerms, positive=False)
        if self.balloon > self.amount:
            raise BadTerms("balloon", "Can't be above the amount lent.")
        if self.prepaid_finance_charge >= self.amount:
            raise BadTerms("prepaid_finance_charge", "Must be below the amount lent.")
        if sorted(self.order) != sorted(DEFAULT_ORDER):
            raise BadTerms("order", "Name fees, interest, principal and escrow once.")
        if self.delinquency_grace_days < 0:
            raise BadTerms("delinquency_grace_days", "Can't be below zero.")

    @property
    def due_dates(self) -> DueDates:
        """The due dates, however many of them are used."""
        return DueDates(
            self.first_payment_date,
            self.frequency,
            self.due_on_last_day,
            self.business_days,
            self.holidays,
        )


def check_fraction(name: str, rate: object, *, highest: Decimal) -> None:
    """Refuse what is no fraction from zero to the highest. Raises BadTerms."""
    if not isinstance(rate, Decimal) or not rate.is_finite():
        raise BadTerms(name, 'Give a fraction, such as "0.12" for 12 %.')
    if rate < 0:
        raise BadTerms(name, "Can't be below zero.")
    if rate > highest:
        raise BadTerms(
            name, f"{rate * 100:f} % is above {highest * 100:f} %. Rates are fractions."
        )


def annual_rate(rate: Decimal, frequency: str) -> Decimal:
    """Return the nominal annual rate of a rate per period, a fraction.

    Semiannual times 2, monthly 12, semimonthly 24, biweekly 26, weekly 52: LoanPro's
    help, "Interest Rate Calculations". Raises BadTerms for another period.
    """
    if frequency not in NAMED or NAMED[frequency].unit is Unit.ONCE:
        raise BadTerms("rate_period", f"Give one of: {', '.join(NAMED)}.")
    return rate * NAMED[frequency].per_year


# Their payment follows from the number of payments, or there is no level one.
_NEEDS_NUMBER = frozenset(
    {InterestMethod.FLAT, InterestMethod.INTEREST_ONLY, InterestMethod.RULE_78}
)
# Fewer days between due dates than a weekend with a holiday moves them by.
_SHORT = 7


def _check_dates(terms: LoanTerms) -> None:
    for name in ("contract_date", "first_payment_date", "final_date"):
        day = getattr(terms, name)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise BadTerms(name, f"Give a date from {EARLIEST} to {LATEST}.")
    if terms.first_payment_date < terms.contract_date:
        raise BadTerms("first_payment_date", "Can't be before the contract date.")
    is_daily = terms.frequency.unit is Unit.DAY and terms.frequency.every < _SHORT
    if is_daily and terms.business_days is not BusinessDays.IGNORE:
        raise BadTerms(
            "business_days", "Payments so close to each other would meet on one day."
        )
    if terms.due_dates[0] < terms.contract_date:
        raise BadTerms(
            "first_payment_date",
            "The business day before it is before the contract date.",
        )
    if terms.final_date and terms.final_date < terms.first_payment_date:
        raise BadTerms("final_date", "Can't be before the first payment.")


def _check_length(terms: LoanTerms) -> None:
    given = [
        name
        for name in ("number_of_payments", "payment_amount", "final_date")
        if getattr(terms, name) is not None
    ]
    if len(given) != 1:
        raise BadTerms(
            "number_of_payments",
            "Give one of number of payments, payment amount and final date.",
        )
    count = terms.number_of_payments
    if count is not None and not 1 <= count <= MOST_PAYMENTS:
        raise BadTerms("number_of_payments", f"Give 1 to {MOST_PAYMENTS:,} payments.")
    if terms.frequency.unit is Unit.ONCE and count != 1:
        raise BadTerms("number_of_payments", "A single payment is 1 payment.")
    if terms.payment_amount is not None:
        if terms.balloon or terms.interest_method in _NEEDS_NUMBER:
            raise BadTerms("payment_amount", "Give the number of payments instead.")
        check_amount("payment_amount", terms.payment_amount, error=BadTerms)
        if terms.payment_amount < CENT:
            raise BadTerms("payment_amount", "Give an amount above zero.")
