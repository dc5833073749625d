"""Taking over a lease that lived elsewhere, by its opening figures."""

from datetime import date
from decimal import Decimal

from accounts.engine.lease import LeaseSchedule
from accounts.engine.lease_ledger import DAY, LeaseLedger
from accounts.engine.lease_parts import (
    DEPRECIATION,
    RENT,
    TAX,
    LeaseInstallment,
    installment_of,
)
from accounts.engine.lease_terms import LeaseTerms
from accounts.engine.money import ZERO, round_cents
from accounts.engine.parts import Fee
from accounts.engine.transactions import Boarding, Transaction


def board_lease(
    terms: LeaseTerms, schedule: LeaseSchedule, transaction: Transaction
) -> LeaseLedger:
    """Return the ledger of a lease on the day before it comes to us.

    The principal is the residual and what is left of the depreciation. What is past due
    is one installment of the oldest due date: due_interest of rent, the rest
    depreciation. Those from the next due date on are the schedule's; the last one takes
    what is left of the depreciation, so that they may ask for less than planned. A
    boarding has no place for tax: what is past due of it comes with the fees. Raises
    BadTransaction.
    """
    opening = _checked(terms, transaction)
    residual = min(opening.principal, terms.residual)
    left = opening.principal - residual
    late = []
    if opening.oldest_due_date is not None:
        late = [_past_due(opening, opening.oldest_due_date)]
        left -= late[0].due[DEPRECIATION]
    if left < 0 or (left and opening.next_due_date is None):
        raise transaction.bad(
            "past_due", "Does not fit what is left of the depreciation."
        )
    coming = _coming(schedule, transaction, opening.next_due_date)
    _spread(terms, coming, left)
    ledger = LeaseLedger(
        terms,
        transaction.effective - DAY,
        opening.principal,
        residual,
        [*late, *coming],
        running=len(late),
        behind_since=opening.oldest_due_date,
        last_due_date=None if coming else schedule.rows[-1].due_date,
    )
    if opening.fees:
        ledger.fees.append(Fee(transaction.effective, opening.fees))
    for number, each in enumerate(ledger.installments, 1):
        each.number = number
    parts = {
        "principal": opening.principal,
        "interest": opening.due_interest,
        "fees": opening.fees,
    }
    amount = sum(parts.values(), ZERO)
    ledger.record(transaction, transaction.code, amount, parts, raises=True)
    return ledger


def _checked(terms: LeaseTerms, transaction: Transaction) -> Boarding:
    opening = transaction.boarding
    if opening is None:
        raise transaction.bad("boarding", "Give the opening figures.")
    if transaction.effective < terms.contract_date:
        raise transaction.bad("effective", "Is before the contract date.")
    if opening.balances or opening.next_due_amount:
        raise transaction.bad("boarding", "A lease has no balances or minimum.")
    if opening.accrued_interest:
        raise transaction.bad("accrued_interest", "Rent does not run by the day.")
    if opening.principal > terms.capitalized_cost:
        raise transaction.bad("principal", "Is above the capitalized cost.")
    if opening.principal < terms.residual and opening.next_due_date is not None:
        raise transaction.bad("principal", "Is below the residual.")
    oldest = opening.oldest_due_date
    if oldest is not None and not terms.contract_date <= oldest < transaction.effective:
        raise transaction.bad("oldest_due_date", "Must be before the boarding.")
    if opening.due_interest > opening.past_due:
        raise transaction.bad("due_interest", "Is more than is past due.")
    return opening


def _past_due(opening: Boarding, day: date) -> LeaseInstallment:
    rent = opening.due_interest
    due = {RENT: rent, DEPRECIATION: opening.past_due - rent, TAX: ZERO}
    return LeaseInstallment(0, day, due, is_late_checked=True)


def _coming(
    schedule: LeaseSchedule, transaction: Transaction, due_date: date | None
) -> list[LeaseInstallment]:
    if due_date is None:
        return []
    coming = [installment_of(row) for row in schedule.rows if row.due_date >= due_date]
    if not coming or coming[0].due_date != due_date:
        raise transaction.bad("next_due_date", "Is no due date of the terms.")
    if transaction.effective > due_date:
        raise transaction.bad("next_due_date", "Is before the day of the boarding.")
    return coming


def _spread(terms: LeaseTerms, coming: list[LeaseInstallment], left: Decimal) -> None:
    """Let the installments to come ask for the depreciation that is left."""
    for place, each in enumerate(coming, 1):
        part = left if place == len(coming) else min(each.due[DEPRECIATION], left)
        left -= part
        if part != each.due[DEPRECIATION]:
            tax = (part + each.due[RENT]) * terms.payment_tax
            each.due[DEPRECIATION] = part
            each.due[TAX] = round_cents(tax, terms.rounding)
