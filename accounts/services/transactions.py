"""Posting on accounts, and taking back what was posted. Nothing is ever changed."""

from decimal import Decimal
from uuid import UUID

from accounts.engine.transactions import Code
from accounts.inputs import EntryInput
from accounts.models import Account, Transaction
from accounts.services.accounts import lock_account
from accounts.services.entries import (
    add_entry,
    list_rows,
    posted_before,
    prepared_reversal,
    saved,
)
from accounts.services.snapshots import refresh_snapshot
from lendcore.actors import Actor
from lendcore.history.recording import records_history


@records_history
def post(*, actor: Actor, account_id: int, data: EntryInput) -> Transaction:
    """Return a new entry of an account.

    A second call with the same idempotency key returns the first one's entry. Raises
    EntryRefused for what the account can't take, KeyUsed for a key that stands for
    something else, PostedMeanwhile, NotActive, IsArchived.
    """
    account = lock_account(account_id)
    before = posted_before(account, data)
    if before is not None:
        return before
    row = add_entry(actor, account, data)
    refresh_snapshot(account, actor.today)
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
) -> Transaction:
    """Return the entry that takes another one back; the account is replayed as if
    neither had been.

    fee: charged with it, as for a payment that bounced. Raises AlreadyReversed,
    EntryRefused, NotActive, IsArchived.
    """
    account = lock_account(account_id)
    data = reversal_input(actor, note=note, idempotency_key=idempotency_key)
    known = _reversed_before(account, entry, data)
    if known is not None:
        return known
    row = reverse_entry(actor, account, entry, reason=reason, data=data)
    if fee:
        add_entry(actor, account, reversal_fee(actor, fee, note))
    refresh_snapshot(account, actor.today)
    return row


def reverse_entry(
    actor: Actor, account: Account, entry: int, *, reason: str, data: EntryInput
) -> Transaction:
    """Return the reversal of an entry, saved; the caller has locked the account."""
    row, _ = prepared_reversal(
        account, list_rows(account), entry, reason=reason, data=data
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


def _reversed_before(
    account: Account, entry: int, data: EntryInput
) -> Transaction | None:
    """Return the reversal that the same form has posted already."""
    if data.idempotency_key is None:
        return None
    return Transaction.objects.filter(
        account=account, reverses=entry, idempotency_key=data.idempotency_key
    ).first()
