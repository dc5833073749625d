"""manage.py roll_accounts: bring stored figures to a day."""

import sys
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.services import rolling
from lendcore.actors import Actor
from lendcore.imports.progress import Progress
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant


class Command(BaseCommand):
    """Only accounts whose time has come are touched; running it twice does no harm."""

    help = "Refresh the stored figures of accounts that hold no more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            metavar="DATE",
            help="the day; today in the tenant's time zone without it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = directory.find_tenant(options["tenant"])
        if tenant is None:
            raise CommandError(f"There is no active tenant {options['tenant']}.")
        system = Actor(name="System", tenant=tenant.facts, at=timezone.now())
        day = options["as_of"] or system.today
        if day > system.today:
            raise CommandError("Figures are stored as of today or an earlier day.")
        progress = Progress(sys.stderr)
        began = time.monotonic()
        with activate_tenant(tenant.pk):
            total, done, failed = rolling.count_due(day), 0, []
            for rolled in rolling.roll(day):
                done += not rolled.problem
                if rolled.problem:
                    failed.append(rolled)
                progress.show("Rolling", done, total)
            left = rolling.count_due(day) - len(failed)
            numbers = rolling.numbers_of(each.account_id for each in failed)
        progress.clear()
        seconds = time.monotonic() - began
        self.stdout.write(f"{done:,} of {total:,} accounts, {day}, {seconds:.1f} s.")
        if left:
            self.stdout.write(f"{left:,} are in use; run it again.")
        for each in failed:
            self.stdout.write(f"{numbers[each.account_id]}: {each.problem}")
        if failed:
            raise CommandError(f"{len(failed):,} accounts could not be replayed.")
