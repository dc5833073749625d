"""manage.py import_customers: a CSV file becomes customers of a tenant."""

from typing import Any

from customers.imports.run import import_customers
from lendcore.imports.command import ImportCommand
from lendcore.imports.run import Result


class Command(ImportCommand):
    help = "Import customers from a CSV file. docs/imports.md describes it."
    update_help = "an added row whose import ID is known updates that customer"

    def import_file(self, **arguments: Any) -> Result:
        return import_customers(**arguments)
