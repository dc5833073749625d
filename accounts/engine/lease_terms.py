"""The terms of a lease."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from accounts.engine.calendar import (
    EARLIEST,
    LATEST,
    MONTHLY,
    BusinessDays,
    DueDates,
    Holidays,
)
from accounts.engine.errors import BadTerms
from accounts.engine.figures import DelinquencyBucket
from accounts.engine.money import Rounding, check_amount
from accounts.engine.options import Bucket, Excess, Waterfall
from accounts.engine.terms import (
    DEFAULT_ORDER,
    HIGHEST_RATE,
    MOST_PAYMENTS,
    LateFee,
    check_fraction,
)

# The rent of a month is the rate's twelfth on the average of cap cost and residual:
# (cap + residual) / 2 x rate / 12. So a rate is 24 money factors, and the rate in
# percent 2400. calculatorhunt.com, inchcalculator.com.
MONEY_FACTORS_IN_A_RATE = Decimal(24)


class LeasePayoff(StrEnum):
    """Which rent a payoff owes.

    STANDARD: the rent that is due and not paid. FULL: the rent of the whole lease less
    what is paid of it. LoanPro's help, "Update Company Settings".
    """

    STANDARD = "standard"
    FULL = "full"


@dataclass(frozen=True, kw_only=True)
class LeaseTerms:
    """What lessee and lessor agreed on.

    capitalized_cost: after all reductions, in currency units. residual: what the thing
    is worth at the end. One of money_factor and rate_annual, both fractions, says what
    the rent is. payment_tax: on each payment, a fraction. payoff_includes_residual: the
    lessee keeps the thing, so that a payoff buys it; else it is handed back. order: the
    buckets of the waterfall; of a lease interest is rent, principal is depreciation,
    and escrow is the tax, money that is the state's. excess: to the next or the last
    installments. delinquency_grace_days: days past due that are not delinquent yet.
    """

    capitalized_cost: Decimal
    residual: Decimal
    term_months: int
    contract_date: date
    first_payment_date: date
    money_factor: Decimal | None = None
    rate_annual: Decimal | None = None
    payment_tax: Decimal = Decimal(0)
    payoff: LeasePayoff = LeasePayoff.STANDARD
    payoff_includes_residual: bool = True
    due_on_last_day: bool = False
    business_days: BusinessDays = BusinessDays.IGNORE
    holidays: Holidays = field(default_factory=Holidays)
    rounding: Rounding = Rounding.HALF_UP
    late_fee: LateFee | None = None
    order: tuple[Bucket, ...] = DEFAULT_ORDER
    waterfall: Waterfall = Waterfall.BY_INSTALLMENT
    excess: Excess = Excess.NEXT
    delinquency_grace_days: int = 0
    delinquency_buckets: tuple[DelinquencyBucket, ...] = ()

    def __post_init__(self) -> None:
        check_amount("capitalized_cost", self.capitalized_cost, error=BadTerms)
        check_amount("residual", self.residual, error=BadTerms, positive=False)
        if self.residual > self.capitalized_cost:
            raise BadTerms("residual", "Can't be above the capitalized cost.")
        if not 1 <= self.term_months <= MOST_PAYMENTS:
            raise BadTerms("term_months", f"Give 1 to {MOST_PAYMENTS:,} months.")
        if (self.money_factor is None) == (self.rate_annual is None):
            raise BadTerms("money_factor", "Give a money factor or an annual rate.")
        highest = HIGHEST_RATE / MONEY_FACTORS_IN_A_RATE
        if self.money_factor is not None:
            check_fraction("money_factor", self.money_factor, highest=highest)
        if self.rate_annual is not None:
            check_fraction("rate_annual", self.rate_annual, highest=HIGHEST_RATE)
        check_fraction("payment_tax", self.payment_tax, highest=Decimal(1))
        for name in ("contract_date", "first_payment_date"):
            if not EARLIEST <= getattr(self, name) <= LATEST:
                raise BadTerms(name, f"Give a date from {EARLIEST} to {LATEST}.")
        if self.first_payment_date < self.contract_date:
            raise BadTerms("first_payment_date", "Can't be before the contract date.")
        self._check_servicing()

    def _check_servicing(self) -> None:
        if sorted(self.order) != sorted(DEFAULT_ORDER):
            raise BadTerms("order", "Name fees, interest, principal and escrow once.")
        if self.excess not in (Excess.NEXT, Excess.LAST):
            # Less cost would mean less rent, which no source tells how to find.
            raise BadTerms("excess", "Give the next or the last installment.")
        if self.delinquency_grace_days < 0:
            raise BadTerms("delinquency_grace_days", "Can't be below zero.")

    @property
    def rate(self) -> Decimal:
        """The annual rate, a fraction, given or by the money factor."""
        if self.rate_annual is not None:
            return self.rate_annual
        return (self.money_factor or Decimal(0)) * MONEY_FACTORS_IN_A_RATE

    @property
    def due_dates(self) -> DueDates:
        """The due dates: one a month."""
        return DueDates(
            self.first_payment_date,
            MONTHLY,
            self.due_on_last_day,
            self.business_days,
            self.holidays,
        )
