"""A row of a file on its way in, and what becomes of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from lendcore.imports.problems import Problem

ADD, UPDATE, REMOVE, UNCHANGED, BAD = "add", "update", "remove", "unchanged", "bad"


@dataclass(slots=True)
class ParsedRow:
    """One row as typed values.

    given: what its filled cells say, by our column names; an emptied one is "" or
    None. Columns whose cell is empty are not in it.
    """

    line: int
    action: str = ADD
    import_id: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_bad(self) -> bool:
        return any(not problem.is_warning for problem in self.problems)


@dataclass(frozen=True)
class Written:
    """What became of some rows: their number by outcome, and their problems."""

    becomes: Counter[str]
    problems: list[Problem] = field(default_factory=list)
