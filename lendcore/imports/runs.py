"""The record of a run, which outlives the run's own transaction.

It is written before and after, each time in a transaction of its own. One import
at a time runs in a tenant: a lock held by its transaction says that it lives, so
the next run knows a record left "running" for dead.
"""

from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from lendcore.actors import Actor
from lendcore.imports.counts import Counts
from lendcore.imports.problems import ProblemLog
from lendcore.imports.refusals import ImportRefused
from lendcore.imports.source import digest_of
from lendcore.models import ImportRun

DIED = "The process ended before the import was done. Nothing was imported."
Outcome = ImportRun.Outcome


def begin_run(
    *, actor: Actor, entity: str, path: Path, mapping: Path | None, mode: str
) -> ImportRun:
    """Return the record of a run that starts now.

    Earlier runs that died are marked as failed. Raises ImportRefused while another
    import of the tenant is at work.
    """
    digest = digest_of(path)
    with transaction.atomic(durable=True):
        take_turn(actor.tenant.id)
        close_dead_runs(actor.at)
        return ImportRun.objects.create(
            entity=entity,
            file_name=path.name[-200:],
            file_sha256=digest,
            mapping_name=mapping.name[-200:] if mapping else "",
            mode=mode,
            started_at=actor.at,
            run_by=actor.name,
            change_set=actor.change_set,
        )


def take_turn(tenant_id: int) -> None:
    """Hold the tenant's imports until this transaction ends. Raises ImportRefused."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"{tenant_id}:import"],
        )
        if not cursor.fetchone()[0]:
            raise ImportRefused(
                "Another import of this tenant is at work. Wait for it."
            )


def close_dead_runs(at: datetime) -> int:
    """Mark runs that never finished as failed; return how many. One query."""
    died = {"line": 0, "column": "", "value": "", "reason": DIED, "is_warning": False}
    return ImportRun.objects.filter(outcome=Outcome.RUNNING).update(
        outcome=Outcome.FAILED, finished_at=at, problems=[died]
    )


def finish_run(
    run: ImportRun, *, outcome: str, counts: Counts, log: ProblemLog, at: datetime
) -> None:
    """Write down how a run ended."""
    run.outcome = outcome
    run.finished_at = at
    for name, count in counts.as_columns().items():
        setattr(run, name, count)
    run.problems = log.as_json()
    with transaction.atomic(durable=True):
        run.save()
