"""The columns of terms, read off the engine's own dataclasses.

A field of the engine is a column under its own name; one inside another is written
with a dot, one of a list with its place: late_fee.kind, buckets.1.rate_annual.
"""

import types
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from accounts.engine.calendar import NAMED, Frequency
from accounts.engine.reading import KINDS
from accounts.forms.terms.paths import Path, put
from accounts.imports import cells
from lendcore.imports.cells import YES_NO, Clean, read_yes_no
from lendcore.imports.columns import Column
from lendcore.imports.mapping import BoundColumn

# Balances of a line, and names for ranges of delinquent days.
MOST_OF_A_LIST = 5
# Of a loan, instead of rate_annual.
_PER_PERIOD = (("rate", Decimal), ("rate_period", Frequency))
_FRACTIONS = frozenset(
    {"rate", "rate_annual", "money_factor", "percent", "payment_tax"}
)


@dataclass(frozen=True)
class TermColumn:
    """Where a column stands in terms, and what type the engine has for it."""

    name: str
    path: Path
    hint: Any
    is_list: bool
    kinds: tuple[str, ...]

    @property
    def is_fraction(self) -> bool:
        """Whether a mapping may give it in percent."""
        return self.path[-1] in _FRACTIONS

    @property
    def codes(self) -> tuple[str, ...]:
        """What a cell may hold, where that is a closed list."""
        if self.hint is Frequency:
            return tuple(NAMED)
        if self.hint is bool:
            return YES_NO
        if issubclass(self.hint, StrEnum):
            return tuple(each.value for each in self.hint)
        return ()


@cache
def term_columns() -> Mapping[str, TermColumn]:
    """Return the columns of all kinds of accounts, by name."""
    found: dict[str, TermColumn] = {}
    for kind, terms in KINDS.items():
        leaves = list(_leaves(terms, ()))
        if kind == "loan":
            leaves += [((name,), hint, False) for name, hint in _PER_PERIOD]
        for path, hint, is_list in leaves:
            name = ".".join(
                str(part + 1) if isinstance(part, int) else part for part in path
            )
            kinds = (*(found[name].kinds if name in found else ()), kind)
            found[name] = TermColumn(name, path, hint, is_list, kinds)
    return found


def _leaves(hint: Any, path: Path) -> Iterator[tuple[Path, Any, bool]]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        for each in get_args(hint):
            if each is not type(None):
                yield from _leaves(each, path)
    elif origin in (tuple, frozenset):
        inner = get_args(hint)[0]
        if is_dataclass(inner):
            for place in range(MOST_OF_A_LIST):
                yield from _leaves(inner, (*path, place))
        else:
            yield path, inner, True
    elif is_dataclass(hint):
        if hint is Frequency:
            yield path, hint, False
        hints = get_type_hints(hint)
        for field in fields(hint):
            yield from _leaves(hints[field.name], (*path, field.name))
    else:
        yield path, hint, False


def described() -> Iterator[Column]:
    """Yield the columns as the template describes them."""
    for each in term_columns().values():
        listed = f", several separated by {cells.BETWEEN}" if each.is_list else ""
        kinds = " and ".join(f"{kind}s" for kind in each.kinds)
        words = each.name.replace("_", " ").replace(".", ", ")
        yield Column(
            name=each.name,
            meaning=f"Terms of {kinds}: {words}",
            format=f"{_format(each)}{listed}",
            values=() if each.is_list else each.codes,
            takes_dates=each.hint is date,
            takes_percent=each.is_fraction,
        )


def _format(column: TermColumn) -> str:
    if column.codes:
        return f"of {', '.join(column.codes)}"
    if column.is_fraction:
        return "fraction, such as 0.12 for 12 %"
    return {
        Decimal: "number, such as 1250.00",
        date: "date",
        int: "whole number",
        str: "text",
    }[column.hint]


def cleaner(column: TermColumn, bound: BoundColumn, date_format: str) -> Clean:
    """Return what makes the engine's JSON of a cell."""
    clean = _single(column, bound, date_format)
    return cells.parts_of(clean) if column.is_list else clean


def _single(column: TermColumn, bound: BoundColumn, date_format: str) -> Clean:
    hint = column.hint
    if hint is date:
        read = cells.day_reader(bound, date_format)
        return lambda text: read(text).isoformat()
    if hint is Decimal:
        is_percent = bound.spec.get("percent", False)
        return cells.read_percentage_text if is_percent else cells.read_decimal_text
    if hint is bool:
        return read_yes_no
    if column.codes:
        return cells.code_of(column.codes)
    return cells.read_whole if hint is int else str


def lay_over(values: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return terms with cells laid over them; an emptied cell takes a value away."""
    columns = term_columns()
    laid = deepcopy(dict(values))
    for name, value in given.items():
        put(laid, columns[name].path, value)
    return {name: value for name, value in laid.items() if value != {}}


def only_terms(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of a row's cells that are terms."""
    known = term_columns()
    return {name: value for name, value in given.items() if name in known}
