"""manage.py import_accounts: a CSV file becomes loans, leases and lines of a tenant."""

from argparse import ArgumentParser
from typing import Any

from accounts.imports.accounts.run import AccountOptions, import_accounts
from lendcore.imports.command import ImportCommand, common_options
from lendcore.imports.run import Options, Result


class Command(ImportCommand):
    help = "Import accounts from a CSV file. docs/imports.md describes it."
    opens_books = True
    update_help = "an added row whose import ID is known updates that account"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--create-labels",
            action="store_true",
            help="make portfolios and source companies that are missing",
        )

    def read_options(self, options: dict[str, Any]) -> Options:
        return AccountOptions(
            creates_labels=options["create_labels"], **common_options(options)
        )

    def import_file(self, **arguments: Any) -> Result:
        return import_accounts(**arguments)
