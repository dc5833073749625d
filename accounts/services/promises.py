"""Promises to pay: taking one down, and taking it back."""

from datetime import date
from decimal import Decimal

from accounts.models import Promise
from accounts.queries.promises import find_open_promise
from accounts.services.entries import last_entry, list_rows, refuse_idle
from accounts.services.errors import AccountRefused
from accounts.services.locking import lock_account
from lendcore.actors import Actor
from lendcore.history.recording import records_history


class PromiseRefused(AccountRefused):
    """A promise that can't be taken down."""


@records_history
def make_promise(
    *, actor: Actor, account_id: int, amount: Decimal, due_date: date, note: str = ""
) -> Promise:
    """Return a new promise of today. One at a time waits to be kept.

    Raises PromiseRefused, NotActive, IsArchived.
    """
    account = lock_account(account_id)
    refuse_idle(account)
    if due_date < actor.today:
        raise PromiseRefused("Give today or a later day.", field="due_date")
    if amount <= 0:
        raise PromiseRefused("Give an amount above zero.", field="amount")
    rows = list_rows(account)
    known = find_open_promise(account, rows, actor.today)
    if known is not None:
        raise PromiseRefused(
            f"A promise of ${known.amount:,.2f} is open. Withdraw it first."
        )
    return Promise.objects.create(
        account=account,
        promised_on=actor.today,
        due_date=due_date,
        amount=amount,
        after_entry=last_entry(rows),
        note=note,
        made_by=actor.name,
    )


@records_history
def withdraw_promise(*, actor: Actor, promise_id: int) -> Promise:
    """Return the promise, withdrawn: it was entered wrongly, or replaced."""
    promise = Promise.objects.get(pk=promise_id)
    lock_account(promise.account_id)
    promise = Promise.objects.get(pk=promise_id)
    if promise.withdrawn_at is None:
        promise.withdrawn_at = actor.at
        promise.save()
    return promise
