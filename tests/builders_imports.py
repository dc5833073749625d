"""Files to import, and runs over them."""

import csv
import io
import os
from pathlib import Path
from typing import Any

from django.utils import timezone

from customers.imports.run import import_customers
from lendcore.actors import Actor
from lendcore.imports.progress import Progress
from lendcore.imports.run import Options, Result
from lendcore.permissions import Masking
from lendcore.rules.dates import BirthDateMode
from lendcore.tenancy.context import activate_tenant
from tests.builders import NOW

SSN = "536-22-8714"


def csv_text(rows: list[dict[str, str]]) -> str:
    """Return rows as CSV; the first one names the columns, or any that come later."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def person(number: int = 1, **cells: str) -> dict[str, str]:
    """Return a row that is fine as it is."""
    names = ["Marisol", "Tariq", "Yuki", "Ingrid", "Paulo", "Zanele"]
    return {
        "import_id": f"BOOK-{number}",
        "first_name": names[(number - 1) % len(names)],
        "last_name": f"Vega{chr(96 + number)}",
        **cells,
    }


def write(folder: Path, content: Any, name: str = "book.csv") -> Path:
    """Return a file of rows, text or bytes."""
    if isinstance(content, list):
        content = csv_text(content)
    if isinstance(content, str):
        content = content.encode()
    path = folder / name
    path.write_bytes(content)
    return path


def import_actor(tenant: Any, **changes: Any) -> Actor:
    facts = {
        "name": "dana (import)",
        "tenant": tenant.facts,
        "at": NOW,
        "source": "import",
        "masking": Masking(birth_date=BirthDateMode.FULL, shows_gender=True),
    }
    return Actor(**(facts | changes))


def run_import(
    tenant: Any,
    path: Path,
    *,
    actor: Any = None,
    importing: Any = import_customers,
    kind: Any = Options,
    **options: Any,
) -> Result:
    """Return the result of an import, as the command would run it.

    importing: the import of an entity, with the kind of options that it takes.
    """
    with activate_tenant(tenant.pk), Path(os.devnull).open("w") as nowhere:
        return importing(
            actor=actor or import_actor(tenant),
            options=kind(path=path, **options),
            progress=Progress(nowhere),
            clock=timezone.now,
        )


def reasons(result: Result) -> list[tuple[int, str, str]]:
    """Return line, column and reason of each error."""
    return [
        (problem.line, problem.column, problem.reason)
        for problem in result.log.kept
        if not problem.is_warning
    ]


def warnings_of(result: Result) -> list[tuple[int, str, str]]:
    return [
        (problem.line, problem.column, problem.reason)
        for problem in result.log.kept
        if problem.is_warning
    ]
