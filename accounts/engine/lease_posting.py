"""Applying money to a lease: what is due, what comes, and what ends it."""

from decimal import Decimal

from accounts.engine.lease_ledger import LeaseLedger
from accounts.engine.lease_parts import DEPRECIATION, FEES, PARTS, RENT, LeasePurse
from accounts.engine.lease_terms import LeasePayoff
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket, Excess
from accounts.engine.transactions import Code, Transaction


def apply_payment(ledger: LeaseLedger, transaction: Transaction) -> None:
    """Let a payment go to what is due, then to the installments to come.

    A payoff that is large enough ends the lease, the residual with it where the terms
    say so; a smaller one is a payment. Nothing else pays the residual.
    """
    purse = LeasePurse(transaction.amount, ledger.day)
    if transaction.split:
        _pay_split(ledger, purse, transaction)
    elif transaction.code is Code.INTEREST_PAYMENT:
        _pay_due_part(ledger, purse, RENT)
    else:
        ends = transaction.code is Code.PAYOFF and purse.left >= owed(ledger)
        if ends:
            purse.left += ledger.unapplied
            ledger.unapplied = ZERO
        ledger.pay_due(purse)
        if ends:
            _pay_off(ledger, purse)
        else:
            _pay_ahead(ledger, purse)
    _settle(ledger, purse, transaction)


def take_off(ledger: LeaseLedger, transaction: Transaction) -> None:
    """Take an amount off what is due of one bucket; nobody paid it.

    Raises BadTransaction for more than is due there.
    """
    bucket = next((each for each in Bucket if each == transaction.bucket), None)
    if bucket is None:
        raise transaction.bad("bucket", "Give fees, interest, principal or escrow.")
    purse = LeasePurse(transaction.amount, ledger.day)
    _pay_due_part(ledger, purse, bucket, is_money=False)
    if purse.left:
        due = transaction.amount - purse.left
        raise transaction.bad("amount", f"Only {due} of it is due there.")
    _settle(ledger, purse, transaction)


def write_off(ledger: LeaseLedger, transaction: Transaction) -> None:
    """Give up cost that is left: oldest installment first, the residual last.

    The residual is no claim where the thing is handed back. Giving up all of it ends
    the lease. Raises BadTransaction for more than is left.
    """
    left = ledger.payoff_parts()[DEPRECIATION]
    if transaction.amount > left:
        raise transaction.bad("amount", f"Only {left} of the cost is left.")
    purse = LeasePurse(transaction.amount, ledger.day)
    _pay_cost(ledger, purse)
    if transaction.amount == left:
        ledger.end()
    _settle(ledger, purse, transaction)


def owed(ledger: LeaseLedger) -> Decimal:
    """Return all that a payoff of the day owes, less unapplied money."""
    return max(sum(ledger.payoff_parts().values(), ZERO) - ledger.unapplied, ZERO)


def _settle(ledger: LeaseLedger, purse: LeasePurse, transaction: Transaction) -> None:
    """Remember what became of all the money; what is left stays unapplied."""
    ledger.unapplied += purse.left
    ledger.cost_paid += purse.spent[DEPRECIATION]
    ledger.tidy()
    amount = transaction.amount
    # Below zero where money that was there before helped to end the lease.
    unapplied = amount - sum(purse.spent.values(), ZERO)
    parts = purse.parts | {"unapplied": unapplied}
    ledger.record(transaction, transaction.code, amount, parts)


def _pay_due_part(
    ledger: LeaseLedger, purse: LeasePurse, bucket: Bucket, *, is_money: bool = True
) -> None:
    """Pay what is due of one bucket, oldest first."""
    if bucket is FEES:
        ledger.pay_fees(purse, is_money=is_money)
        return
    for each in ledger.unmet:
        purse.pay(each, bucket)


def _pay_split(
    ledger: LeaseLedger, purse: LeasePurse, transaction: Transaction
) -> None:
    """Pay the parts that somebody chose, as far as they are due; the rest waits."""
    if transaction.code is Code.PAYOFF:
        raise transaction.bad("split", "A payoff has no parts of its own.")
    left = ZERO
    for bucket, amount in transaction.split.items():
        part = LeasePurse(amount, ledger.day)
        _pay_due_part(ledger, part, bucket)
        purse.spent[bucket] += part.spent[bucket]
        left += part.left
    purse.left = left


def _pay_ahead(ledger: LeaseLedger, purse: LeasePurse) -> None:
    """Pay installments before they fall due, the next or the last ones first."""
    coming = ledger.coming
    if ledger.terms.excess is Excess.LAST:
        coming.reverse()
    for each in coming:
        for bucket in ledger.terms.order:
            if bucket in PARTS:
                purse.pay(each, bucket)


def _pay_off(ledger: LeaseLedger, purse: LeasePurse) -> None:
    if ledger.terms.payoff is LeasePayoff.FULL:
        for each in ledger.coming:
            purse.pay(each, RENT)
    _pay_cost(ledger, purse)
    ledger.end()


def _pay_cost(ledger: LeaseLedger, purse: LeasePurse) -> None:
    """Pay depreciation, due or not, then the residual where it is a claim."""
    for each in ledger.installments[ledger.oldest :]:
        purse.pay(each, DEPRECIATION)
    if ledger.terms.payoff_includes_residual:
        ledger.residual -= purse.spend(DEPRECIATION, ledger.residual)
