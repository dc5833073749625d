"""Files of accounts, of their customers and of their entries, and runs over them."""

from pathlib import Path
from typing import Any

from accounts.imports.accounts.run import AccountOptions, import_accounts
from accounts.imports.links.run import import_links
from accounts.imports.transactions.run import import_transactions
from lendcore.imports.run import Result
from tests.builders_accounts import LEASE, LOAN
from tests.builders_imports import run_import, write


def loan(number: int = 1, /, **cells: Any) -> dict[str, str]:
    """Return a row of a loan that is fine as it is, and not activated."""
    terms = {name: str(value) for name, value in LOAN.items()}
    return {"import_id": f"OLD-{number}", "kind": "loan", **terms, **cells}


def lease(number: int = 1, /, **cells: Any) -> dict[str, str]:
    terms = {name: str(value) for name, value in LEASE.items()}
    return {"import_id": f"OLD-{number}", "kind": "lease", **terms, **cells}


def running(number: int = 1, /, **cells: Any) -> dict[str, str]:
    """Return a row of a loan that ran elsewhere until 10 October 2026."""
    opening = {
        "activate": "yes",
        "boarded_on": "2026-10-10",
        "principal": "2600.00",
        "next_due_date": "2026-11-01",
    }
    return loan(number, **(opening | cells))


def accounts_in(tenant: Any, folder: Path, rows: Any, **options: Any) -> Result:
    """Return the result of importing rows of accounts."""
    return run_import(
        tenant,
        write(folder, rows),
        importing=import_accounts,
        kind=AccountOptions,
        **options,
    )


def links_in(tenant: Any, folder: Path, rows: Any, **options: Any) -> Result:
    """Return the result of importing rows that say who is on which account."""
    path = write(folder, rows, "links.csv")
    return run_import(tenant, path, importing=import_links, **options)


def entry_row(number: int = 1, /, **cells: str) -> dict[str, str]:
    """Return a row of a payment on the first account that is fine as it is."""
    return {
        "account": "OLD-1",
        "external_id": f"P-{number}",
        "code": "payment",
        "effective": "2026-11-01",
        "amount": "888.49",
        **cells,
    }


def entries_in(tenant: Any, folder: Path, rows: Any, **options: Any) -> Result:
    """Return the result of importing rows of entries."""
    path = write(folder, rows, "entries.csv")
    return run_import(tenant, path, importing=import_transactions, **options)
