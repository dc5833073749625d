"""From the cells of a row to typed values. No database is asked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone

from customers.imports.cells import Clean, Cleaners, reasons_of
from customers.imports.columns import CLEAR, SPLITTERS, customer_columns
from customers.imports.rows import ParsedRow
from customers.models import CustomerStatus
from lendcore.actors import Actor
from lendcore.imports.columns import ColumnSet
from lendcore.imports.mapping import BoundColumn, BoundMapping, MappingFile, bind
from lendcore.imports.problems import Problem, shown, without_numbers
from lendcore.imports.readers import UnknownValue
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


class RowParser:
    """Reads rows of one file, compiled once for its mapping."""

    def __init__(
        self, mapping: BoundMapping, cleaners: Cleaners, columns: ColumnSet
    ) -> None:
        self.mapping = mapping
        self.cleaners = cleaners
        self.columns = columns
        self.plan: list[tuple[BoundColumn, Clean]] = [
            (bound, cleaners.cleaner(bound))
            for bound in mapping.columns
            if bound.name != FULL_NAME
        ]
        self.name_column = next(
            (bound for bound in mapping.columns if bound.name == FULL_NAME), None
        )
        self.name_plan = [
            (part, cleaners.cleaner(BoundColumn(part, FULL_NAME, _nothing)))
            for part in ("first_name", "middle_name", "last_name", "generation_code")
        ]

    def parse(
        self, line: int, cells: Sequence[str], problems: list[Problem]
    ) -> ParsedRow:
        """Return what a row says, with everything that is wrong in it."""
        row = ParsedRow(line, problems=list(problems))
        if problems:
            return row
        if self.name_column is not None:
            self._split_name(row, cells)
        for bound, clean in self.plan:
            text = ""
            try:
                text = bound.read(cells)
                if not text:
                    continue
                if text == CLEAR:
                    row.given[bound.name] = self.cleaners.empty_value(bound.name)
                else:
                    row.given[bound.name] = clean(text)
            except UnknownValue as error:
                self._add_problem(row, bound, error.value, error)
            except (ValidationError, ValueError) as error:
                self._add_problem(row, bound, text, error)
        row.action = row.given.pop("action", "add")
        row.import_id = row.given.get("import_id", "")
        if not row.import_id and not row.problems:
            row.problems.append(self.problem(row, "import_id", "Needs an import ID."))
        return row

    def _split_name(self, row: ParsedRow, cells: Sequence[str]) -> None:
        bound = self.name_column
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
            self._add_problem(row, bound, text, error)

    def _add_problem(
        self, row: ParsedRow, bound: BoundColumn, text: str, error: Exception
    ) -> None:
        row.problems.append(self.problem(row, bound.name, reasons_of(error), text))

    def problem(
        self,
        row: ParsedRow,
        column: str,
        reason: str,
        text: object = None,
        *,
        is_warning: bool = False,
    ) -> Problem:
        """Return a problem of one of our columns, as a report may show it."""
        known = self.columns.columns.get(column)
        if text is None:
            text = row.given.get(column, "")
        return Problem(
            line=row.line,
            column=self.mapping.label(column),
            value=shown(
                str(text or ""), is_protected=bool(known and known.is_protected)
            ),
            reason=without_numbers(reason),
            is_warning=is_warning,
        )


def _nothing(cells: Sequence[str]) -> str:
    return ""
