"""What each kind of transaction does to a loan."""

from collections.abc import Callable, Mapping
from datetime import date

from accounts.engine.calendar import Unit
from accounts.engine.course import run_to
from accounts.engine.day_count import Period, days_360
from accounts.engine.ledger import DAY, Ledger
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket
from accounts.engine.parts import Fee, Installment
from accounts.engine.paying import apply_payment, pay_interest, pay_principal_down
from accounts.engine.posting import (
    Purse,
    pay_fees,
    record,
    record_purse,
    skip_satisfied,
    use_unapplied,
)
from accounts.engine.terms import HIGHEST_RATE
from accounts.engine.transactions import Code, Transaction

type Handler = Callable[[Ledger, Transaction], None]
# They change the day that they are entered for, before anything falls due on it: a new
# rate counts for the day that ends on its date, a due date can be moved on its own day.
_BEFORE_THE_DAY = frozenset(
    {
        Code.RATE_CHANGE,
        Code.DUE_DATE_CHANGE,
        Code.SKIPPED_PAYMENT,
        Code.DELINQUENCY_PAUSE,
        Code.DELINQUENCY_RESUME,
    }
)


def apply(ledger: Ledger, transaction: Transaction) -> None:
    """Apply a transaction to a ledger that has come to its day or stands before it.

    Raises BadTransaction for what a loan can't take.
    """
    if transaction.effective < ledger.day:
        raise transaction.bad("effective", f"Is before {ledger.day}.")
    handler = _HANDLERS.get(transaction.code)
    if handler is None:
        raise transaction.bad("code", f"A loan has no {transaction.code.value}.")
    is_before = transaction.code in _BEFORE_THE_DAY
    run_to(ledger, max(transaction.effective - DAY * is_before, ledger.day))
    handler(ledger, transaction)
    use_unapplied(ledger)


def _record_change(ledger: Ledger, transaction: Transaction) -> None:
    """Remember an entry that moves no money."""
    effective = transaction.effective
    record(ledger, transaction, transaction.code, ZERO, effective=effective)


# Money out, and money that is owed ------------------------------------------------


def _advance(ledger: Ledger, transaction: Transaction) -> None:
    amount = transaction.amount
    if ledger.has_fixed_interest:
        raise transaction.bad("code", "A loan of fixed interest takes no advance.")
    if ledger.next_open is None:
        raise transaction.bad("effective", "No payment is to come that could repay it.")
    ledger.principal += amount
    ledger.movements.append((transaction.effective, amount))
    ledger.recut()
    code = transaction.code
    record(ledger, transaction, code, amount, principal=amount, raises=True)


def _charge(ledger: Ledger, transaction: Transaction) -> None:
    amount = transaction.amount
    ledger.add_fee(Fee(transaction.effective, amount))
    record(ledger, transaction, transaction.code, amount, fees=amount, raises=True)


def _refund(ledger: Ledger, transaction: Transaction) -> None:
    amount = transaction.amount
    if amount > ledger.unapplied:
        raise transaction.bad("amount", f"Only {ledger.unapplied} is unapplied.")
    ledger.unapplied -= amount
    record(ledger, transaction, transaction.code, amount, unapplied=amount, raises=True)


def _interest_adjustment(ledger: Ledger, transaction: Transaction) -> None:
    """More interest, or less, in the next bill."""
    amount = transaction.amount
    if ledger.accrued_unpaid + amount < 0:
        raise transaction.bad("amount", f"Only {ledger.accrued_unpaid} has accrued.")
    ledger.carried += amount
    record(ledger, transaction, transaction.code, amount, interest=amount, raises=True)


# Claims that are given up ---------------------------------------------------------


def _credit(ledger: Ledger, transaction: Transaction) -> None:
    """Money that nobody paid: off one bucket, or through the waterfall."""
    if transaction.bucket is None:
        apply_payment(ledger, transaction)
    else:
        _off_bucket(ledger, transaction)


def _off_bucket(ledger: Ledger, transaction: Transaction) -> None:
    purse = Purse(transaction.amount, is_paid=False)
    match transaction.bucket:
        case Bucket.FEES:
            pay_fees(ledger, purse)
        case Bucket.INTEREST:
            pay_interest(ledger, purse)
        case Bucket.PRINCIPAL:
            pay_principal_down(ledger, purse)
        case _:
            raise transaction.bad("bucket", "Give fees, interest or principal.")
    skip_satisfied(ledger)
    if purse.left:
        raise transaction.bad(
            "amount", f"Only {transaction.amount - purse.left} of it is owed there."
        )
    record_purse(ledger, purse, transaction)


def _write_off(ledger: Ledger, transaction: Transaction) -> None:
    """Give up a claim: principal where no bucket is named."""
    if transaction.bucket is not None:
        _off_bucket(ledger, transaction)
    else:
        purse = Purse(transaction.amount, is_paid=False)
        pay_principal_down(ledger, purse)
        if purse.left:
            sentence = f"Only {purse.principal} of principal is owed."
            raise transaction.bad("amount", sentence)
        record_purse(ledger, purse, transaction)
    ledger.written_off += transaction.amount


def _recovery(ledger: Ledger, transaction: Transaction) -> None:
    amount = transaction.amount
    if ledger.recovered + amount > ledger.written_off:
        raise transaction.bad("amount", "Is more than was written off.")
    ledger.recovered += amount
    record(ledger, transaction, transaction.code, amount, recovered=amount)


# Terms ----------------------------------------------------------------------------


def _rate_change(ledger: Ledger, transaction: Transaction) -> None:
    rate = transaction.rate_annual
    if rate is None or not rate.is_finite() or not 0 <= rate <= HIGHEST_RATE:
        raise transaction.bad("rate_annual", "Give the new rate as a fraction.")
    if ledger.has_fixed_interest:
        raise transaction.bad("code", "The interest of this loan is fixed.")
    ledger.rate = rate
    ledger.recut()
    _record_change(ledger, transaction)


def _due_date_change(ledger: Ledger, transaction: Transaction) -> None:
    """Move a due date that is still to come; the periods on both sides give way."""
    place = _place_of(ledger, transaction)
    new = transaction.new_due_date
    before = ledger.installments[place].period.start
    is_last = place + 1 == len(ledger.installments)
    after = None if is_last else ledger.installments[place + 1].period.end
    if new is None or new <= max(before, ledger.day) or (after and new >= after):
        raise transaction.bad("new_due_date", "Must stay between its neighbours.")
    moved = (new - ledger.installments[place].due_date).days
    nominal = max(ledger.installments[place].period.nominal_days + moved, 0)
    ledger.reshape(place, Period(before, new, nominal))
    if after:
        nominal = max(ledger.installments[place + 1].period.nominal_days - moved, 0)
        ledger.reshape(place + 1, Period(new, after, nominal))
    _record_change(ledger, transaction)


def _skip(ledger: Ledger, transaction: Transaction) -> None:
    """Take a due date out; the next period grows, and one is added at the end.

    What the last one asks for, a balloon among it, moves to the one that is added.
    Interest that was paid already counts for the next one.
    """
    if ledger.terms.frequency.unit is Unit.ONCE:
        raise transaction.bad("code", "A single payment has none after it; move it.")
    place = _place_of(ledger, transaction)
    skipped, last = ledger.installments[place], ledger.installments[-1]
    period = _period_after(ledger, last.period.end)
    interest, escrow = skipped.planned_interest, skipped.escrow
    added = Installment(0, period, last.planned, interest, escrow)
    last.planned = skipped.planned
    del ledger.installments[place]
    ledger.installments.append(added)
    later = ledger.installments[place]
    start, end = skipped.period.start, later.period.end
    nominal = skipped.period.nominal_days + later.period.nominal_days
    ledger.reshape(place, Period(start, end, nominal))
    (ledger.next_open or added).paid_interest += skipped.paid_interest
    ledger.renumber()
    _record_change(ledger, transaction)


def _period_after(ledger: Ledger, day: date) -> Period:
    """Return the period from the last due date to the next one of the terms."""
    due, index = ledger.terms.due_dates, len(ledger.installments)
    while index and due[index - 1] > day:
        index -= 1
    while due[index] <= day:
        index += 1
    end = due[index]
    # A last due date that was moved begins no regular period.
    is_regular = index > 0 and due[index - 1] == day
    nominal = ledger.terms.frequency.nominal_days if is_regular else days_360(day, end)
    return Period(day, end, nominal)


def _place_of(ledger: Ledger, transaction: Transaction) -> int:
    for place in range(ledger.running, len(ledger.installments)):
        installment = ledger.installments[place]
        if installment.due_date == transaction.old_due_date:
            if installment.is_billed or installment.paid_principal:
                raise transaction.bad("old_due_date", "Is paid already.")
            return place
    raise transaction.bad("old_due_date", "Is no due date to come.")


def _second_boarding(ledger: Ledger, transaction: Transaction) -> None:
    raise transaction.bad("code", "The loan is boarded already.")


# What is late -----------------------------------------------------------------------


def _past_due_adjustment(ledger: Ledger, transaction: Transaction) -> None:
    """Take from what is past due, oldest first: an amount, or all that was due up to a
    day, or all. It is still owed."""
    day = transaction.current_as_of or transaction.effective
    if day > transaction.effective:
        raise transaction.bad("current_as_of", "Is after the adjustment.")
    late = [each for each in ledger.due if each.due_date < transaction.effective]
    within = [each for each in late if each.due_date <= day]
    wanted = transaction.amount or sum((each.past_due for each in within), ZERO)
    if not wanted:
        raise transaction.bad("amount", "Nothing is past due.")
    left = wanted
    for installment in within:
        part = min(left, installment.past_due)
        installment.adjusted += part
        left -= part
    if left:
        raise transaction.bad("amount", "Is more than is past due.")
    still = [each.due_date for each in ledger.due if each.past_due]
    ledger.behind_since = still[0] if still else None
    _record_change(ledger, transaction)


def _pause(ledger: Ledger, transaction: Transaction) -> None:
    if ledger.pauses and ledger.pauses[-1][1] is None:
        raise transaction.bad("code", "Delinquency is paused already.")
    ledger.pauses.append((transaction.effective, None))
    _record_change(ledger, transaction)


def _resume(ledger: Ledger, transaction: Transaction) -> None:
    if not ledger.pauses or ledger.pauses[-1][1] is not None:
        raise transaction.bad("code", "Delinquency is not paused.")
    ledger.pauses[-1] = (ledger.pauses[-1][0], transaction.effective)
    _record_change(ledger, transaction)


_HANDLERS: Mapping[Code, Handler] = {
    Code.PAYMENT: apply_payment,
    Code.PRINCIPAL_PAYMENT: apply_payment,
    Code.INTEREST_PAYMENT: apply_payment,
    Code.PAYOFF: apply_payment,
    Code.ADVANCE: _advance,
    Code.CHARGE: _charge,
    Code.CREDIT: _credit,
    Code.WAIVER: _off_bucket,
    Code.WRITE_OFF: _write_off,
    Code.RECOVERY: _recovery,
    Code.REFUND: _refund,
    Code.INTEREST_ADJUSTMENT: _interest_adjustment,
    Code.RATE_CHANGE: _rate_change,
    Code.PAST_DUE_ADJUSTMENT: _past_due_adjustment,
    Code.DUE_DATE_CHANGE: _due_date_change,
    Code.SKIPPED_PAYMENT: _skip,
    Code.BOARDING: _second_boarding,
    Code.DELINQUENCY_PAUSE: _pause,
    Code.DELINQUENCY_RESUME: _resume,
}
