"""One import of customers, from the file to the record of the run."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from psycopg import sql

from customers.imports import checks, staging, usernames
from customers.imports.building import Builder
from customers.imports.parsing import Recipe, make_parser, prepare
from customers.imports.rows import Built, ParsedRow, Stored
from customers.imports.staging import ADD, BAD, REMOVE, UNCHANGED, UPDATE, Batch
from customers.imports.stored import find_stored
from customers.imports.writing import LINES_AT_ONCE, Writer
from customers.models import Customer, CustomerStatus
from customers.queries.customers import list_custom_fields
from customers.services.custom_values import filterable_fields
from customers.services.customers import allocate_ids
from lendcore.actors import Actor
from lendcore.imports.counts import Counts
from lendcore.imports.mapping import MappingFile, read_mapping
from lendcore.imports.problems import Problem, ProblemLog
from lendcore.imports.progress import Progress
from lendcore.imports.refusals import ImportRefused, ImportStopped
from lendcore.imports.runs import Outcome, begin_run, finish_run, take_turn
from lendcore.imports.source import Source
from lendcore.imports.staging import fetch
from lendcore.imports.staging import run as execute
from lendcore.imports.workers import process_count, work_in_order
from lendcore.models import ImportRun

ENTITY = "customers"
ROWS_AT_ONCE = 2_000
# Some 40,000 rows. For less it does not pay to start processes.
LARGE_BYTES = 4 * 1024 * 1024
_NO_CUSTOMER = "No customer has this import ID."
_MEANWHILE = (
    "Somebody saved a customer while the import ran, and now the rule {rule} would be "
    "broken. Run the import again."
)
_STOPPED = "The import was stopped. Nothing was imported."
_FAILED = "An error ended the import ({name}). Nothing was imported."


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to import a file.

    takes_good_lines: import the lines without problems; else one bad line keeps
    the whole file out. process_count: how many processes read rows beside this one;
    by the size of the file when None.
    """

    path: Path
    mapping: Path | None = None
    report: Path | None = None
    is_dry_run: bool = False
    takes_good_lines: bool = False
    updates_existing: bool = False
    process_count: int | None = None


@dataclass(frozen=True)
class Result:
    """How a run ended, and what there is to say of its rows."""

    run: ImportRun
    counts: Counts
    log: ProblemLog


def import_customers(
    *,
    actor: Actor,
    options: Options,
    progress: Progress,
    clock: Callable[[], datetime],
) -> Result:
    """Return the result of an import into the active tenant.

    Everything is written in one transaction, or nothing. Raises ImportRefused when
    the file can't be used at all; a run that began is on record even then.
    """
    counts = Counts()
    with ProblemLog(options.report) as log:
        record = begin_run(
            actor=actor,
            entity=ENTITY,
            path=options.path,
            mapping=options.mapping,
            mode="line" if options.takes_good_lines else "file",
        )
        try:
            with timezone.override(ZoneInfo(actor.tenant.time_zone)):
                outcome = _import(actor, options, progress, log, counts)
        except BaseException as error:
            log.add([Problem(0, "", "", _last_words(error))])
            failed = Counts(read=counts.read)
            # Without a database the next run closes this record.
            with suppress(DatabaseError):
                _finish(record, Outcome.FAILED, failed, log, clock)
            raise
        finally:
            progress.clear()
        _finish(record, outcome, counts, log, clock)
    return Result(record, counts, log)


def _finish(
    record: ImportRun,
    outcome: str,
    counts: Counts,
    log: ProblemLog,
    clock: Callable[[], datetime],
) -> None:
    finish_run(record, outcome=outcome, counts=counts, log=log, at=clock())


def _last_words(error: BaseException) -> str:
    if isinstance(error, ImportRefused):
        return str(error)
    if isinstance(error, ImportStopped | KeyboardInterrupt):
        return _STOPPED
    # Its text may hold anybody's data; its name does not.
    return _FAILED.format(name=type(error).__name__)


def _import(
    actor: Actor,
    options: Options,
    progress: Progress,
    log: ProblemLog,
    counts: Counts,
) -> str:
    mapping = read_mapping(options.mapping, entity=ENTITY) if options.mapping else None
    with Source(options.path) as source, transaction.atomic():
        take_turn(actor.tenant.id)
        # Sorting and hashing a million rows; plans compiled for them do not pay.
        execute(sql.SQL("SET LOCAL work_mem = '64MB'"))
        execute(sql.SQL("SET LOCAL jit = off"))
        importer = Importer(actor, options, source, mapping, log, progress)
        importer.stage(counts)
        importer.check(counts)
        if counts.rejected and not options.takes_good_lines:
            transaction.set_rollback(True)
            if options.is_dry_run:
                return Outcome.DRY_RUN
            counts.added = counts.updated = counts.removed = counts.unchanged = 0
            return Outcome.REJECTED
        importer.write(counts)
        if options.is_dry_run:
            transaction.set_rollback(True)
            return Outcome.DRY_RUN
    return Outcome.DONE


class Importer:
    """The phases of one import, inside its transaction."""

    def __init__(
        self,
        actor: Actor,
        options: Options,
        source: Source,
        mapping: MappingFile | None,
        log: ProblemLog,
        progress: Progress,
    ) -> None:
        self.actor = actor
        self.options = options
        self.source = source
        self.log = log
        self.progress = progress
        self.recipe = Recipe(
            actor=actor,
            mapping=mapping,
            header=source.header,
            statuses=tuple(CustomerStatus.objects.order_by("position", "pk")),
            custom_fields=tuple(list_custom_fields()),
        )
        self.parser = make_parser(self.recipe)
        self.mapping = self.parser.mapping
        self.builder = Builder(
            actor=actor,
            parser=self.parser,
            statuses=self.recipe.statuses,
            custom_fields=self.recipe.custom_fields,
        )
        # The first book of a tenant finds nobody, and need not ask for each row.
        self.finds_stored = Customer.objects.exclude(import_id="").exists()
        self.batch = Batch(filterable_fields())
        self.last_line = 1

    # Reading -------------------------------------------------------------------------

    def stage(self, counts: Counts) -> None:
        """Read the whole file into the temporary tables."""
        staging.create_tables()
        for rows in self._parsed():
            counts.read += len(rows)
            self.last_line = rows[-1].line
            self._stage_rows(rows)
            self.batch.copy()
            self.log.add(problem for row in rows for problem in row.problems)
            self.progress.show(
                "Reading", self.source.read_bytes, self.source.size_bytes
            )
        if not counts.read:
            raise ImportRefused("The file has a header and no rows.")
        staging.index_tables(has_spans=self.last_line > LINES_AT_ONCE)

    def _parsed(self) -> Iterator[list[ParsedRow]]:
        count = self.options.process_count
        if count is None:
            is_large = self.source.size_bytes >= LARGE_BYTES
            count = process_count() if is_large else 0
        batches = batched(self.source.rows(), ROWS_AT_ONCE, strict=False)
        return work_in_order(prepare, self.recipe, batches, process_count=count)

    def _stage_rows(self, rows: list[ParsedRow]) -> None:
        stored = {}
        if self.finds_stored:
            stored = find_stored(row.import_id for row in rows if not row.is_bad)
        new = [
            row
            for row in rows
            if not row.is_bad and row.action == ADD and row.import_id not in stored
        ]
        ids = iter(allocate_ids(len(new)) if new else ())
        for row in rows:
            if row.is_bad:
                self.batch.note(row.line, row.import_id, None, BAD)
                continue
            on_file = stored.get(row.import_id)
            if on_file is not None:
                self._stage_stored(row, on_file)
            elif row.action == ADD:
                self._stage_built(row, self.builder.build_new(row, next(ids)), ADD)
            else:
                row.problems.append(self.parser.problem(row, "import_id", _NO_CUSTOMER))
                self.batch.note(row.line, row.import_id, None, BAD)

    def _stage_stored(self, row: ParsedRow, stored: Stored) -> None:
        if row.action == REMOVE:
            self._stage_built(row, self.builder.build_removed(stored), REMOVE)
            return
        built = self.builder.build_changed(row, stored)
        is_update = row.action == UPDATE or self.options.updates_existing
        if built.has_changes and not row.is_bad and not is_update:
            self.builder.refuse_difference(row, built)
        self._stage_built(row, built, UPDATE)

    def _stage_built(self, row: ParsedRow, built: Built, becomes: str) -> None:
        if row.is_bad:
            becomes = BAD
        elif not built.has_changes:
            becomes = UNCHANGED
        self.batch.note(row.line, row.import_id, built.row.id, becomes)
        if becomes not in (BAD, UNCHANGED):
            self.batch.add(row.line, built, becomes)

    # Checking ------------------------------------------------------------------------

    def check(self, counts: Counts) -> None:
        """Find what no single row shows, take bad lines out, and count the rest."""
        self.progress.show("Checking", 0, 1)
        bad_lines: set[int] = set()
        for problem in checks.find_errors(self.mapping):
            self.log.add([problem])
            bad_lines.add(problem.line)
        if bad_lines:
            staging.BAD_LINES.copy((line,) for line in sorted(bad_lines))
            staging.drop_bad_lines()
        becomes = dict(fetch(_COUNT))
        counts.added = becomes.get(ADD, 0)
        counts.updated = becomes.get(UPDATE, 0)
        counts.removed = becomes.get(REMOVE, 0)
        counts.unchanged = becomes.get(UNCHANGED, 0)
        good = counts.added + counts.updated + counts.removed + counts.unchanged
        counts.rejected = counts.read - good

    # Writing -------------------------------------------------------------------------

    def write(self, counts: Counts) -> None:
        """Write every staged row, and say whom they look like."""
        if not counts.added + counts.updated + counts.removed:
            return
        usernames.number_default_usernames()
        writer = Writer(actor=self.actor, reason=self.source.name)
        try:
            for line in writer.write(self.last_line):
                self.progress.show("Writing", line, self.last_line)
        except IntegrityError as error:
            rule = getattr(error.__cause__.diag, "constraint_name", "")
            raise ImportRefused(_MEANWHILE.format(rule=rule)) from error
        self.log.add(checks.find_warnings(self.mapping))


_COUNT = sql.SQL(
    "SELECT becomes, count(*) FROM {} AS staged WHERE NOT EXISTS "
    "(SELECT 1 FROM {} AS bad WHERE bad.line = staged.line) GROUP BY becomes"
).format(staging.ROWS.identifier, staging.BAD_LINES.identifier)
