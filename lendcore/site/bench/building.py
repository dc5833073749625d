"""The tenants that are measured: made once by the product's own import, then kept."""

import secrets
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from customers.imports.run import import_customers
from customers.models import Customer
from customers.services import custom_fields
from lendcore.actors import Actor, TenantFacts
from lendcore.imports.progress import Progress
from lendcore.imports.run import Options
from lendcore.models import CustomField, ImportRun, Tenant
from lendcore.permissions import Masking
from lendcore.rules.dates import BirthDateMode
from lendcore.services.custom_fields import FieldInput
from lendcore.site.bench import words
from lendcore.site.bench.book import BRANCH, INCOME, import_id_of, write_book
from lendcore.site.bench.refusals import BenchStopped
from lendcore.site.services.tenants import FirstAdministrator, create_tenant
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant

AUTHOR = "Benchmark"
# One import holds one transaction; a book comes in files of this size.
FILE_ROWS = 100_000
_DAYS_BETWEEN_FILES = 60
_SEES_ALL = Masking(birth_date=BirthDateMode.FULL, shows_gender=True, shows_photo=True)
FIELDS = {
    BRANCH: FieldInput(
        label="Branch",
        kind=CustomField.Kind.SELECT,
        choices=tuple(words.BRANCHES),
        is_filterable=True,
        on_summary=True,
    ),
    INCOME: FieldInput(
        label="Monthly income", kind=CustomField.Kind.NUMBER, is_filterable=True
    ),
}


@dataclass(frozen=True)
class Book:
    """A tenant with so many customers, and its administrator's log-in."""

    tenant: TenantFacts
    size: int
    email: str
    password: str


def open_book(
    slug: str, size: int, *, progress: Progress, after_file: Callable[[], None]
) -> tuple[Book, int]:
    """Return a tenant with a book of this size, and how many files it lacked.

    What an earlier run has imported stays; a file that it did not finish is imported.
    after_file: called after each import.
    """
    email, password = f"admin@{slug}.example", secrets.token_urlsafe(16)
    tenant = directory.find_tenant(slug) or _make_tenant(slug, email, password)
    _renew_password(email, password)
    added = 0
    with activate_tenant(tenant.pk):
        for first, last in _missing_files(size):
            days = _DAYS_BETWEEN_FILES * ((size - last) // FILE_ROWS + 1)
            at = timezone.now() - timedelta(days=days)
            with book_file(first, last) as path:
                import_file(tenant.facts, path, at=at, progress=progress)
            after_file()
            added += 1
    return Book(tenant.facts, size, email, password), added


def _make_tenant(slug: str, email: str, password: str) -> Tenant:
    now = timezone.now()
    tenant = Tenant(
        name=slug.replace("-", " ").capitalize(),
        slug=slug,
        time_zone="America/Denver",
        requires_second_factor=False,
    )
    first = FirstAdministrator(email=email, name="Ada Bench", password=password)
    create_tenant(tenant=tenant, actor_name=AUTHOR, at=now, administrator=first)
    actor = make_actor(tenant.facts, now)
    with activate_tenant(tenant.pk):
        for key, data in FIELDS.items():
            custom_fields.add_field(actor=actor.anew(now), data=data, key=key)
    return tenant


def _renew_password(email: str, password: str) -> None:
    """Give the administrator this run's password; none is kept between runs."""
    user = directory.find_user(email)
    user.set_password(password)
    user.save()


def _missing_files(size: int) -> Iterator[tuple[int, int]]:
    for first in range(1, size + 1, FILE_ROWS):
        last = min(first + FILE_ROWS - 1, size)
        if not Customer.objects.filter(import_id=import_id_of(last)).exists():
            yield first, last


def make_actor(tenant: TenantFacts, at: datetime) -> Actor:
    """Return the author of an import, as the command makes one."""
    return Actor(name=AUTHOR, tenant=tenant, at=at, source="import", masking=_SEES_ALL)


@contextmanager
def book_file(first: int, last: int) -> Generator[Path]:
    """Hold a file of some rows of the book, there inside the block."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / _file_name(first)
        write_book(path, first, last)
        yield path


def _file_name(first: int) -> str:
    return f"book-{first:07}.csv"


def import_file(
    tenant: TenantFacts, path: Path, *, at: datetime, progress: Progress
) -> float:
    """Return how many seconds it took to import a file into the active tenant.

    at: when the customers are said to have come. Raises BenchStopped when a row is
    refused.
    """
    began = time.perf_counter()

    def clock() -> datetime:
        return at + timedelta(seconds=time.perf_counter() - began)

    result = import_customers(
        actor=make_actor(tenant, at),
        options=Options(path=path),
        progress=progress,
        clock=clock,
    )
    seconds = time.perf_counter() - began
    if result.run.outcome != ImportRun.Outcome.DONE:
        first = next(each for each in result.log.kept if not each.is_warning)
        raise BenchStopped(f"The import refuses the book. {first}")
    return seconds


def list_import_rates(size: int) -> list[float]:
    """Return rows a second of each file of the active tenant's book. One query."""
    names = [_file_name(first) for first in range(1, size + 1, FILE_ROWS)]
    runs = ImportRun.objects.filter(outcome=ImportRun.Outcome.DONE, file_name__in=names)
    return [
        run.rows_added / (run.finished_at - run.started_at).total_seconds()
        for run in runs.order_by("pk")
    ]
