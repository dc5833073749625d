"""The author under whose name history rows are written.

Services open a recording; the history writer below them reads it. A tracked
row saved outside a recording raises, so no change goes in without an author.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps

from django.db import transaction

from lendcore.actors import Actor


@dataclass(frozen=True)
class Recording:
    """One author and, where given, the reason for the change."""

    actor: Actor
    reason: str = ""


_recording: ContextVar[Recording | None] = ContextVar("recording", default=None)


class NotRecorded(RuntimeError):
    """A tracked row was saved without saying who changes it."""


def current_recording() -> Recording:
    """Return who is changing rows now. Raises NotRecorded when nobody said."""
    recording = _recording.get()
    if recording is None:
        raise NotRecorded(
            "A tracked row is saved inside `with recorded(actor):`, or by a service "
            "decorated with @records_history."
        )
    return recording


@contextmanager
def recorded(actor: Actor, *, reason: str = "") -> Generator[None]:
    """Write history rows inside the block in this actor's name."""
    token = _recording.set(Recording(actor, reason))
    try:
        yield
    finally:
        _recording.reset(token)


def records_history[**P, Result](
    service: Callable[P, Result],
) -> Callable[P, Result]:
    """Run a service in one transaction, recorded under its keyword `actor`."""

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> Result:
        actor = kwargs["actor"]
        with transaction.atomic(), recorded(actor, reason=kwargs.get("reason", "")):
            return service(*args, **kwargs)

    return run
