"""Promises to pay, and what became of them: what was posted says it."""

from collections.abc import Iterable, Mapping, Sequence
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
    """Return what became, by a day, of the promises made up to then. No query.

    promises: all of an account. rows: all its entries.
    """
    made = [each for each in promises if each.promised_on <= day]
    paid = _paid(made, rows, until=day)
    return [
        PromiseState(promise=each, paid=paid[each.pk], state=_state(each, paid, day))
        for each in made
    ]


def _state(promise: Promise, paid: Mapping[int, Decimal], day: date) -> str:
    if promise.withdrawn_at is not None:
        return WITHDRAWN
    if paid[promise.pk] >= promise.amount:
        return KEPT
    return BROKEN if day > promise.due_date else OPEN


def _paid(
    promises: Sequence[Promise], rows: Sequence[Transaction], *, until: date
) -> dict[int, Decimal]:
    """Return what was paid of each promise.

    A payment counts for one promise: the last that was made before it was entered, if
    it is dated from that one's day to the day it is for. What was reversed or withdrawn
    does not count.
    """
    gone = {row.reverses for row in rows if row.code == Code.REVERSAL}
    standing = [each for each in promises if each.withdrawn_at is None]
    standing.sort(key=lambda each: (each.after_entry, each.pk))
    paid = dict.fromkeys((each.pk for each in promises), Decimal(0))
    for row in rows:
        if row.code not in PAYMENTS or row.entry in gone:
            continue
        before = [each for each in standing if each.after_entry < row.entry]
        if not before:
            continue
        promise = before[-1]
        if promise.promised_on <= row.effective <= min(promise.due_date, until):
            paid[promise.pk] += row.amount
    return paid


def find_promise(account_id: int, promise_id: int) -> Promise | None:
    """Return a promise on an account. One query."""
    return Promise.objects.filter(account_id=account_id, pk=promise_id).first()


def find_open_promise(
    account: Account, rows: Sequence[Transaction], day: date
) -> Promise | None:
    """Return the promise that still waits to be kept. One query."""
    states = states_of(list_promises(account), rows, day)
    return next((each.promise for each in states if each.is_open), None)


def is_kept_by(
    account: Account, promise: Promise, rows: Sequence[Transaction], day: date
) -> bool:
    """Return whether some entries keep a promise by a day. One query."""
    states = states_of(list_promises(account), rows, day)
    return any(each.promise.pk == promise.pk and each.state == KEPT for each in states)
