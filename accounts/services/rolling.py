"""Bringing stored figures to a new day, and checking them."""

from collections.abc import Iterator
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
from accounts.services.snapshots import refresh_snapshot, values_of

BATCH = 200
# Accruals are stored with forty decimals.
_CLOSE = Decimal("1e-30")


@dataclass(frozen=True)
class Difference:
    """What is wrong with the stored figures of an account."""

    account_id: int
    number: str
    sentence: str


# Rolling ------------------------------------------------------------------------


def count_due(today: date) -> int:
    """Return how many accounts have figures that hold no more. One query."""
    return _due(today).count()


def roll(today: date) -> Iterator[int]:
    """Refresh the figures that hold no more, and yield the id of each account.

    Each account is a transaction of its own, under its lock: agents may post meanwhile,
    a run may be stopped anywhere and begun again, and two runs do no harm. Accounts
    that are locked are left to the next round.
    """
    last = 0
    while ids := list(
        _due(today)
        .filter(account_id__gt=last)
        .order_by("account_id")
        .values_list("account_id", flat=True)[:BATCH]
    ):
        for account_id in ids:
            if roll_account(account_id, today):
                yield account_id
        last = ids[-1]


def roll_account(account_id: int, today: date) -> bool:
    """Refresh one account's figures if they hold no more; return whether they did not.

    An account that somebody is posting on is refreshed by them.
    """
    with transaction.atomic():
        account = (
            Account.objects.select_for_update(skip_locked=True)
            .filter(pk=account_id)
            .first()
        )
        if account is None or not _due(today).filter(account=account).exists():
            return False
        refresh_snapshot(account, today)
        return True


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
