"""What a ledger is made of: installments, fees, segments of interest."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from accounts.engine.day_count import Period
from accounts.engine.explanation import Line
from accounts.engine.money import ZERO
from accounts.engine.options import LateFeeKind
from accounts.engine.terms import LateFee


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
    def payment(self) -> Decimal:
        """What is due of it, paid or not."""
        return self.principal + self.interest + self.escrow

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

    def note_satisfied(self, day: date) -> None:
        """Remember the first day on which nothing of it is unpaid."""
        if self.satisfied_on is None and self.unpaid <= 0:
            self.satisfied_on = day


class Numbered(Protocol):
    """An installment of a loan or a lease, as far as a fee knows it."""

    number: int

    @property
    def due_date(self) -> date: ...


@dataclass(slots=True)
class Fee:
    """A charge. late: the installment that it came with, None for others; then base is
    what the fee was found from, the payment or what was unpaid of it."""

    day: date
    amount: Decimal
    late: Numbered | None = None
    base: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def installment(self) -> int:
        """The number of the installment that it came with; 0 for others."""
        return self.late.number if self.late else 0

    @property
    def is_late_fee(self) -> bool:
        return self.late is not None

    @property
    def unpaid(self) -> Decimal:
        return self.amount - self.paid


def fee_line(fee: Fee, terms: LateFee | None) -> Line:
    """Return how a fee came about."""
    if fee.late is None or terms is None:
        return Line(what="Charge", amount=fee.amount, start=fee.day)
    return Line(
        what=f"Late fee, due {fee.late.due_date}: {terms.rule()}",
        amount=fee.amount,
        start=fee.day,
        rate=None if terms.kind is LateFeeKind.FIXED else terms.percent,
        balance=fee.base,
    )


@dataclass(frozen=True, slots=True)
class Ask:
    """What an installment asks for. principal: beside what was paid of it before.
    left: interest that it leaves to the next one."""

    principal: Decimal
    interest: Decimal
    escrow: Decimal
    left: Decimal = ZERO


def ask_of(
    installment: Installment,
    interest: Decimal,
    free: Decimal,
    *,
    is_last: bool,
    only_interest: bool,
) -> Ask:
    """Return what an installment asks for when it falls due.

    interest: all that it would bear. free: the principal that no bill has asked for;
    the last one takes all of it. Others keep their payment: principal is what the
    interest leaves of it, and interest that it does not cover waits. Escrow ends with
    the principal.
    """
    escrow = installment.escrow if free else installment.paid_escrow
    if is_last:
        return Ask(free, interest, escrow)
    if only_interest:
        return Ask(ZERO, interest, escrow)
    early = installment.paid_principal
    principal = min(max(installment.planned - interest - early, ZERO), free)
    covered = max(installment.planned - early, installment.paid_interest)
    if interest > covered and free:
        return Ask(principal, covered, escrow, interest - covered)
    return Ask(principal, interest, escrow)
