"""manage.py import_transactions: a CSV file of payments, charges and other entries."""

from typing import Any

from accounts.imports.transactions.run import import_transactions
from lendcore.imports.command import ImportCommand
from lendcore.imports.run import Result


class Command(ImportCommand):
    help = "Import entries of accounts from a CSV file; see docs/imports.md."
    opens_books = True
    update_help = "no effect here: what was posted is never changed"

    def import_file(self, **arguments: Any) -> Result:
        return import_transactions(**arguments)
