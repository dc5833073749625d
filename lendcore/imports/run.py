"""One import of any entity, from the file to the record of the run."""

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, chain, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError, transaction
from django.utils import timezone

from lendcore.actors import Actor
from lendcore.imports.counts import Counts
from lendcore.imports.lane import Beside, Here
from lendcore.imports.mapping import MappingFile, read_mapping
from lendcore.imports.problems import Problem, ProblemLog
from lendcore.imports.progress import Progress
from lendcore.imports.refusals import ImportRefused, ImportStopped
from lendcore.imports.rows import ADD, BAD, REMOVE, UNCHANGED, UPDATE, Written
from lendcore.imports.runs import Outcome, begin_run, finish_run
from lendcore.imports.source import Source
from lendcore.imports.transaction import ImportTransaction
from lendcore.imports.workers import Prepare, process_count, work_in_order
from lendcore.models import ImportRun

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


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What an entity brings to one run.

    prepare, recipe: make the function that parses a batch, in whichever process. make:
    lays parsed rows over what is on file, and gives what the transaction writes.
    process_count: how many processes parse beside this one; 0 for none.
    """

    prepare: Prepare
    recipe: Any
    make: Callable[[Iterable[Any]], Any]
    transaction: ImportTransaction
    process_count: int


# Called in a transaction, with the file open and its header read.
type Assemble = Callable[[Actor, Any, Source, MappingFile | None], Parts]


def processes_for(
    options: Options, source: Source, *, large_bytes: int = LARGE_BYTES
) -> int:
    """Return how many processes a file is read by; 0 for one that is not large."""
    if options.process_count is not None:
        return options.process_count
    return process_count() if source.size_bytes >= large_bytes else 0


def import_file(
    entity: str,
    assemble: Assemble,
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
            entity=entity,
            path=options.path,
            mapping=options.mapping,
            mode="line" if options.takes_good_lines else "file",
        )
        try:
            with timezone.override(ZoneInfo(actor.tenant.time_zone)):
                mapping = _mapping_of(options, entity)
                with Source(options.path) as source:
                    with transaction.atomic():
                        parts = assemble(actor, options, source, mapping)
                    outcome = Import(options, source, parts).run(progress, log, counts)
        except BaseException as error:
            log.add([Problem(0, "", "", _last_words(error))])
            failed = Counts(read=counts.read)
            # Without a database the next run closes this record.
            with suppress(DatabaseError):
                _finish(record, Outcome.FAILED, failed, log, clock)
            raise
        finally:
            progress.clear()
        if outcome == Outcome.REJECTED:
            counts.added = counts.updated = counts.removed = counts.unchanged = 0
        _finish(record, outcome, counts, log, clock)
    return Result(record, counts, log)


def _mapping_of(options: Options, entity: str) -> MappingFile | None:
    return read_mapping(options.mapping, entity=entity) if options.mapping else None


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

    def __init__(self, options: Options, source: Source, parts: Parts) -> None:
        self._options = options
        self._source = source
        self._parts = parts
        self._processes = parts.process_count

    def run(self, progress: Progress, log: ProblemLog, counts: Counts) -> str:
        """Import the file; return the outcome. Nothing is kept unless it is DONE."""
        writer = self._parts.transaction
        # Of a large file, the transaction runs beside the reading.
        with Beside() if self._processes else Here() as lane:
            try:
                lane.submit(writer.begin).result()
                with closing(self._write_all(lane)) as batches:
                    for written in batches:
                        _count(counts, written)
                        log.add(written.problems)
                        source = self._source
                        progress.show("Importing", source.read_bytes, source.size_bytes)
                if not counts.read:
                    raise ImportRefused("The file has a header and no rows.")
                outcome = _outcome(self._options, counts)
                lane.submit(writer.end, keeps=outcome == Outcome.DONE).result()
            except BaseException:
                lane.submit(writer.end, keeps=False).result()
                raise
        return outcome

    def _write_all(self, lane: Executor) -> Generator[Written]:
        """Write the whole file, and yield what became of its rows.

        While the database writes one batch, the next one is made.
        """
        writing: Future[Written] | None = None
        for rows in self._parsed():
            batch = self._parts.make(rows)
            if writing is not None:
                yield writing.result()
            writing = lane.submit(self._parts.transaction.write, batch)
        if writing is not None:
            yield writing.result()
        finishing = self._parts.transaction.finish()
        while (written := lane.submit(next, finishing, None).result()) is not None:
            yield written

    def _parsed(self) -> Iterator[Any]:
        # The first is small, so that the database gets to work soon.
        rows = self._source.rows()
        first = batched(islice(rows, FIRST_ROWS), FIRST_ROWS, strict=False)
        batches = chain(first, batched(rows, ROWS_AT_ONCE, strict=False))
        return work_in_order(
            self._parts.prepare,
            self._parts.recipe,
            batches,
            process_count=self._processes,
        )
