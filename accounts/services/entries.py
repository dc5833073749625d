"""One entry of an account: whether it can be taken, and its row.

For the services that post, reverse and preview. The caller has locked the account.
"""

from collections.abc import Sequence

from accounts.engine.account import Result
from accounts.engine.errors import EngineError
from accounts.engine.transactions import Code
from accounts.engine.transactions import Transaction as Entry
from accounts.inputs import EntryInput
from accounts.mapping import first_day, read_entry, replayed, terms_of
from accounts.models import Account, Kind, SplitPayment, Transaction
from accounts.services.cut_off import refuse_closed, refuse_closed_reversal
from accounts.services.errors import (
    AccountRefused,
    AlreadyReversed,
    EntryRefused,
    IsArchived,
    KeyUsed,
    NotActive,
    PostedMeanwhile,
)
from lendcore.actors import Actor
from lendcore.services.refusals import refused_as

_DRAWS = frozenset({Code.ADVANCE, Code.PENDING_SWIPE, Code.SETTLED_SWIPE})
# What a person says of an entry; the rest is when, by whom and by which form.
_SAID = (
    "code",
    "effective",
    "amount",
    "details",
    "method",
    "reference",
    "payer",
    "note",
)
REFUSED = {
    "accounts_entry_key": KeyUsed,
    "accounts_split_key": KeyUsed,
    "accounts_reversed_once": AlreadyReversed,
}


def add_entry(
    actor: Actor,
    account: Account,
    data: EntryInput,
    *,
    parent: SplitPayment | None = None,
    copied_from: Transaction | None = None,
) -> Transaction:
    """Return a new entry, saved. Raises EntryRefused, BooksClosed, PostedMeanwhile,
    NotActive, IsArchived."""
    row, _ = prepared(actor, account, list_rows(account), data)
    row.split_payment, row.copied_from = parent, copied_from
    return saved(row, actor)


def prepared(
    actor: Actor, account: Account, rows: Sequence[Transaction], data: EntryInput
) -> tuple[Transaction, Sequence[Transaction]]:
    """Return an entry that the account can take, not saved, and all rows with it.

    Raises what `add_entry` raises.
    """
    refuse_idle(account)
    refuse_closed(actor, data.effective)
    _refuse_stale(rows, data)
    row = _row(account, last_entry(rows) + 1, data)
    _refuse_draw(actor, account, rows, row)
    with_it = [*rows, row]
    replayed_on_last_day(account, with_it, row)
    return row, with_it


def prepared_reversal(
    actor: Actor,
    account: Account,
    rows: Sequence[Transaction],
    entry: int,
    *,
    reason: str,
    data: EntryInput,
) -> tuple[Transaction, Sequence[Transaction]]:
    """Return the entry that takes another one back, not saved, and all rows with it.

    data: code, day, note and key of the reversal. Raises AlreadyReversed, EntryRefused,
    PostedMeanwhile, NotActive, IsArchived.
    """
    refuse_idle(account)
    target = next((row for row in rows if row.entry == entry), None)
    if target is None or target.code in (Code.REVERSAL, Code.BOARDING):
        raise AccountRefused("Only an entry that was posted can be reversed.")
    if is_reversed(rows, entry):
        raise AlreadyReversed
    refuse_closed_reversal(actor, target)
    _refuse_stale(rows, data)
    row = _row(account, last_entry(rows) + 1, data)
    row.amount, row.reverses, row.reason = target.amount, entry, reason
    with_it = [*rows, row]
    replayed_on_last_day(account, with_it, row)
    return row, with_it


def list_rows(account: Account) -> list[Transaction]:
    """Return what was posted, in the order of entry. One query."""
    return list(Transaction.objects.filter(account=account).order_by("entry"))


def last_entry(rows: Sequence[Transaction]) -> int:
    """Return the number of the last entry; 0 without any."""
    return max((row.entry for row in rows), default=0)


def is_reversed(rows: Sequence[Transaction], entry: int) -> bool:
    """Return whether an entry was taken back."""
    return any(row.code == Code.REVERSAL and row.reverses == entry for row in rows)


def refuse_idle(account: Account) -> None:
    """Refuse an account on which nothing can be posted. Raises NotActive,
    IsArchived."""
    if account.is_archived:
        raise IsArchived
    if not account.is_active:
        raise NotActive


def check_entry(row: Transaction) -> Entry:
    """Return the row as the engine takes it. Raises EngineError."""
    return read_entry(
        row.entry, row.code, row.effective, row.amount, row.details, row.reverses
    )


def replayed_on_last_day(
    account: Account, rows: Sequence[Transaction], added: Transaction
) -> Result:
    """Return the account with one more entry, on the last day of which it knows.

    Raises EntryRefused where it can't take it.
    """
    last = max(row.effective for row in rows)
    try:
        check_entry(added)
        return replayed(account, rows, last)
    except EngineError as error:
        raise EntryRefused(error.sentence, field=error.field) from error


def posted_before(account: Account, data: EntryInput) -> Transaction | None:
    """Return the entry that the same form has posted already. Raises KeyUsed."""
    if data.idempotency_key is None:
        return None
    row = Transaction.objects.filter(idempotency_key=data.idempotency_key).first()
    if row is None:
        return None
    if row.account_id != account.pk or not says_same(row, data):
        raise KeyUsed
    return row


def says_same(row: Transaction, data: EntryInput) -> bool:
    """Return whether a row is what an input asks for, word for word."""
    wanted = _row(row.account, row.entry, data)
    return all(getattr(row, name) == getattr(wanted, name) for name in _SAID)


def saved(row: Transaction, actor: Actor) -> Transaction:
    """Return the row, saved with its author. Raises KeyUsed, AlreadyReversed."""
    for name, value in author(actor).items():
        setattr(row, name, value)
    with refused_as(REFUSED):
        row.save(force_insert=True)
    return row


def author(actor: Actor) -> dict[str, object]:
    """Return the columns that say who entered something, and when."""
    return {
        "entered_at": actor.at,
        "entered_by": actor.name,
        "entered_by_id": actor.user_id,
        "change_set": actor.change_set,
    }


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


def _refuse_stale(rows: Sequence[Transaction], data: EntryInput) -> None:
    if data.seen_entry is not None and data.seen_entry != last_entry(rows):
        raise PostedMeanwhile


def _refuse_draw(
    actor: Actor, account: Account, rows: Sequence[Transaction], row: Transaction
) -> None:
    """Refuse a draw that the rules of a line's program forbid on its day.

    What it takes of the limit must be available then and on every later day that has
    entries, today among them.
    """
    if account.kind != Kind.LINE or row.code not in _DRAWS:
        return
    program = account.program
    day = max(row.effective, first_day(terms_of(account), ()))
    line = replayed(account, rows, day)
    if program.refuses_over_limit:
        later = {each.effective for each in rows if each.effective > day}
        lines = [replayed(account, rows, on) for on in {*later, max(actor.today, day)}]
        available = min(each.available_credit for each in [line, *lines])
        if row.amount > available:
            raise EntryRefused(
                f"Only {max(available, 0):,.2f} of the limit is available.",
                field="amount",
            )
    if program.refuses_late_draws and not line.may_draw:
        raise EntryRefused("The draw period has ended.", field="effective")
    most = program.most_days_past_due
    if most is not None and line.days_past_due > most:
        raise EntryRefused(
            f"The line is {line.days_past_due} days past due.", field="amount"
        )
