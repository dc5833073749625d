import pytest

from lendcore.imports.counts import Counts
from lendcore.imports.problems import Problem, ProblemLog
from lendcore.imports.runs import begin_run, close_dead_runs, finish_run
from lendcore.models import ImportRun
from tests.builders import NOW
from tests.builders_imports import import_actor, write

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def record(tenant, tmp_path):
    return begin_run(
        actor=import_actor(tenant),
        entity="customers",
        path=write(tmp_path, "name\nVega\n"),
        mapping=tmp_path / "own.toml",
        mode="line",
    )


def test_a_run_is_on_record_before_anything_is_read(record):
    saved = ImportRun.objects.get()

    assert saved.outcome == "running"
    assert saved.file_name == "book.csv"
    assert len(saved.file_sha256) == 64
    assert (saved.mapping_name, saved.mode) == ("own.toml", "line")
    assert (saved.run_by, saved.started_at) == ("dana (import)", NOW)


def test_the_record_ends_with_counts_and_problems(record):
    log = ProblemLog()
    log.add([Problem(2, "name", "Vega", "Odd.")])

    finish_run(
        record,
        outcome="done",
        counts=Counts(read=3, added=2, rejected=1),
        log=log,
        at=NOW,
    )

    saved = ImportRun.objects.get()
    assert (saved.outcome, saved.finished_at) == ("done", NOW)
    assert (saved.rows_read, saved.rows_added, saved.rows_rejected) == (3, 2, 1)
    assert saved.problems == log.as_json()


def test_only_runs_that_never_ended_are_closed(record, tenant):
    ImportRun.objects.filter(pk=record.pk).update(outcome="done")

    assert close_dead_runs(NOW) == 0
    assert ImportRun.objects.get().outcome == "done"
