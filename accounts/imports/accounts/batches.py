"""Making batches of accounts: parsed rows, laid over what is on file."""

from collections.abc import Iterable

from django.db import transaction

from accounts.imports.accounts.building import Builder
from accounts.imports.accounts.parsing import AccountParser
from accounts.imports.accounts.rows import AccountRow, Built, Stored
from accounts.imports.accounts.staging import Batch
from accounts.imports.accounts.stored import find_entries, find_stored, last_account_id
from accounts.models import Transaction
from lendcore.actors import Actor
from lendcore.imports.rows import ADD, BAD, REMOVE, UNCHANGED, UPDATE

_NO_ACCOUNT = "No account has this import ID."


class BatchMaker:
    """Makes the batches of one run. Up to four queries for each."""

    def __init__(
        self,
        actor: Actor,
        parser: AccountParser,
        builder: Builder,
        *,
        updates_existing: bool,
    ) -> None:
        self._actor = actor
        self._parser = parser
        self._builder = builder
        self._updates_existing = updates_existing
        self._last_id = last_account_id()

    def make(self, rows: Iterable[AccountRow]) -> Batch:
        """Return what becomes of some rows."""
        rows = list(rows)
        batch = Batch(self._actor)
        good = [row for row in rows if not row.is_bad]
        with transaction.atomic():
            names = [row.import_id for row in good]
            stored = find_stored(names, up_to_id=self._last_id) if self._last_id else {}
            starting = [
                stored[row.import_id].columns["id"]
                for row in good
                if row.import_id in stored
                and self._builder.needs_entries(row, stored[row.import_id])
            ]
            entries = find_entries(starting)
        for row in rows:
            self._take(batch, row, stored.get(row.import_id), entries)
            batch.problems += row.problems
        batch.pack()
        return batch

    def _take(
        self,
        batch: Batch,
        row: AccountRow,
        stored: Stored | None,
        entries: dict[int, list[Transaction]],
    ) -> None:
        built, becomes = None, BAD
        if row.is_bad:
            pass
        elif stored is not None:
            built, becomes = self._lay_over(row, stored, entries)
        elif row.action == ADD:
            row.problems += row.new_problems
            built, becomes = row.built, ADD
        else:
            problem = self._parser.problem(row, "import_id", _NO_ACCOUNT)
            row.problems.append(problem)
        if row.is_bad or built is None:
            becomes = BAD
        batch.note(row.line, row.import_id, becomes)
        if built is not None and becomes not in (BAD, UNCHANGED):
            batch.add(row.line, built, becomes)

    def _lay_over(
        self, row: AccountRow, stored: Stored, entries: dict[int, list[Transaction]]
    ) -> tuple[Built | None, str]:
        if row.action == REMOVE:
            built, becomes = self._builder.build_removed(row, stored), REMOVE
        else:
            posted = entries.get(stored.columns["id"], [])
            built = self._builder.build_changed(row, stored, posted)
            becomes = UPDATE
            is_update = row.action == UPDATE or self._updates_existing
            if built is not None and built.has_changes and not is_update:
                self._builder.refuse_difference(row, built)
        if built is not None and not built.has_changes:
            becomes = UNCHANGED
        return built, becomes
