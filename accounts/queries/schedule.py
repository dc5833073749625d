"""The schedule of a loan or lease as its page shows it. No query."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from accounts.engine.lease_replay import LeasePayment, LeaseReplay
from accounts.engine.projection import ProjectedRow
from accounts.engine.replay import Replay
from accounts.engine.transactions import Code

_ZERO = Decimal("0.00")


class State(NamedTuple):
    """How a payment stands: a word, the tone of its badge ("" for plain text), and why,
    where the word does not say it."""

    label: str
    tone: str = ""
    why: str = ""


PAID = State("Paid", "ok")
SETTLED = State("Settled", "outline", "by a write-off")
COVERED = State("Covered", "outline", "by unapplied money")
PAST_DUE = State("Past due", "bad")
EXCUSED = State("Unpaid", "outline", "taken out of past due")
DUE = State("Due", "warn")
PARTLY_PAID = State("Partly paid", "outline")
NEXT = State("Next", "outline")
TO_COME = State("To come")


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """A payment of the schedule. days: of its period; 0 where it has none.

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
        """Whether some of it is paid, or will be by money that is there."""
        return 0 < self.unpaid < self.payment


@dataclass(frozen=True)
class ShownSchedule:
    """All payments of a loan or lease, with their sums, as of the day of its replay."""

    result: Replay | LeaseReplay

    @cached_property
    def extra_label(self) -> str:
        """The name of what is paid beside both; empty where no payment has any."""
        if not any(row.extra for row in self.rows):
            return ""
        return "Tax" if isinstance(self.result, LeaseReplay) else "Escrow"

    @property
    def paid_label(self) -> str:
        """What `paid` holds: money that was given up counts as if it had come."""
        return "Paid or written off" if self._given_up_on else "Paid"

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

    def _rows(self) -> Iterator[ShownRow]:
        for row, days in zip(self.result.rows, self._days(), strict=True):
            main, cost, extra = _parts(row)
            yield ShownRow(
                number=row.number,
                due_date=row.due_date,
                days=days,
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

    def _days(self) -> list[int]:
        """Return the days of each period, for which a loan's interest is asked. Rent is
        of a month, so a lease counts from one due date to the next."""
        if isinstance(self.result, Replay):
            periods = [each.period for each in self.result.ledger.installments]
            return [(each.end - each.start).days for each in periods]
        planned = [row.due_date for row in self.result.schedule.rows]
        due = [row.due_date for row in self.result.rows]
        # A lease that was boarded has none of the earlier ones.
        earlier = [day for day in planned if due and day < due[0]]
        begins = earlier[-1] if earlier else self.result.terms.contract_date
        return [(end - start).days for start, end in pairwise([begins, *due])]

    @cached_property
    def _given_up_on(self) -> date | None:
        """The first day on which money was written off."""
        happened = self.result.allocations
        days = (each.effective for each in happened if each.what is Code.WRITE_OFF)
        return min(days, default=None)

    def _state_of(self, row: ProjectedRow | LeasePayment) -> State:
        as_of, coming = self.result.as_of, self.result.next_due
        if row.unpaid <= 0 and row.paid < row.payment:
            # Money that nothing took yet will pay it.
            return COVERED
        if row.unpaid <= 0:
            end, given_up = row.satisfied_on, self._given_up_on
            return SETTLED if end and given_up and end >= given_up else PAID
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
