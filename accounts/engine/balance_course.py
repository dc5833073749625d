"""How the principal came to where it is, and where the schedule takes it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.account import Result
from accounts.engine.lease_replay import LeaseReplay
from accounts.engine.line import LineReplay
from accounts.engine.money import ZERO
from accounts.engine.transactions import PAYMENTS


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
    """

    begun: Point
    actual: tuple[Point, ...]
    coming: tuple[Point, ...]
    interest_paid: Decimal
    fees_paid: Decimal
    satisfied: int
    installments: int

    @property
    def repaid(self) -> Decimal:
        """How much less is owed than at the beginning."""
        return self.begun.principal - self.actual[-1].principal

    @property
    def repaid_share(self) -> Decimal:
        """The part of the first principal that is repaid, from 0 to 1."""
        if self.begun.principal <= 0:
            return ZERO
        return min(max(self.repaid / self.begun.principal, ZERO), Decimal(1))


def balance_course(result: Result, begins: date) -> BalanceCourse:
    """Return how the principal of an account moved and will move.

    begins: its first day.
    """
    moved: dict[date, Decimal] = {}
    for each in result.allocations:
        moved[each.effective] = each.after.principal
    first = result.allocations[0] if result.allocations else None
    opening = result.principal
    if first is not None:
        opening = first.after.principal - first.sign * first.principal
    begun = Point(begins, opening)
    actual = [begun, *(Point(day, balance) for day, balance in moved.items())]
    actual.append(Point(result.as_of, result.principal))
    paid = [each for each in result.allocations if each.what in PAYMENTS]
    rows = () if isinstance(result, LineReplay) else result.rows
    return BalanceCourse(
        begun=begun,
        actual=tuple(actual),
        coming=_coming(result),
        interest_paid=sum((each.interest for each in paid), ZERO),
        fees_paid=sum((each.fees for each in paid), ZERO),
        satisfied=sum(1 for row in rows if row.satisfied_on is not None),
        installments=len(rows),
    )


def _coming(result: Result) -> tuple[Point, ...]:
    if isinstance(result, LineReplay) or not result.principal:
        return ()
    rows = [row for row in result.rows if row.due_date > result.as_of]
    if isinstance(result, LeaseReplay):
        rows = [row for row in rows if row.payment]
    return tuple(Point(row.due_date, row.balance) for row in rows)
