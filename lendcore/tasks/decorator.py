"""The one way to write and to queue a background task.

A task belongs to a tenant, takes and returns ids and short codes only, and is safe
to run twice. What goes wrong is written to the log; the task table, which keeps
results for a week, learns the name of the error and nothing of its text.
"""

import inspect
import logging
from collections.abc import Callable
from functools import partial, wraps

from django.db import transaction
from django.tasks import Task, task

from lendcore.tenancy.context import activate_tenant

log = logging.getLogger(__name__)

type Simple = int | str | None
type Work = Callable[..., Simple]


class TaskFailed(Exception):
    """A task ended with the named error; the log has the details."""


def tenant_task(work: Work) -> Task:
    """Return a Django task that runs with its tenant active.

    The function's first parameter is `tenant_id`. In local tenant mode it
    reaches the database inside `transaction.atomic()` only, like everything else.
    """
    if next(iter(inspect.signature(work).parameters), None) != "tenant_id":
        raise TypeError(f"The first parameter of {work.__name__} must be tenant_id.")

    @wraps(work)
    def run(tenant_id: int, **arguments: Simple) -> Simple:
        failure = ""
        try:
            with activate_tenant(tenant_id):
                return require_simple(work(tenant_id, **arguments))
        except Exception as error:
            log.exception("Task %s of tenant %s failed.", work.__name__, tenant_id)
            failure = type(error).__qualname__
        # Raised here and not above: an error raised while another is handled
        # carries that one, text and all, into the task table.
        raise TaskFailed(failure)

    return task(run)


def enqueue(queued: Task, *, tenant_id: int, **arguments: Simple) -> None:
    """Queue a task as soon as the current transaction has committed.

    Raises TypeError for an argument that is neither a number nor a text: rows
    and personal data do not belong in the task table.
    """
    for value in arguments.values():
        require_simple(value)
    transaction.on_commit(
        partial(put_in_queue, queued, tenant_id=tenant_id, **arguments)
    )


def put_in_queue(queued: Task, **arguments: Simple) -> None:
    # The queue stands outside the tenants, and in local mode a tenant's
    # statement would need a transaction.
    with activate_tenant(None):
        queued.enqueue(**arguments)


def require_simple(value: Simple) -> Simple:
    if value is not None and not isinstance(value, int | str):
        raise TypeError(
            f"A task takes and returns ids and texts, not {type(value).__name__}."
        )
    return value
