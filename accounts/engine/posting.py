"""Applying money to what is due: the waterfall, and the record of where it went."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.allocation import Allocation, Automatic
from accounts.engine.ledger import Ledger
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket, Waterfall
from accounts.engine.parts import Installment
from accounts.engine.transactions import Code, Transaction


@dataclass(slots=True)
class Purse:
    """Money on its way into the ledger, and what it has paid so far.

    is_paid: the borrower's money; else a claim that is given up.
    """

    left: Decimal
    is_paid: bool = True
    principal: Decimal = ZERO
    interest: Decimal = ZERO
    fees: Decimal = ZERO
    escrow: Decimal = ZERO

    def take(self, wanted: Decimal) -> Decimal:
        """Return as much of what is wanted as is left, and spend it."""
        amount = min(self.left, wanted) if wanted > 0 else ZERO
        self.left -= amount
        return amount


def record(
    ledger: Ledger,
    transaction: Transaction | None,
    what: Code | Automatic,
    amount: Decimal,
    *,
    raises: bool = False,
    effective: date | None = None,
    **parts: Decimal,
) -> None:
    """Remember what became of an amount, and what is owed now."""
    owed = ledger.owed()
    ledger.allocations.append(
        Allocation(
            transaction=transaction,
            what=what,
            effective=effective or ledger.day,
            amount=amount,
            raises=raises,
            after=owed,
            **parts,
        )
    )
    is_open = owed.principal or owed.interest or owed.fees or owed.due
    ledger.closed_on = None if is_open else ledger.closed_on or ledger.day


def record_purse(ledger: Ledger, purse: Purse, transaction: Transaction) -> None:
    """Remember where the money of an entry went; what is left stays unapplied."""
    ledger.unapplied += purse.left
    spent = purse.principal + purse.interest + purse.fees + purse.escrow
    record(
        ledger,
        transaction,
        transaction.code,
        transaction.amount,
        principal=purse.principal,
        interest=purse.interest,
        fees=purse.fees,
        escrow=purse.escrow,
        # Below zero where money that was there before helped to pay a loan off.
        unapplied=transaction.amount - spent,
    )


def use_unapplied(ledger: Ledger) -> None:
    """Let money that nothing took pay what is due by now."""
    if not ledger.unapplied or not (ledger.owed().due or ledger.fees_owed):
        return
    purse = Purse(ledger.unapplied)
    pay_due(ledger, purse)
    used = ledger.unapplied - purse.left
    ledger.unapplied = purse.left
    record(
        ledger,
        None,
        Automatic.UNAPPLIED_USED,
        ZERO,
        principal=purse.principal,
        interest=purse.interest,
        fees=purse.fees,
        escrow=purse.escrow,
        unapplied=-used,
    )


# What is due --------------------------------------------------------------------


def pay_due(ledger: Ledger, purse: Purse) -> None:
    """Run money through everything that is due, in the order of the terms.

    What an adjustment took out of what is past due comes after all else.
    """
    _pay_installments(ledger, purse)
    pay_fees(ledger, purse)
    if purse.left and any(each.adjusted for each in ledger.due):
        _pay_installments(ledger, purse, with_adjusted=True)
    skip_satisfied(ledger)


def _pay_installments(
    ledger: Ledger, purse: Purse, *, with_adjusted: bool = False
) -> None:
    due = ledger.due
    if ledger.terms.waterfall is Waterfall.BY_BUCKET:
        for bucket in ledger.terms.order:
            for installment in due:
                _pay_bucket(ledger, purse, installment, bucket, with_adjusted)
    else:
        for installment in due:
            for bucket in ledger.terms.order:
                _pay_bucket(ledger, purse, installment, bucket, with_adjusted)
            if not purse.left:
                break


def _pay_bucket(
    ledger: Ledger,
    purse: Purse,
    installment: Installment,
    bucket: Bucket,
    with_adjusted: bool,
) -> None:
    if not purse.left:
        return
    if bucket is Bucket.FEES:
        pay_fees(ledger, purse, upto=installment.number)
        return
    held = ZERO
    if installment.adjusted and not with_adjusted:
        held = max(purse.left - installment.past_due, ZERO)
        purse.left -= held
    if bucket is Bucket.INTEREST:
        pay_installment_interest(ledger, purse, installment)
    elif bucket is Bucket.PRINCIPAL:
        pay_installment_principal(ledger, purse, installment)
    else:
        pay_installment_escrow(ledger, purse, installment)
    purse.left += held


def pay_fees(ledger: Ledger, purse: Purse, *, upto: int | None = None) -> None:
    """Pay fees, oldest first: those of the installments up to a number, or all."""
    if not ledger.fees_owed:
        return
    for fee in ledger.fees[ledger.oldest_fee :]:
        if not purse.left:
            break
        if fee.unpaid and (upto is None or fee.installment <= upto):
            amount = purse.take(fee.unpaid)
            fee.paid += amount
            ledger.fees_owed -= amount
            purse.fees += amount
            if purse.is_paid:
                ledger.fees_paid += amount
    fees = ledger.fees
    while ledger.oldest_fee < len(fees) and not fees[ledger.oldest_fee].unpaid:
        ledger.oldest_fee += 1


def pay_installment_interest(
    ledger: Ledger, purse: Purse, installment: Installment
) -> None:
    """Pay the interest of an installment that fell due."""
    amount = purse.take(installment.interest - installment.paid_interest)
    if amount:
        installment.paid_interest += amount
        ledger.due_interest -= amount
        purse.interest += amount
        installment.note_satisfied(ledger.day)


def pay_installment_principal(
    ledger: Ledger, purse: Purse, installment: Installment
) -> None:
    """Pay the principal of an installment that fell due."""
    amount = purse.take(installment.principal - installment.paid_principal)
    if amount:
        installment.paid_principal += amount
        ledger.overdue_principal -= amount
        ledger.principal -= amount
        purse.principal += amount
        installment.note_satisfied(ledger.day)


def pay_installment_escrow(
    ledger: Ledger, purse: Purse, installment: Installment
) -> None:
    """Pay the escrow of an installment that fell due."""
    amount = purse.take(installment.escrow - installment.paid_escrow)
    if amount:
        installment.paid_escrow += amount
        ledger.due_escrow -= amount
        purse.escrow += amount
        installment.note_satisfied(ledger.day)


def skip_satisfied(ledger: Ledger) -> None:
    """Remember up to where nothing is unpaid, so that nobody looks there again."""
    while (
        ledger.oldest < ledger.running
        and ledger.installments[ledger.oldest].unpaid <= 0
    ):
        ledger.oldest += 1
    first = next((each for each in ledger.due if each.past_due), None)
    if first is None:
        ledger.behind_since = None
        ledger.fees_paid = min(ledger.fees_paid, _lacking(ledger))
    elif first.due_date == ledger.day:
        # What is due today is not past due: the loan is current today.
        ledger.behind_since = ledger.day


def _lacking(ledger: Ledger) -> Decimal:
    """Return what an early payment lacked of the running bill.

    With nothing past due, that alone can be missing for a fee that was paid before.
    """
    if ledger.running == len(ledger.installments):
        return ZERO
    running = ledger.installments[ledger.running]
    paid = running.paid_principal + running.paid_interest
    if running.is_billed or not running.paid_principal:
        return ZERO
    return max(running.planned - paid, ZERO)
