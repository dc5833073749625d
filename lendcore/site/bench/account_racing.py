"""The imports of accounts and of entries against bare COPYs of the rows they wrote.

As with customers, both write into the product's own tables on top of the same book,
and before each the rows are deleted and the tables vacuumed. Both files are imported
once: a race of full size takes long enough to be no matter of chance.
"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from django.db.models import Max
from django.utils import timezone

from accounts.imports.accounts.run import AccountOptions, import_accounts
from accounts.imports.transactions.run import import_transactions
from accounts.models import (
    Account,
    AccountListing,
    AccountSearchText,
    AccountSnapshot,
    Transaction,
)
from lendcore.imports.progress import Progress
from lendcore.imports.run import Options
from lendcore.site.bench import account_book
from lendcore.site.bench.account_book import Span, account_id_of
from lendcore.site.bench.account_building import import_file, make_program
from lendcore.site.bench.building import Book, make_actor
from lendcore.site.bench.figures import Race
from lendcore.site.bench.racing import Owner, copied_table, written_rows
from lendcore.tenancy.context import activate_tenant

# Before any number of the book's own accounts, which have seven digits.
_FIRST = 90_000_001
ACCOUNTS, TEXTS, HISTORY, LISTINGS, ENTRIES, FIGURES = (
    copied_table(Account, "id"),
    # Triggers fill it, under a COPY of accounts too.
    copied_table(AccountSearchText, "account_id"),
    copied_table(Account.history.model, "id"),
    copied_table(AccountListing, "account_id"),
    copied_table(Transaction, "account_id"),
    copied_table(AccountSnapshot, "account_id"),
)
TABLES = (ACCOUNTS, TEXTS, HISTORY, LISTINGS, ENTRIES, FIGURES)
_OF_ACCOUNTS = (ACCOUNTS, HISTORY, LISTINGS)


@dataclass(frozen=True)
class AccountRaces:
    """A file of accounts, and one of the entries of all of them."""

    accounts: Race
    entries: Race


def hold_account_races(
    book: Book,
    connection: psycopg.Connection,
    *,
    accounts: int,
    months: int,
    progress: Progress,
) -> AccountRaces:
    """Return a race of accounts and one of their entries. Nothing of them stays.

    months: behind each account, and so how many payments it gets, or one more.
    """
    with activate_tenant(book.tenant.id):
        make_program(book)
        # What a race that was killed left behind is no part of the book.
        own = Account.objects.filter(number__lt=account_id_of(_FIRST))
        boundary = own.aggregate(last=Max("pk"))["last"] or 0
    owner = Owner(connection, book.tenant.id, TABLES, boundary)
    today = make_actor(book.tenant, timezone.now()).today
    span = Span(_FIRST, _FIRST + accounts - 1, book.size, 1, today, months)
    owner.remove()
    try:
        return _race(book, owner, span, progress)
    finally:
        owner.remove()


def _race(book: Book, owner: Owner, span: Span, progress: Progress) -> AccountRaces:
    with TemporaryDirectory() as folder, activate_tenant(book.tenant.id):
        accounts, entries = _write_files(Path(folder), span)
        account_seconds = import_file(
            book, accounts, import_accounts, AccountOptions, progress
        )
        entry_seconds = import_file(
            book, entries, import_transactions, Options, progress
        )
    with written_rows(owner) as streams:
        entries = owner.count(ENTRIES)
        owner.remove()
        first = owner.copy({table: streams[table] for table in _OF_ACCOUNTS})
        second = owner.copy({table: streams[table] for table in (ENTRIES, FIGURES)})
    return AccountRaces(
        accounts=Race(span.last - span.first + 1, account_seconds, first),
        entries=Race(entries, entry_seconds, second),
    )


def _write_files(folder: Path, span: Span) -> tuple[Path, Path]:
    accounts, entries = folder / "race-accounts.csv", folder / "race-entries.csv"
    account_book.write_rows(
        accounts, account_book.ACCOUNT_COLUMNS, account_book.account_rows(span)
    )
    account_book.write_rows(
        entries, account_book.ENTRY_COLUMNS, account_book.entry_rows(span)
    )
    return accounts, entries
