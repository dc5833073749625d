"""The principal of an account over time, laid out as a drawing. No query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from accounts.engine.balance_course import BalanceCourse, Point

WIDTH, HEIGHT = 720, 230
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 14, 26
# More points than pixels only make the page heavy.
MOST_POINTS = 240
MOST_ROWS = 36
_STEPS = [Decimal(step) for step in "1 1.5 2 2.5 3 4 5 6 8 10".split()]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, and what it says (an amount or a day)."""

    place: int
    value: Decimal | date


@dataclass(frozen=True, kw_only=True)
class BalanceChart:
    """A drawing of the principal: what it was, and what it will be."""

    course: BalanceCourse

    width = WIDTH
    height = HEIGHT
    left = LEFT
    right = WIDTH - RIGHT
    floor = HEIGHT - BOTTOM

    @cached_property
    def _days(self) -> tuple[date, date]:
        return self.course.begun.day, self.last.day

    @cached_property
    def _top(self) -> Decimal:
        points = [*self.course.actual, *self.course.coming]
        return _round_up(max(point.principal for point in points))

    def _x(self, day: date) -> int:
        first, last = self._days
        span = max((last - first).days, 1)
        return LEFT + round((day - first).days * (WIDTH - LEFT - RIGHT) / span)

    def _y(self, amount: Decimal) -> int:
        height = HEIGHT - TOP - BOTTOM
        return HEIGHT - BOTTOM - round(Decimal(height) * amount / self._top)

    def _line(self, points: Sequence[Point]) -> str:
        places = [(self._x(each.day), self._y(each.principal)) for each in points]
        return " ".join(f"{x},{y}" for x, y in dict.fromkeys(thinned(places)))

    @property
    def actual(self) -> str:
        """The points of the line up to the day."""
        return self._line(self.course.actual)

    @property
    def area(self) -> str:
        first, last = self.course.actual[0], self.course.actual[-1]
        begin, end = self._x(first.day), self._x(last.day)
        return f"{begin},{self.floor} {self.actual} {end},{self.floor}"

    @property
    def coming(self) -> str:
        """The points of the dashed line from the day to the end."""
        if not self.course.coming:
            return ""
        return self._line([self.course.actual[-1], *self.course.coming])

    @property
    def last(self) -> Point:
        """Where the schedule ends, or the line of what was owed."""
        return [*self.course.actual, *self.course.coming][-1]

    @property
    def here(self) -> tuple[int, int]:
        """Where the day stands."""
        last = self.course.actual[-1]
        return self._x(last.day), self._y(last.principal)

    @property
    def here_label(self) -> tuple[int, int, str]:
        """Where the balance of the day is written, and from which side."""
        x, y = self.here
        is_right = x > WIDTH - 140
        return x - 10 if is_right else x + 10, max(y - 8, 12), "end" if is_right else ""

    @property
    def amounts(self) -> list[Tick]:
        return [
            Tick(self._y(self._top * step / 4), self._top * step / 4)
            for step in range(5)
        ]

    @property
    def dates(self) -> list[Tick]:
        first, last = self._days
        found = {}
        for step in range(1, 6):
            day = date.fromordinal(
                first.toordinal() + (last - first).days * step // 6
            ).replace(day=1)
            if day > first:
                found[day] = Tick(self._x(day), day)
        return list(found.values())

    @property
    def rows(self) -> list[tuple[Point, bool]]:
        """What the table behind the drawing says: points, and whether each is still to
        come. Of many, an even choice."""
        actual = [(each, False) for each in self.course.actual]
        coming = [(each, True) for each in self.course.coming]
        return thinned(actual, MOST_ROWS) + thinned(coming, MOST_ROWS)


def thinned[T](items: Sequence[T], most: int = MOST_POINTS) -> list[T]:
    """Return at most so many of the items, evenly chosen, both ends among them."""
    if len(items) <= most:
        return list(items)
    last = len(items) - 1
    return [items[round(place * last / (most - 1))] for place in range(most)]


def _round_up(amount: Decimal) -> Decimal:
    """Return the next amount that four even steps of round figures make."""
    if amount <= 0:
        return Decimal(4)
    step = amount / 4
    scale = Decimal(10) ** step.adjusted()
    return next(scale * each * 4 for each in _STEPS if scale * each >= step)
