"""The stored figures of accounts, written here alone."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from accounts.engine.account import Result, payoff_line_of, true_until_of
from accounts.engine.line import LineReplay
from accounts.engine.money import Rounding
from accounts.mapping import replayed
from accounts.models import Account, AccountSnapshot, Transaction
from accounts.services import listings, standings

_FIGURES = [
    field.name
    for field in AccountSnapshot._meta.concrete_fields
    if field.name not in ("id", "tenant", "account")
]


def refresh_snapshot(account: Account, today: date) -> AccountSnapshot | None:
    """Return the figures of an account as of a day, stored; None while it is inactive.

    The caller has locked the account's row. The standing of its customers follows.
    """
    (snapshot,) = refresh_snapshots([account], today)
    return snapshot


def refresh_snapshots(
    accounts: Sequence[Account], today: date
) -> list[AccountSnapshot | None]:
    """Return the figures of accounts that were changed together, stored.

    The rows that repeat them follow once, in one order for all: two callers with
    customers in common wait for each other instead of for ever.
    """
    active = [account for account in accounts if account.is_active]
    stored = {each.account_id: each for each in _store(active, today)}
    ids = [account.pk for account in accounts]
    if len(active) < len(accounts):
        paused = set(ids) - set(stored)
        AccountSnapshot.objects.filter(account_id__in=paused).delete()
    listings.refresh(ids)
    standings.refresh_of_accounts(ids)
    return [stored.get(each) for each in ids]


def _store(accounts: Sequence[Account], today: date) -> list[AccountSnapshot]:
    """Return the figures of active accounts, stored. Two queries."""
    entries: dict[int, list[Transaction]] = {account.pk: [] for account in accounts}
    for row in Transaction.objects.filter(account__in=entries).order_by("entry"):
        entries[row.account_id].append(row)
    found = [
        AccountSnapshot(
            account=account,
            entries=len(entries[account.pk]),
            **values_of(replayed(account, entries[account.pk], today)),
        )
        for account in accounts
    ]
    return AccountSnapshot.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["tenant", "account"],
        update_fields=_FIGURES,
    )


def add_snapshots(results: Iterable[tuple[Account, Result, int]]) -> None:
    """Store the figures of new accounts, many at once: each with its replay and how
    many transactions that went through.

    The caller has just made them, so that nobody else can post, and refreshes the
    list's rows and the standing of their customers.
    """
    AccountSnapshot.objects.bulk_create(
        (
            AccountSnapshot(account=account, entries=entries, **values_of(result))
            for account, result, entries in results
        ),
        batch_size=1_000,
    )


def values_of(result: Result) -> dict[str, object]:
    """Return the columns of a snapshot."""
    line = payoff_line_of(result)
    coming = result.next_due
    owed_interest = result.due_interest + result.accrued_interest
    available = result.available_credit if isinstance(result, LineReplay) else None
    return {
        "as_of": result.as_of,
        "true_until": until_of(result),
        "principal_cents": cents(result.principal),
        "interest_cents": cents(owed_interest),
        "fees_cents": cents(result.fees),
        "unapplied_cents": cents(result.unapplied),
        "payoff_cents": cents(result.payoff().amount),
        "payoff_fixed": line.fixed,
        "accrued": [each.accrued for each in line.accruals],
        "per_diem": [each.per_diem for each in line.accruals],
        "next_due_date": coming.due_date if coming else None,
        "next_due_cents": cents(coming.unpaid) if coming else 0,
        "oldest_due_date": result.oldest_due_date,
        "past_due_cents": cents(result.amount_past_due),
        "last_current_date": result.last_current_date,
        "available_cents": None if available is None else cents(available),
    }


def until_of(result: Result) -> date:
    """Return until when the stored figures hold.

    SQL rounds half a cent away from zero; other ways are right on their day alone.
    """
    if result.terms.rounding is not Rounding.HALF_UP:
        return result.as_of
    return true_until_of(result)


def cents(amount: Decimal) -> int:
    """Return an amount in cents."""
    return int(amount * 100)
