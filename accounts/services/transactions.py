"""Posting on accounts, and taking back what was posted. Nothing is ever changed."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from accounts.engine.transactions import Code
from accounts.inputs import EntryInput
from accounts.models import Account, Transaction
from accounts.services import copying
from accounts.services.entries import (
    add_entry,
    is_reversed,
    list_rows,
    posted_before,
    prepared_reversal,
    saved,
)
from accounts.services.errors import KeyUsed
from accounts.services.locking import lock_accounts
from accounts.services.snapshots import refresh_snapshots
from lendcore.actors import Actor
from lendcore.history.recording import records_history


@records_history
def post(*, actor: Actor, account_id: int, data: EntryInput) -> Transaction:
    """Return a new entry of an account.

    A second call with the same idempotency key returns the first one's entry. Raises
    EntryRefused for what the account can't take, KeyUsed for a key that stands for
    something else, PostedMeanwhile, NotActive, IsArchived; CopyRefused, Stale where
    linked accounts get it too.
    """
    account, others = copying.lock_with_targets(account_id, data.code)
    before = posted_before(account, data)
    if before is not None:
        return before
    row = add_entry(actor, account, data)
    for other in others:
        with copying.naming(other):
            add_entry(actor, other, copying.copy_of(data), copied_from=row)
    refresh_snapshots([account, *others], actor.today)
    return row


@records_history
def reverse(
    *,
    actor: Actor,
    account_id: int,
    entry: int,
    reason: str,
    note: str = "",
    fee: Decimal | None = None,
    idempotency_key: UUID | None = None,
    with_copies: bool = False,
) -> Transaction:
    """Return the entry that takes another one back; the account is replayed as if
    neither had been.

    fee: charged with it, as for a payment that bounced. with_copies: what was posted
    with it on linked accounts is taken back too. Raises AlreadyReversed, EntryRefused,
    NotActive, IsArchived, CopyRefused.
    """
    copies = copying.list_copies(account_id, entry) if with_copies else []
    accounts = lock_accounts({account_id, *(copy.account_id for copy in copies)})
    account = accounts[account_id]
    data = reversal_input(actor, note=note, idempotency_key=idempotency_key)
    known = _reversed_before(data)
    if known:
        _refuse_other_reversal(known, account, entry, reason, fee)
        return known[0]
    row = reverse_entry(actor, account, entry, reason=reason, data=data)
    if fee:
        add_entry(actor, account, reversal_fee(actor, fee, note))
    for copy in copies:
        other = accounts[copy.account_id]
        if is_reversed(list_rows(other), copy.entry):
            continue
        with copying.naming(other):
            data = reversal_input(actor, note=note)
            reverse_entry(actor, other, copy.entry, reason=reason, data=data)
    refresh_snapshots(list(accounts.values()), actor.today)
    return row


def reverse_entry(
    actor: Actor, account: Account, entry: int, *, reason: str, data: EntryInput
) -> Transaction:
    """Return the reversal of an entry, saved; the caller has locked the account."""
    row, _ = prepared_reversal(
        actor, account, list_rows(account), entry, reason=reason, data=data
    )
    return saved(row, actor)


def reversal_input(
    actor: Actor, *, note: str = "", idempotency_key: UUID | None = None
) -> EntryInput:
    """Return what a reversal of today says for itself."""
    return EntryInput(
        code=Code.REVERSAL,
        effective=actor.today,
        note=note,
        idempotency_key=idempotency_key,
    )


def reversal_fee(actor: Actor, amount: Decimal, note: str) -> EntryInput:
    """Return the charge for a payment that came back."""
    return EntryInput(
        code=Code.CHARGE,
        effective=actor.today,
        amount=amount,
        note=note or "Returned payment",
    )


def _reversed_before(data: EntryInput) -> list[Transaction]:
    """Return what the same form has posted already: the reversal, and what went with
    it."""
    if data.idempotency_key is None:
        return []
    key = data.idempotency_key
    first = Transaction.objects.filter(idempotency_key=key).first()
    if first is None:
        return []
    rows = Transaction.objects.filter(change_set=first.change_set).exclude(pk=first.pk)
    return [first, *rows.order_by("pk")]


def _refuse_other_reversal(
    known: Sequence[Transaction],
    account: Account,
    entry: int,
    reason: str,
    fee: Decimal | None,
) -> None:
    """Refuse a form that asks for something else than it has done. Raises KeyUsed."""
    first, *others = known
    asked = (account.pk, Code.REVERSAL, entry, reason)
    charged = [each.amount for each in others if each.code == Code.CHARGE]
    did = (first.account_id, first.code, first.reverses, first.reason)
    if did != asked or charged != ([fee] if fee else []):
        raise KeyUsed
