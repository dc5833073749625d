"""Making batches of links: rows with the accounts and customers that they name."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.imports.links.parsing import LinkParser
from accounts.imports.references import (
    NO_ACCOUNT,
    NO_CUSTOMER,
    find_accounts,
    find_customers,
)
from accounts.models import AccountCustomer
from accounts.models.links import CHANNELS
from lendcore.imports.copy_text import packed_rows
from lendcore.imports.problems import Problem
from lendcore.imports.rows import BAD, ParsedRow
from lendcore.imports.staging import StagedTable

LINKS = StagedTable(
    "staged_link",
    model=AccountCustomer,
    columns=(
        "account_id",
        "customer_id",
        "role",
        "ecoa_code",
        *(f"{channel}_access" for channel in CHANNELS),
    ),
    extra=[
        ("id", "bigint"),
        ("action", "text"),
        ("becomes", "text"),
        ("changed_fields", "varchar[]"),
        *((f"{channel}_source", "text") for channel in CHANNELS),
    ],
)
# Of a link on file, filled in by SQL.
_UNKNOWN = (None, None, *(None for _ in CHANNELS))


class Batch:
    """Some rows of the file, ready to be staged."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.becomes: Counter[str] = Counter()
        self.packed = ""


class BatchMaker:
    """Makes the batches of one run. Two queries for each."""

    def __init__(self, parser: LinkParser) -> None:
        self._parser = parser

    def make(self, rows: Iterable[ParsedRow]) -> Batch:
        """Return what some rows say, with ids."""
        rows, batch = list(rows), Batch()
        good = [row for row in rows if not row.is_bad]
        with transaction.atomic():
            accounts = find_accounts(row.given["account"] for row in good)
            customers = find_customers(row.given["customer"] for row in good)
        staged: list[tuple[Any, ...]] = []
        for row in good:
            account = accounts.get(row.given["account"])
            customer = customers.get(row.given["customer"])
            if account is None:
                self._report(row, "account", NO_ACCOUNT)
            if customer is None:
                self._report(row, "customer", NO_CUSTOMER)
            if account is not None and customer is not None:
                staged.append(_staged(row, account.id, customer))
        for row in rows:
            batch.problems += row.problems
            batch.becomes[BAD] += row.is_bad
        batch.packed = packed_rows(staged) if staged else ""
        return batch

    def _report(self, row: ParsedRow, column: str, reason: str) -> None:
        row.problems.append(self._parser.problem(row, column, reason))


def _staged(row: ParsedRow, account_id: int, customer_id: int) -> tuple[Any, ...]:
    given = row.given
    return (
        account_id,
        customer_id,
        given.get("role"),
        given.get("ecoa_code"),
        *(given.get(f"{channel}_access") for channel in CHANNELS),
        row.line,
        None,
        row.action,
        *_UNKNOWN,
    )
