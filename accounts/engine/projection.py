"""What is still to come, if what is overdue were paid today and no more happened."""

from collections import deque
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.day_count import year_fraction
from accounts.engine.ledger import FIXED_BY_SCHEDULE, Ledger
from accounts.engine.money import ZERO, round_cents
from accounts.engine.parts import Installment, split_payment


@dataclass(frozen=True, slots=True)
class ProjectedRow:
    """An installment as it stands, or as it will fall due.

    principal, interest, escrow: due of each, paid or not. balance: the principal left
    after it, everything before it paid.
    """

    number: int
    due_date: date
    principal: Decimal
    interest: Decimal
    escrow: Decimal
    paid: Decimal
    balance: Decimal
    satisfied_on: date | None

    @property
    def payment(self) -> Decimal:
        return self.principal + self.interest + self.escrow

    @property
    def unpaid(self) -> Decimal:
        return self.payment - self.paid


def project(ledger: Ledger) -> tuple[ProjectedRow, ...]:
    """Return all installments, past ones as billed and the others as they will be.

    The last one takes what is left.
    """
    rows: list[ProjectedRow] = []
    balance = ledger.opening
    movements = deque(ledger.movements)
    coming = _Coming.of(ledger)
    last = ledger.installments[-1] if ledger.installments else None
    for place, each in enumerate(ledger.installments):
        if place < ledger.running:
            principal, interest = each.principal, each.interest
        else:
            principal, interest = coming.next(each, is_last=each is last)
        while movements and movements[0][0] < each.due_date:
            balance += movements.popleft()[1]
        balance -= principal
        rows.append(_row(each, principal, interest, balance))
    return tuple(rows)


def _row(
    each: Installment, principal: Decimal, interest: Decimal, balance: Decimal
) -> ProjectedRow:
    return ProjectedRow(
        each.number,
        each.due_date,
        principal,
        interest,
        each.escrow,
        each.paid_principal + each.paid_interest + each.paid_escrow,
        balance,
        each.satisfied_on,
    )


@dataclass(slots=True)
class _Coming:
    """Walks through the installments that are not due yet."""

    ledger: Ledger
    free: Decimal
    carried: Decimal
    is_running: bool = True

    @classmethod
    def of(cls, ledger: Ledger) -> "_Coming":
        return cls(ledger, ledger.unbilled_principal, ledger.carried)

    def next(self, each: Installment, *, is_last: bool) -> tuple[Decimal, Decimal]:
        """Return principal and interest of the next installment."""
        whole = self._earned(each) + self.carried
        self.carried = ZERO
        taken = self.ledger.taken if self.is_running else ZERO
        self.is_running = False
        if each.is_billed:
            rest = whole - taken
            if is_last:
                return each.principal, each.interest + rest
            self.carried = rest
            return each.principal, each.interest
        bears = whole - taken + each.paid_interest
        principal, interest, self.carried = split_payment(
            each, bears, self.free, is_last=is_last
        )
        self.free -= principal
        return principal + each.paid_principal, interest

    def _earned(self, each: Installment) -> Decimal:
        """Return the interest of a period on what will be owed in it, to the cent."""
        ledger, terms = self.ledger, self.ledger.terms
        start = max(each.period.start, ledger.day) if self.is_running else None
        start = each.period.start if start is None else start
        so_far = ledger.accrued if self.is_running else Decimal(0)
        if not ledger.principal:
            rest = Decimal(0)
        elif terms.interest_method in FIXED_BY_SCHEDULE:
            days = (each.period.end - start).days
            whole_days = each.period.days or 1
            rest = each.planned_interest * days / whole_days
        else:
            fraction = year_fraction(
                terms.day_count, each.period, start, each.period.end
            )
            rest = self.free * ledger.rate * fraction
        return round_cents(so_far + rest, terms.rounding)
