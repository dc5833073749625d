"""Making batches of entries: rows with the accounts that they name, and their keys."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from accounts.imports.references import NO_ACCOUNT, NamedAccount, find_accounts
from accounts.imports.transactions.parsing import NOTHING, EntryParser, details_of
from accounts.models import Transaction
from accounts.services.errors import IsArchived, NotActive
from lendcore.imports.copy_text import packed_rows
from lendcore.imports.problems import Problem
from lendcore.imports.rows import BAD, ParsedRow
from lendcore.imports.staging import StagedTable

COLUMNS = (
    "account_id",
    "code",
    "effective",
    "amount",
    "details",
    "method",
    "reference",
    "payer",
    "note",
    "reason",
    "idempotency_key",
)
# Of this batch, of the whole file, and of the whole file in the order of entry.
BATCH = StagedTable(
    "staged_batch", model=Transaction, columns=COLUMNS, extra=[("reverses_key", "uuid")]
)
ENTRIES = StagedTable(
    "staged_entry", model=Transaction, columns=COLUMNS, extra=[("reverses_key", "uuid")]
)
NUMBERED = StagedTable(
    "staged_numbered",
    model=Transaction,
    columns=(*COLUMNS, "entry", "reverses"),
    extra=[("reverses_key", "uuid")],
)


def entry_key(tenant_id: int, account_id: int, external_id: str) -> UUID:
    """Return the idempotency key of an entry that another system knows by an id.

    So the same entry is never added twice, whichever file brings it.
    """
    return uuid5(NAMESPACE_URL, f"entry/{tenant_id}/{account_id}/{external_id}")


class Batch:
    """Some rows of the file, ready to be staged."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.becomes: Counter[str] = Counter()
        self.packed = ""
        self.count = 0


class BatchMaker:
    """Makes the batches of one run. One query for each."""

    def __init__(self, tenant_id: int, parser: EntryParser) -> None:
        self._tenant_id = tenant_id
        self._parser = parser

    def make(self, rows: Iterable[ParsedRow]) -> Batch:
        """Return what some rows say, with ids and keys."""
        rows, batch = list(rows), Batch()
        good = [row for row in rows if not row.is_bad]
        with transaction.atomic():
            accounts = find_accounts(row.given["account"] for row in good)
        staged = []
        for row in good:
            account = accounts.get(row.given["account"])
            reason = _refusal(account)
            if reason:
                problem = self._parser.problem(row, "account", reason)
                row.problems.append(problem)
            else:
                staged.append(self._staged(row, account.id))
        for row in rows:
            batch.problems += row.problems
            batch.becomes[BAD] += row.is_bad
        batch.count = len(staged)
        batch.packed = packed_rows(staged) if staged else ""
        return batch

    def _staged(self, row: ParsedRow, account_id: int) -> tuple[Any, ...]:
        given = row.given
        details, reverses = details_of(row), given.get("reverses")
        return (
            account_id,
            given["code"],
            given["effective"],
            given.get("amount", NOTHING),
            json.dumps(details) if details else "{}",
            given.get("method", ""),
            given.get("reference", ""),
            given.get("payer", ""),
            given.get("note", ""),
            given.get("reason", ""),
            self._key(account_id, given["external_id"]),
            row.line,
            self._key(account_id, reverses) if reverses else None,
        )

    def _key(self, account_id: int, external_id: str) -> str:
        return str(entry_key(self._tenant_id, account_id, external_id))


def _refusal(account: NamedAccount | None) -> str:
    if account is None:
        return NO_ACCOUNT
    if account.is_archived:
        return IsArchived.message
    return "" if account.is_active else NotActive.message
