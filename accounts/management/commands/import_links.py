"""manage.py import_links: a CSV file says who belongs to which account."""

from typing import Any

from accounts.imports.links.run import import_links
from lendcore.imports.command import ImportCommand
from lendcore.imports.run import Result


class Command(ImportCommand):
    help = "Import customers of accounts from a CSV file; see docs/imports.md."
    update_help = "an added row of somebody who is on the account updates role, access"

    def import_file(self, **arguments: Any) -> Result:
        return import_links(**arguments)
