"""Where a transaction runs: in this thread, or in one beside it.

The database writes one batch while this process makes the next. Django gives each
thread a connection of its own, so a transaction that is begun in a lane must be
worked on and ended there.
"""

import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from django.db import connections

_INTERVAL_SECONDS = 0.0002


class Here(Executor):
    """Runs everything at once, in the caller's thread and connection."""

    def submit[**P, Result](
        self, work: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[Result]:
        done: Future[Result] = Future()
        try:
            done.set_result(work(*args, **kwargs))
        except BaseException as error:
            done.set_exception(error)
        return done


class Beside(Executor):
    """Runs everything in one other thread, in order, with this thread's context."""

    def __init__(self) -> None:
        self._context = copy_context()
        self._thread = ThreadPoolExecutor(1)
        # The usual 5 ms would pass at each answer of the database before its thread
        # may go on, hundreds of times for a batch.
        self._usual_interval = sys.getswitchinterval()
        sys.setswitchinterval(_INTERVAL_SECONDS)

    def submit[**P, Result](
        self, work: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[Result]:
        return self._thread.submit(self._context.run, work, *args, **kwargs)

    def shutdown(self, wait: bool = True, **kwargs: Any) -> None:
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=wait, **kwargs)
        sys.setswitchinterval(self._usual_interval)
