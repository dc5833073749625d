"""What is on file of the accounts that a batch of rows names."""

from collections.abc import Iterable

from django.db.models import Max

from accounts.engine.transactions import Code
from accounts.imports.accounts.rows import ACCOUNT_COLUMNS, Opening, Stored
from accounts.models import Account, Transaction

_NAMES = {"portfolio": "portfolio__name", "source_company": "source_company__name"}


def last_account_id() -> int:
    """Return the id of the newest account. One query."""
    return Account.objects.aggregate(last=Max("id"))["last"] or 0


def find_stored(import_ids: Iterable[str], *, up_to_id: int) -> dict[str, Stored]:
    """Return accounts by import id, with their opening figures. Up to three queries.

    up_to_id: the newest account when the run began; those that it made itself are not
    on file yet.
    """
    found = Account.objects.filter(import_id__in=list(import_ids), pk__lte=up_to_id)
    stored = {
        row["id"]: Stored(
            {column: row[column] for column in ACCOUNT_COLUMNS},
            {label: row[path] or "" for label, path in _NAMES.items()},
        )
        for row in found.values(*ACCOUNT_COLUMNS, *_NAMES.values())
    }
    if not stored:
        return {}
    posted = Transaction.objects.filter(account_id__in=list(stored))
    last = posted.values("account_id").annotate(last=Max("entry")).order_by()
    for row in last:
        stored[row["account_id"]].entries = row["last"]
    for row in posted.filter(code=Code.BOARDING).order_by("entry"):
        stored[row.account_id].opening = Opening(row.effective, row.details)
    return {each.columns["import_id"]: each for each in stored.values()}


def find_entries(account_ids: Iterable[int]) -> dict[int, list[Transaction]]:
    """Return what was posted on some accounts, in the order of entry. One query."""
    wanted = list(account_ids)
    found: dict[int, list[Transaction]] = {}
    if wanted:
        rows = Transaction.objects.filter(account_id__in=wanted)
        for row in rows.order_by("account_id", "entry"):
            found.setdefault(row.account_id, []).append(row)
    return found
