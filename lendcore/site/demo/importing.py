"""Rows into the active tenant, by the product's own import."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from django.utils import timezone

from customers.imports.run import ENTITY, assemble
from lendcore.actors import Actor
from lendcore.imports.counts import Counts
from lendcore.imports.problems import ProblemLog
from lendcore.imports.progress import Progress
from lendcore.imports.run import Import, Options
from lendcore.imports.source import Source, digest_of
from lendcore.models import ImportRun

type Cells = Mapping[str, str]


class RowRefused(Exception):
    """The import refuses a row of the demo, which then fits the rules no more."""


def import_rows(*, actor: Actor, name: str, rows: list[Cells]) -> None:
    """Import rows as a file of this name would be, inside the open transaction.

    The run is on record as if somebody had run the command at `actor.at`; the
    command itself begins a transaction of its own, which would leave half a demo
    behind when it is stopped. Raises RowRefused.
    """
    with TemporaryDirectory() as folder, ProblemLog() as log:
        path = Path(folder) / name
        _write_file(path, rows)
        counts = Counts()
        with Source(path) as source, timezone.override(_zone(actor)):
            silence = Progress(io.StringIO())
            options = Options(path=path)
            parts = assemble(actor, options, source, None)
            work = Import(options, source, parts)
            if work.run(silence, log, counts) != ImportRun.Outcome.DONE:
                first = next(each for each in log.kept if not each.is_warning)
                raise RowRefused(f"{name}: {first}")
        _record_run(actor, path, counts, log)


def _zone(actor: Actor) -> ZoneInfo:
    return ZoneInfo(actor.tenant.time_zone)


def _write_file(path: Path, rows: Iterable[Cells]) -> None:
    rows = list(rows)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)


def _record_run(actor: Actor, path: Path, counts: Counts, log: ProblemLog) -> None:
    ImportRun.objects.create(
        entity=ENTITY,
        file_name=path.name,
        file_sha256=digest_of(path),
        mode="file",
        outcome=ImportRun.Outcome.DONE,
        started_at=actor.at,
        finished_at=actor.at + timedelta(seconds=1 + counts.read // 400),
        run_by=actor.name,
        change_set=actor.change_set,
        problems=log.as_json(),
        **counts.as_columns(),
    )
