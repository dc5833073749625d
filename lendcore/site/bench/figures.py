"""Arithmetic of the benchmark: percentiles, shares, budgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Self


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many percent of the values do not exceed.

    The nearest-rank definition: always one of the values, never between two.
    """
    if not values:
        raise ValueError("There are no values.")
    if not 0 < percent <= 100:
        raise ValueError("A percentile lies above 0 and up to 100.")
    return sorted(values)[ceil(len(values) * percent / 100) - 1]


@dataclass(frozen=True)
class Spread:
    """Times of one thing done many times, in milliseconds."""

    p50: float
    p95: float
    worst: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Self:
        return cls(
            p50=percentile(milliseconds, 50),
            p95=percentile(milliseconds, 95),
            worst=max(milliseconds),
        )


@dataclass(frozen=True)
class Budget:
    """The most that a page may cost: p95 in milliseconds, and SQL queries."""

    milliseconds: int
    queries: int | None = None

    def __str__(self) -> str:
        queries = f", {self.queries} SQL" if self.queries else ""
        return f"≤ {self.milliseconds} ms{queries}"

    def holds(self, spread: Spread, queries: int) -> bool:
        is_quick = spread.p95 <= self.milliseconds
        return is_quick and (self.queries is None or queries <= self.queries)


def verdict(*, holds: bool) -> str:
    """Return how a budget came out, in a word."""
    return "ok" if holds else "**over**"


@dataclass(frozen=True)
class Race:
    """An import and bare COPYs of the rows that it wrote, one after the other."""

    rows: int
    import_seconds: float
    copy_seconds: float

    @property
    def import_rate(self) -> float:
        """Rows a second."""
        return self.rows / self.import_seconds

    @property
    def copy_rate(self) -> float:
        """Rows a second."""
        return self.rows / self.copy_seconds

    @property
    def share(self) -> float:
        """How much of the pace of bare COPYs the import has, as a fraction."""
        return self.copy_seconds / self.import_seconds


def middle_race(races: Sequence[Race]) -> Race:
    """Return the race with the middle share; of two, the worse one."""
    if not races:
        raise ValueError("There are no races.")
    ordered = sorted(races, key=lambda race: race.share)
    return ordered[(len(ordered) - 1) // 2]
