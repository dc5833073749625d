"""What is wrong with rows of a file, and the report of it."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from lendcore.csv import BYTE_ORDER_MARK, csv_lines
from lendcore.imports.refusals import ImportRefused
from lendcore.rules.tax_numbers import looks_like_whole_tax_number

MOST_KEPT = 10_000
MOST_SHOWN_LETTERS = 80
REPORT_COLUMNS = ("line", "kind", "column", "value", "reason")

_MASK = "•••••"
_TAX_NUMBER = re.compile(
    r"\b(?:\d{9}|\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}"
    r"|\d{3}[ -]\d{3}[ -]\d{3}|\d{2}-\d{7})\b"
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one cell. A warning does not keep the row out.

    value: as it may be shown; make it with `shown()`.
    """

    line: int
    column: str
    value: str
    reason: str
    is_warning: bool = False

    @property
    def kind(self) -> str:
        return "warning" if self.is_warning else "error"

    def __str__(self) -> str:
        value = f' "{self.value}"' if self.value else ""
        column = f", {self.column}" if self.column else ""
        return f"Line {self.line}{column}{value}: {self.reason}"


def shown(text: str, *, is_protected: bool = False) -> str:
    """Return a cell as a report may show it: secrets masked, long texts cut.

    A cell that looks like a whole tax number is masked in any column: a wrong
    mapping puts it where nobody expects it.
    """
    if not text:
        return ""
    if is_protected or looks_like_whole_tax_number(text[:MOST_SHOWN_LETTERS]):
        return _MASK
    if len(text) > MOST_SHOWN_LETTERS:
        text = f"{text[:MOST_SHOWN_LETTERS]}… ({len(text):,} letters)"
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", _TAX_NUMBER.sub(_MASK, text))


def without_numbers(reason: str) -> str:
    """Return a reason in which no tax number stands, cut to a sensible length."""
    reason = _TAX_NUMBER.sub(_MASK, reason)
    if len(reason) > 300:
        reason = reason[:300] + "…"
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", reason)


class ProblemLog:
    """Counts all problems, keeps the first, writes every one to the report.

    Memory stays bounded however many there are. Use as a context manager.
    """

    def __init__(self, report: Path | None = None) -> None:
        self.errors = 0
        self.warnings = 0
        self._kept_errors: list[Problem] = []
        self._kept_warnings: list[Problem] = []
        self._report = report
        self._stream = None

    def __enter__(self) -> Self:
        if self._report is not None:
            try:
                self._stream = self._report.open("w", encoding="utf-8", newline="")
            except OSError as error:
                raise ImportRefused(
                    f"The report {self._report} can't be written: {error.strerror}."
                ) from error
            self._stream.write(BYTE_ORDER_MARK + csv_lines([REPORT_COLUMNS]))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    def add(self, problems: Iterable[Problem]) -> None:
        """Count, keep and report problems."""
        for problem in problems:
            kept = self._kept_warnings if problem.is_warning else self._kept_errors
            if problem.is_warning:
                self.warnings += 1
            else:
                self.errors += 1
            if len(kept) < MOST_KEPT:
                kept.append(problem)
            if self._stream is not None:
                self._stream.write(csv_lines([_report_row(problem)]))

    @property
    def kept(self) -> list[Problem]:
        """The first problems by line; errors push warnings out where both are many."""
        room = MOST_KEPT - len(self._kept_errors)
        kept = [*self._kept_errors, *self._kept_warnings[:room]]
        return sorted(kept, key=lambda problem: problem.line)

    def as_json(self) -> list[dict[str, object]]:
        """Return the kept problems for the run's record."""
        return [asdict(problem) for problem in self.kept]


def _report_row(problem: Problem) -> tuple[object, ...]:
    return (
        problem.line,
        problem.kind,
        problem.column,
        problem.value,
        problem.reason,
    )
