"""Rows as the text that COPY reads.

psycopg writes it too, row by row into an open COPY. An import writes it beforehand, in
one thread while another has the database at work, which halves the time that the
database waits.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

NULL = "\\N"
# "COPY", section "Text Format" of PostgreSQL's documentation.
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_TO_QUOTE = re.compile(r'(["\\])')


def packed_rows(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as COPY reads them, each value by its type.

    Raises TypeError for a type that no import has.
    """
    lines = ["\t".join([_written(value) for value in row]) for row in rows]
    return "\n".join([*lines, ""])


def _written(value: Any) -> str:
    if value is None:
        return NULL
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    for kind, write in _WRITERS.items():
        # A choice of a model is a str, and a row of a date a date.
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"{type(value).__name__} can't be copied.")


def _text(value: str) -> str:
    if _SPECIAL.search(value):
        return _SPECIAL.sub(lambda letter: _ESCAPES[letter[0]], value)
    return str.__str__(value)


def _list(values: list[str]) -> str:
    quoted = ",".join('"' + _TO_QUOTE.sub(r"\\\1", value) + '"' for value in values)
    return _text("{" + quoted + "}")


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _text,
    bool: lambda value: "t" if value else "f",
    int: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    Decimal: str,
    bytes: lambda value: r"\\x" + value.hex(),
    memoryview: lambda value: r"\\x" + value.hex(),
    list: _list,
    tuple: _list,
}
