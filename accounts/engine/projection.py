"""What is still to come, if what is overdue were paid today and no more happened."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from accounts.engine.day_count import year_fraction
from accounts.engine.ledger import Ledger
from accounts.engine.money import ZERO, round_cents
from accounts.engine.options import Excess
from accounts.engine.parts import Ask, Installment, ask_of


@dataclass(frozen=True, slots=True)
class ProjectedRow:
    """An installment as it stands, or as it will fall due.

    principal, interest, escrow: due of each, paid or not. fees: late fees that it cost,
    beside the payment. held: unapplied money that will pay it. balance: the principal
    left after it, everything before it paid.
    """

    number: int
    due_date: date
    principal: Decimal
    interest: Decimal
    escrow: Decimal
    fees: Decimal
    paid_principal: Decimal
    paid_interest: Decimal
    paid_escrow: Decimal
    held: Decimal
    balance: Decimal
    satisfied_on: date | None

    @property
    def payment(self) -> Decimal:
        return self.principal + self.interest + self.escrow

    @property
    def paid(self) -> Decimal:
        return self.paid_principal + self.paid_interest + self.paid_escrow

    @property
    def unpaid(self) -> Decimal:
        """What is still to be paid of it."""
        return self.payment - self.paid - self.held


def project(ledger: Ledger) -> Iterator[ProjectedRow]:
    """Yield all installments, past ones as billed and the others as they will be.

    The last one takes what is left.
    """
    balance = ledger.opening
    movements, unapplied = deque(ledger.movements), ledger.unapplied
    coming = _Coming.of(ledger)
    last = ledger.installments[-1] if ledger.installments else None
    late = {fee.installment: fee.amount for fee in ledger.fees if fee.late}
    for place, each in enumerate(ledger.installments):
        if place < ledger.running:
            ask = Ask(each.principal, each.interest, each.escrow)
        else:
            ask = coming.next(each, is_last=each is last)
        while movements and movements[0][0] < each.due_date:
            balance += movements.popleft()[1]
        balance -= ask.principal
        if place >= ledger.running and ledger.terms.excess is Excess.LAST:
            # What was paid of the last ones is gone before them.
            balance = coming.free
        paid = each.paid_principal + each.paid_interest + each.paid_escrow
        asked = ask.principal + ask.interest + ask.escrow
        held = min(unapplied, max(asked - paid, ZERO))
        unapplied -= held
        yield _row(each, ask, late.get(each.number, ZERO), held, balance)


def _row(
    each: Installment, ask: Ask, fees: Decimal, held: Decimal, balance: Decimal
) -> ProjectedRow:
    return ProjectedRow(
        each.number,
        each.due_date,
        ask.principal,
        ask.interest,
        ask.escrow,
        fees,
        each.paid_principal,
        each.paid_interest,
        each.paid_escrow,
        held,
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

    def next(self, each: Installment, *, is_last: bool) -> Ask:
        """Return what the next installment asks for, early payments included."""
        whole = self._earned(each) + self.carried
        self.carried = ZERO
        taken = self.ledger.taken if self.is_running else ZERO
        self.is_running = False
        if each.is_billed:
            escrow = each.escrow if self.free else each.paid_escrow
            rest = whole - taken
            if is_last:
                return Ask(each.principal, each.interest + rest, escrow)
            self.carried = rest
            return Ask(each.principal, each.interest, escrow)
        ask = ask_of(
            each,
            whole - taken + each.paid_interest,
            self.free,
            is_last=is_last,
            only_interest=self.ledger.pays_only_interest,
        )
        self.free -= ask.principal
        self.carried = ask.left
        return replace(ask, principal=ask.principal + each.paid_principal)

    def _earned(self, each: Installment) -> Decimal:
        """Return the interest of a period on what will be owed in it, to the cent."""
        ledger, terms = self.ledger, self.ledger.terms
        start = max(each.period.start, ledger.day) if self.is_running else None
        start = each.period.start if start is None else start
        so_far = ledger.accrued if self.is_running else Decimal(0)
        if not self.free:
            rest = Decimal(0)
        elif ledger.has_fixed_interest:
            days = (each.period.end - start).days
            whole_days = each.period.days or 1
            rest = each.planned_interest * days / whole_days
        else:
            fraction = year_fraction(
                terms.day_count, each.period, start, each.period.end
            )
            rest = self.free * ledger.rate * fraction
        return round_cents(so_far + rest, terms.rounding)
