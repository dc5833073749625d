"""Applying money to what is owed: the waterfall, and where the rest goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.allocation import Allocation, Automatic
from accounts.engine.ledger import Ledger
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket, Excess, Waterfall
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


def apply_payment(ledger: Ledger, transaction: Transaction) -> None:
    """Let a payment go to what is due, then the rest as the terms say.

    One that covers the payoff pays the loan off, with the help of unapplied money, and
    asks for no escrow of what is to come.
    """
    purse = Purse(transaction.amount)
    code = transaction.code
    if transaction.split:
        _pay_split(ledger, purse, transaction)
    elif code is Code.PRINCIPAL_PAYMENT:
        pay_principal_down(ledger, purse)
    elif code is Code.INTEREST_PAYMENT:
        pay_interest(ledger, purse)
    elif ledger.is_covered_by(transaction.amount):
        _pay_off(ledger, purse)
    else:
        pay_due(ledger, purse)
        if purse.left:
            _pay_excess(ledger, purse)
    record_purse(ledger, purse, transaction)


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
    """Run money through everything that is due, in the order of the terms."""
    due = ledger.due
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
        if amount:
            installment.paid_escrow += amount
            ledger.due_escrow -= amount
            purse.escrow += amount
            installment.note_satisfied(ledger.day)


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
            if fee.is_late_fee and purse.is_paid:
                ledger.late_fees_paid += amount
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
    elif ledger.installments[ledger.oldest].due_date == ledger.day:
        # What is due today is not past due: the loan is current today.
        ledger.behind_since = ledger.day


# What is not due yet --------------------------------------------------------------


def _pay_off(ledger: Ledger, purse: Purse) -> None:
    purse.left += ledger.unapplied
    ledger.unapplied = ZERO
    ledger.earn_for_payoff()
    pay_due(ledger, purse)
    pay_accrued(ledger, purse)
    if not ledger.pays_only_interest:
        coming = ledger.installments[ledger.running :]
        _pay_ahead(ledger, purse, coming, with_escrow=False)
    pay_principal_down(ledger, purse)


def _pay_excess(ledger: Ledger, purse: Purse) -> None:
    """Place what nothing due takes. Where payments are interest alone, paying the next
    ones ahead would be paying interest that nobody owes yet: it goes off the principal.
    """
    pay_accrued(ledger, purse)
    excess = ledger.terms.excess
    coming = ledger.installments[ledger.running :]
    if ledger.pays_only_interest or excess is Excess.PRINCIPAL:
        pay_principal_down(ledger, purse)
    elif excess is Excess.REAMORTIZE:
        pay_principal_down(ledger, purse)
        ledger.recut()
    elif excess is Excess.NEXT:
        _pay_ahead(ledger, purse, coming)
    else:
        _pay_ahead(ledger, purse, reversed(coming))


def pay_accrued(ledger: Ledger, purse: Purse) -> None:
    """Pay the interest of the running period so far."""
    amount = purse.take(ledger.accrued_unpaid)
    ledger.taken += amount
    purse.interest += amount
    installment = ledger.next_open
    if installment is not None:
        installment.paid_interest += amount


def _pay_ahead(
    ledger: Ledger,
    purse: Purse,
    coming: Iterable[Installment],
    *,
    with_escrow: bool = True,
) -> None:
    """Pay installments before they fall due. One that is paid in full is settled: it
    keeps the interest of its period so far, and the rest goes to the next bill."""
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
            _settle(ledger, purse, installment, with_escrow=with_escrow)
        if not purse.left:
            return


def _settle(
    ledger: Ledger, purse: Purse, installment: Installment, *, with_escrow: bool
) -> None:
    installment.is_billed = True
    installment.principal = installment.paid_principal
    installment.interest = installment.paid_interest
    if with_escrow:
        amount = purse.take(installment.escrow - installment.paid_escrow)
        installment.paid_escrow += amount
        purse.escrow += amount
    else:
        installment.escrow = installment.paid_escrow
    installment.note_satisfied(ledger.day)


def pay_principal_down(ledger: Ledger, purse: Purse) -> None:
    """Take money off the principal, due or not: first what no bill has asked for."""
    amount = purse.take(ledger.unbilled_principal)
    if amount:
        ledger.movements.append((ledger.day, -amount))
    ledger.principal -= amount
    purse.principal += amount
    for installment in ledger.due:
        pay_installment_principal(ledger, purse, installment)
    skip_satisfied(ledger)


def pay_interest(ledger: Ledger, purse: Purse) -> None:
    """Pay interest alone: what is due, oldest first, then what has accrued."""
    for installment in ledger.due:
        pay_installment_interest(ledger, purse, installment)
    pay_accrued(ledger, purse)
    skip_satisfied(ledger)


def _pay_split(ledger: Ledger, purse: Purse, transaction: Transaction) -> None:
    """Pay the parts that somebody chose. What a part can't be used for is unapplied."""
    unused = ZERO
    for bucket, amount in transaction.split.items():
        purse.left = amount
        if bucket is Bucket.FEES:
            pay_fees(ledger, purse)
        elif bucket is Bucket.INTEREST:
            pay_interest(ledger, purse)
        elif bucket is Bucket.PRINCIPAL:
            for installment in ledger.due:
                pay_installment_principal(ledger, purse, installment)
            pay_principal_down(ledger, purse)
        else:
            for installment in ledger.due:
                _pay_bucket(ledger, purse, installment, Bucket.ESCROW)
        unused += purse.left
    purse.left = unused
    skip_satisfied(ledger)
