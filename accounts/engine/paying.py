"""Payments: what is due first, then what is not due yet."""

from collections.abc import Iterable

from accounts.engine.ledger import Ledger
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket, Excess
from accounts.engine.parts import Installment
from accounts.engine.posting import (
    Purse,
    pay_due,
    pay_fees,
    pay_installment_escrow,
    pay_installment_interest,
    pay_installment_principal,
    record_purse,
    skip_satisfied,
)
from accounts.engine.transactions import Code, Transaction


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
        if ledger.nearly_covers(transaction.amount):
            # A cent less than the payoff does not save the interest that it owes ahead.
            ledger.earn_for_payoff()
        pay_due(ledger, purse)
        if purse.left:
            _pay_excess(ledger, purse)
    record_purse(ledger, purse, transaction)


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
    """Place what nothing due takes.

    In the second half of a period the bill at its end comes first: who pays it early is
    not late. Where payments are interest alone, paying the next ones ahead would be
    paying interest that nobody owes yet: it goes off the principal.
    """
    excess = ledger.terms.excess
    coming = ledger.installments[ledger.running :]
    if coming and coming[0].is_billed:
        # Of a bill that was settled early its escrow alone may be missing; the rest of
        # the period's interest belongs to the next one.
        _pay_escrow_ahead(ledger, purse, coming[0])
    pay_accrued(ledger, purse)
    if coming and _is_soon(ledger, coming[0]):
        _pay_bill_early(ledger, purse, coming[0])
    if ledger.pays_only_interest or excess is Excess.PRINCIPAL:
        pay_principal_down(ledger, purse)
    elif excess is Excess.REAMORTIZE:
        pay_principal_down(ledger, purse)
        ledger.recut()
    elif excess is Excess.NEXT:
        _pay_ahead(ledger, purse, coming)
    else:
        _pay_ahead(ledger, purse, reversed(coming))


def _is_soon(ledger: Ledger, installment: Installment) -> bool:
    """Return whether more than half of the period before a due date is over."""
    left = installment.due_date - ledger.day
    return 2 * left < installment.due_date - installment.period.start


def _pay_bill_early(ledger: Ledger, purse: Purse, installment: Installment) -> None:
    if not ledger.pays_only_interest:
        _pay_ahead(ledger, purse, [installment])
        return
    # The rest of the period's interest waits for the bill.
    whole = ledger.whole_period_interest() - ledger.taken
    ledger.unapplied += purse.take(whole - ledger.unapplied)


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
            if with_escrow:
                _pay_escrow_ahead(ledger, purse, installment)
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
    if not with_escrow:
        installment.escrow = installment.paid_escrow
    _pay_escrow_ahead(ledger, purse, installment)


def _pay_escrow_ahead(ledger: Ledger, purse: Purse, installment: Installment) -> None:
    amount = purse.take(installment.escrow - installment.paid_escrow)
    installment.paid_escrow += amount
    purse.escrow += amount
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
                pay_installment_escrow(ledger, purse, installment)
        unused += purse.left
    purse.left = unused
    skip_satisfied(ledger)
