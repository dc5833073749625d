"""Bringing stored figures to a new day, and checking them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from accounts.engine.account import verify
from accounts.engine.errors import EngineError, IdentityBroken
from accounts.mapping import entries_of, first_day, terms_of
from accounts.models import Account, AccountSnapshot, Transaction
from accounts.services import listings
from accounts.services.snapshots import refresh_snapshots, values_of

# Whoever posts on one of them waits for all: some tenths of a second.
BATCH = 50
# Accruals are stored with forty decimals.
_CLOSE = Decimal("1e-30")


@dataclass(frozen=True)
class Difference:
    """What is wrong with the stored figures of an account."""

    account_id: int
    number: str
    sentence: str


@dataclass(frozen=True)
class Rolled:
    """An account whose time had come. problem: why its figures could not be found."""

    account_id: int
    problem: str = ""


# Rolling ------------------------------------------------------------------------


def count_due(today: date) -> int:
    """Return how many accounts have figures that hold no more. One query."""
    return _due(today).count()


def roll(today: date) -> Iterator[Rolled]:
    """Refresh the figures that hold no more, and yield each account.

    A few accounts make a transaction, under their locks: agents may post meanwhile and
    wait for a moment at most, a run may be stopped anywhere and begun again, and two
    runs do no harm. Accounts that are locked are left to the next round. One that can't
    be replayed is named, and keeps nobody else from being rolled.
    """
    last = 0
    while ids := list(
        _due(today)
        .filter(account_id__gt=last)
        .order_by("account_id")
        .values_list("account_id", flat=True)[:BATCH]
    ):
        yield from roll_accounts(ids, today)
        last = ids[-1]


def roll_accounts(ids: Sequence[int], today: date) -> list[Rolled]:
    """Refresh some accounts' figures if they hold no more; return those that were
    looked at.

    An account that somebody is posting on is refreshed by them.
    """
    try:
        return [Rolled(pk) for pk in _roll_together(ids, today)]
    except EngineError as error:
        if len(ids) == 1:
            return [Rolled(ids[0], str(error))]
    return [rolled for pk in ids for rolled in roll_accounts([pk], today)]


@transaction.atomic
def _roll_together(ids: Sequence[int], today: date) -> list[int]:
    free = Account.objects.select_for_update(skip_locked=True).filter(pk__in=ids)
    locked = {account.pk: account for account in free.order_by("pk")}
    # Whoever held a lock until just now may have refreshed the figures.
    due = _due(today).filter(account_id__in=locked).order_by("account_id")
    rolled = list(due.values_list("account_id", flat=True))
    refresh_snapshots([locked[pk] for pk in rolled], today)
    return rolled


def numbers_of(account_ids: Iterable[int]) -> dict[int, str]:
    """Return the numbers of some accounts. One query."""
    found = Account.objects.filter(pk__in=list(account_ids))
    return dict(found.values_list("pk", "number"))


def _due(today: date) -> QuerySet[AccountSnapshot]:
    return AccountSnapshot.objects.filter(true_until__lt=today)


# Checking -----------------------------------------------------------------------


def verify_accounts(ids: Iterator[int]) -> Iterator[Difference | None]:
    """Go through accounts in several ways; yield what differs of each, or None."""
    for account_id in ids:
        with transaction.atomic():
            account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
            yield verify_account(account)


def verify_account(account: Account) -> Difference | None:
    """Return how an account's stored figures differ from a replay, if they do."""
    snapshot = AccountSnapshot.objects.filter(account=account).first()
    if snapshot is None:
        if not account.is_active:
            return _verify_listing(account)
        sentence = "It is active and has no figures."
        return Difference(account.pk, account.number, sentence)
    rows = list(Transaction.objects.filter(account=account).order_by("entry"))
    try:
        terms, entries = terms_of(account), entries_of(rows)
        day = max(snapshot.as_of, first_day(terms, entries))
        result = verify(terms, entries, day)
    except (EngineError, IdentityBroken) as error:
        return Difference(account.pk, account.number, str(error))
    wanted = values_of(result) | {"entries": len(rows)}
    differing = [
        name
        for name, value in wanted.items()
        if not _same(getattr(snapshot, name), value)
    ]
    if not differing:
        return _verify_listing(account)
    sentence = f"Stored otherwise than replayed: {', '.join(differing)}."
    return Difference(account.pk, account.number, sentence)


def _verify_listing(account: Account) -> Difference | None:
    if not listings.find_wrong([account.pk]):
        return None
    sentence = "Its row of the list is not what is stored of it."
    return Difference(account.pk, account.number, sentence)


def _same(stored: object, replayed: object) -> bool:
    if isinstance(stored, list) and isinstance(replayed, list):
        pairs = zip(stored, replayed, strict=True)
        return all(abs(one - other) < _CLOSE for one, other in pairs)
    return stored == replayed


def list_ids() -> Iterator[int]:
    """Return the ids of all accounts that are not archived, in batches. One query for
    each batch."""
    last = 0
    while ids := list(
        Account.objects.filter(pk__gt=last, archived_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    ):
        yield from ids
        last = ids[-1]
