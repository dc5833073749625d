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


def split_payment(
    installment: Installment, interest: Decimal, free: Decimal, *, is_last: bool
) -> tuple[Decimal, Decimal, Decimal]:
    """Return the principal that an installment still asks for, its interest, and the
    interest that it leaves to the next one.

    interest: all that the installment would bear. free: the principal that no bill has
    asked for; the last one takes all of it. Others keep their payment: principal is
    what the interest leaves of it, and interest that it does not cover waits.
    """
    if is_last:
        return free, interest, ZERO
    early = installment.paid_principal
    principal = min(max(installment.planned - interest - early, ZERO), free)
    covered = max(installment.planned - early, installment.paid_interest)
    if interest > covered and free:
        return principal, covered, interest - covered
    return principal, interest, ZERO
