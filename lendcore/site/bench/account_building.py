"""The accounts of the large tenant: some imported, then copied by the owner.

A build that was stopped goes on where it stopped: each file and each round of copies
is a transaction of its own, known by what it left behind.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from django.db.models import Min
from django.utils import timezone

from accounts.imports.accounts.run import AccountOptions, import_accounts
from accounts.imports.links.run import import_links
from accounts.imports.transactions.run import import_transactions
from accounts.models import Account, AccountCustomer, LineProgram
from accounts.services import standings
from customers.models import Customer
from customers.models.standing import CustomerStanding
from lendcore.history.recording import recorded
from lendcore.imports.progress import Progress
from lendcore.imports.run import Options
from lendcore.models import ImportRun
from lendcore.site.bench import account_book, account_copies
from lendcore.site.bench.account_book import Span
from lendcore.site.bench.building import Book, make_actor
from lendcore.site.bench.refusals import BenchStopped
from lendcore.tenancy.context import activate_tenant

# Of a million, 20,000 are replayed.
ROUNDS = 50
FILE_ACCOUNTS = 5_000
CUSTOMERS_AT_ONCE = 5_000
FILES: tuple[tuple[str, Callable[..., Any], type[Options], Any, Any], ...] = (
    (
        "accounts",
        import_accounts,
        AccountOptions,
        account_book.ACCOUNT_COLUMNS,
        account_book.account_rows,
    ),
    (
        "links",
        import_links,
        Options,
        account_book.LINK_COLUMNS,
        account_book.link_rows,
    ),
    (
        "entries",
        import_transactions,
        Options,
        account_book.ENTRY_COLUMNS,
        account_book.entry_rows,
    ),
)


@dataclass(frozen=True)
class AccountBook:
    """The accounts of a book: how many, of them replayed, links and entries."""

    accounts: int
    replayed: int
    links: int
    entries: int


def open_accounts(
    book: Book, size: int, owner: psycopg.Connection, *, progress: Progress
) -> AccountBook:
    """Return the accounts of a tenant, made as far as they are missing.

    Raises BenchStopped when it has others, made for another size.
    """
    replayed = max(size // ROUNDS, 1)
    with activate_tenant(book.tenant.id):
        make_program(book)
        added = sum(1 for _ in _import_files(book, replayed, progress))
        names = [account_book.account_id_of(each) for each in range(1, replayed + 1)]
        copier = account_copies.Copier(owner, book.tenant.id, names, book.size)
        for number in range(1, size // replayed):
            progress.show("Copying accounts", number, size // replayed - 1)
            added += copier.copy(number)
        progress.clear()
        if added or CustomerStanding.objects.count() < Customer.objects.count():
            _refresh_standings(progress)
            account_copies.vacuum(owner)
        return AccountBook(
            accounts=_count_accounts(replayed * (size // replayed)),
            replayed=replayed,
            links=AccountCustomer.objects.count(),
            entries=account_copies.count_entries(owner, book.tenant.id),
        )


def _count_accounts(wanted: int) -> int:
    count = Account.objects.count()
    if count != wanted:
        raise BenchStopped(
            f"The tenant has {count:,} accounts instead of {wanted:,}: they were made "
            "for another --accounts. Give that number, or another --customers."
        )
    return count


def make_program(book: Book) -> None:
    """Make the program of the lines, unless it is there."""
    if not LineProgram.objects.filter(name=account_book.PROGRAM).exists():
        with recorded(make_actor(book.tenant, timezone.now())):
            LineProgram.objects.create(
                name=account_book.PROGRAM, terms=account_book.PROGRAM_TERMS
            )


def _import_files(book: Book, count: int, progress: Progress) -> Iterator[str]:
    """Import what is missing of the accounts to be copied; yield each file's name."""
    day = _first_day(book)
    for first in range(1, count + 1, FILE_ACCOUNTS):
        last = min(first + FILE_ACCOUNTS - 1, count)
        span = Span(first, last, book.size, max(book.size // count, 1), day)
        for what, run, options, columns, rows in FILES:
            name = f"{what}-{first:07}.csv"
            if not _is_imported(name):
                import_rows(book, name, run, options, columns, rows(span), progress)
                yield name


def _is_imported(name: str) -> bool:
    return ImportRun.objects.filter(
        file_name=name, outcome=ImportRun.Outcome.DONE
    ).exists()


def _first_day(book: Book) -> date:
    """Return the day from which all dates are counted: that of the first import."""
    found = Account.objects.aggregate(first=Min("created_at"))["first"]
    return make_actor(book.tenant, found or timezone.now()).today


def import_rows(
    book: Book,
    name: str,
    run: Callable[..., Any],
    options: type[Options],
    columns: Iterable[str],
    rows: Iterable[account_book.Cells],
    progress: Progress,
) -> float:
    """Return how many seconds it took to import rows into the active tenant.

    Raises BenchStopped when one is refused.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        account_book.write_rows(path, columns, rows)
        return import_file(book, path, run, options, progress)


def import_file(
    book: Book,
    path: Path,
    run: Callable[..., Any],
    options: type[Options],
    progress: Progress,
) -> float:
    """Return how many seconds it took to import a file into the active tenant.

    Raises BenchStopped when a row is refused.
    """
    extra = {"creates_labels": True} if options is AccountOptions else {}
    began = time.perf_counter()
    result = run(
        actor=make_actor(book.tenant, timezone.now()),
        options=options(path=path, **extra),
        progress=progress,
        clock=timezone.now,
    )
    seconds = time.perf_counter() - began
    if result.run.outcome != ImportRun.Outcome.DONE:
        first = next(each for each in result.log.kept if not each.is_warning)
        raise BenchStopped(f"The import refuses {path.name}. {first}")
    return seconds


def _refresh_standings(progress: Progress) -> None:
    """Write how every customer stands, as the services do after each event."""
    last, total = 0, Customer.objects.count()
    done = 0
    while ids := list(
        Customer.objects.filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[:CUSTOMERS_AT_ONCE]
    ):
        standings.refresh(ids)
        last, done = ids[-1], done + len(ids)
        progress.show("Noting standings", done, total)
    progress.clear()
