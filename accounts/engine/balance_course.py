"""How the principal came to where it is, and where the schedule takes it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.account import Result
from accounts.engine.allocation import Allocation
from accounts.engine.lease_replay import LeaseReplay
from accounts.engine.line import LineReplay
from accounts.engine.money import ZERO
from accounts.engine.transactions import PAYMENTS, Code


@dataclass(frozen=True, slots=True)
class Point:
    """What is owed of the principal at the end of a day."""

    day: date
    principal: Decimal


@dataclass(frozen=True, kw_only=True)
class BalanceCourse:
    """The principal of an account so far and to come, and what was paid.

    begun: its first point; of what came from elsewhere, the balance it came with.
    actual: one point for each day on which it moved, up to the day of the figures.
    coming: after each due date to come, if everything is paid then; a line has none.
    lent: the first principal, with what was advanced since. principal_paid: of it, by
    payments.
    """

    begun: Point
    actual: tuple[Point, ...]
    coming: tuple[Point, ...]
    lent: Decimal
    principal_paid: Decimal
    interest_paid: Decimal
    fees_paid: Decimal
    written_off: Decimal
    recovered: Decimal
    satisfied: int
    installments: int

    @property
    def repaid_share(self) -> Decimal:
        """The part of what was lent that payments have repaid, from 0 to 1."""
        if self.lent <= 0:
            return ZERO
        return min(max(self.principal_paid / self.lent, ZERO), Decimal(1))


def balance_course(result: Result, begins: date) -> BalanceCourse:
    """Return how the principal of an account moved and will move.

    begins: its first day.
    """
    begun, entries = _beginning(result, begins)
    moved = {each.effective: each.after.principal for each in entries}
    actual = [begun, *(Point(day, balance) for day, balance in moved.items())]
    actual.append(Point(result.as_of, result.principal))
    advanced = (each.principal for each in entries if each.raises)
    paid = [each for each in result.allocations if each.what in PAYMENTS]
    rows = () if isinstance(result, LineReplay) else result.rows
    return BalanceCourse(
        begun=begun,
        actual=tuple(actual),
        coming=_coming(result),
        lent=begun.principal + sum(advanced, ZERO),
        principal_paid=sum((each.principal for each in paid), ZERO),
        interest_paid=sum((each.interest for each in paid), ZERO),
        fees_paid=sum((each.fees for each in paid), ZERO),
        written_off=_sum_of(result, Code.WRITE_OFF),
        recovered=_sum_of(result, Code.RECOVERY),
        satisfied=sum(1 for row in rows if row.satisfied_on is not None),
        installments=len(rows),
    )


def _beginning(result: Result, begins: date) -> tuple[Point, tuple[Allocation, ...]]:
    """Return the first point, and what happened after it."""
    entries = result.allocations
    if not entries:
        return Point(begins, result.principal), ()
    first = entries[0]
    if first.what is Code.BOARDING:
        return Point(first.effective, first.after.principal), entries[1:]
    return Point(begins, first.after.principal - first.sign * first.principal), entries


def _sum_of(result: Result, code: Code) -> Decimal:
    return sum((each.amount for each in result.allocations if each.what is code), ZERO)


def _coming(result: Result) -> tuple[Point, ...]:
    if isinstance(result, LineReplay) or not result.principal:
        return ()
    rows = [row for row in result.rows if row.due_date > result.as_of]
    if isinstance(result, LeaseReplay):
        rows = [row for row in rows if row.payment]
    return tuple(Point(row.due_date, row.balance) for row in rows)
