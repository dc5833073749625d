"""What each kind of transaction does to a loan."""

from collections.abc import Callable, Mapping
from datetime import date

from accounts.engine.day_count import Period, days_360
from accounts.engine.ledger import DAY, Ledger
from accounts.engine.options import Bucket
from accounts.engine.parts import Fee, Installment
from accounts.engine.posting import (
    Allocation,
    Purse,
    apply_payment,
    pay_fees,
    pay_interest,
    pay_principal_down,
    skip_satisfied,
)
from accounts.engine.terms import HIGHEST_RATE
from accounts.engine.transactions import Code, Transaction

type Handler = Callable[[Ledger, Transaction], Allocation | None]


def apply(ledger: Ledger, transaction: Transaction) -> Allocation | None:
    """Apply a transaction to a ledger that has come to its day or stands before it.

    Raises BadTransaction for what a loan can't take.
    """
    if transaction.effective < ledger.day:
        raise transaction.bad("effective", f"Is before {ledger.day}.")
    handler = _HANDLERS.get(transaction.code)
    if handler is None:
        raise transaction.bad("code", f"A loan has no {transaction.code.value}.")
    # A new rate counts for the day that ends on its date; all else from the day after.
    is_rate = transaction.code is Code.RATE_CHANGE
    ledger.move_to(max(transaction.effective - DAY * is_rate, ledger.day))
    return handler(ledger, transaction)


def _payment(ledger: Ledger, transaction: Transaction) -> Allocation:
    return apply_payment(ledger, transaction)


def _advance(ledger: Ledger, transaction: Transaction) -> None:
    ledger.principal += transaction.amount
    ledger.movements.append((transaction.effective, transaction.amount))
    ledger.recut()


def _charge(ledger: Ledger, transaction: Transaction) -> None:
    ledger.fees.append(Fee(transaction.effective, transaction.amount))


def _credit(ledger: Ledger, transaction: Transaction) -> Allocation:
    """Money that nobody paid: off one bucket, or through the waterfall."""
    if transaction.bucket is None:
        return apply_payment(ledger, transaction)
    return _off_bucket(ledger, transaction)


def _off_bucket(ledger: Ledger, transaction: Transaction) -> Allocation:
    purse = Purse(transaction.amount)
    _take_off(ledger, purse, transaction)
    if purse.left:
        raise transaction.bad(
            "amount", f"Only {transaction.amount - purse.left} of it is owed there."
        )
    return purse.allocation(ledger, transaction)


def _take_off(ledger: Ledger, purse: Purse, transaction: Transaction) -> None:
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


def _write_off(ledger: Ledger, transaction: Transaction) -> Allocation:
    """Give up a claim: principal where no bucket is named."""
    if transaction.bucket is not None:
        return _off_bucket(ledger, transaction)
    purse = Purse(transaction.amount)
    pay_principal_down(ledger, purse)
    if purse.left:
        raise transaction.bad("amount", f"Only {purse.principal} of principal is owed.")
    ledger.written_off += purse.principal
    return purse.allocation(ledger, transaction)


def _recovery(ledger: Ledger, transaction: Transaction) -> None:
    if ledger.recovered + transaction.amount > ledger.written_off:
        raise transaction.bad("amount", "Is more than was written off.")
    ledger.recovered += transaction.amount


def _refund(ledger: Ledger, transaction: Transaction) -> None:
    if transaction.amount > ledger.unapplied:
        raise transaction.bad("amount", f"Only {ledger.unapplied} is unapplied.")
    ledger.unapplied -= transaction.amount


def _interest_adjustment(ledger: Ledger, transaction: Transaction) -> None:
    """More interest, or less, in the next bill."""
    if ledger.accrued_unpaid + transaction.amount < 0:
        raise transaction.bad("amount", f"Only {ledger.accrued_unpaid} has accrued.")
    ledger.carried += transaction.amount


def _rate_change(ledger: Ledger, transaction: Transaction) -> None:
    rate = transaction.rate_annual
    if rate is None or not rate.is_finite() or not 0 <= rate <= HIGHEST_RATE:
        raise transaction.bad("rate_annual", "Give the new rate as a fraction.")
    ledger.rate = rate
    ledger.recut()


def _past_due_adjustment(ledger: Ledger, transaction: Transaction) -> None:
    """Take an amount from what is past due, oldest first; it is still owed."""
    left = transaction.amount
    for installment in ledger.installments[ledger.oldest : ledger.running]:
        part = min(left, installment.past_due)
        installment.adjusted += part
        left -= part
    if left:
        raise transaction.bad("amount", "Is more than is past due.")
    billed = ledger.installments[ledger.oldest : ledger.running]
    if not any(each.past_due for each in billed):
        ledger.behind_since = None


def _due_date_change(ledger: Ledger, transaction: Transaction) -> None:
    """Move a due date that is still to come; the periods on both sides give way."""
    place = _place_of(ledger, transaction)
    new = transaction.new_due_date
    before = ledger.installments[place].period.start
    is_last = place + 1 == len(ledger.installments)
    after = None if is_last else ledger.installments[place + 1].period.end
    if new is None or new <= max(before, ledger.day) or (after and new >= after):
        raise transaction.bad("new_due_date", "Must stay between its neighbours.")
    ledger.reshape(place, Period(before, new, days_360(before, new)))
    if after:
        ledger.reshape(place + 1, Period(new, after, days_360(new, after)))


def _skip(ledger: Ledger, transaction: Transaction) -> None:
    """Take a due date out; the next period grows, and one is added at the end."""
    place = _place_of(ledger, transaction)
    skipped = ledger.installments.pop(place)
    if place < len(ledger.installments):
        later = ledger.installments[place]
        nominal = skipped.period.nominal_days + later.period.nominal_days
        whole = Period(skipped.period.start, later.period.end, nominal)
        ledger.reshape(place, whole)
    last = ledger.installments[-1] if ledger.installments else skipped
    start = last.period.end
    end = _one_later(ledger, last)
    added = Installment(
        0,
        Period(start, end, ledger.terms.frequency.nominal_days),
        skipped.planned,
        skipped.planned_interest,
        skipped.escrow,
    )
    ledger.installments.append(added)
    ledger.renumber()


def _one_later(ledger: Ledger, last: Installment) -> date:
    due = ledger.terms.due_dates
    index = 0
    while due[index] <= last.period.end:
        index += 1
    return due[index]


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


def _pause(ledger: Ledger, transaction: Transaction) -> None:
    if ledger.pauses and ledger.pauses[-1][1] is None:
        raise transaction.bad("code", "Delinquency is paused already.")
    ledger.pauses.append((transaction.effective, None))


def _resume(ledger: Ledger, transaction: Transaction) -> None:
    if not ledger.pauses or ledger.pauses[-1][1] is not None:
        raise transaction.bad("code", "Delinquency is not paused.")
    ledger.pauses[-1] = (ledger.pauses[-1][0], transaction.effective)


_HANDLERS: Mapping[Code, Handler] = {
    Code.PAYMENT: _payment,
    Code.PRINCIPAL_PAYMENT: _payment,
    Code.INTEREST_PAYMENT: _payment,
    Code.PAYOFF: _payment,
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
