"""What an entity says of the columns that its import takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Splits one cell into several columns; raises ValueError with a sentence.
type Splitter = Callable[[str], dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of an import.

    values: what a cell may hold, where that is a closed list. is_protected: its
    cells never appear in reports. takes_dates: a mapping may give it date formats.
    takes_padding: a mapping may put lost leading zeros back. takes_percent: a mapping
    may say that the file has percentages where we have fractions. splitters: ways to
    split a cell into other columns, the first being the default.
    """

    name: str
    meaning: str
    format: str = "text"
    values: tuple[str, ...] = ()
    is_protected: bool = False
    takes_dates: bool = False
    takes_padding: bool = False
    takes_percent: bool = False
    splitters: Mapping[str, Splitter] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnSet:
    """All columns of an entity, by name, in the order of the template.

    required: names without which a file is refused, each with the sentence that
    says so. refused: names that are never taken, each with the reason.
    """

    columns: Mapping[str, Column]
    required: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
