"""One import of customers, from the file to the record of the run."""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, chain, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import DatabaseError, transaction
from django.utils import timezone

from customers.imports.batches import BatchMaker
from customers.imports.parsing import ParsedRow, Recipe, make_parser, prepare
from customers.imports.staging import ADD, BAD, REMOVE, UNCHANGED, UPDATE
from customers.imports.transaction import ImportTransaction, Written
from customers.models import CustomerStatus
from customers.queries.customers import list_custom_fields
from lendcore.actors import Actor
from lendcore.imports.counts import Counts
from lendcore.imports.lane import Beside, Here
from lendcore.imports.mapping import MappingFile, read_mapping
from lendcore.imports.problems import Problem, ProblemLog
from lendcore.imports.progress import Progress
from lendcore.imports.refusals import ImportRefused, ImportStopped
from lendcore.imports.runs import Outcome, begin_run, finish_run
from lendcore.imports.source import Source
from lendcore.imports.workers import process_count, work_in_order
from lendcore.models import ImportRun

ENTITY = "customers"
ROWS_AT_ONCE = 5_000
FIRST_ROWS = 1_000
# Some 40,000 rows. For less it does not pay to start processes.
LARGE_BYTES = 4 * 1024 * 1024
_STOPPED = "The import was stopped. Nothing was imported."
_FAILED = "An error ended the import ({name}). Nothing was imported."


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to import a file.

    takes_good_lines: import the lines without problems; else one bad line keeps
    the whole file out. process_count: how many processes read rows beside this one,
    and 0 to do everything in one thread; by the size of the file when None.
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
    """Import a file; return the outcome, and count in `counts`."""
    mapping = read_mapping(options.mapping, entity=ENTITY) if options.mapping else None
    with Source(options.path) as source:
        with transaction.atomic():
            work = Import(actor, options, source, mapping)
        outcome = work.run(progress, log, counts)
    if outcome == Outcome.REJECTED:
        counts.added = counts.updated = counts.removed = counts.unchanged = 0
    return outcome


def _count(counts: Counts, written: Written) -> None:
    becomes = written.becomes
    counts.read += becomes.total()
    counts.added += becomes[ADD]
    counts.updated += becomes[UPDATE]
    counts.removed += becomes[REMOVE]
    counts.unchanged += becomes[UNCHANGED]
    counts.rejected += becomes[BAD]


def _outcome(options: Options, counts: Counts) -> str:
    if options.is_dry_run:
        return Outcome.DRY_RUN
    if counts.rejected and not options.takes_good_lines:
        return Outcome.REJECTED
    return Outcome.DONE


class Import:
    """What works together in one run: readers, the batch maker, the transaction."""

    def __init__(
        self,
        actor: Actor,
        options: Options,
        source: Source,
        mapping: MappingFile | None,
    ) -> None:
        self._options = options
        self._source = source
        self._recipe = Recipe(
            actor=actor,
            mapping=mapping,
            header=source.header,
            statuses=tuple(CustomerStatus.objects.order_by("position", "pk")),
            custom_fields=tuple(list_custom_fields()),
        )
        parser = make_parser(self._recipe)
        self._maker = BatchMaker(
            self._recipe, parser, updates_existing=options.updates_existing
        )
        self._transaction = ImportTransaction(
            actor=actor,
            mapping=parser.mapping,
            custom_fields=self._recipe.custom_fields,
            reason=source.name,
        )
        self._processes = options.process_count
        if self._processes is None:
            is_large = source.size_bytes >= LARGE_BYTES
            self._processes = process_count() if is_large else 0

    def run(self, progress: Progress, log: ProblemLog, counts: Counts) -> str:
        """Import the file; return the outcome. Nothing is kept unless it is DONE."""
        # Of a large file, the transaction runs beside the reading.
        with Beside() if self._processes else Here() as lane:
            try:
                lane.submit(self._transaction.begin).result()
                with closing(self._write_all(lane)) as batches:
                    for written in batches:
                        _count(counts, written)
                        log.add(written.problems)
                        source = self._source
                        progress.show("Importing", source.read_bytes, source.size_bytes)
                if not counts.read:
                    raise ImportRefused("The file has a header and no rows.")
                outcome = _outcome(self._options, counts)
                keeps = outcome == Outcome.DONE
                lane.submit(self._transaction.end, keeps=keeps).result()
            except BaseException:
                lane.submit(self._transaction.end, keeps=False).result()
                raise
        return outcome

    def _write_all(self, lane: Executor) -> Generator[Written]:
        """Write the whole file, and yield what became of each batch.

        While the database writes one batch, the next one is made.
        """
        writing: Future[Written] | None = None
        for rows in self._parsed():
            batch = self._maker.make(rows)
            if writing is not None:
                yield writing.result()
            writing = lane.submit(self._transaction.write, batch)
        if writing is not None:
            yield writing.result()

    def _parsed(self) -> Iterator[list[ParsedRow]]:
        # The first is small, so that the database gets to work soon.
        rows = self._source.rows()
        first = batched(islice(rows, FIRST_ROWS), FIRST_ROWS, strict=False)
        batches = chain(first, batched(rows, ROWS_AT_ONCE, strict=False))
        return work_in_order(
            prepare, self._recipe, batches, process_count=self._processes
        )
