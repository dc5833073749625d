"""Taking over a loan that lived elsewhere, by its opening figures."""

from datetime import date

from accounts.engine.day_count import Period, days_360
from accounts.engine.ledger import Ledger, installment_of
from accounts.engine.money import ZERO
from accounts.engine.parts import Fee, Installment
from accounts.engine.posting import record
from accounts.engine.schedule import Schedule
from accounts.engine.terms import LoanTerms
from accounts.engine.transactions import Boarding, Transaction


def board(terms: LoanTerms, schedule: Schedule, transaction: Transaction) -> Ledger:
    """Return the ledger of a loan on the day it comes to us.

    The installments from the next due date on are those of the schedule. What is past
    due is one bill of the oldest due date: interest first, as far as there is any; due
    interest beyond it is asked for with the next bill. Without a next due date the loan
    has matured, and all of it is past due. Raises BadTransaction.
    """
    opening = _checked(terms, transaction)
    billed = []
    if opening.oldest_due_date is not None:
        billed = [_past_due(opening, opening.oldest_due_date)]
    if opening.next_due_date is None:
        # What was agreed ends there, whatever is past due.
        billed.append(_last_of(schedule))
    due_interest = sum((each.interest for each in billed), ZERO)
    ledger = Ledger(
        terms,
        opening.principal,
        terms.rate_annual,
        transaction.effective,
        [*billed, *_coming(schedule, transaction, opening)],
        accrued=opening.accrued_interest,
        carried=opening.due_interest - due_interest,
        overdue_principal=sum((each.principal for each in billed), ZERO),
        due_interest=due_interest,
        running=len(billed),
        opening=opening.principal,
        behind_since=opening.oldest_due_date,
    )
    if opening.fees:
        ledger.add_fee(Fee(transaction.effective, opening.fees))
    ledger.renumber()
    interest = opening.due_interest + opening.accrued_interest
    record(
        ledger,
        transaction,
        transaction.code,
        opening.principal + interest + opening.fees,
        principal=opening.principal,
        interest=interest,
        fees=opening.fees,
        raises=True,
    )
    return ledger


def _checked(terms: LoanTerms, transaction: Transaction) -> Boarding:
    opening = transaction.boarding
    if opening is None:
        raise transaction.bad("boarding", "Give the opening figures.")
    if transaction.effective < terms.contract_date:
        raise transaction.bad("effective", "Is before the contract date.")
    if opening.balances or opening.next_due_amount:
        raise transaction.bad("boarding", "A loan has no balances or minimum.")
    oldest = opening.oldest_due_date
    if oldest is not None and not terms.contract_date <= oldest < transaction.effective:
        raise transaction.bad("oldest_due_date", "Must be before the boarding.")
    owed = opening.principal + opening.due_interest
    if opening.past_due > owed:
        raise transaction.bad("past_due", "Is more than principal and due interest.")
    if opening.next_due_date is None and opening.past_due < owed:
        raise transaction.bad("past_due", "All of a loan that has matured is past due.")
    return opening


def _coming(
    schedule: Schedule, transaction: Transaction, opening: Boarding
) -> list[Installment]:
    """Return the installments from the next due date on.

    The running period begins with the boarding where its own beginning is later: a
    loan that was paid ahead earns interest all the same.
    """
    due, today = opening.next_due_date, transaction.effective
    if due is None:
        return []
    coming = [installment_of(row) for row in schedule.rows if row.due_date >= due]
    if not coming or coming[0].due_date != due:
        raise transaction.bad("next_due_date", "Is no due date of the terms.")
    if today > due:
        raise transaction.bad("next_due_date", "Is before the day of the boarding.")
    if today < coming[0].period.start:
        coming[0].period = Period(today, due, days_360(today, due))
    return coming


def _past_due(opening: Boarding, day: date) -> Installment:
    interest = min(opening.due_interest, opening.past_due)
    return Installment(
        0,
        Period(day, day, 0),
        opening.past_due,
        interest,
        ZERO,
        is_billed=True,
        principal=opening.past_due - interest,
        interest=interest,
        is_late_checked=True,
    )


def _last_of(schedule: Schedule) -> Installment:
    """Return the last installment of a loan that is paid off: nothing is owed on it."""
    day = schedule.maturity_date
    period = Period(day, day, 0)
    return Installment(0, period, ZERO, ZERO, ZERO, is_billed=True, satisfied_on=day)
