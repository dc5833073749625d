"""Functions that take one of our values from the cells of a row."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lendcore.imports.refusals import ImportRefused, nearest

# Takes the cells of a row. Raises UnknownValue.
type Reader = Callable[[Sequence[str]], str]

SPEC_KEYS = frozenset(
    {
        "column",
        "columns",
        "join",
        "digest",
        "constant",
        "prefix",
        "values",
        "otherwise",
        "null",
        "date_format",
        "pad_zip",
        "percent",
        "split",
    }
)
DIGEST_LETTERS = 16
# Stands in no file: between the parts of a digest it keeps ("ab", "c") and
# ("a", "bc") apart.
_BETWEEN = "\x1f"


class UnknownValue(ValueError):
    """A cell holds nothing that the mapping's value table knows."""

    def __init__(self, value: str, known: Mapping[str, str]) -> None:
        few = ", ".join(list(known)[:8])
        super().__init__(f"The mapping has no value for this; it has {few}.")
        self.value = value


class Cells:
    """Where the columns of a file are, and which of their cells mean nothing."""

    def __init__(self, header: tuple[str, ...], null: frozenset[str]) -> None:
        self.header = header
        self.null = null
        self._places = {name: place for place, name in enumerate(header)}

    def place(self, name: str) -> int:
        """Return where a column stands. Raises ImportRefused when it is absent."""
        if name not in self._places:
            raise ImportRefused(
                f'The file has no column "{name}".{nearest(name, self.header)}'
            )
        return self._places[name]


def source_names(spec: Mapping[str, Any]) -> list[str]:
    """Return the file's columns that a spec reads."""
    if "column" in spec:
        return [spec["column"]]
    return [*spec.get("columns", ()), *spec.get("digest", ())]


def reader_of(name: str, spec: Mapping[str, Any], cells: Cells) -> Reader:
    """Return the function that reads one of our columns.

    Raises ImportRefused for a column that the file does not have.
    """
    null = cells.null | frozenset(spec.get("null", ()))
    if "constant" in spec:
        read = _constant(spec["constant"])
    elif "column" in spec:
        read = _single(cells.place(spec["column"]), null)
    elif "columns" in spec:
        places = [cells.place(each) for each in spec["columns"]]
        read = _joined(places, null, spec.get("join", " "))
    else:
        places = [cells.place(each) for each in spec["digest"]]
        read = _digest(places, null)
    if "values" in spec:
        read = _translated(read, spec["values"], spec.get("otherwise"))
    elif "otherwise" in spec:
        raise ImportRefused(
            f'"{name}" in the mapping: "otherwise" needs a table of values.'
        )
    return _prefixed(read, spec["prefix"]) if spec.get("prefix") else read


def _constant(text: str) -> Reader:
    return lambda row: text


def _single(place: int, null: frozenset[str]) -> Reader:
    def read(row: Sequence[str]) -> str:
        text = row[place].strip()
        return "" if text in null else text

    return read


def _joined(places: list[int], null: frozenset[str], between: str) -> Reader:
    def read(row: Sequence[str]) -> str:
        return between.join(_filled(row, places, null))

    return read


def _digest(places: list[int], null: frozenset[str]) -> Reader:
    """Return a short text that is the same whenever these cells are.

    Spaces and letter case do not count, so that a tidied file is recognized.
    """

    def read(row: Sequence[str]) -> str:
        if not _filled(row, places, null):
            return ""
        parts = (" ".join(row[place].casefold().split()) for place in places)
        digest = hashlib.sha256(_BETWEEN.join(parts).encode())
        return digest.hexdigest()[:DIGEST_LETTERS]

    return read


def _filled(row: Sequence[str], places: list[int], null: frozenset[str]) -> list[str]:
    texts = [row[place].strip() for place in places]
    return [text for text in texts if text and text not in null]


def _translated(
    read: Reader, values: Mapping[str, str], otherwise: str | None
) -> Reader:
    """Look up each text in a table, whatever its case; an empty one stays empty."""
    table = {key.strip().casefold(): value for key, value in values.items()}

    def translate(row: Sequence[str]) -> str:
        text = read(row)
        found = table.get(text.casefold())
        if found is not None:
            return found
        if not text or otherwise is not None:
            return otherwise or ""
        raise UnknownValue(text, values)

    return translate


def _prefixed(read: Reader, prefix: str) -> Reader:
    def prefixed(row: Sequence[str]) -> str:
        text = read(row)
        return f"{prefix}{text}" if text else ""

    return prefixed
