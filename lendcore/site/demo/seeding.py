"""Filling the two demo tenants, each in two transactions: customers, then accounts.

Either is there with everything or not at all, so that a run which was stopped is made
good by the next one.
"""

import math
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.db import transaction

from customers.models import Customer
from lendcore.actors import Actor
from lendcore.models import Role, Tenant
from lendcore.site.demo import features, fields, marisol, members, statuses, views
from lendcore.site.demo.accounts.drawing import Mix
from lendcore.site.demo.accounts.seeding import add_accounts, has_accounts
from lendcore.site.demo.book import Book, Cells
from lendcore.site.demo.importing import import_rows
from lendcore.site.demo.life import Life
from lendcore.site.demo.members import LENA, LOGINS, OPERATOR, STAFF, Staff
from lendcore.site.demo.moments import Moments
from lendcore.site.services.tenants import SlugTaken, create_tenant
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant

# Stands in the history of a tenant's roles, where nobody can take it out: by it a
# tenant is known as ours.
SEEDED_BY = "Demo set-up"
TIME_ZONE = "America/Denver"
OPENED_DAYS_AGO = 541
BOOK_PARTS = 4


class SeedRefused(Exception):
    """Nothing is seeded; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much there is of everything.

    before_marisol: the customers that the first book names before her. deeds: the
    share of all that agents did.
    """

    first_book: int = 1_240
    before_marisol: int = 1_041
    later_files: int = 12
    later_rows: int = 60
    reviewed: int = 80
    deeds: float = 1.0
    sandbox: int = 40
    accounts: Mix = field(default_factory=Mix)
    sandbox_accounts: Mix = field(
        default_factory=lambda: Mix(
            loans=24, add_ons=2, leases=4, lines=8, new=2, archived=1
        )
    )


@dataclass(frozen=True)
class DemoTenant:
    """One of the two tenants, and the seed of all that is drawn for it."""

    slug: str
    environment: str
    name_style: str
    seed: int

    def new_row(self) -> Tenant:
        """Return the tenant, not saved."""
        return Tenant(
            name="Northwind Credit",
            slug=self.slug,
            environment=self.environment,
            country=Tenant.Country.US,
            time_zone=TIME_ZONE,
            name_style=self.name_style,
            requires_second_factor=False,
        )


NORTHWIND = DemoTenant(
    slug="northwind",
    environment=Tenant.Environment.PRODUCTION,
    name_style=Tenant.NameStyle.FIRST_UPPER,
    seed=1042,
)
SANDBOX = DemoTenant(
    slug="northwind-sandbox",
    environment=Tenant.Environment.SANDBOX,
    name_style=Tenant.NameStyle.AS_WRITTEN,
    seed=7,
)


def seed_demo(
    *,
    now: datetime,
    size: Size | None = None,
    announce: Callable[[str], None] = lambda slug: None,
) -> list[str]:
    """Return the slugs of the tenants that were filled; none in a second run.

    now: its day, in the tenants' time zone, decides all dates. announce: told each
    slug before the tenant is filled. Raises SeedRefused when a tenant of a demo's
    name is not ours, before anything is done; RowRefused.
    """
    size = size or Size()
    missing = [each for each in (NORTHWIND, SANDBOX) if not _is_seeded(each)]
    today = now.astimezone(ZoneInfo(TIME_ZONE)).date()
    seeded = []
    for demo in missing:
        # Also taken by a tenant of ours that the operator switched off since.
        with suppress(SlugTaken), transaction.atomic():
            _Seeding(demo, today, size).run(announce)
            seeded.append(demo.slug)
    mixes = {NORTHWIND: size.accounts, SANDBOX: size.sandbox_accounts}
    for demo, mix in mixes.items():
        if _add_accounts(demo, mix, today) and demo.slug not in seeded:
            seeded.append(demo.slug)
    with transaction.atomic():
        if directory.find_user(OPERATOR.email) is None:
            members.make_user(OPERATOR, is_operator=True)
    return seeded


def _is_seeded(demo: DemoTenant) -> bool:
    """Return whether the tenant is there. Raises SeedRefused for somebody else's."""
    tenant = directory.find_tenant(demo.slug)
    if tenant is None:
        return False
    with activate_tenant(tenant.pk):
        if not Role.history.model.objects.filter(
            actor_name=SEEDED_BY, history_type="+"
        ).exists():
            raise SeedRefused(
                f'There is a tenant "{demo.slug}" that the demo did not make. '
                "Nothing was changed."
            )
    return True


def _add_accounts(demo: DemoTenant, mix: Mix, today: date) -> bool:
    """Fill a tenant with accounts, unless anybody has made one there; return whether
    they were added."""
    tenant = directory.find_tenant(demo.slug)
    if tenant is None:
        return False
    with activate_tenant(tenant.pk), transaction.atomic():
        if has_accounts():
            return False
        add_accounts(
            Staff.load(),
            mix,
            today=today,
            zone=ZoneInfo(TIME_ZONE),
            seed=f"accounts {demo.seed}",
        )
    return True


@dataclass(frozen=True)
class File:
    """A file that somebody imported at some time."""

    at: datetime
    name: str
    rows: list[Cells]


class _Seeding:
    """The filling of one tenant."""

    def __init__(self, demo: DemoTenant, today: date, size: Size) -> None:
        self._demo = demo
        self._size = size
        self._today = today
        self._rng = random.Random(demo.seed)  # noqa: S311 - draws no secret
        self._moments = Moments(today=today, time_zone=TIME_ZONE, rng=self._rng)

    def run(self, announce: Callable[[str], None]) -> None:
        """Fill the tenant. Raises SlugTaken before anything is announced."""
        opened_at = self._moments.days_ago(OPENED_DAYS_AGO)
        tenant = create_tenant(
            tenant=self._demo.new_row(), actor_name=SEEDED_BY, at=opened_at
        ).tenant
        announce(tenant.slug)
        with activate_tenant(tenant.pk):
            operator = Actor(
                name=SEEDED_BY, tenant=tenant.facts, at=opened_at, source="operator"
            )
            if self._demo is SANDBOX:
                self._fill_sandbox(operator)
            else:
                self._fill_northwind(operator)

    # Production --------------------------------------------------------------------

    def _fill_northwind(self, operator: Actor) -> None:
        members.add_roles(operator)
        staff = members.add_members(operator, STAFF)
        administrator = staff.actor(LENA, self._moments.days_ago(540))
        statuses.add_statuses(administrator)
        fields.add_fields(administrator)
        year = self._moments.day(OPENED_DAYS_AGO).year
        book = self._open_book("NWC", year)
        self._import_files(staff, self._first_book(book, year))
        first_ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
        heroine = Customer.objects.get(import_id=marisol.import_id(year))
        first_ids.remove(heroine.pk)
        retired_at = self._moments.days_ago(505)
        statuses.retire_old_ones(staff.actor(LENA, retired_at))
        fields.retire_old_ones(staff.actor(LENA, retired_at))
        files = [*self._later_files(book), self._review(first_ids)]
        self._import_files(staff, files)
        self._live(staff, first_ids)
        marisol.Story(staff, self._moments, heroine.pk).tell()
        marisol.add_brother(staff, self._moments)
        views.add_views(staff, self._moments)
        views.add_account_views(staff, self._moments)
        members.record_sign_ins(staff, self._moments)
        members.end_memberships(staff, self._moments.days_ago(82))

    def _open_book(self, prefix: str, year: int) -> Book:
        by_hand = features.featured_rows(self._today)
        return Book(
            self._rng,
            today=self._today,
            prefix=prefix,
            kept_phones=(*features.phones_of(by_hand), *marisol.KEPT_PHONES),
            kept_ids=(marisol.import_id(year),),
        )

    def _first_book(self, book: Book, year: int) -> Iterator[File]:
        """Yield the book that the lender brought along, in parts."""
        rows = features.featured_rows(self._today)
        rows += book.draw(
            self._size.first_book - 1 - len(rows), year=year, is_first=True
        )
        self._rng.shuffle(rows)
        rows.insert(self._size.before_marisol, marisol.row(year))
        part_rows = math.ceil(len(rows) / BOOK_PARTS)
        for part, some in enumerate(batched(rows, part_rows, strict=False)):
            at = self._moments.days_ago(538 - part)
            yield File(at, f"book-{year}-part-{part + 1}.csv", list(some))

    def _later_files(self, book: Book) -> Iterator[File]:
        """Yield the new customers of six weeks each."""
        for number in range(self._size.later_files):
            at = self._moments.days_ago(498 - number * 42 + self._rng.randrange(12))
            rows = book.draw(self._size.later_rows, year=at.year, is_first=False)
            yield File(at, f"new-customers-{at:%Y-%m-%d}.csv", rows)

    def _review(self, customer_ids: list[int]) -> File:
        """Return a change of some customers on file."""
        reviewed = self._rng.sample(customer_ids, self._size.reviewed)
        customers = Customer.objects.in_bulk(reviewed)
        rows = [
            {
                "action": "update",
                "import_id": customers[pk].import_id,
                "custom:risk_tier": self._rng.choice(fields.TIERS),
            }
            for pk in reviewed
        ]
        at = self._moments.days_ago(150)
        return File(at, f"tier-review-{at:%Y-%m}.csv", rows)

    def _import_files(self, staff: Staff, files: Iterable[File]) -> None:
        for file in sorted(files, key=attrgetter("at")):
            actor = staff.importer(LENA, file.at)
            import_rows(actor=actor, name=file.name, rows=file.rows)

    def _live(self, staff: Staff, customer_ids: list[int]) -> None:
        life = Life(
            self._rng, staff=staff, moments=self._moments, customer_ids=customer_ids
        )
        life.live(self._size.deeds)

    # Sandbox -----------------------------------------------------------------------

    def _fill_sandbox(self, operator: Actor) -> None:
        staff = members.add_members(operator, LOGINS)
        statuses.add_statuses(staff.actor(LENA, self._moments.days_ago(540)))
        fields.add_fields(staff.actor(LENA, self._moments.days_ago(540)))
        at = self._moments.days_ago(530)
        book = self._open_book("TEST", at.year)
        rows = book.draw(self._size.sandbox, year=at.year, is_first=True)
        self._import_files(staff, [File(at, "test-customers.csv", rows)])
