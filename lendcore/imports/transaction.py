"""The one transaction in which an import writes, batch by batch."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from lendcore.actors import Actor
from lendcore.imports.rows import Written
from lendcore.imports.runs import take_turn


class ImportTransaction:
    """Begins, writes and ends in one thread, whose connection it holds.

    Each entity says in `prepare`, `write` and `finish` what is done in between.
    """

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._atomic: transaction.Atomic | None = None

    def begin(self) -> None:
        """Take the tenant's turn. Raises ImportRefused while another import has it."""
        atomic = transaction.atomic()
        atomic.__enter__()
        self._atomic = atomic
        take_turn(self.actor.tenant.id)
        self.prepare()

    def prepare(self) -> None:
        """Do what comes before the first batch. Raises ImportRefused."""

    def write(self, batch: Any) -> Written:
        """Take a batch in; return what became of those rows that are done with."""
        raise NotImplementedError

    def finish(self) -> Iterator[Written]:
        """Yield what became of rows that had to wait for the whole file."""
        return iter(())

    def end(self, *, keeps: bool) -> None:
        """Commit everything, or nothing. Once ended, it stays so."""
        atomic, self._atomic = self._atomic, None
        if atomic is None:
            return
        if not keeps:
            transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
