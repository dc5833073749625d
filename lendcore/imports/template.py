"""The columns of an import as people read them: a header line, or a description."""

import textwrap
from collections.abc import Iterator

from lendcore.imports.columns import Column, ColumnSet

_WIDTH = 88
_INDENT = "    "


def header_line(columns: ColumnSet) -> str:
    """Return the first line of a file that has every column."""
    return ",".join(columns.columns)


def describe(columns: ColumnSet) -> Iterator[str]:
    """Yield lines that say of each column what it means and what it takes."""
    for column in columns.columns.values():
        yield column.name
        for text in (f"{column.meaning}.", _format(column)):
            yield from textwrap.wrap(
                text, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT
            )
        yield ""


def _format(column: Column) -> str:
    if column.values:
        text = f"One of: {', '.join(column.values)}."
    else:
        text = f"Format: {column.format}."
    if column.splitters:
        text += f" Ways to split it: {', '.join(column.splitters)}."
    if column.is_protected:
        text += " Never shown in reports."
    return text
