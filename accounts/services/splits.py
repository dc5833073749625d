"""Payments that are placed on several accounts at once: all of it or nothing."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from accounts.engine.transactions import Code
from accounts.inputs import EntryInput
from accounts.models import SplitPayment, Transaction
from accounts.queries.links import list_split_partners
from accounts.services.entries import (
    REFUSED,
    add_entry,
    author,
    is_reversed,
    list_rows,
    says_same,
)
from accounts.services.errors import AlreadyReversed, KeyUsed, SplitRefused
from accounts.services.locking import lock_accounts
from accounts.services.snapshots import refresh_snapshots
from accounts.services.transactions import reversal_input, reverse_entry
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.services.refusals import refused_as


@records_history
def split_payment(
    *,
    actor: Actor,
    account_id: int,
    data: EntryInput,
    parts: Sequence[tuple[int, Decimal]],
) -> SplitPayment:
    """Return a payment that is placed on an account and accounts linked to it.

    parts: account ids and amounts, which add up to data.amount. All or nothing. Raises
    SplitRefused, and what `post` raises.
    """
    ids = {each for each, _ in parts}
    accounts = lock_accounts({account_id, *ids})
    known = _split_before(data, parts)
    if known is not None:
        return known
    check_parts(account_id, data, parts)
    parent = SplitPayment(
        effective=data.effective,
        amount=data.amount,
        idempotency_key=data.idempotency_key,
        **author(actor),
    )
    with refused_as(REFUSED):
        parent.save()
    for each, amount in sorted(parts):
        part = replace(data, amount=amount, idempotency_key=None, seen_entry=None)
        add_entry(actor, accounts[each], part, parent=parent)
    refresh_snapshots([accounts[each] for each in sorted(ids)], actor.today)
    return parent


@records_history
def reverse_split(
    *,
    actor: Actor,
    split_id: int,
    reason: str,
    note: str = "",
    idempotency_key: UUID | None = None,
) -> list[Transaction]:
    """Return the entries that take back every part of a split that still stands.

    A second call with the same key returns those of the first. Raises AlreadyReversed
    where no part stands.
    """
    parts = list(Transaction.objects.filter(split_payment_id=split_id).order_by("pk"))
    accounts = lock_accounts({part.account_id for part in parts})
    known = _reversed_before(parts, idempotency_key)
    if known:
        return known
    data = reversal_input(actor, note=note, idempotency_key=idempotency_key)
    made: list[Transaction] = []
    for part in parts:
        account = accounts[part.account_id]
        if not is_reversed(list_rows(account), part.entry):
            made.append(
                reverse_entry(actor, account, part.entry, reason=reason, data=data)
            )
            # The first of them stands for all.
            data = reversal_input(actor, note=note)
    if not made:
        raise AlreadyReversed
    refresh_snapshots(list(accounts.values()), actor.today)
    return made


def check_parts(
    account_id: int, data: EntryInput, parts: Sequence[tuple[int, Decimal]]
) -> None:
    """Refuse parts that are not the payment, or not for accounts that are linked.

    The caller has locked the accounts, so that no link goes meanwhile. Raises
    SplitRefused.
    """
    if len({each for each, _ in parts}) < len(parts):
        raise SplitRefused("Each account can have one part only.")
    if sum((amount for _, amount in parts), Decimal(0)) != data.amount:
        raise SplitRefused("The parts must add up to the payment.")
    allowed = {account_id, *list_split_partners(account_id)}
    if any(each not in allowed for each, _ in parts):
        raise SplitRefused("A part is for an account that is not linked.")


def _reversed_before(
    parts: Sequence[Transaction], key: UUID | None
) -> list[Transaction]:
    """Return the reversals that the same form has posted already.

    Raises KeyUsed where it was sent for something else, such as one part alone.
    """
    first = Transaction.objects.filter(idempotency_key=key).first() if key else None
    if first is None:
        return []
    made = Transaction.objects.filter(change_set=first.change_set, code=Code.REVERSAL)
    gone = {(each.account_id, each.reverses) for each in made}
    if first.code != Code.REVERSAL or not gone <= {
        (part.account_id, part.entry) for part in parts
    }:
        raise KeyUsed
    still = {(part.account_id, part.entry) for part in parts} - gone
    reversed_otherwise = Transaction.objects.filter(
        account_id__in={pk for pk, _ in still}, code=Code.REVERSAL
    ).values_list("account_id", "reverses")
    if still - set(reversed_otherwise):
        raise KeyUsed
    return list(made.order_by("pk"))


def _split_before(
    data: EntryInput, parts: Sequence[tuple[int, Decimal]]
) -> SplitPayment | None:
    """Return the split that the same form has posted already. Raises KeyUsed."""
    if data.idempotency_key is None:
        return None
    found = SplitPayment.objects.filter(idempotency_key=data.idempotency_key)
    known = found.prefetch_related("parts__account").first()
    if known is None:
        return None
    made = {part.account_id: part for part in known.parts.all()}
    same = made.keys() == dict(parts).keys() and all(
        says_same(made[each], replace(data, amount=amount)) for each, amount in parts
    )
    if not same:
        raise KeyUsed
    return known
