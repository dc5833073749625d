"""How a figure came about: lines that add up to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from accounts.engine.errors import IdentityBroken
from accounts.engine.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step towards a figure.

    start, end: the first and the last day that count, both inside. rate: a fraction.
    balance: what the rate was applied to. amount: what the line adds, negative for
    what it takes off. part: the part of the figure that it belongs to, if that has
    parts.
    """

    what: str
    amount: Decimal
    start: date | None = None
    end: date | None = None
    days: int | None = None
    rate: Decimal | None = None
    balance: Decimal | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of a part of a figure, and what they come to."""

    name: str
    lines: tuple[Line, ...]
    total: Decimal

    @property
    def is_summed(self) -> bool:
        """Whether its sum says more than its only line."""
        return bool(self.name) and len(self.lines) > 1


def in_part(name: str, lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines as those of a part of a figure."""
    for line in lines:
        yield replace(line, part=name)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure with the lines that add up exactly to it."""

    figure: str
    total: Decimal
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """The figure's name in words."""
        return self.figure.replace("_", " ")

    @property
    def parts(self) -> tuple[Part, ...]:
        """The lines by the part that they belong to, in the order of their first."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.part, []).append(line)
        return tuple(
            Part(name, tuple(lines), sum((line.amount for line in lines), ZERO))
            for name, lines in found.items()
        )

    def __post_init__(self) -> None:
        if sum((line.amount for line in self.lines), ZERO) != self.total:
            raise IdentityBroken(f"The lines of {self.figure} do not add up to it.")
