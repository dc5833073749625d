"""The schedule of a loan or lease as its page shows it. No query."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from accounts.engine.lease_replay import LeasePayment, LeaseReplay
from accounts.engine.projection import ProjectedRow
from accounts.engine.replay import Replay
from accounts.engine.transactions import Code

_ZERO = Decimal("0.00")


class State(NamedTuple):
    """How a payment stands: a word, and the tone of its badge; "" for plain text."""

    label: str
    tone: str = ""


PAID = State("Paid", "ok")
COVERED = State("Covered", "outline")
PAST_DUE = State("Past due", "bad")
EXCUSED = State("Not counted", "outline")
DUE = State("Due", "warn")
PARTLY_PAID = State("Partly paid", "outline")
NEXT = State("Next", "outline")
TO_COME = State("To come")


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """A payment of the schedule. days: since the one before it, or the contract.

    main, cost: what it repays and what that costs: principal and interest, or cost and
    rent. extra: escrow or tax. balance: what is left after it, all before it paid.
    """

    number: int
    due_date: date
    days: int
    main: Decimal
    cost: Decimal
    extra: Decimal
    payment: Decimal
    paid: Decimal
    unpaid: Decimal
    balance: Decimal
    satisfied_on: date | None
    state: State

    @property
    def is_short(self) -> bool:
        """Whether some of it was paid and some is still to be."""
        return bool(self.paid) and self.unpaid > 0


@dataclass(frozen=True)
class ShownSchedule:
    """All payments of a loan or lease, with their sums, as of the day of its replay."""

    result: Replay | LeaseReplay

    @property
    def main_label(self) -> str:
        return "Cost" if self._is_lease else "Principal"

    @property
    def cost_label(self) -> str:
        return "Rent" if self._is_lease else "Interest"

    @cached_property
    def extra_label(self) -> str:
        """The name of what is paid beside both; empty where no payment has any."""
        if not any(row.extra for row in self.rows):
            return ""
        return "Tax" if self._is_lease else "Escrow"

    @property
    def paid_label(self) -> str:
        """What `paid` holds: money that was given up counts as if it had come."""
        happened = self.result.allocations
        given_up = any(each.what is Code.WRITE_OFF for each in happened)
        return "Paid or written off" if given_up else "Paid"

    @cached_property
    def rows(self) -> tuple[ShownRow, ...]:
        """Every payment that asks for something, or was paid."""
        return tuple(row for row in self._rows() if row.payment or row.paid)

    def sum_of(self, name: str) -> Decimal:
        return sum((getattr(row, name) for row in self.rows), _ZERO)

    @property
    def sums(self) -> dict[str, Decimal]:
        return {
            name: self.sum_of(name)
            for name in ("payment", "main", "cost", "extra", "paid")
        }

    @property
    def _is_lease(self) -> bool:
        return isinstance(self.result, LeaseReplay)

    def _rows(self) -> Iterator[ShownRow]:
        before = self._begins
        for row in self.result.rows:
            main, cost, extra = _parts(row)
            yield ShownRow(
                number=row.number,
                due_date=row.due_date,
                days=(row.due_date - before).days,
                main=main,
                cost=cost,
                extra=extra,
                payment=row.payment,
                paid=row.paid,
                unpaid=row.unpaid,
                balance=row.balance,
                satisfied_on=row.satisfied_on,
                state=self._state_of(row),
            )
            before = row.due_date

    @property
    def _begins(self) -> date:
        """The due date before the first row; an account may have been boarded late."""
        planned = [row.due_date for row in self.result.schedule.rows]
        # One that had matured by then has no rows.
        first = min((row.due_date for row in self.result.rows), default=planned[0])
        earlier = [due for due in planned if due < first]
        return earlier[-1] if earlier else self.result.terms.contract_date

    def _state_of(self, row: ProjectedRow | LeasePayment) -> State:
        as_of, coming = self.result.as_of, self.result.next_due
        if row.unpaid <= 0:
            # Money that nothing took yet will pay it.
            return COVERED if row.paid < row.payment else PAID
        if row.due_date < as_of:
            return PAST_DUE if row.due_date in self._past_due else EXCUSED
        if row.due_date == as_of:
            return DUE
        if row.paid:
            return PARTLY_PAID
        return NEXT if coming and row.number == coming.number else TO_COME

    @cached_property
    def _past_due(self) -> set[date]:
        return {each.due_date for each in self.result.past_due_table}


def _parts(row: ProjectedRow | LeasePayment) -> tuple[Decimal, Decimal, Decimal]:
    if isinstance(row, LeasePayment):
        return row.depreciation, row.rent, row.tax
    return row.principal, row.interest, row.escrow
