"""Work on batches of rows in processes of their own, results in order.

Reading cells is plain computing and takes as long as the database takes to write,
so a large file is read by other processes while this one talks to the database.
"""

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import Any

import django

from lendcore import processes

# Beside this process and the database's, which are busy too.
MOST_PROCESSES = 3
_AHEAD = 2

# Makes the function that works on a batch. Both it and the recipe travel to the
# processes, so it must stand in a module, and the recipe must be plain data.
type Prepare[Recipe, Batch, Result] = Callable[[Recipe], Callable[[Batch], Result]]

_work: Callable[[Any], Any] | None = None


def process_count() -> int:
    """Return how many processes a large file is worth on this machine."""
    return max(1, min(MOST_PROCESSES, (os.process_cpu_count() or 1) - 1))


def work_in_order[Recipe, Batch, Result](
    prepare: Prepare[Recipe, Batch, Result],
    recipe: Recipe,
    batches: Iterable[Batch],
    *,
    process_count: int,
) -> Iterator[Result]:
    """Yield what becomes of each batch; without processes, worked out right here.

    Only a few batches are on their way at any time, so memory stays bounded. The first
    one is worked out here, while the processes still start.
    """
    if process_count == 0:
        yield from map(prepare(recipe), batches)
        return
    pool = ProcessPoolExecutor(
        process_count,
        # Forked processes would share our connection to the database.
        mp_context=get_context("spawn"),
        initializer=_begin,
        initargs=(pickle.dumps((prepare, recipe)),),
    )
    try:
        batches = iter(batches)
        first = list(islice(batches, 1))
        waiting: deque[Future[Result]] = deque(
            pool.submit(_work_on, batch)
            for batch in islice(batches, process_count * _AHEAD)
        )
        yield from map(prepare(recipe), first)
        for batch in batches:
            waiting.append(pool.submit(_work_on, batch))
            yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(packed: bytes) -> None:
    """Make a new process ready; it ends with its parent, even a killed one."""
    global _work
    processes.end_with_parent()
    # Ctrl-C reaches us as well; the parent says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    # Only now can models be unpacked.
    prepare, recipe = pickle.loads(packed)  # noqa: S301 - packed by our parent
    _work = prepare(recipe)


def _work_on(batch: Any) -> Any:
    return _work(batch)
