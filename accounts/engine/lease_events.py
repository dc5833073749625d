"""What each kind of transaction does to a lease."""

from collections.abc import Callable, Mapping

from accounts.engine.calendar import LATEST
from accounts.engine.lease_ledger import DAY, LeaseLedger
from accounts.engine.lease_posting import (
    apply_payment,
    take_off,
    write_off,
)
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket
from accounts.engine.parts import Fee
from accounts.engine.transactions import Code, Transaction

type Handler = Callable[[LeaseLedger, Transaction], None]


def apply(ledger: LeaseLedger, transaction: Transaction) -> None:
    """Apply a transaction to a ledger that stands before it.

    Raises BadTransaction for what a lease can't take.
    """
    handler = _HANDLERS.get(transaction.code)
    if handler is None:
        what = transaction.code.value.replace("_", " ")
        raise transaction.bad("code", f"A lease has no {what}.")
    # Changes come first on a day, before what falls due on it.
    is_change = transaction.code in _CHANGES
    ledger.move_to(transaction.effective - DAY * is_change)
    handler(ledger, transaction)
    ledger.use_unapplied()


def _record_change(ledger: LeaseLedger, transaction: Transaction) -> None:
    """Remember an entry that moves no money."""
    ledger.record(transaction, transaction.code, ZERO)


# Money --------------------------------------------------------------------------


def _charge(ledger: LeaseLedger, transaction: Transaction) -> None:
    amount = transaction.amount
    ledger.fees.append(Fee(transaction.effective, amount))
    ledger.record(transaction, transaction.code, amount, {"fees": amount}, raises=True)


def _credit(ledger: LeaseLedger, transaction: Transaction) -> None:
    """Money that nobody paid: off one bucket, or as a payment."""
    if transaction.bucket is None:
        apply_payment(ledger, transaction)
    else:
        take_off(ledger, transaction)


def _write_off(ledger: LeaseLedger, transaction: Transaction) -> None:
    """Give up a claim: cost where no bucket is named."""
    of_cost = transaction.bucket in (None, Bucket.PRINCIPAL)
    give_up = write_off if of_cost else take_off
    give_up(ledger, transaction)
    ledger.written_off += transaction.amount


def _recovery(ledger: LeaseLedger, transaction: Transaction) -> None:
    amount = transaction.amount
    if ledger.recovered + amount > ledger.written_off:
        raise transaction.bad("amount", "Is more than was written off.")
    ledger.recovered += amount
    ledger.record(transaction, transaction.code, amount, {"recovered": amount})


def _refund(ledger: LeaseLedger, transaction: Transaction) -> None:
    amount = transaction.amount
    if amount > ledger.unapplied:
        raise transaction.bad("amount", f"Only {ledger.unapplied} is unapplied.")
    ledger.unapplied -= amount
    ledger.record(
        transaction, transaction.code, amount, {"unapplied": amount}, raises=True
    )


# Due dates ----------------------------------------------------------------------


def _due_date_change(ledger: LeaseLedger, transaction: Transaction) -> None:
    """Move a due date that is still to come; the order of the payments stays."""
    place = _place_of(ledger, transaction)
    new = transaction.new_due_date
    installments = ledger.installments
    earliest, latest = transaction.effective + DAY, LATEST
    if place:
        earliest = max(earliest, installments[place - 1].due_date + DAY)
    if place + 1 < len(installments):
        latest = installments[place + 1].due_date - DAY
    if new is None or not earliest <= new <= latest:
        raise transaction.bad("new_due_date", "Must stay between its neighbours.")
    installments[place].due_date = new
    _record_change(ledger, transaction)


def _skip(ledger: LeaseLedger, transaction: Transaction) -> None:
    """Move a payment to the end, one due date later than the last."""
    place = _place_of(ledger, transaction)
    last = ledger.installments[-1].due_date
    due_dates = ledger.terms.due_dates
    index = 0
    while due_dates[index] <= last:
        index += 1
    if due_dates[index] > LATEST:
        raise transaction.bad("old_due_date", f"Would be due after {LATEST}.")
    skipped = ledger.installments.pop(place)
    skipped.due_date = due_dates[index]
    ledger.installments.append(skipped)
    for number, each in enumerate(ledger.installments, 1):
        each.number = number
    _record_change(ledger, transaction)


def _place_of(ledger: LeaseLedger, transaction: Transaction) -> int:
    for place in range(ledger.running, len(ledger.installments)):
        installment = ledger.installments[place]
        if installment.due_date == transaction.old_due_date:
            if installment.total_paid or not installment.unpaid:
                raise transaction.bad("old_due_date", "Is paid already.")
            return place
    raise transaction.bad("old_due_date", "Is no due date to come.")


# What is late -------------------------------------------------------------------


def _past_due_adjustment(ledger: LeaseLedger, transaction: Transaction) -> None:
    """Take an amount from what is past due, oldest first; it is still owed.

    Without an amount: all that was due up to a day, and without a day all that is past
    due.
    """
    current = transaction.current_as_of
    if current is not None and current > transaction.effective:
        raise transaction.bad("current_as_of", "Is after the adjustment.")
    until = current or ledger.day - DAY
    late = [each for each in ledger.due if each.due_date <= until]
    wanted = left = transaction.amount or sum((each.past_due for each in late), ZERO)
    for each in late:
        part = min(left, each.past_due)
        each.adjusted += part
        left -= part
    if left:
        raise transaction.bad("amount", "Is more than is past due.")
    if not wanted:
        raise transaction.bad("amount", "Nothing is past due.")
    if current is not None:
        # It was current then: what is late came after.
        ledger.behind_since = None
    ledger.tidy()
    _record_change(ledger, transaction)


def _pause(ledger: LeaseLedger, transaction: Transaction) -> None:
    if ledger.pauses and ledger.pauses[-1][1] is None:
        raise transaction.bad("code", "Delinquency is paused already.")
    ledger.pauses.append((transaction.effective, None))
    _record_change(ledger, transaction)


def _resume(ledger: LeaseLedger, transaction: Transaction) -> None:
    if not ledger.pauses or ledger.pauses[-1][1] is not None:
        raise transaction.bad("code", "Delinquency is not paused.")
    ledger.pauses[-1] = (ledger.pauses[-1][0], transaction.effective)
    _record_change(ledger, transaction)


def _second_boarding(ledger: LeaseLedger, transaction: Transaction) -> None:
    raise transaction.bad("code", "The lease is boarded already.")


_CHANGES = frozenset(
    {
        Code.DUE_DATE_CHANGE,
        Code.SKIPPED_PAYMENT,
        Code.DELINQUENCY_PAUSE,
        Code.DELINQUENCY_RESUME,
    }
)
_HANDLERS: Mapping[Code, Handler] = {
    Code.PAYMENT: apply_payment,
    Code.INTEREST_PAYMENT: apply_payment,
    Code.PAYOFF: apply_payment,
    Code.CHARGE: _charge,
    Code.CREDIT: _credit,
    Code.WAIVER: take_off,
    Code.WRITE_OFF: _write_off,
    Code.RECOVERY: _recovery,
    Code.REFUND: _refund,
    Code.DUE_DATE_CHANGE: _due_date_change,
    Code.SKIPPED_PAYMENT: _skip,
    Code.PAST_DUE_ADJUSTMENT: _past_due_adjustment,
    Code.DELINQUENCY_PAUSE: _pause,
    Code.DELINQUENCY_RESUME: _resume,
    Code.BOARDING: _second_boarding,
}
