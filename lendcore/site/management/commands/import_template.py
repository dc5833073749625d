"""manage.py import_template: the columns that an import takes."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.imports.accounts import columns as of_accounts
from accounts.imports.links.columns import link_columns
from accounts.imports.transactions.columns import entry_columns
from customers.imports.columns import customer_columns, tenant_columns
from lendcore.imports.columns import ColumnSet
from lendcore.imports.template import describe, header_line
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant

# Of each entity, the columns everywhere, and those of the active tenant.
_ENTITIES: dict[str, tuple[Callable[[], ColumnSet], Callable[[], ColumnSet]]] = {
    "customers": (customer_columns, tenant_columns),
    "accounts": (of_accounts.account_columns, of_accounts.tenant_columns),
    "links": (link_columns, link_columns),
    "transactions": (entry_columns, entry_columns),
}


class Command(BaseCommand):
    """Prints a CSV header, or what every column means."""

    help = "Print the columns of an import, as a CSV header to begin a file with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("entity", choices=_ENTITIES)
        parser.add_argument(
            "--tenant",
            metavar="SLUG",
            help="with the statuses and custom fields of a tenant",
        )
        parser.add_argument(
            "--describe", action="store_true", help="say what each column takes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        everywhere, of_tenant = _ENTITIES[options["entity"]]
        if options["tenant"]:
            tenant = directory.find_tenant(options["tenant"])
            if tenant is None:
                raise CommandError(f"There is no active tenant {options['tenant']}.")
            with activate_tenant(tenant.pk), transaction.atomic():
                columns = of_tenant()
        else:
            columns = everywhere()
        if options["describe"]:
            self.stdout.write("\n".join(describe(columns)).rstrip())
        else:
            self.stdout.write(header_line(columns))
