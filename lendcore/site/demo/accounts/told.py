"""Rows written in bulk whose history tells of many days and people."""

from operator import attrgetter
from typing import Any

from django.db import models

from lendcore.actors import Actor
from lendcore.history.recording import recorded

_ROWS_AT_ONCE = 1_000


class Told[Row: models.Model]:
    """New rows of one tracked model, and what history will say of each.

    Only what stands in the rows at the end is inserted; history has every step.
    """

    def __init__(self, model: type[Row]) -> None:
        self._model = model
        self._tracker = model._meta.simple_history_tracker
        self._rows: list[Row] = []
        self._history: list[tuple[models.Model, Row]] = []

    def add(self, row: Row, actor: Actor) -> Row:
        """Return a new row, entered by somebody at some time."""
        self._rows.append(row)
        self._note(row, actor, "+", [])
        return row

    def change(self, row: Row, actor: Actor, values: dict[str, Any]) -> None:
        """Give a row other values; what stays the same is no change."""
        changed = [
            name for name, value in values.items() if getattr(row, name) != value
        ]
        for name in changed:
            setattr(row, name, values[name])
        if changed:
            self._note(row, actor, "~", changed)

    def _note(self, row: Row, actor: Actor, kind: str, changed: list[str]) -> None:
        with recorded(actor):
            entry = self._tracker.make_row(row, kind)
        entry.changed_fields = changed
        self._history.append((entry, row))

    def save(self) -> list[Row]:
        """Return the rows, inserted with their history in the order of time."""
        self._model.objects.insert_without_history(self._rows, batch_size=_ROWS_AT_ONCE)
        for entry, row in self._history:
            entry.id = row.pk
        self._model.history.model.objects.bulk_create(
            sorted(
                (entry for entry, _ in self._history), key=attrgetter("history_date")
            ),
            batch_size=_ROWS_AT_ONCE,
        )
        return self._rows
