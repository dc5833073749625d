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
from lendcore.site.bench import building, racing
from lendcore.site.bench.browser import HOST, Browser
from lendcore.site.bench.building import Book
from lendcore.site.bench.figures import Race
from lendcore.site.bench.inputs import Inputs
from lendcore.site.bench.machine import Busyness, describe_machine
from lendcore.site.bench.measuring import WARM_UPS, Measured, measure
from lendcore.site.bench.peer import peer_scenarios, peer_served
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
        collect_static()
        try:
            with psycopg.connect(address, autocommit=True) as owner:
                report = self.measure(size, owner)
        except (BenchStopped, ImportRefused) as stopped:
            raise CommandError(str(stopped)) from stopped
        path = options["write"]
        if path is None and size == CUSTOMERS:
            path = settings.BASE_DIR / "docs" / "benchmarks.md"
        if path is not None:
            path.write_text(render(report), encoding="utf-8")
            self.stdout.write(f"Written to {path.name}.")
        self.stdout.write(f"Over budget: {len(report.over)}.")

    def measure(self, size: int, owner: psycopg.Connection) -> Report:
        """Return the figures of all parts, printing each table as it is ready."""
        self.stdout.write(f"{describe_machine()}.")
        large, small = self.open_books(size, owner)
        pages, small_pages, page_busyness = self.measure_pages(large, small)
        peer, peer_busyness = self.measure_peer(large)
        races, import_busyness = self.measure_import(large, owner)
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
            inputs = Inputs.draw(book.tenant.slug)
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
