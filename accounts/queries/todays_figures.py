"""Today's figures of many accounts: stored ones while they hold, others replayed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import F

from accounts.models import Account, AccountSnapshot, Transaction
from accounts.queries.figures import (
    ListedFigures,
    figures_of_snapshot,
    holds_on,
    replay_figures,
)

_STORED = (
    "as_of",
    "true_until",
    "principal_cents",
    "payoff_cents",
    "payoff_fixed",
    "accrued",
    "per_diem",
    "next_due_date",
    "next_due_cents",
    "oldest_due_date",
    "past_due_cents",
)

type Stored = tuple[Account, AccountSnapshot | None]


def stored_figures(path: str) -> dict[str, F]:
    """Return what a query annotates to read snapshots along.

    path: from its rows to the snapshots, as "account__snapshots".
    """
    return {f"snapshot_{name}": F(f"{path}__{name}") for name in _STORED}


def read_stored(row: Any, account_id: int) -> AccountSnapshot | None:
    """Return the snapshot that a row with `stored_figures` read along, if any."""
    if row.snapshot_as_of is None:
        return None
    values = {name: getattr(row, f"snapshot_{name}") for name in _STORED}
    return AccountSnapshot(account_id=account_id, **values)


def figures_today(
    accounts: Iterable[Stored], today: date
) -> tuple[dict[int, ListedFigures | None], list[int]]:
    """Return figures by account, and the accounts whose stored figures have ended.

    One query where some have, none otherwise. Nothing is written.
    """
    accounts = list(accounts)
    unfit = [
        account
        for account, snapshot in accounts
        if account.is_active and not holds_on(snapshot, today)
    ]
    figures = replayed(unfit, today)
    to_refresh = []
    for account, snapshot in accounts:
        if snapshot is not None and account.pk not in figures:
            figures[account.pk] = figures_of_snapshot(snapshot, today)
        # What begins later is true as it is.
        elif account.pk in figures and (
            snapshot is None or snapshot.true_until < today
        ):
            to_refresh.append(account.pk)
    return figures, to_refresh


def replayed(accounts: Sequence[Account], day: date) -> dict[int, ListedFigures | None]:
    """Return figures by account on a day, None for what begins later. One query,
    none without accounts."""
    if not accounts:
        return {}
    entries = defaultdict(list)
    rows = Transaction.objects.filter(account__in=accounts)
    for row in rows.order_by("account_id", "entry"):
        entries[row.account_id].append(row)
    return {
        account.pk: replay_figures(account, entries[account.pk], day)
        for account in accounts
    }
