"""How a figure came about: lines that add up to it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.errors import IdentityBroken
from accounts.engine.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step towards a figure.

    start, end: the first and the last day that count, both inside. rate: a fraction.
    balance: what the rate was applied to. amount: what the line adds, negative for
    what it takes off.
    """

    what: str
    amount: Decimal
    start: date | None = None
    end: date | None = None
    days: int | None = None
    rate: Decimal | None = None
    balance: Decimal | None = None


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

    def __post_init__(self) -> None:
        if sum((line.amount for line in self.lines), ZERO) != self.total:
            raise IdentityBroken(f"The lines of {self.figure} do not add up to it.")
