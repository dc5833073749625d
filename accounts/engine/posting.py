"""Applying money to what is owed: the waterfall, and where the rest goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.engine.errors import IdentityBroken
from accounts.engine.ledger import Ledger
from accounts.engine.money import ZERO
from accounts.engine.options import (
    Bucket,
    Excess,
    Waterfall,
)
from accounts.engine.parts import Installment
from accounts.engine.transactions import Code, Transaction


@dataclass(frozen=True, slots=True)
class Allocation:
    """Where the money of one transaction went, and what was owed after it.

    principal, interest, fees, escrow, unapplied add up to the amount. balance: the
    principal after it.
    """

    transaction: Transaction
    principal: Decimal
    interest: Decimal
    fees: Decimal
    escrow: Decimal
    unapplied: Decimal
    balance: Decimal

    def __post_init__(self) -> None:
        parts = self.principal + self.interest + self.fees + self.escrow
        if parts + self.unapplied != self.transaction.amount:
            raise IdentityBroken("The parts of an allocation are not its amount.")


@dataclass(slots=True)
class Purse:
    """Money on its way into the ledger, and what it has paid so far."""

    left: Decimal
    principal: Decimal = ZERO
    interest: Decimal = ZERO
    fees: Decimal = ZERO
    escrow: Decimal = ZERO

    def take(self, wanted: Decimal) -> Decimal:
        """Return as much of what is wanted as is left, and spend it."""
        amount = min(self.left, wanted) if wanted > 0 else ZERO
        self.left -= amount
        return amount

    def allocation(self, ledger: Ledger, transaction: Transaction) -> Allocation:
        """Return what became of all the money; what is left stays unapplied."""
        ledger.unapplied += self.left
        return Allocation(
            transaction,
            self.principal,
            self.interest,
            self.fees,
            self.escrow,
            self.left,
            ledger.principal,
        )


def apply_payment(ledger: Ledger, transaction: Transaction) -> Allocation:
    """Return where a payment goes: what is due, then the rest as the terms say."""
    if transaction.code is Code.PAYOFF:
        ledger.earn_for_payoff(transaction.amount)
    purse = Purse(transaction.amount)
    if transaction.split:
        _pay_split(ledger, purse, transaction)
    elif transaction.code is Code.PRINCIPAL_PAYMENT:
        pay_principal_down(ledger, purse)
    elif transaction.code is Code.INTEREST_PAYMENT:
        pay_interest(ledger, purse)
    else:
        pay_due(ledger, purse)
        _pay_excess(ledger, purse, transaction.code)
    return purse.allocation(ledger, transaction)


# What is due --------------------------------------------------------------------


def pay_due(ledger: Ledger, purse: Purse) -> None:
    """Run money through everything that is due, in the order of the terms."""
    due = ledger.installments[ledger.oldest : ledger.running]
    if ledger.terms.waterfall is Waterfall.BY_BUCKET:
        for bucket in ledger.terms.order:
            for installment in due:
                _pay_bucket(ledger, purse, installment, bucket)
    else:
        for installment in due:
            for bucket in ledger.terms.order:
                _pay_bucket(ledger, purse, installment, bucket)
            if not purse.left:
                break
    pay_fees(ledger, purse)
    skip_satisfied(ledger)


def _pay_bucket(
    ledger: Ledger, purse: Purse, installment: Installment, bucket: Bucket
) -> None:
    if not purse.left:
        return
    if bucket is Bucket.FEES:
        pay_fees(ledger, purse, upto=installment.number)
    elif bucket is Bucket.INTEREST:
        pay_installment_interest(ledger, purse, installment)
    elif bucket is Bucket.PRINCIPAL:
        pay_installment_principal(ledger, purse, installment)
    else:
        amount = purse.take(installment.escrow - installment.paid_escrow)
        installment.paid_escrow += amount
        purse.escrow += amount
    if installment.unpaid <= 0 and installment.satisfied_on is None:
        installment.satisfied_on = ledger.day


def pay_fees(ledger: Ledger, purse: Purse, *, upto: int | None = None) -> None:
    """Pay fees, oldest first: those of the installments up to a number, or all."""
    for fee in ledger.fees:
        if fee.unpaid and (upto is None or fee.installment <= upto):
            amount = purse.take(fee.unpaid)
            fee.paid += amount
            purse.fees += amount
            if fee.is_late_fee:
                ledger.late_fees_paid += amount


def pay_installment_interest(
    ledger: Ledger, purse: Purse, installment: Installment
) -> None:
    """Pay the interest of a billed installment."""
    amount = purse.take(installment.interest - installment.paid_interest)
    installment.paid_interest += amount
    purse.interest += amount


def pay_installment_principal(
    ledger: Ledger, purse: Purse, installment: Installment
) -> None:
    """Pay the principal of a billed installment."""
    amount = purse.take(installment.principal - installment.paid_principal)
    installment.paid_principal += amount
    ledger.overdue_principal -= amount
    ledger.principal -= amount
    purse.principal += amount


def skip_satisfied(ledger: Ledger) -> None:
    """Remember up to where nothing is unpaid, so that nobody looks there again."""
    while (
        ledger.oldest < ledger.running
        and ledger.installments[ledger.oldest].unpaid <= 0
    ):
        ledger.oldest += 1
    if ledger.oldest == ledger.running:
        ledger.behind_since = None
        # Nothing is missing any more that an earlier late fee could have taken.
        ledger.late_fees_paid = ZERO


# What is not due yet --------------------------------------------------------------


def _pay_excess(ledger: Ledger, purse: Purse, code: Code) -> None:
    if not purse.left:
        return
    pay_accrued(ledger, purse)
    excess = ledger.terms.excess
    if code is Code.PAYOFF or excess is Excess.NEXT:
        _pay_ahead(ledger, purse, ledger.installments[ledger.running :])
    elif excess is Excess.LAST:
        _pay_ahead(ledger, purse, reversed(ledger.installments[ledger.running :]))
    else:
        pay_principal_down(ledger, purse)
        if excess is Excess.REAMORTIZE:
            ledger.recut()


def pay_accrued(ledger: Ledger, purse: Purse) -> None:
    """Pay the interest of the running period so far."""
    amount = purse.take(ledger.accrued_unpaid)
    ledger.taken += amount
    purse.interest += amount
    installment = ledger.next_open
    if installment is not None:
        installment.paid_interest += amount


def _pay_ahead(ledger: Ledger, purse: Purse, coming: Iterable[Installment]) -> None:
    """Pay installments before they fall due. One that is paid in full is settled: it
    keeps the interest of its period so far, and the rest goes to the next bill."""
    coming = list(coming)
    last_number = ledger.installments[-1].number
    for installment in coming:
        if installment.is_billed:
            continue
        room = installment.planned - installment.paid_interest
        room -= installment.paid_principal
        if installment.number == last_number:
            room = ledger.unbilled_principal
        amount = purse.take(min(room, ledger.unbilled_principal))
        installment.paid_principal += amount
        ledger.principal -= amount
        purse.principal += amount
        is_settled = amount == room or not ledger.unbilled_principal
        if is_settled and (amount or not ledger.principal):
            _settle(ledger, purse, installment)
        if not purse.left:
            return


def _settle(ledger: Ledger, purse: Purse, installment: Installment) -> None:
    installment.is_billed = True
    installment.principal = installment.paid_principal
    installment.interest = installment.paid_interest
    amount = purse.take(installment.escrow - installment.paid_escrow)
    installment.paid_escrow += amount
    purse.escrow += amount
    if installment.unpaid <= 0:
        installment.satisfied_on = ledger.day


def pay_principal_down(ledger: Ledger, purse: Purse) -> None:
    """Take money off the principal, due or not: first what no bill has asked for."""
    amount = purse.take(ledger.unbilled_principal)
    if amount:
        ledger.movements.append((ledger.day, -amount))
    ledger.principal -= amount
    purse.principal += amount
    for installment in ledger.installments[ledger.oldest : ledger.running]:
        pay_installment_principal(ledger, purse, installment)
    skip_satisfied(ledger)


def pay_interest(ledger: Ledger, purse: Purse) -> None:
    """Pay interest alone: what is due, oldest first, then what has accrued."""
    for installment in ledger.installments[ledger.oldest : ledger.running]:
        pay_installment_interest(ledger, purse, installment)
    pay_accrued(ledger, purse)
    skip_satisfied(ledger)


def _pay_split(ledger: Ledger, purse: Purse, transaction: Transaction) -> None:
    """Pay the parts that somebody chose. What a part can't be used for is unapplied."""
    total = ZERO
    for bucket, amount in transaction.split.items():
        part = Purse(amount)
        due = ledger.installments[ledger.oldest : ledger.running]
        if bucket is Bucket.FEES:
            pay_fees(ledger, part)
        elif bucket is Bucket.INTEREST:
            pay_interest(ledger, part)
        elif bucket is Bucket.PRINCIPAL:
            for installment in due:
                pay_installment_principal(ledger, part, installment)
            pay_principal_down(ledger, part)
        else:
            for installment in due:
                _pay_bucket(ledger, part, installment, Bucket.ESCROW)
        purse.principal += part.principal
        purse.interest += part.interest
        purse.fees += part.fees
        purse.escrow += part.escrow
        total += part.left
    purse.left = total
    skip_satisfied(ledger)
