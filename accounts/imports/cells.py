"""What cells of accounts mean: numbers, dates, lists, in the engine's JSON."""

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.engine.errors import EngineError
from lendcore.imports.cells import Clean, read_day
from lendcore.imports.columns import ColumnSet
from lendcore.imports.mapping import BoundColumn
from lendcore.rules.dates import DATE_EXAMPLES, DATE_INPUTS

# Between the parts of a cell that holds several, as in customers' custom fields.
BETWEEN = ";"
LONGEST_NUMBER = 60


def read_decimal(text: str) -> Decimal:
    """Return a number with a decimal point. Raises ValueError."""
    try:
        number = Decimal(text) if len(text) <= LONGEST_NUMBER else None
    except InvalidOperation:
        number = None
    # Python would take 1_000, and digits of other scripts.
    if number is None or not number.is_finite() or not _is_plain(text):
        raise ValueError("Write a number with a decimal point, such as 1250.00.")
    return number


def _is_plain(text: str) -> bool:
    return text.isascii() and "_" not in text and "e" not in text.lower()


def read_decimal_text(text: str) -> str:
    """Return a number as the engine's JSON has it. Raises ValueError."""
    return f"{read_decimal(text):f}"


def read_percentage_text(text: str) -> str:
    """Return a percentage as a fraction of the engine's JSON. Raises ValueError."""
    return f"{read_decimal(text.rstrip('% ')) / 100:f}"


def read_whole(text: str) -> int:
    """Return a whole number. Raises ValueError."""
    if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > 9:
        raise ValueError("Write a whole number.")
    return int(text)


def day_reader(bound: BoundColumn, date_format: str) -> Clean:
    """Return the cleaner of a column's dates. date_format: the tenant's order."""
    formats = bound.spec.get("date_format") or DATE_INPUTS[date_format]
    expected = f"Write the date like {DATE_EXAMPLES[date_format]}."
    if bound.spec.get("date_format"):
        expected = f"This is no date of the form {' or '.join(formats)}."
    return lambda text: read_day(text, formats, expected)[0]


def code_of(codes: Iterable[str]) -> Clean:
    """Return the cleaner of a choice by its codes, in any letter case."""
    by_case = {code.casefold(): code for code in codes}

    def clean(text: str) -> str:
        code = by_case.get(text.casefold().replace(" ", "_"))
        if code is None:
            raise ValueError(f"Give one of: {', '.join(by_case.values())}.")
        return code

    return clean


def parts_of(clean: Clean) -> Callable[[str], list[Any]]:
    """Return the cleaner of a cell that holds several values."""
    return lambda text: [
        clean(part.strip()) for part in text.split(BETWEEN) if part.strip()
    ]


def read_amounts(text: str) -> dict[str, str]:
    """Return amounts by name, from "interest: 10.00; principal: 90.00".

    Raises ValueError.
    """
    amounts: dict[str, str] = {}
    for part in text.split(BETWEEN):
        name, colon, amount = part.rpartition(":")
        name = name.strip()
        if not colon or not name or name in amounts:
            raise ValueError("Write names and amounts like interest: 5.00; fees: 2.50.")
        amounts[name] = read_decimal_text(amount.strip())
    return amounts


def column_of(error: EngineError, columns: ColumnSet) -> str:
    """Return the column that an error of the engine is about, or "".

    The engine names a field of a list without its place: buckets.rate_annual.
    """
    field = error.field.rpartition("].")[2].removeprefix("boarding.")
    known = columns.columns
    while field:
        if field in known:
            return field
        for name in known:
            if _unnumbered(name) == field or _unnumbered(name).startswith(f"{field}."):
                return name
        field = field.rpartition(".")[0]
    return ""


def _unnumbered(name: str) -> str:
    return ".".join(part for part in name.split(".") if not part.isdecimal())
