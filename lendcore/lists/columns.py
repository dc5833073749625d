"""The columns of a list, and which of them a person sees."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from lendcore.actors import Actor
from lendcore.templatetags.lendcore import CENT, EMPTY, day, days_past_due, money

# Beside the name, which always comes first.
MOST_COLUMNS = 8
# Classes of the cells by the shape of their column; the template draws the others.
_CLASSES = {
    "text": "cell-wide",
    "number": "cell-number cell-wide",
    "code": "number cell-wide",
    "mail": "cell-clip cell-wide",
    "day": "number muted cell-wide",
    "money": "cell-number cell-wide",
    "past_due": "cell-number cell-wide",
    "days_past_due": "cell-number",
}
_NUMBERS = frozenset({"number", "money", "past_due", "days_past_due"})
_AMOUNTS = frozenset({"money", "past_due"})
# What a phone shows beside the name.
_NARROW = frozenset({"badge", "days_past_due"})


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, ready for the template.

    is_plain: it is no more than its text, and `html` is all of it.
    """

    shape: str
    css: str
    text: str

    @property
    def is_plain(self) -> bool:
        return self.shape in _CLASSES

    @property
    def html(self) -> SafeString:
        """The whole cell. A list has hundreds, which a template would draw slowly."""
        text = conditional_escape(self.text)
        return mark_safe(f'<td class="{self.css}">{text}</td>')  # noqa: S308


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    value: reads a row; its answer is what the cell shows.
    exported: the same for a file, where that differs.
    sort: the name of the order that a click on the head asks for, if any.
    shape: how the cell looks: "text", "number", "code", "badge", "phone", "mail",
    "day", "due", "money", "past_due", "days_past_due"; a list's own template may know
    more.
    is_fixed: it always comes first and can't be taken away.
    """

    key: str
    label: str
    value: Callable[[Any], Any]
    sort: str = ""
    shape: str = "text"
    is_fixed: bool = False
    exported: Callable[[Any], Any] | None = None

    @property
    def is_number(self) -> bool:
        return self.shape in _NUMBERS

    @property
    def stays_narrow(self) -> bool:
        """Whether a phone shows it too."""
        return self.shape in _NARROW

    def exported_value(self, row: Any) -> Any:
        """Return what a file has in this column; amounts with both decimals."""
        value = (self.exported or self.value)(row)
        is_amount = self.shape in _AMOUNTS and isinstance(value, Decimal)
        return value.quantize(CENT) if is_amount else value

    def cell(self, row: Any, actor: Actor) -> Cell:
        """Return what the page has in this column."""
        value = self.value(row)
        text = _WRITTEN[self.shape](value, actor) if self.shape in _WRITTEN else value
        is_empty = text is None or text == ""
        shown = EMPTY if is_empty else str(text)
        css = _CLASSES.get(self.shape, "")
        if self.shape == "past_due" and value:
            css = f"{css} negative"
        return Cell(self.shape, css, shown)


_WRITTEN: dict[str, Callable[[Any, Actor], str]] = {
    "day": day,
    "due": day,
    "money": lambda amount, _: money(amount),
    "past_due": lambda amount, _: money(amount),
    "days_past_due": lambda days, _: "" if days is None else days_past_due(days),
}


def pick_columns(
    available: Sequence[Column],
    keys: Iterable[str],
    default: Iterable[str],
    most: int = MOST_COLUMNS,
) -> list[Column]:
    """Return the fixed columns, then the chosen ones in their order, at most `most`.

    Keys that no column has any more are left out; with none left, the default's.
    """
    by_key = {column.key: column for column in available if not column.is_fixed}
    for wanted in (keys, default):
        chosen = [by_key[key] for key in dict.fromkeys(wanted) if key in by_key]
        if chosen:
            break
    fixed = [column for column in available if column.is_fixed]
    return [*fixed, *chosen[:most]]


def ordered_choices(
    available: Sequence[Column], shown: Sequence[Column]
) -> list[tuple[Column, bool]]:
    """Return all columns for the chooser: those shown in their order, then the rest."""
    keys = {column.key for column in shown}
    rest = [column for column in available if column.key not in keys]
    return [(column, True) for column in shown] + [(column, False) for column in rest]


def moved(keys: Sequence[str], key: str, *, up: bool) -> list[str]:
    """Return the keys with one of them a place further up or down."""
    order = list(keys)
    if key not in order:
        return order
    at = order.index(key)
    to = max(0, min(len(order) - 1, at - 1 if up else at + 1))
    order.insert(to, order.pop(at))
    return order
