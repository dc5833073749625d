"""From the cells of a row to typed values. No database is asked."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from lendcore.imports.cells import CLEAR, Clean, reasons_of
from lendcore.imports.columns import ColumnSet
from lendcore.imports.mapping import BoundColumn, BoundMapping
from lendcore.imports.problems import Problem, shown, without_numbers
from lendcore.imports.readers import UnknownValue
from lendcore.imports.rows import ADD, ParsedRow


class RowParser:
    """Reads rows of one file, compiled once for its mapping.

    new_row: makes the entity's own kind of row from a line and its problems.
    """

    new_row: Callable[..., ParsedRow] = ParsedRow

    def __init__(
        self,
        mapping: BoundMapping,
        columns: ColumnSet,
        cleaner: Callable[[BoundColumn], Clean],
        empty_value: Callable[[str], Any],
        *,
        apart: Iterable[str] = (),
    ) -> None:
        self.mapping = mapping
        self.columns = columns
        self._empty_value = empty_value
        self._plan: list[tuple[BoundColumn, Clean]] = [
            (bound, cleaner(bound))
            for bound in mapping.columns
            if bound.name not in apart
        ]

    def parse(
        self, line: int, cells: Sequence[str], problems: list[Problem]
    ) -> ParsedRow:
        """Return what a row says, with everything that is wrong in it."""
        row = self.new_row(line, problems=list(problems))
        if problems:
            return row
        self.read_apart(row, cells)
        for bound, clean in self._plan:
            text = ""
            try:
                text = bound.read(cells)
                if not text:
                    continue
                if text == CLEAR:
                    row.given[bound.name] = self._empty_value(bound.name)
                else:
                    row.given[bound.name] = clean(text)
            except UnknownValue as error:
                self.add_problem(row, bound, error.value, error)
            except (ValidationError, ValueError) as error:
                self.add_problem(row, bound, text, error)
        row.action = row.given.pop("action", ADD)
        row.import_id = row.given.get("import_id", "")
        self.check(row)
        return row

    def read_apart(self, row: ParsedRow, cells: Sequence[str]) -> None:
        """Read the columns that were left apart."""

    def check(self, row: ParsedRow) -> None:
        """Add what is wrong with the row as a whole."""
        if not row.import_id and not row.problems:
            row.problems.append(self.problem(row, "import_id", "Needs an import ID."))

    def add_problem(
        self, row: ParsedRow, bound: BoundColumn, text: str, error: Exception
    ) -> None:
        """Add what a cleaner raised."""
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
