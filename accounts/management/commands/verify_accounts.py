"""manage.py verify_accounts: replay accounts and compare what is stored."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Account
from accounts.services import rolling
from lendcore.imports.progress import Progress
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant


class Command(BaseCommand):
    """Exit status 1 when any account differs. Nothing is changed."""

    help = "Replay accounts in several ways and compare the stored figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument(
            "numbers", nargs="*", metavar="NUMBER", help="some accounts; else all"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = directory.find_tenant(options["tenant"])
        if tenant is None:
            raise CommandError(f"There is no active tenant {options['tenant']}.")
        progress, differences, done = Progress(sys.stderr), 0, 0
        with activate_tenant(tenant.pk):
            ids, total = self.find(options["numbers"])
            checked = rolling.verify_accounts(ids)
            for done, difference in enumerate(checked, start=1):
                progress.show("Checking", done, total)
                if difference is not None:
                    differences += 1
                    progress.clear()
                    self.stdout.write(f"{difference.number}: {difference.sentence}")
        progress.clear()
        self.stdout.write(f"{done:,} accounts checked, {differences:,} differ.")
        if differences:
            raise CommandError("Stored figures differ from a replay.")

    def find(self, numbers: list[str]) -> tuple[Any, int]:
        """Return ids and how many. Raises CommandError for an unknown number."""
        if not numbers:
            return rolling.list_ids(), Account.objects.filter(archived_at=None).count()
        folded = [number.lower() for number in numbers]
        found = Account.objects.filter(number_folded__in=folded)
        if len(found) != len(set(folded)):
            known = {account.number_folded for account in found}
            missing = [name for name in numbers if name.lower() not in known]
            raise CommandError(f"There is no account {', '.join(missing)}.")
        return iter([account.pk for account in found]), len(found)
