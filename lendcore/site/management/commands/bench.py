"""manage.py bench: measure the product with a large book of customers."""

import os
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test import override_settings
from django.utils import timezone

from lendcore.database.environment import OWNER_URL
from lendcore.imports.progress import Progress
from lendcore.imports.refusals import ImportRefused
from lendcore.lists.preferences import USUAL_SIZE
from lendcore.models import Tenant
from lendcore.site.bench import (
    account_building,
    account_racing,
    account_report,
    account_rolling,
    building,
    racing,
)
from lendcore.site.bench.account_racing import AccountRaces
from lendcore.site.bench.account_report import AccountFigures
from lendcore.site.bench.account_scenarios import account_scenarios
from lendcore.site.bench.browser import HOST, Browser
from lendcore.site.bench.building import Book
from lendcore.site.bench.figures import Race
from lendcore.site.bench.inputs import Inputs
from lendcore.site.bench.machine import Busyness, describe_machine
from lendcore.site.bench.measuring import WARM_UPS, Measured, measure
from lendcore.site.bench.peer import (
    peer_account_scenarios,
    peer_scenarios,
    peer_served,
)
from lendcore.site.bench.refusals import BenchStopped
from lendcore.site.bench.report import (
    Report,
    pages_table,
    races_table,
    render,
)
from lendcore.site.bench.scenarios import Scenario, all_scenarios, small_scenarios
from lendcore.tenancy.context import activate_tenant

CUSTOMERS = 1_000_000
SMALL_CUSTOMERS = 10_000
SMALL_TENANTS = 3
REPEATS = 40
PEER_REPEATS = 10
PEER_WARM_UPS = 1
SLUG = "book"
RACE_ACCOUNTS = 100_000
LEAST_ACCOUNTS = 10_000
# Behind each account of the race, so that it gets 30 payments.
RACE_MONTHS = 31


class Command(BaseCommand):
    """Prints tables, and writes docs/benchmarks.md after a run of full size."""

    help = "Measure import, pages and searches with a large book of customers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--customers",
            type=int,
            default=CUSTOMERS,
            help=f"size of the large tenant (default {CUSTOMERS:,})",
        )
        parser.add_argument(
            "--accounts",
            type=int,
            help="how many accounts it has (default as many as customers; 0 for none)",
        )
        parser.add_argument(
            "--race-accounts",
            type=int,
            default=RACE_ACCOUNTS,
            help="accounts of the race of their imports, with some 30 entries each "
            f"(default {RACE_ACCOUNTS:,}, most of an hour; 0 for no race)",
        )
        parser.add_argument(
            "--accounts-only",
            action="store_true",
            help="measure accounts alone, and print",
        )
        parser.add_argument(
            "--repeats", type=int, default=REPEATS, help="visits of each page"
        )
        parser.add_argument(
            "--write",
            type=Path,
            metavar="FILE.md",
            help="where the report goes; without it, a smaller run only prints",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        address = os.environ.get(OWNER_URL)
        if not address:
            raise CommandError(f"Set {OWNER_URL}, or run `make bench`.")
        refuse_other_tenants()
        size = options["customers"]
        if size < 10_000:
            raise CommandError("Measure 10,000 customers at least.")
        self.progress = Progress(self.stderr)
        self.repeats = max(options["repeats"], 1)
        accounts = size if options["accounts"] is None else options["accounts"]
        if accounts and accounts < LEAST_ACCOUNTS:
            raise CommandError(f"Measure {LEAST_ACCOUNTS:,} accounts at least, or 0.")
        collect_static()
        try:
            with psycopg.connect(address, autocommit=True) as owner:
                part = AccountBench(
                    self, owner, accounts=accounts, race=options["race_accounts"]
                )
                if options["accounts_only"]:
                    large, _ = self.open_books(size, owner)
                    part.measure(large)
                    return
                report = self.measure(size, owner, part)
        except (BenchStopped, ImportRefused) as stopped:
            raise CommandError(str(stopped)) from stopped
        path = options["write"]
        if path is None and size == CUSTOMERS:
            path = settings.BASE_DIR / "docs" / "benchmarks.md"
        if path is not None:
            path.write_text(render(report), encoding="utf-8")
            self.stdout.write(f"Written to {path.name}.")
        self.stdout.write(f"Over budget: {len(report.over)}.")

    def measure(
        self, size: int, owner: psycopg.Connection, part: "AccountBench"
    ) -> Report:
        """Return the figures of all parts, printing each table as it is ready."""
        self.stdout.write(f"{describe_machine()}.")
        large, small = self.open_books(size, owner)
        pages, small_pages, page_busyness = self.measure_pages(large, small)
        peer, peer_busyness = self.measure_peer(large)
        races, import_busyness = self.measure_import(large, owner)
        accounts = part.measure(large)
        with activate_tenant(large.tenant.id):
            file_rates = building.list_import_rates(size)
        return Report(
            day=timezone.now().date(),
            machine=describe_machine(),
            customers=size,
            small_tenants=SMALL_TENANTS,
            small_customers=small.size,
            repeats=self.repeats,
            file_rates=file_rates,
            races=races,
            import_busyness=import_busyness,
            pages=pages,
            small_pages=small_pages,
            page_busyness=page_busyness,
            peer=peer,
            peer_repeats=min(PEER_REPEATS, self.repeats),
            peer_busyness=peer_busyness,
            accounts=accounts,
        )

    # Parts ----------------------------------------------------------------------

    def open_books(self, size: int, owner: psycopg.Connection) -> tuple[Book, Book]:
        """Return the large tenant and a small one, built where they are missing."""
        small_size = min(SMALL_CUSTOMERS, size // 10)
        slugs = [f"{SLUG}-{small_size}-{place + 1}" for place in range(SMALL_TENANTS)]
        wanted = {f"{SLUG}-{size}": size, **dict.fromkeys(slugs, small_size)}
        books, added = [], 0
        for slug, rows in wanted.items():
            book, files = building.open_book(
                slug,
                rows,
                progress=self.progress,
                # Autovacuum comes by once a minute; files follow each other at once.
                after_file=lambda: racing.analyze(owner),
            )
            books.append(book)
            added += files
        if added:
            racing.vacuum(owner)
        self.stdout.write(f"{added} files were imported to build the books.")
        return books[0], books[1]

    def measure_pages(
        self, large: Book, small: Book
    ) -> tuple[list[Measured], list[Measured], str]:
        with override_settings(ALLOWED_HOSTS=[HOST], SECURE_SSL_REDIRECT=False):
            busyness = Busyness.begin()
            pages = self.visit(large, all_scenarios(), self.repeats)
            small_pages = self.visit(small, small_scenarios(), self.repeats)
            busyness.note()
        for group in dict.fromkeys(one.scenario.group for one in pages):
            self.show(group, [one for one in pages if one.scenario.group == group])
        self.show(f"A tenant of {small.size:,}", small_pages, f"{busyness}")
        return pages, small_pages, f"{busyness}"

    def measure_peer(self, large: Book) -> tuple[list[Measured], str]:
        scenarios = peer_scenarios(large.size // USUAL_SIZE)
        repeats = min(PEER_REPEATS, self.repeats)
        with override_settings(ALLOWED_HOSTS=[HOST], SECURE_SSL_REDIRECT=False):
            busyness = Busyness.begin()
            browser = signed_in(large)
            with peer_served():
                pages = self.visit(
                    large, scenarios, repeats, browser, warm_ups=PEER_WARM_UPS
                )
            busyness.note()
        self.show("Django admin", pages, f"{busyness}")
        return pages, f"{busyness}"

    def measure_import(
        self, large: Book, owner: psycopg.Connection
    ) -> tuple[list[Race], str]:
        busyness = Busyness.begin()
        rows = min(building.FILE_ROWS, large.size // 10)
        races = list(racing.hold_races(large, owner, rows=rows, progress=self.progress))
        busyness.note()
        self.stdout.write(f"\nImport\n\n{races_table(races)}\n\n{busyness}")
        return races, f"{busyness}"

    def visit(
        self,
        book: Book,
        scenarios: Sequence[Scenario],
        repeats: int,
        browser: Browser | None = None,
        warm_ups: int = WARM_UPS,
    ) -> list[Measured]:
        browser = browser or signed_in(book)
        with activate_tenant(book.tenant.id):
            today = building.make_actor(book.tenant, timezone.now()).today
            inputs = Inputs.draw(book.tenant.slug, today=today)
        measured = []
        for one in measure(
            scenarios, browser, inputs, repeats=repeats, warm_ups=warm_ups
        ):
            measured.append(one)
            self.progress.show("Visiting", len(measured), len(scenarios))
        self.progress.clear()
        return measured

    def show(self, title: str, pages: Iterable[Measured], note: str = "") -> None:
        self.stdout.write(f"\n{title}\n\n{pages_table(list(pages))}\n{note}")


class AccountBench:
    """The part of the benchmark that is about accounts.

    accounts: how many the large tenant has, 0 for none. race: how many are imported in
    the race, 0 for no race.
    """

    def __init__(
        self, command: "Command", owner: psycopg.Connection, *, accounts: int, race: int
    ) -> None:
        self._command = command
        self._owner = owner
        self._accounts = accounts
        self._race = race

    def measure(self, large: Book) -> AccountFigures | None:
        """Return the figures, printing each table as it is ready."""
        if not self._accounts:
            return None
        command, owner = self._command, self._owner
        book = account_building.open_accounts(
            large, self._accounts, owner, progress=command.progress
        )
        command.stdout.write(f"\n{account_report.describe_book(book)}")
        pages, peer, page_busyness = self._measure_pages(large, book.accounts)
        busyness = Busyness.begin()
        today = building.make_actor(large.tenant, timezone.now()).today
        roll = account_rolling.measure_roll(large.tenant, owner, today)
        busyness.note()
        command.stdout.write(
            f"\nRolling\n\n{account_report.roll_table(roll)}\n\n{busyness}"
        )
        races, race_busyness = self._measure_races(large)
        return AccountFigures(
            book=book,
            pages=pages,
            peer=peer,
            page_busyness=page_busyness,
            roll=roll,
            roll_busyness=f"{busyness}",
            races=races,
            race_busyness=race_busyness,
        )

    def _measure_pages(
        self, large: Book, accounts: int
    ) -> tuple[list[Measured], list[Measured], str]:
        command = self._command
        with override_settings(ALLOWED_HOSTS=[HOST], SECURE_SSL_REDIRECT=False):
            busyness = Busyness.begin()
            browser = signed_in(large)
            pages = command.visit(large, account_scenarios(), command.repeats, browser)
            with peer_served():
                peer = command.visit(
                    large,
                    peer_account_scenarios(accounts // USUAL_SIZE),
                    min(PEER_REPEATS, command.repeats),
                    browser,
                    warm_ups=PEER_WARM_UPS,
                )
            busyness.note()
        for group in dict.fromkeys(one.scenario.group for one in pages):
            command.show(group, [one for one in pages if one.scenario.group == group])
        command.show("Accounts in Django's admin", peer, f"{busyness}")
        return pages, peer, f"{busyness}"

    def _measure_races(self, large: Book) -> tuple[AccountRaces | None, str]:
        if not self._race:
            return None, ""
        command, busyness = self._command, Busyness.begin()
        races = account_racing.hold_account_races(
            large,
            self._owner,
            accounts=self._race,
            months=RACE_MONTHS,
            progress=command.progress,
        )
        busyness.note()
        table = account_report.account_races_table(races)
        command.stdout.write(f"\nImport of accounts\n\n{table}\n\n{busyness}")
        return races, f"{busyness}"


def signed_in(book: Book) -> Browser:
    browser = Browser(book)
    browser.sign_in()
    return browser


def refuse_other_tenants() -> None:
    """Stop before a database that anybody works in is filled and measured."""
    others = Tenant.objects.exclude(slug__startswith=f"{SLUG}-")
    if others.exists():
        raise CommandError(
            "This database holds other tenants. The benchmark needs one of its own: "
            "unset DATABASE_URL, or set it to an empty database."
        )


def collect_static() -> None:
    """Gather static files as a served site has them: pages name them by hash."""
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)
