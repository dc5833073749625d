"""Taking over a loan that lived elsewhere, by its opening figures."""

from accounts.engine.day_count import Period
from accounts.engine.errors import BadTransaction
from accounts.engine.ledger import Ledger, installment_of
from accounts.engine.money import ZERO, check_amount
from accounts.engine.parts import Fee, Installment
from accounts.engine.schedule import Schedule
from accounts.engine.terms import LoanTerms
from accounts.engine.transactions import Boarding, Transaction


def board(terms: LoanTerms, schedule: Schedule, transaction: Transaction) -> Ledger:
    """Return the ledger of a loan on the day it comes to us.

    The installments from the next due date on are those of the schedule. What is past
    due is one bill of the oldest due date: interest first, as far as there is any.
    Interest beyond it has accrued since the last due date. Raises BadTransaction.
    """
    opening = _checked(transaction)
    coming = [row for row in schedule.rows if row.due_date >= opening.next_due_date]
    if not coming or coming[0].due_date != opening.next_due_date:
        raise transaction.bad("next_due_date", "Is no due date of the terms.")
    if transaction.effective > opening.next_due_date:
        raise transaction.bad("next_due_date", "Is before the day of the boarding.")
    installments = [installment_of(row) for row in coming]
    billed = [_past_due(opening)] if opening.past_due else []
    due_interest = sum((each.interest for each in billed), ZERO)
    ledger = Ledger(
        terms,
        opening.principal,
        terms.rate_annual,
        transaction.effective,
        [*billed, *installments],
        accrued=opening.interest - due_interest,
        overdue_principal=sum((each.principal for each in billed), ZERO),
        running=len(billed),
        opening=opening.principal,
        behind_since=opening.oldest_due_date,
    )
    if opening.fees:
        ledger.fees.append(Fee(transaction.effective, opening.fees))
    ledger.renumber()
    return ledger


def _checked(transaction: Transaction) -> Boarding:
    opening = transaction.boarding
    if opening is None:
        raise transaction.bad("boarding", "Give the opening figures.")
    for name in (
        "principal",
        "interest",
        "fees",
        "past_due",
        "principal_paid",
        "interest_paid",
    ):
        check_amount(name, getattr(opening, name), error=BadTransaction, positive=False)
    if bool(opening.past_due) != (opening.oldest_due_date is not None):
        raise transaction.bad(
            "oldest_due_date", "Goes with an amount past due, and only with one."
        )
    oldest = opening.oldest_due_date
    if oldest is not None and oldest >= transaction.effective:
        raise transaction.bad("oldest_due_date", "Must be before the boarding.")
    if opening.past_due > opening.principal + opening.interest:
        raise transaction.bad("past_due", "Is more than principal and interest.")
    return opening


def _past_due(opening: Boarding) -> Installment:
    day = opening.oldest_due_date or opening.next_due_date
    interest = min(opening.interest, opening.past_due)
    principal = opening.past_due - interest
    return Installment(
        0,
        Period(day, day, 0),
        opening.past_due,
        interest,
        ZERO,
        is_billed=True,
        principal=principal,
        interest=interest,
        is_late_checked=True,
    )
