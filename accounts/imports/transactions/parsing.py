"""From the cells of a row to an entry. No database is asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.engine.errors import EngineError
from accounts.engine.transactions import Code
from accounts.engine.transactions import Transaction as Entry
from accounts.imports import cells
from accounts.imports.transactions.columns import (
    CODES,
    DAYS,
    DETAILS,
    LONGEST_ID,
    TEXTS,
    entry_columns,
    letters_of,
)
from accounts.mapping import read_entry
from accounts.models import Method, ReversalReason
from lendcore.actors import Actor
from lendcore.imports import parsing
from lendcore.imports.cells import Clean, Remembered, text_up_to
from lendcore.imports.mapping import BoundColumn, MappingFile, bind
from lendcore.imports.rows import ParsedRow
from lendcore.imports.source import Row

_NEEDED = ("account", "external_id", "code", "effective")
# Any number will do to check an entry by itself.
_SOME_ENTRY = 1
NOTHING = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """All that it takes to parse entries, as plain data that can travel."""

    actor: Actor
    mapping: MappingFile | None
    header: tuple[str, ...]


class EntryParser(parsing.RowParser):
    """Reads entries of one file."""

    def check(self, row: ParsedRow) -> None:
        """Ask for what every row needs, and let the engine look at the entry."""
        for name in _NEEDED:
            if name not in row.given and not row.problems:
                row.problems.append(self.problem(row, name, "Can't be empty."))
        if row.is_bad:
            return
        is_reversal = row.given["code"] == Code.REVERSAL
        for name in ("reverses", "reason"):
            if name in row.given and not is_reversal:
                sentence = "Only a reversal takes an entry back."
                row.problems.append(self.problem(row, name, sentence))
        if is_reversal and "reverses" not in row.given:
            sentence = "Give the external ID of the entry that is taken back."
            row.problems.append(self.problem(row, "reverses", sentence))
        if not row.is_bad:
            self._check_entry(row, is_reversal=is_reversal)

    def _check_entry(self, row: ParsedRow, *, is_reversal: bool) -> None:
        given = row.given
        details = details_of(row)
        reverses = _SOME_ENTRY if is_reversal else None
        try:
            if details:
                read_entry(
                    _SOME_ENTRY,
                    given["code"],
                    given["effective"],
                    given.get("amount", NOTHING),
                    details,
                    reverses,
                )
            else:
                # What needs no details need not go through JSON, ten times as fast.
                Entry(
                    code=Code(given["code"]),
                    effective=given["effective"],
                    entry=_SOME_ENTRY,
                    amount=given.get("amount", NOTHING),
                    reverses=reverses,
                )
        except EngineError as error:
            column = cells.column_of(error, self.columns)
            row.problems.append(self.problem(row, column, error.sentence))


def details_of(row: ParsedRow) -> dict[str, Any]:
    """Return what the code needs beside the amount, in the engine's JSON."""
    given = row.given
    return {
        name: given[name].isoformat() if name in DAYS else given[name]
        for name in DETAILS
        if name in given
    }


def make_parser(recipe: Recipe) -> EntryParser:
    """Return the parser of a file. Raises ImportRefused when the mapping is wrong."""
    columns = entry_columns()
    mapping = bind(recipe.mapping, recipe.header, columns)
    date_format = recipe.actor.tenant.date_format
    return EntryParser(
        mapping, columns, lambda bound: _cleaner(bound, date_format), _empty_value
    )


def prepare(recipe: Recipe) -> Callable[[Iterable[Row]], list[ParsedRow]]:
    """Return the function that parses a batch, in whichever process."""
    zone = ZoneInfo(recipe.actor.tenant.time_zone)
    parser = make_parser(recipe)

    def parse_all(rows: Iterable[Row]) -> list[ParsedRow]:
        with timezone.override(zone):
            return [parser.parse(*row) for row in rows]

    return parse_all


def _cleaner(bound: BoundColumn, date_format: str) -> Clean:
    name = bound.name
    if name == "effective" or name in DAYS:
        return Remembered(cells.day_reader(bound, date_format))
    if name in TEXTS:
        return text_up_to(letters_of(name))
    is_percent = bound.spec.get("percent", False)
    plain: dict[str, Clean] = {
        "account": str,
        "external_id": text_up_to(LONGEST_ID),
        "reverses": text_up_to(LONGEST_ID),
        "code": cells.code_of(CODES),
        "amount": cells.read_decimal,
        "method": cells.code_of(Method.values),
        "reason": cells.code_of(ReversalReason.values),
        "bucket": str,
        "rate_annual": (
            cells.read_percentage_text if is_percent else cells.read_decimal_text
        ),
        "split": cells.read_amounts,
    }
    return plain[name]


def _empty_value(name: str) -> Any:
    raise ValueError("Entries are never changed, so nothing is emptied.")
