"""Today's figures of many accounts: stored ones while they hold, others replayed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F

from accounts.models import Account, Transaction
from accounts.queries.figures import (
    ListedFigures,
    StoredFigures,
    figures_of_snapshot,
    holds_on,
    replay_figures,
)

# An account's id, whether it is active, and what is stored of it.
type Listed = tuple[int, bool, StoredFigures | None]


def stored_figures(path: str) -> dict[str, F]:
    """Return what a query of values reads of snapshots along.

    path: from its rows to the snapshots, as "account__snapshots".
    """
    return {f"snapshot_{name}": F(f"{path}__{name}") for name in StoredFigures._fields}


def read_stored(row: Mapping[str, Any]) -> StoredFigures | None:
    """Return the figures that a row read along with `stored_figures`, if any."""
    if row["snapshot_as_of"] is None:
        return None
    return StoredFigures(*(row[f"snapshot_{name}"] for name in StoredFigures._fields))


def figures_today(
    accounts: Iterable[Listed], today: date
) -> tuple[dict[int, ListedFigures | None], list[int]]:
    """Return figures by account, and the accounts whose stored figures have ended.

    Two queries where some have, none otherwise. Nothing is written.
    """
    accounts = list(accounts)
    unfit = [
        account_id
        for account_id, is_active, stored in accounts
        if is_active and not holds_on(stored, today)
    ]
    figures = replayed_by_id(unfit, today)
    to_refresh = []
    for account_id, _, stored in accounts:
        if stored is not None and account_id not in figures:
            figures[account_id] = figures_of_snapshot(stored, today)
        # What begins later is true as it is.
        elif account_id in figures and (stored is None or stored.true_until < today):
            to_refresh.append(account_id)
    return figures, to_refresh


def replayed_by_id(ids: Sequence[int], day: date) -> dict[int, ListedFigures | None]:
    """Return figures by account on a day, None for what begins later. Two queries,
    none without accounts."""
    if not ids:
        return {}
    return replayed(list(Account.objects.filter(pk__in=ids).defer("search")), day)


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
