"""From the cells of a row to typed values. No database is asked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone

from customers.imports.cells import Cleaners
from customers.imports.columns import SPLITTERS, customer_columns
from customers.models import CustomerStatus
from lendcore.actors import Actor
from lendcore.imports import parsing
from lendcore.imports.columns import ColumnSet
from lendcore.imports.mapping import BoundColumn, BoundMapping, MappingFile, bind
from lendcore.imports.rows import ParsedRow
from lendcore.imports.source import Row
from lendcore.models import CustomField
from lendcore.tenancy.context import activate_tenant

FULL_NAME = "full_name"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """All that it takes to make a parser, as plain data that can travel."""

    actor: Actor
    mapping: MappingFile | None
    header: tuple[str, ...]
    statuses: tuple[CustomerStatus, ...]
    custom_fields: tuple[CustomField, ...]


def make_parser(recipe: Recipe) -> "RowParser":
    """Return the parser of a file. Raises ImportRefused when the mapping is wrong."""
    columns = customer_columns(recipe.custom_fields)
    mapping = bind(recipe.mapping, recipe.header, columns)
    cleaners = Cleaners(
        actor=recipe.actor,
        statuses=recipe.statuses,
        custom_fields=recipe.custom_fields,
    )
    return RowParser(mapping, cleaners, columns)


def prepare(recipe: Recipe) -> Callable[[Iterable[Row]], list[ParsedRow]]:
    """Return the function that parses a batch, in whichever process."""
    tenant = recipe.actor.tenant
    zone = ZoneInfo(tenant.time_zone)
    with activate_tenant(tenant.id):
        parser = make_parser(recipe)

    def parse_all(rows: Iterable[Row]) -> list[ParsedRow]:
        with timezone.override(zone):
            return [parser.parse(*row) for row in rows]

    return parse_all


class RowParser(parsing.RowParser):
    """Reads customers; a full name is split into its parts."""

    def __init__(
        self, mapping: BoundMapping, cleaners: Cleaners, columns: ColumnSet
    ) -> None:
        super().__init__(
            mapping,
            columns,
            cleaners.cleaner,
            cleaners.empty_value,
            apart=[FULL_NAME],
        )
        self.cleaners = cleaners
        self.name_column = next(
            (bound for bound in mapping.columns if bound.name == FULL_NAME), None
        )
        self.name_plan = [
            (part, cleaners.cleaner(BoundColumn(part, FULL_NAME, _nothing)))
            for part in ("first_name", "middle_name", "last_name", "generation_code")
        ]

    def read_apart(self, row: ParsedRow, cells: Sequence[str]) -> None:
        """Split the full name."""
        bound = self.name_column
        if bound is None:
            return
        text = ""
        try:
            text = bound.read(cells)
            if not text:
                return
            parts = SPLITTERS[bound.spec.get("split", "full_name")](text)
            for name, clean in self.name_plan:
                if parts[name]:
                    row.given[name] = clean(parts[name])
        except (ValidationError, ValueError) as error:
            self.add_problem(row, bound, text, error)


def _nothing(cells: Sequence[str]) -> str:
    return ""
