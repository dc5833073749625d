"""What posting would do, found by the rules of posting. Nothing is saved."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from accounts.engine.account import Result
from accounts.engine.allocation import Allocation
from accounts.inputs import EntryInput
from accounts.mapping import replayed
from accounts.models import Account, Promise, Transaction
from accounts.queries.effects import Effect
from accounts.queries.links import list_copy_targets
from accounts.queries.promises import find_open_promise, is_kept_by
from accounts.services import copying
from accounts.services.entries import (
    is_reversed,
    list_rows,
    prepared,
    prepared_reversal,
)
from accounts.services.transactions import reversal_fee, reversal_input
from lendcore.actors import Actor


def preview_entry(*, actor: Actor, account_id: int, data: EntryInput) -> Effect:
    """Return what an entry would do to its account.

    Raises what `transactions.post` raises, also for the accounts that get it too.
    """
    effect = _effect_of(actor, _account(account_id), data)
    for other_id in list_copy_targets(account_id, data.code):
        other = _account(other_id)
        with copying.naming(other):
            prepared(actor, other, list_rows(other), copying.copy_of(data))
    return effect


def preview_reversal(
    *,
    actor: Actor,
    account_id: int,
    entry: int,
    fee: Decimal | None = None,
    others: Iterable[Transaction] = (),
) -> Effect:
    """Return what taking an entry back would do, with the charge for it if any.

    others: parts of its split, or copies, that are taken back with it. Raises what
    `transactions.reverse` and `splits.reverse_split` raise.
    """
    account = _account(account_id)
    rows = list_rows(account)
    data = reversal_input(actor)
    _, after = prepared_reversal(actor, account, rows, entry, reason="", data=data)
    for each in others:
        other = _account(each.account_id)
        known = list_rows(other)
        if not is_reversed(known, each.entry):
            with copying.naming(other):
                prepared_reversal(actor, other, known, each.entry, reason="", data=data)
    if fee:
        _, after = prepared(actor, account, after, reversal_fee(actor, fee, ""))
    return _effect(account, rows, after, actor.today)


def preview_part(
    *, actor: Actor, account_id: int, data: EntryInput, amount: Decimal
) -> Effect:
    """Return what a part of a split would do by itself; parts are never copied.

    Raises what `splits.split_payment` raises for an account.
    """
    part = EntryInput(code=data.code, effective=data.effective, amount=amount)
    return _effect_of(actor, _account(account_id), part)


def _effect_of(actor: Actor, account: Account, data: EntryInput) -> Effect:
    rows = list_rows(account)
    row, with_it = prepared(actor, account, rows, data)
    day = max(actor.today, row.effective)
    promise = find_open_promise(account, rows, actor.today)
    return _effect(account, rows, with_it, day, row.entry, promise)


def _account(account_id: int) -> Account:
    return Account.objects.select_related("program").get(pk=account_id)


def _effect(
    account: Account,
    rows: Sequence[Transaction],
    after_rows: Sequence[Transaction],
    day: date,
    entry: int | None = None,
    promise: Promise | None = None,
) -> Effect:
    before = replayed(account, rows, day)
    after = replayed(account, after_rows, day)
    is_kept = promise is not None and is_kept_by(account, promise, after_rows, day)
    return Effect(
        account=account,
        before=before,
        after=after,
        allocation=_allocation(after, entry),
        keeps=promise.amount if promise is not None and is_kept else None,
    )


def _allocation(result: Result, entry: int | None) -> Allocation | None:
    found = (each for each in result.allocations if each.transaction is not None)
    return next((each for each in found if each.transaction.entry == entry), None)
