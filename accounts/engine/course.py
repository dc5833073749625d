"""A loan moved through time: what falls due by itself, and late fees."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.allocation import Automatic
from accounts.engine.ledger import Ledger
from accounts.engine.money import ZERO
from accounts.engine.parts import Fee, Installment, ask_of
from accounts.engine.posting import record, use_unapplied


def run_to(ledger: Ledger, day: date) -> None:
    """Bill what falls due up to a day, charge late fees, and accrue interest."""
    while True:
        due = ledger.next_due_date
        late = next_late_check(ledger)
        if due is not None and due <= day and (late is None or due <= late):
            _bill(ledger)
        elif late is not None and late <= day:
            _charge_late(ledger, late)
        else:
            break
        use_unapplied(ledger)
    ledger.accrue(day)


# Bills --------------------------------------------------------------------------


def _bill(ledger: Ledger) -> None:
    """Let the running installment fall due; its parts stand from here."""
    installment = ledger.installments[ledger.running]
    ledger.accrue(installment.due_date)
    # What was paid of a period stays paid, even if the period was moved since.
    whole = max(ledger.accrued_cents + ledger.carried, ledger.taken)
    ledger.carried = ZERO
    if installment.is_billed:
        _bill_settled(ledger, installment, whole - ledger.taken)
    else:
        installment.segments = tuple(ledger.segments)
        _set_parts(ledger, installment, whole)
    ledger.due_interest += installment.interest - installment.paid_interest
    ledger.due_escrow += installment.escrow - installment.paid_escrow
    if installment.unpaid > 0:
        installment.satisfied_on = None
        ledger.behind_since = ledger.behind_since or installment.due_date
    else:
        installment.note_satisfied(ledger.day)
    ledger.running += 1
    ledger.accrued, ledger.taken = Decimal(0), ZERO
    ledger.segments = []


def _bill_settled(ledger: Ledger, installment: Installment, rest: Decimal) -> None:
    """Bill what was settled early: what its period earned since then goes to the next
    bill, or into this one where it is the last."""
    if not ledger.unbilled_principal:
        installment.escrow = installment.paid_escrow
    if installment is ledger.installments[-1]:
        installment.interest += rest
    else:
        ledger.carried = rest


def _set_parts(ledger: Ledger, installment: Installment, whole: Decimal) -> None:
    """Give an installment its parts: interest first, principal up to the payment.

    What was paid of it before it fell due is in both.
    """
    ask = ask_of(
        installment,
        whole - ledger.taken + installment.paid_interest,
        ledger.unbilled_principal,
        is_last=installment is ledger.installments[-1],
        only_interest=ledger.pays_only_interest,
    )
    installment.principal = ask.principal + installment.paid_principal
    installment.interest, installment.escrow = ask.interest, ask.escrow
    installment.is_billed = True
    ledger.carried = ask.left
    ledger.overdue_principal += ask.principal


# Late fees ----------------------------------------------------------------------


def next_late_check(ledger: Ledger) -> date | None:
    """Return the day on which the next late fee is charged, if nothing is paid."""
    fee = ledger.terms.late_fee
    if fee is None:
        return None
    installment = _next_late(ledger)
    if installment is None:
        return None
    return installment.due_date + timedelta(days=fee.grace_days + 1)


def _next_late(ledger: Ledger) -> Installment | None:
    late = (each for each in ledger.due if not each.is_late_checked)
    return next((each for each in late if each.past_due), None)


def _charge_late(ledger: Ledger, day: date) -> None:
    ledger.accrue(day)
    installment = _next_late(ledger)
    if installment is None:
        return
    installment.is_late_checked = True
    base = _late_base(ledger, installment)
    fee = ledger.terms.late_fee
    if fee is None or not base:
        return
    asked = _asked(ledger, installment)
    amount = fee.charge(asked, installment.past_due, ledger.terms.rounding)
    if amount:
        ledger.add_fee(Fee(ledger.day, amount, installment, base))
        record(ledger, None, Automatic.LATE_FEE, amount, fees=amount, raises=True)


def _asked(ledger: Ledger, installment: Installment) -> Decimal:
    """Return the payment that a late fee is found from: without a balloon, which is no
    payment that somebody was used to."""
    asked = installment.payment
    if installment is ledger.installments[-1]:
        asked -= min(ledger.terms.balloon, installment.principal)
    return asked


def _late_base(ledger: Ledger, installment: Installment) -> Decimal:
    """Return what a late fee is found from; zero where none may be charged.

    None where only earlier fees are missing (16 CFR 444.4 says so of late fees; other
    charges are held alike), and none once the principal was written off.
    """
    upto = ledger.installments[ledger.oldest : installment.number]
    missing = sum((each.past_due for each in upto), ZERO)
    if missing <= ledger.fees_paid or (ledger.written_off and not ledger.principal):
        return ZERO
    fee = ledger.terms.late_fee
    if fee is not None and fee.is_of_unpaid:
        return installment.past_due
    return _asked(ledger, installment)
