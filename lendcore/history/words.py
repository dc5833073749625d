"""Stored values in words, as the fields of a history page show them."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet, Value

from lendcore.history.entries import EMPTY, Row

type Show = Callable[[Any, Row], str]


def yes_or_no(value: Any, row: Row) -> str:
    return "Yes" if value else "No"


def yes(value: Any, row: Row) -> str:
    """Of a moment that only says that something was done."""
    return "Yes"


def choice(choices: Any) -> Show:
    """Return a function from a stored code to its label."""
    labels = dict(choices.choices)
    return lambda value, row: str(labels.get(value, value))


def history_names(model: type[Model], column: str = "name") -> QuerySet:
    """Return what `names_at` reads: the names that rows of a model had."""
    rows = model.history.model.objects.order_by()
    return rows.values_list("history_id", "id", column, "history_date")


def names_at(*sources: QuerySet) -> list[Show]:
    """Return, for each source, a function from an id to the name that it had when a
    history row was written. One query for all.

    sources: of `history_names`.
    """
    first, *others = [
        rows.annotate(place=Value(place)) for place, rows in enumerate(sources)
    ]
    names: list[dict[int, tuple[list[datetime], list[str]]]] = [{} for _ in sources]
    found = first.union(*others, all=True).order_by("place", "history_id")
    for _, pk, name, at, place in found:
        moments, known = names[place].setdefault(pk, ([], []))
        moments.append(at)
        known.append(name)
    return [_name_at(each) for each in names]


def _name_at(names: dict[int, tuple[list[datetime], list[str]]]) -> Show:
    def show(value: int, row: Row) -> str:
        moments, known = names.get(value, ([], []))
        at = datetime.fromisoformat(row["history_date"])
        return known[max(bisect_right(moments, at) - 1, 0)] if known else EMPTY

    return show
