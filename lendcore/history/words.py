"""Stored values in words, as the fields of a history page show them."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Model, Value

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


def names_at(*models: type[Model]) -> list[Show]:
    """Return, for each model, a function from an id to the name that it had when a
    history row was written. One query for all.
    """
    first, *others = [
        model.history.model.objects.order_by()
        .annotate(place=Value(place))
        .values_list("place", "history_id", "id", "name", "history_date")
        for place, model in enumerate(models)
    ]
    names: list[dict[int, tuple[list[datetime], list[str]]]] = [{} for _ in models]
    for place, _, pk, name, at in first.union(*others, all=True).order_by(
        "place", "history_id"
    ):
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
