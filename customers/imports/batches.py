"""Making batches: parsed rows, laid over what is on file. Reads, and writes nothing."""

from collections.abc import Iterable

from django.db import transaction
from psycopg import sql

from customers.imports.building import Builder
from customers.imports.parsing import Recipe, RowParser
from customers.imports.rows import Built, Stored
from customers.imports.staging import Batch
from customers.imports.stored import find_stored
from customers.models import Customer
from customers.services.custom_values import filterable_fields
from customers.services.customers import allocate_ids
from lendcore.crypto.keys import tenant_keys
from lendcore.imports.rows import ADD, BAD, REMOVE, UNCHANGED, UPDATE, ParsedRow
from lendcore.imports.staging import run

_NO_CUSTOMER = "No customer has this import ID."


class BatchMaker:
    """Makes the batches of one run. Up to six queries for each."""

    def __init__(
        self, recipe: Recipe, parser: RowParser, *, updates_existing: bool
    ) -> None:
        self._parser = parser
        self._updates_existing = updates_existing
        self._builder = Builder(
            actor=recipe.actor,
            parser=parser,
            statuses=recipe.statuses,
            custom_fields=recipe.custom_fields,
        )
        self._filterable = filterable_fields()
        # The first book of a tenant finds nobody, and need not ask for each row.
        self._finds_stored = Customer.objects.exclude(import_id="").exists()
        self._first_id: int | None = None
        # Read while a transaction is open; sealing asks for them outside of one.
        tenant_keys()

    def make(self, rows: Iterable[ParsedRow]) -> Batch:
        """Return what becomes of some rows."""
        rows = list(rows)
        batch = Batch(self._filterable)
        with transaction.atomic():
            # Only ids are taken here. A commit that waits for the disk would wait for
            # all that the batch before is writing; the rows' own commit waits for both.
            run(sql.SQL("SET LOCAL synchronous_commit = off"))
            good = [row for row in rows if not row.is_bad]
            stored = self._find_stored(good)
            new = [
                row for row in good if row.action == ADD and row.import_id not in stored
            ]
            ids = iter(self._allocate(len(new)))
        for row in rows:
            if row.is_bad:
                batch.note(row.line, row.import_id, None, BAD)
            elif row.import_id in stored:
                self._add_stored(batch, row, stored[row.import_id])
            elif row.action == ADD:
                self._add(batch, row, self._builder.build_new(row, next(ids)), ADD)
            else:
                problem = self._parser.problem(row, "import_id", _NO_CUSTOMER)
                row.problems.append(problem)
                batch.note(row.line, row.import_id, None, BAD)
            batch.problems += row.problems
        batch.pack()
        return batch

    def _allocate(self, count: int) -> list[int]:
        ids = allocate_ids(count) if count else []
        if self._first_id is None and ids:
            self._first_id = min(ids)
        return ids

    def _find_stored(self, rows: list[ParsedRow]) -> dict[str, Stored]:
        if not self._finds_stored or not rows:
            return {}
        names = (row.import_id for row in rows)
        return find_stored(names, below_id=self._first_id)

    def _add_stored(self, batch: Batch, row: ParsedRow, stored: Stored) -> None:
        if row.action == REMOVE:
            self._add(batch, row, self._builder.build_removed(stored), REMOVE)
            return
        built = self._builder.build_changed(row, stored)
        is_update = row.action == UPDATE or self._updates_existing
        if built.has_changes and not row.is_bad and not is_update:
            self._builder.refuse_difference(row, built)
        self._add(batch, row, built, UPDATE)

    def _add(self, batch: Batch, row: ParsedRow, built: Built, becomes: str) -> None:
        if row.is_bad:
            becomes = BAD
        elif not built.has_changes:
            becomes = UNCHANGED
        batch.note(row.line, row.import_id, built.row.id, becomes)
        if becomes not in (BAD, UNCHANGED):
            batch.add(row.line, built, becomes)
