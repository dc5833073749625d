"""What a ledger is made of: installments, fees, segments of interest."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.day_count import Period
from accounts.engine.money import ZERO


@dataclass(frozen=True, slots=True)
class Segment:
    """Interest of some days on one balance. start is exclusive, end inclusive: a day
    belongs to the date it ends on. amount: unrounded."""

    start: date
    end: date
    rate: Decimal
    balance: Decimal
    amount: Decimal


@dataclass(slots=True)
class Installment:
    """A due date, planned until it is billed; then its parts stand.

    principal, interest, escrow: what is due of each. paid_*: what was paid of it.
    planned: principal and interest as the schedule has them. adjusted: what a past-due
    adjustment takes from the amount past due; it is still owed. satisfied_on: the day
    on which nothing of it was unpaid any more. segments: how it earned interest.
    """

    number: int
    period: Period
    planned: Decimal
    planned_interest: Decimal
    escrow: Decimal
    is_billed: bool = False
    principal: Decimal = ZERO
    interest: Decimal = ZERO
    paid_principal: Decimal = ZERO
    paid_interest: Decimal = ZERO
    paid_escrow: Decimal = ZERO
    adjusted: Decimal = ZERO
    is_late_checked: bool = False
    satisfied_on: date | None = None
    segments: tuple[Segment, ...] = ()

    @property
    def due_date(self) -> date:
        return self.period.end

    @property
    def unpaid(self) -> Decimal:
        return (
            self.principal
            + self.interest
            + self.escrow
            - self.paid_principal
            - self.paid_interest
            - self.paid_escrow
        )

    @property
    def past_due(self) -> Decimal:
        """What is unpaid and not taken out by an adjustment."""
        return max(self.unpaid - self.adjusted, ZERO)


@dataclass(slots=True)
class Fee:
    """A charge. installment: the number of the one it came with; 0 for others."""

    day: date
    amount: Decimal
    installment: int = 0
    is_late_fee: bool = False
    paid: Decimal = ZERO

    @property
    def unpaid(self) -> Decimal:
        return self.amount - self.paid
