"""Promises to pay, and what became of them: what was posted says it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.transactions import PAYMENTS, Code
from accounts.models import Account, Promise, Transaction

OPEN, KEPT, BROKEN, WITHDRAWN = "open", "kept", "broken", "withdrawn"


@dataclass(frozen=True, kw_only=True)
class PromiseState:
    """A promise as of a day. state: open, kept, broken or withdrawn. paid: of it."""

    promise: Promise
    paid: Decimal
    state: str

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def is_broken(self) -> bool:
        return self.state == BROKEN

    @property
    def missing(self) -> Decimal:
        return max(self.promise.amount - self.paid, Decimal(0))


def list_promises(account: Account) -> list[Promise]:
    """Return the promises on an account, the latest first. One query."""
    return list(Promise.objects.filter(account=account).order_by("-due_date", "-pk"))


def states_of(
    promises: Iterable[Promise], rows: Sequence[Transaction], day: date
) -> list[PromiseState]:
    """Return what became of promises by a day. rows: all entries. No query."""
    return [state_of(promise, rows, day) for promise in promises]


def state_of(promise: Promise, rows: Sequence[Transaction], day: date) -> PromiseState:
    """Return what became of a promise by a day."""
    paid = paid_of(promise, rows, until=day)
    if promise.withdrawn_at is not None:
        state = WITHDRAWN
    elif paid >= promise.amount:
        state = KEPT
    else:
        state = BROKEN if day > promise.due_date else OPEN
    return PromiseState(promise=promise, paid=paid, state=state)


def paid_of(
    promise: Promise, rows: Sequence[Transaction], *, until: date = date.max
) -> Decimal:
    """Return what was paid of a promise.

    Payments count that were entered after it and are dated from its day to the day it
    was for; what was reversed does not.
    """
    gone = {row.reverses for row in rows if row.code == Code.REVERSAL}
    last = min(promise.due_date, until)
    paid = (
        row.amount
        for row in rows
        if row.code in PAYMENTS
        and row.entry not in gone
        and row.entry > promise.after_entry
        and promise.promised_on <= row.effective <= last
    )
    return sum(paid, Decimal(0))


def find_promise(account_id: int, promise_id: int) -> Promise | None:
    """Return a promise on an account. One query."""
    return Promise.objects.filter(account_id=account_id, pk=promise_id).first()


def find_open_promise(
    account: Account, rows: Sequence[Transaction], day: date
) -> Promise | None:
    """Return the promise that still waits to be kept. One query."""
    states = states_of(list_promises(account), rows, day)
    return next((each.promise for each in states if each.is_open), None)
