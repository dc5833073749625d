"""Posting on accounts, and taking back what was posted. Nothing is ever changed."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from django.db.models import Max

from accounts.engine.account import Result
from accounts.engine.errors import EngineError
from accounts.engine.transactions import Code
from accounts.engine.transactions import Transaction as Entry
from accounts.inputs import EntryInput
from accounts.mapping import first_day, read_entry, replayed, terms_of
from accounts.models import Account, Kind, SplitPayment, Transaction
from accounts.queries.links import list_split_partners
from accounts.services import copying
from accounts.services.accounts import lock_accounts
from accounts.services.cut_off import refuse_closed, refuse_closed_reversal
from accounts.services.errors import (
    AccountRefused,
    AlreadyReversed,
    EntryRefused,
    IsArchived,
    KeyUsed,
    NotActive,
    SplitRefused,
)
from accounts.services.snapshots import refresh_snapshot
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.services.refusals import refused_as

_DRAWS = frozenset({Code.ADVANCE, Code.PENDING_SWIPE, Code.SETTLED_SWIPE})
_REFUSED = {
    "accounts_entry_key": KeyUsed,
    "accounts_split_key": KeyUsed,
    "accounts_reversed_once": AlreadyReversed,
}


@records_history
def post(*, actor: Actor, account_id: int, data: EntryInput) -> Transaction:
    """Return a new entry of an account.

    A second call with the same idempotency key returns the first one's entry. Raises
    EntryRefused for what the account can't take, KeyUsed for a key that stands for
    something else, NotActive, IsArchived; CopyRefused, Stale where linked accounts
    get it too.
    """
    account, others = copying.lock_with_targets(account_id, data.code)
    before = _posted_before(account, data)
    if before is not None:
        return before
    row = _add(actor, account, data)
    refresh_snapshot(account, actor.today)
    for other in others:
        with copying.naming(other):
            _add(actor, other, copying.copy_of(data), copied_from=row)
        refresh_snapshot(other, actor.today)
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
    row = _reverse(actor, account, entry, reason, note, idempotency_key)
    if fee:
        charge = EntryInput(
            code=Code.CHARGE, effective=actor.today, amount=fee, note=note
        )
        _add(actor, account, charge)
    refresh_snapshot(account, actor.today)
    for copy in copies:
        other = accounts[copy.account_id]
        if _is_reversed(other, copy.entry):
            continue
        with copying.naming(other):
            _reverse(actor, other, copy.entry, reason, note, None)
        refresh_snapshot(other, actor.today)
    return row


# Split payments -------------------------------------------------------------------


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
    ids = [each for each, _ in parts]
    _check_parts(account_id, data, parts)
    accounts = lock_accounts({account_id, *ids})
    known = _split_before(data)
    if known is not None:
        return known
    parent = SplitPayment(
        effective=data.effective,
        amount=data.amount,
        idempotency_key=data.idempotency_key,
        **_author(actor),
    )
    with refused_as(_REFUSED):
        parent.save()
    for each, amount in sorted(parts):
        part = replace(data, amount=amount, idempotency_key=None)
        _add(actor, accounts[each], part, parent=parent)
    for each in sorted(set(ids)):
        refresh_snapshot(accounts[each], actor.today)
    return parent


@records_history
def reverse_split(
    *, actor: Actor, split_id: int, reason: str, note: str = ""
) -> list[Transaction]:
    """Return the entries that take back every part of a split that still stands.

    Raises AlreadyReversed where none does.
    """
    parts = list(Transaction.objects.filter(split_payment_id=split_id).order_by("pk"))
    accounts = lock_accounts({part.account_id for part in parts})
    rows = []
    for part in parts:
        account = accounts[part.account_id]
        if not _is_reversed(account, part.entry):
            rows.append(_reverse(actor, account, part.entry, reason, note, None))
    if not rows:
        raise AlreadyReversed
    for account in accounts.values():
        refresh_snapshot(account, actor.today)
    return rows


def _check_parts(
    account_id: int, data: EntryInput, parts: Sequence[tuple[int, Decimal]]
) -> None:
    if len({each for each, _ in parts}) < len(parts):
        raise SplitRefused("Each account can have one part only.")
    if sum((amount for _, amount in parts), Decimal(0)) != data.amount:
        raise SplitRefused("The parts must add up to the payment.")
    allowed = {account_id, *list_split_partners(account_id)}
    if any(each not in allowed for each, _ in parts):
        raise SplitRefused("A part is for an account that is not linked.")


def _split_before(data: EntryInput) -> SplitPayment | None:
    if data.idempotency_key is None:
        return None
    return SplitPayment.objects.filter(idempotency_key=data.idempotency_key).first()


# One entry ------------------------------------------------------------------------


def preview(account: Account, data: EntryInput, as_of: object) -> tuple[Result, Result]:
    """Return the account before and after an entry, of which nothing is saved.

    Raises EntryRefused.
    """
    rows = list(Transaction.objects.filter(account=account).order_by("entry"))
    day = max(as_of, data.effective)
    before = replayed(account, rows, day)
    added = _row(account, len(rows) + 1, data)
    return before, _replayed_with(account, rows, added)


def _add(
    actor: Actor,
    account: Account,
    data: EntryInput,
    *,
    parent: SplitPayment | None = None,
    copied_from: Transaction | None = None,
) -> Transaction:
    refuse_idle(account)
    refuse_closed(actor, data.effective)
    rows = list(Transaction.objects.filter(account=account).order_by("entry"))
    row = _row(account, next_entry(account), data)
    row.split_payment, row.copied_from = parent, copied_from
    _refuse_draw(account, rows, row, actor)
    _replayed_with(account, rows, row)
    return _saved(row, actor)


def refuse_idle(account: Account) -> None:
    """Refuse an account on which nothing can be posted. Raises NotActive,
    IsArchived."""
    if account.is_archived:
        raise IsArchived
    if not account.is_active:
        raise NotActive


def next_entry(account: Account) -> int:
    """Return the number of the next entry; the caller has locked the account."""
    found = Transaction.objects.filter(account=account).aggregate(last=Max("entry"))
    return (found["last"] or 0) + 1


def _row(account: Account, entry: int, data: EntryInput) -> Transaction:
    return Transaction(
        account=account,
        entry=entry,
        code=data.code,
        effective=data.effective,
        amount=data.amount,
        reverses=data.details.get("reverses"),
        details={
            name: value for name, value in data.details.items() if name != "reverses"
        },
        method=data.method,
        reference=data.reference,
        payer=data.payer,
        note=data.note,
        idempotency_key=data.idempotency_key,
    )


def _replayed_with(
    account: Account, rows: Sequence[Transaction], added: Transaction
) -> Result:
    """Return the account with one more entry, on the last day of which it knows.

    Raises EntryRefused where it can't take it.
    """
    last = max([added.effective, *(row.effective for row in rows)])
    try:
        check_entry(added)
        return replayed(account, [*rows, added], last)
    except EngineError as error:
        raise EntryRefused(error.sentence, field=error.field) from error


def check_entry(row: Transaction) -> Entry:
    """Return the row as the engine takes it. Raises EngineError."""
    return read_entry(
        row.entry, row.code, row.effective, row.amount, row.details, row.reverses
    )


def _refuse_draw(
    account: Account, rows: Sequence[Transaction], row: Transaction, actor: Actor
) -> None:
    """Refuse a draw that the rules of a line's program forbid today."""
    if account.kind != Kind.LINE or row.code not in _DRAWS:
        return
    program = account.program
    day = max(row.effective, first_day(terms_of(account), ()))
    line = replayed(account, rows, day)
    if program.refuses_over_limit and row.amount > line.available_credit:
        raise EntryRefused(
            f"Only {line.available_credit:,} of the limit is available.", field="amount"
        )
    if program.refuses_late_draws and not line.may_draw:
        raise EntryRefused("The draw period has ended.", field="effective")
    most = program.most_days_past_due
    if most is not None and line.days_past_due > most:
        raise EntryRefused(
            f"The line is {line.days_past_due} days past due.", field="amount"
        )


def _posted_before(account: Account, data: EntryInput) -> Transaction | None:
    """Return the entry that the same form has posted already. Raises KeyUsed."""
    if data.idempotency_key is None:
        return None
    row = Transaction.objects.filter(idempotency_key=data.idempotency_key).first()
    if row is None:
        return None
    same = (row.account_id, row.code, row.effective, row.amount)
    if same != (account.pk, data.code, data.effective, data.amount):
        raise KeyUsed
    return row


def _reverse(
    actor: Actor,
    account: Account,
    entry: int,
    reason: str,
    note: str,
    idempotency_key: UUID | None,
) -> Transaction:
    refuse_idle(account)
    rows = list(Transaction.objects.filter(account=account).order_by("entry"))
    target = next((row for row in rows if row.entry == entry), None)
    if target is None or target.code == Code.REVERSAL:
        raise AccountRefused("Only an entry that was posted can be reversed.")
    if _is_reversed(account, entry):
        raise AlreadyReversed
    refuse_closed_reversal(actor, target)
    data = EntryInput(
        code=Code.REVERSAL,
        effective=actor.today,
        amount=target.amount,
        details={"reverses": entry},
        note=note,
        idempotency_key=idempotency_key,
    )
    row = _row(account, next_entry(account), data)
    row.reason = reason
    _replayed_with(account, rows, row)
    return _saved(row, actor)


def _is_reversed(account: Account, entry: int) -> bool:
    return Transaction.objects.filter(
        account=account, code=Code.REVERSAL, reverses=entry
    ).exists()


def _saved(row: Transaction, actor: Actor) -> Transaction:
    for name, value in _author(actor).items():
        setattr(row, name, value)
    with refused_as(_REFUSED):
        row.save(force_insert=True)
    return row


def _author(actor: Actor) -> dict[str, object]:
    return {
        "entered_at": actor.at,
        "entered_by": actor.name,
        "entered_by_id": actor.user_id,
        "change_set": actor.change_set,
    }
