"""Terms and transactions from JSON, each mistake named by its field.

Money and rates are strings, so that no machine number rounds them on the way.
"""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from accounts.engine.account import Terms
from accounts.engine.calendar import NAMED, Frequency
from accounts.engine.errors import BadTerms, EngineError
from accounts.engine.lease_terms import LeaseTerms
from accounts.engine.line_terms import LineTerms
from accounts.engine.terms import LoanTerms, annual_rate
from accounts.engine.transactions import Transaction


def parse(text: str) -> Any:
    """Return JSON as plain values. Raises BadTerms where it is none."""
    try:
        return json.loads(text, parse_float=_refuse_float, parse_constant=_refuse_float)
    except json.JSONDecodeError as error:
        raise BadTerms("JSON", f"{error.msg} in line {error.lineno}.") from None
    except RecursionError:
        raise BadTerms("JSON", "Is nested too deeply.") from None


def _refuse_float(text: str) -> None:
    raise BadTerms("JSON", f'Write {text} as a string: "{text}".')


KINDS: Mapping[str, type[LoanTerms | LeaseTerms | LineTerms]] = {
    "loan": LoanTerms,
    "lease": LeaseTerms,
    "line": LineTerms,
}


def read_terms(values: Any) -> Terms:
    """Return the terms of a loan, or of the kind that stands in them.

    A rate per period of a loan may be given as rate and rate_period. Raises BadTerms.
    """
    values = dict(_mapping("terms", values))
    kind = values.pop("kind", "loan")
    if kind not in KINDS:
        raise BadTerms("kind", f"Give one of: {', '.join(KINDS)}.")
    if kind == "loan" and "rate" in values:
        rate = _decimal("rate", values.pop("rate"))
        values["rate_annual"] = str(annual_rate(rate, values.pop("rate_period", "")))
    return _read(KINDS[kind], values, "")


def read_transactions(values: Any) -> list[Transaction]:
    """Return transactions; without an entry number each has its place. Raises
    BadTerms, BadTransaction."""
    if not isinstance(values, list):
        raise BadTerms("transactions", "Give a list.")
    return [
        _read(
            Transaction,
            {"entry": place, **_mapping(f"transactions[{place}]", each)},
            f"transactions[{place}].",
        )
        for place, each in enumerate(values, 1)
    ]


def read_date(field: str, value: Any) -> date:
    """Return a date of the form 2026-11-25. Raises BadTerms."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadTerms(field, "Give a date such as 2026-11-25.") from None


def _mapping(field: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadTerms(field, "Give an object with named values.")
    return value


def _read[Kind](kind: type[Kind], values: Mapping[str, Any], path: str) -> Kind:
    """Return a dataclass, each of its fields by the type that it has."""
    hints, needed = _fields_of(kind)  # type: ignore[arg-type]
    for name in values:
        if name not in hints:
            raise BadTerms(f"{path}{name}", "Is not known.")
    for name in needed:
        if name not in values:
            raise BadTerms(f"{path}{name}", "Is missing.")
    read = {
        name: _value(hints[name], value, f"{path}{name}")
        for name, value in values.items()
    }
    try:
        return kind(**read)
    except EngineError as error:
        if not path:
            raise
        raise type(error)(f"{path}{error.field}", error.sentence) from None


@cache
def _fields_of(kind: type) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the types of a dataclass's fields, and which have no default. To find them
    takes longer than to read an account's terms."""
    hints = get_type_hints(kind)
    known = fields(kind)
    needed = tuple(
        field.name
        for field in known
        if field.default is MISSING and field.default_factory is MISSING
    )
    return {field.name: hints[field.name] for field in known}, needed


def _value(hint: Any, value: Any, path: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(hint), value, path)
    if origin in (tuple, frozenset):
        if not isinstance(value, list):
            raise BadTerms(path, "Give a list.")
        return origin(_value(get_args(hint)[0], each, path) for each in value)
    if origin is not None:
        key, inner = get_args(hint)
        return {
            _value(key, name, path): _value(inner, each, f"{path}.{name}")
            for name, each in _mapping(path, value).items()
        }
    return _plain(hint, value, path)


def _one_of(hints: tuple[Any, ...], value: Any, path: str) -> Any:
    if value is None and type(None) in hints:
        return None
    others = [hint for hint in hints if hint is not type(None)]
    for hint in others[:-1]:
        try:
            return _value(hint, value, path)
        except EngineError:
            continue
    return _value(others[-1], value, path)


def _plain(hint: Any, value: Any, path: str) -> Any:
    if hint is Decimal:
        return _decimal(path, value)
    if hint is date:
        return read_date(path, value)
    if hint is Frequency and isinstance(value, str):
        if value not in NAMED:
            raise BadTerms(path, f"Give one of: {', '.join(NAMED)}.")
        return NAMED[value]
    if issubclass(hint, StrEnum):
        if value not in list(hint):
            raise BadTerms(path, f"Give one of: {', '.join(hint)}.")
        return hint(value)
    if isinstance(hint, type) and is_dataclass(hint):
        return _read(hint, _mapping(path, value), f"{path}.")
    if type(value) is not hint:
        words = {int: "a whole number", bool: "true or false", str: "a text"}
        raise BadTerms(path, f"Give {words[hint]}.")
    return value


def _decimal(path: str, value: Any) -> Decimal:
    try:
        number = Decimal(value) if isinstance(value, str | int) else None
    except InvalidOperation:
        number = None
    if number is None or isinstance(value, bool) or not number.is_finite():
        raise BadTerms(path, 'Give a number as a string, such as "1250.00".')
    return number
