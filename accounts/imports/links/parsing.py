"""From the cells of a row to a link. No database is asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from accounts.imports import cells
from accounts.imports.links.columns import ACTIONS, ECOA_CODES, link_columns
from accounts.models import Role
from accounts.models.links import CHANNELS
from lendcore.imports import parsing
from lendcore.imports.cells import Clean, read_yes_no
from lendcore.imports.mapping import BoundColumn, MappingFile, bind
from lendcore.imports.rows import ADD, ParsedRow
from lendcore.imports.source import Row

_CLEANERS: dict[str, Clean] = {
    "action": cells.code_of(ACTIONS),
    "account": str,
    "customer": str,
    "role": cells.code_of(Role.values),
    "ecoa_code": cells.code_of(ECOA_CODES),
    **{f"{channel}_access": read_yes_no for channel in CHANNELS},
}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """All that it takes to parse links, as plain data that can travel."""

    mapping: MappingFile | None
    header: tuple[str, ...]


class LinkParser(parsing.RowParser):
    """Reads links of one file."""

    def check(self, row: ParsedRow) -> None:
        """Ask for what every row needs."""
        needed = ["account", "customer", *(["role"] if row.action == ADD else [])]
        for name in needed:
            if name not in row.given and not row.problems:
                row.problems.append(self.problem(row, name, "Can't be empty."))


def make_parser(recipe: Recipe) -> LinkParser:
    """Return the parser of a file. Raises ImportRefused when the mapping is wrong."""
    columns = link_columns()
    mapping = bind(recipe.mapping, recipe.header, columns)
    return LinkParser(mapping, columns, _cleaner, _empty_value)


def prepare(recipe: Recipe) -> Callable[[Iterable[Row]], list[ParsedRow]]:
    """Return the function that parses a batch, in whichever process."""
    parser = make_parser(recipe)
    return lambda rows: [parser.parse(*row) for row in rows]


def _cleaner(bound: BoundColumn) -> Clean:
    return _CLEANERS[bound.name]


def _empty_value(name: str) -> Any:
    if name != "ecoa_code":
        raise ValueError("This column can't be emptied.")
    return ""
