"""Mapping files: which column of somebody's file feeds which column of ours.

A TOML file; docs/imports.md describes it. Reading one checks its form; binding it
to a file's header checks the columns. Both refuse with the nearest known name.
"""

import time
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lendcore.imports.columns import Column, ColumnSet
from lendcore.imports.readers import (
    SPEC_KEYS,
    Cells,
    Reader,
    reader_of,
    source_names,
)
from lendcore.imports.refusals import ImportRefused, nearest

_FILE_KEYS = ("entity", "null", "date_format", "ignore", "columns")
_EVERYTHING_ELSE = "*"


@dataclass(frozen=True)
class MappingFile:
    """A mapping file whose form is right.

    specs: what feeds each of our columns. null: cells that mean nothing. ignore:
    columns of the file that are left out on purpose; "*" is all others.
    """

    name: str
    specs: Mapping[str, Mapping[str, Any]]
    null: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BoundColumn:
    """One of our columns, read from one file.

    label: what reports call it: the file's own column, or ours.
    """

    name: str
    label: str
    read: Reader
    spec: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BoundMapping:
    """A mapping that fits a file's header."""

    name: str
    columns: tuple[BoundColumn, ...]

    def label(self, column: str) -> str:
        """Return what reports call one of our columns."""
        for bound in self.columns:
            if bound.name == column:
                return bound.label
        return column


# The file ---------------------------------------------------------------------


def read_mapping(path: Path, *, entity: str) -> MappingFile:
    """Return the mapping in a file. Raises ImportRefused with what is wrong in it."""
    content = _read_toml(path)
    _refuse_unknown(content, _FILE_KEYS, "The mapping")
    if content.get("entity", entity) != entity:
        raise ImportRefused(f"The mapping is for {content['entity']}, not {entity}.")
    specs = content.get("columns")
    if not isinstance(specs, dict) or not specs:
        raise ImportRefused("The mapping has no [columns].")
    formats = content.get("date_format")
    return MappingFile(
        name=path.name,
        specs={
            name: _checked_spec(name, spec, default_formats=formats)
            for name, spec in specs.items()
        },
        null=frozenset(_texts(content.get("null", []), "null")),
        ignore=frozenset(_texts(content.get("ignore", []), "ignore")),
    )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ImportRefused(
            f"The mapping {path} can't be read: {error.strerror}."
        ) from error
    except UnicodeDecodeError as error:
        raise ImportRefused(f"The mapping {path} is not encoded as UTF-8.") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ImportRefused(f"The mapping is no TOML: {error}.") from error


def _refuse_unknown(given: Iterable[str], known: Iterable[str], where: str) -> None:
    known = tuple(known)
    for key in given:
        if key not in known:
            raise ImportRefused(
                f'{where} has an unknown key "{key}".{nearest(key, known)}'
            )


def _texts(value: Any, key: str) -> list[str]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ImportRefused(f'"{key}" in the mapping is a text, or a list of texts.')
    return texts


def _checked_spec(name: str, spec: Any, *, default_formats: Any) -> dict[str, Any]:
    """Return one column's entry as a table; a plain text names a source column."""
    if isinstance(spec, str):
        spec = {"column": spec}
    if isinstance(spec, dict) and name == "custom" and not SPEC_KEYS & spec.keys():
        raise ImportRefused(
            'Custom columns are written in quotes: "custom:key" = "Column".'
        )
    if not isinstance(spec, dict):
        raise ImportRefused(f'"{name}" in the mapping is a text or a table.')
    where = f'"{name}" in the mapping'
    _refuse_unknown(spec, sorted(SPEC_KEYS), where)
    sources = [
        key for key in ("column", "columns", "digest", "constant") if key in spec
    ]
    if len(sources) != 1:
        raise ImportRefused(
            f"{where} needs exactly one of column, columns, digest and constant."
        )
    for key in ("columns", "digest", "null"):
        if key in spec:
            spec = spec | {key: _texts(spec[key], key)}
    _check_types(spec, where)
    formats = spec.get("date_format", default_formats)
    if formats is not None:
        spec = spec | {"date_format": _checked_formats(formats, where)}
    return spec


def _check_types(spec: Mapping[str, Any], where: str) -> None:
    for key in ("column", "constant", "join", "prefix", "otherwise", "split"):
        if key in spec and not isinstance(spec[key], str):
            raise ImportRefused(f'{where}: "{key}" is a text in quotes.')
    for key in ("pad_zip", "percent"):
        if not isinstance(spec.get(key, False), bool):
            raise ImportRefused(f'{where}: "{key}" is true or false.')
    values = spec.get("values", {})
    if not isinstance(values, dict) or not all(
        isinstance(value, str) for value in values.values()
    ):
        raise ImportRefused(f'{where}: "values" is a table of texts.')


def _checked_formats(formats: Any, where: str) -> tuple[str, ...]:
    """Return date formats that can be read back, such as %m/%d/%Y."""
    texts = _texts(formats, "date_format")
    for text in texts:
        if not _reads_back(text):
            raise ImportRefused(
                f'{where}: "{text}" is no date format; write one like "%m/%d/%Y".'
            )
    return tuple(texts)


def _reads_back(date_format: str) -> bool:
    # Day, month and year of the probe differ, so that a part left out shows.
    probe = date(2003, 2, 1)
    try:
        found = time.strptime(probe.strftime(date_format), date_format)
    except ValueError:
        return False
    return found[:3] == (2003, 2, 1)


# Binding to a header ------------------------------------------------------------


def bind(
    mapping: MappingFile | None, header: tuple[str, ...], known: ColumnSet
) -> BoundMapping:
    """Return the mapping for a file; without one, the header has our own names.

    Raises ImportRefused for columns that the file or the entity does not have, for
    ones that nothing says what to do with, and when a required one is missing.
    """
    if mapping is None:
        mapping = MappingFile(
            name="", specs={name: {"column": name} for name in header}
        )
        where = "The header"
    else:
        where = "The mapping"
    _refuse_names(mapping.specs, known, where)
    cells = Cells(header, mapping.null)
    columns = tuple(
        _bound(name, mapping.specs[name], column, cells)
        for name, column in known.columns.items()
        if name in mapping.specs
    )
    for name, sentence in known.required.items():
        if name not in mapping.specs:
            raise ImportRefused(sentence)
    _refuse_forgotten(mapping, header, cells)
    return BoundMapping(mapping.name, columns)


def _refuse_names(names: Iterable[str], known: ColumnSet, where: str) -> None:
    for name in names:
        if name in known.refused:
            raise ImportRefused(known.refused[name])
        if name not in known.columns:
            raise ImportRefused(
                f'{where} names "{name[:80]}", which is no column of this import.'
                f"{nearest(name, known.columns)}"
            )


def _bound(
    name: str, spec: Mapping[str, Any], column: Column, cells: Cells
) -> BoundColumn:
    allowed = {
        "date_format": column.takes_dates,
        "pad_zip": column.takes_padding,
        "percent": column.takes_percent,
        "split": bool(column.splitters),
    }
    for option, is_allowed in allowed.items():
        # A date format for the whole file reaches every column; dates alone use it.
        if option in spec and not is_allowed and option != "date_format":
            raise ImportRefused(f'"{name}" in the mapping takes no "{option}".')
    split = spec.get("split")
    if split is not None and split not in column.splitters:
        raise ImportRefused(
            f'"{name}" in the mapping: "{split}" is no way to split it; there are '
            f"{', '.join(column.splitters)}."
        )
    label = " + ".join(source_names(spec)) or name
    return BoundColumn(name, label, reader_of(name, spec, cells), spec)


def _refuse_forgotten(
    mapping: MappingFile, header: tuple[str, ...], cells: Cells
) -> None:
    """Refuse columns of which the mapping says nothing: they would be lost quietly."""
    for name in mapping.ignore - {_EVERYTHING_ELSE}:
        cells.place(name)
    if _EVERYTHING_ELSE in mapping.ignore:
        return
    used = {name for spec in mapping.specs.values() for name in source_names(spec)}
    forgotten = [name for name in header if name not in used | mapping.ignore]
    if forgotten:
        named = ", ".join(f'"{name[:80]}"' for name in forgotten[:10])
        raise ImportRefused(
            f"The mapping says nothing of {named}. Use the column, or list it under "
            'ignore; ignore = "*" leaves out all others.'
        )
