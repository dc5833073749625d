import pytest
from django.db import transaction
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from lendcore.tasks import decorator
from lendcore.tasks.decorator import enqueue, tenant_task
from lendcore.tenancy.context import current_tenant_id

seen = []
IN_DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@tenant_task
def note_tenant(tenant_id: int, word: str) -> int:
    """Note which tenant is active."""
    seen.append((tenant_id, current_tenant_id(), word))
    return tenant_id


@tenant_task
def break_down(tenant_id: int) -> None:
    """Fail with personal data in the error."""
    person = "marisol.vega@example.com"
    raise ValueError(person)


@tenant_task
def return_too_much(tenant_id: int) -> list:
    """Return what is neither an id nor a text."""
    return ["Marisol Vega"]


@pytest.fixture(autouse=True)
def nothing_seen():
    seen.clear()


def test_the_tenant_is_active_inside_the_task_and_not_after_it():
    assert note_tenant.call(tenant_id=7, word="a") == 7

    assert seen == [(7, 7, "a")]
    assert current_tenant_id() is None


def test_a_task_is_queued_after_the_commit_only(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(note_tenant, tenant_id=7, word="a")
        assert seen == []

    assert seen == [(7, 7, "a")]


def test_a_task_of_a_transaction_that_fails_is_never_queued(
    db, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        enqueue(note_tenant, tenant_id=7, word="a")
        transaction.set_rollback(True)

    assert seen == []


@pytest.mark.parametrize("value", [["a"], {"a": 1}, 1.5, object()])
def test_only_ids_and_texts_are_queued(value):
    with pytest.raises(TypeError, match="ids and texts"):
        enqueue(note_tenant, tenant_id=7, word=value)


def test_only_ids_and_texts_are_returned():
    with pytest.raises(decorator.TaskFailed, match="TypeError"):
        return_too_much.call(tenant_id=7)


def test_a_task_takes_its_tenant_first():
    with pytest.raises(TypeError, match="tenant_id"):

        @tenant_task
        def without_tenant(customer_id: int) -> None:
            """Forget the tenant."""


def test_a_failed_task_says_the_kind_of_error_and_the_log_the_rest(caplog):
    with pytest.raises(decorator.TaskFailed) as failure:
        break_down.call(tenant_id=7)

    assert str(failure.value) == "ValueError"
    assert failure.value.__context__ is None
    assert "marisol.vega@example.com" in caplog.text


def test_personal_data_of_an_error_never_reaches_the_task_table(
    db, django_capture_on_commit_callbacks
):
    from django_tasks_db.management.commands.db_worker import Worker

    with override_settings(TASKS=IN_DATABASE):
        with django_capture_on_commit_callbacks(execute=True):
            enqueue(break_down, tenant_id=7)
        row = DBTaskResult.objects.get()
        worker = Worker(
            queue_names=["default"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id="test",
            excluded_queue_names=[],
        )
        worker.run_task(row)
        row.refresh_from_db()

    assert row.status == "FAILED"
    assert row.args_kwargs == {"args": [], "kwargs": {"tenant_id": 7}}
    assert "TaskFailed: ValueError" in row.traceback
    assert "marisol" not in row.traceback
