"""From the cells of a row to an account. No database is asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.imports import cells
from accounts.imports.accounts import terms
from accounts.imports.accounts.building import Builder
from accounts.imports.accounts.columns import (
    AMOUNTS,
    BALANCES,
    BOARDED_ON,
    DAYS,
    account_columns,
    letters_of,
)
from accounts.imports.accounts.rows import AccountRow
from accounts.models import AccountStatus, AccountSubStatus, Kind, LineProgram
from lendcore.actors import Actor
from lendcore.imports import parsing
from lendcore.imports.cells import (
    Clean,
    Remembered,
    find_label,
    read_action,
    read_yes_no,
    spelled_labels,
    text_up_to,
)
from lendcore.imports.mapping import BoundColumn, MappingFile, bind
from lendcore.imports.rows import ADD
from lendcore.imports.source import Row
from lendcore.models.label import Label
from lendcore.tenancy.context import activate_tenant

_LABEL_LETTERS = Label._meta.get_field("name").max_length
_NOT_EMPTIED = frozenset(
    {"action", "import_id", "number", "kind", "status", "program", "activate"}
)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """All that it takes to parse accounts, as plain data that can travel."""

    actor: Actor
    mapping: MappingFile | None
    header: tuple[str, ...]
    statuses: tuple[AccountStatus, ...]
    sub_statuses: tuple[AccountSubStatus, ...]
    programs: tuple[LineProgram, ...]


class AccountParser(parsing.RowParser):
    """Reads accounts of one file."""

    new_row = AccountRow


class Cleaners:
    """Gives the cleaner of each column of one tenant's import."""

    def __init__(self, recipe: Recipe) -> None:
        self._date_format = recipe.actor.tenant.date_format
        self._statuses = spelled_labels(recipe.statuses)
        self._programs = {each.name.casefold(): each for each in recipe.programs}

    def cleaner(self, bound: BoundColumn) -> Clean:
        """Return the cleaner of a column."""
        name = bound.name
        if name in {"import_id", "number", "title"}:
            return text_up_to(letters_of(name))
        return Remembered(self._find(bound))

    def _find(self, bound: BoundColumn) -> Clean:
        name = bound.name
        known = terms.term_columns()
        if name in known:
            return terms.cleaner(known[name], bound, self._date_format)
        if name in DAYS or name in {BOARDED_ON, "closed_on"}:
            return cells.day_reader(bound, self._date_format)
        if name in AMOUNTS:
            return cells.read_decimal_text
        plain: dict[str, Clean] = {
            "action": read_action,
            "kind": cells.code_of(Kind.values),
            "status": lambda text: find_label(self._statuses, text, "status").pk,
            "sub_status": text_up_to(_LABEL_LETTERS),
            "portfolio": text_up_to(_LABEL_LETTERS),
            "source_company": text_up_to(_LABEL_LETTERS),
            "program": self._program,
            "activate": read_yes_no,
            BALANCES: cells.read_amounts,
        }
        return plain[name]

    def _program(self, text: str) -> int:
        program = self._programs.get(text.casefold())
        if program is None:
            raise ValueError("There is no such program of lines.")
        if not program.is_active:
            raise ValueError("This program is inactive.")
        return program.pk


def empty_value(name: str) -> Any:
    """Return what an emptied cell means. Raises ValueError when it can't be."""
    if name in _NOT_EMPTIED:
        raise ValueError("This column can't be emptied.")
    if name in {"title", "portfolio", "source_company", "sub_status"}:
        return ""
    return None


def make_parser(recipe: Recipe) -> AccountParser:
    """Return the parser of a file. Raises ImportRefused when the mapping is wrong."""
    columns = account_columns()
    mapping = bind(recipe.mapping, recipe.header, columns)
    return AccountParser(mapping, columns, Cleaners(recipe).cleaner, empty_value)


def make_builder(recipe: Recipe, parser: AccountParser) -> Builder:
    """Return what makes accounts of parsed rows."""
    return Builder(
        actor=recipe.actor,
        parser=parser,
        statuses=recipe.statuses,
        sub_statuses=recipe.sub_statuses,
        programs=recipe.programs,
    )


def prepare(recipe: Recipe) -> Callable[[Iterable[Row]], list[AccountRow]]:
    """Return the function that parses a batch, in whichever process.

    Accounts are replayed here too, as if each were new: that takes longest.
    """
    tenant = recipe.actor.tenant
    zone = ZoneInfo(tenant.time_zone)
    with activate_tenant(tenant.id):
        parser = make_parser(recipe)
        builder = make_builder(recipe, parser)

    def parse_all(rows: Iterable[Row]) -> list[AccountRow]:
        with timezone.override(zone):
            return [_worked_out(parser.parse(*row), builder) for row in rows]

    return parse_all


def _worked_out(row: AccountRow, builder: Builder) -> AccountRow:
    """Return the row with the account that it makes if nobody has its import ID."""
    if row.action == ADD and not row.is_bad:
        attempt = replace(row, problems=[])
        row.built = builder.build_new(attempt)
        row.new_problems = attempt.problems
    return row
