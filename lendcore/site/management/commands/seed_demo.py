"""manage.py seed_demo: the two demo tenants, and who can sign in to them."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from lendcore.database import state
from lendcore.site.demo import members
from lendcore.site.demo.importing import RowRefused
from lendcore.site.demo.members import LOGINS, OPERATOR, Person
from lendcore.site.demo.seeding import NORTHWIND, SeedRefused, seed_demo
from lendcore.tenancy import directory

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_NOT_A_DEMO = (
    "seed_demo makes log-ins whose passwords everybody can read, so it runs only where "
    "`make demo` set the site up for this machine alone. To seed this site all the "
    "same, add --yes-known-passwords."
)


class Command(BaseCommand):
    """Refuses outside of a demo, and a tenant of the same name that it did not make."""

    help = "Fill the demo tenants once; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--show-logins", action="store_true", help="print the log-ins, seed nothing"
        )
        parser.add_argument(
            "--yes-known-passwords",
            action="store_true",
            help="seed a site that is no demo on this machine",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["show_logins"]:
            self.show_logins()
            return
        if not (options["yes_known_passwords"] or is_demo_site()):
            raise CommandError(_NOT_A_DEMO)
        try:
            seeded = seed_demo(now=timezone.now(), announce=self.announce)
        except (SeedRefused, RowRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        if seeded:
            self.stdout.write(
                f"Filled {' and '.join(seeded)} with invented customers and accounts."
            )

    def announce(self, slug: str) -> None:
        """Say what takes the time."""
        self.stdout.write(f"Filling the demo tenant {slug} …")
        self.stdout.flush()

    def show_logins(self) -> None:
        """Print who can sign in where; a password that was changed is not known."""
        if directory.find_tenant(NORTHWIND.slug) is None:
            self.stdout.write("The demo's tenant is not there: it was never filled.")
            return
        sign_in = reverse("sign_in_to", args=[NORTHWIND.slug])
        self.stdout.write(f"\nSign in at {sign_in} as one of these:")
        for person in LOGINS:
            self.stdout.write(_line(person))
        self.stdout.write(f"\nThe operator signs in at {reverse('admin:index')}:")
        self.stdout.write(_line(OPERATOR))


def is_demo_site() -> bool:
    """Return whether `make demo` set this site up, and only this machine reaches it."""
    has_own_settings = state.app_env_path().exists()
    return has_own_settings and set(settings.ALLOWED_HOSTS) <= _LOOPBACK


def _line(person: Person) -> str:
    password = members.find_known_password(person) or "(a password of their own)"
    return f"  {person.role:<14} {person.email:<27} {password}"
