"""Stopping well: signals that ask a process to end, and children that end with it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import psutil

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


@contextlib.contextmanager
def stop_signals(on_stop: Callable[[int], None]) -> Iterator[None]:
    """Call `on_stop` with the number of each signal that asks this process to end.

    After the block the signals do what they did before.
    """
    before = {
        number: signal.signal(number, lambda received, _frame: on_stop(received))
        for number in _STOP_SIGNALS
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Command:
    """A child that this process waits for, passing signals on to it.

    Use it inside `stop_signals(command.pass_on)`. A signal that comes before the start
    prevents the start; one that comes after the end changes nothing.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._child: subprocess.Popen[bytes] | None = None
        self._stopped_by: int | None = None

    def pass_on(self, number: int) -> None:
        """Hand a signal to the child and its own children, as a terminal would.

        A shell script ends on a signal without telling the program that it waits for.
        """
        self._stopped_by = number
        if self._child and self._child.poll() is None and not _was_sent_to_all(number):
            for process in _family(self._child.pid):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(number)

    def run(self, env: Mapping[str, str]) -> int:
        """Return the exit status, as a shell would give it."""
        if self._stopped_by:
            return 128 + self._stopped_by
        try:
            self._child = subprocess.Popen(self._arguments, env=env)
        except OSError as problem:
            print(f"{self._arguments[0]}: {problem.strerror}", file=sys.stderr)
            return 127
        return exit_status(self._child.wait())


def exit_status(returncode: int) -> int:
    """Return the status that a shell would give for a child's return code."""
    return returncode if returncode >= 0 else 128 - returncode


def end_with_parent() -> None:
    """Have the system end this process when its parent dies, where the system can.

    For `preexec_fn`: a parent that is killed must not leave a server on its port.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _family(pid: int) -> list[psutil.Process]:
    try:
        child = psutil.Process(pid)
        return [child, *child.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _was_sent_to_all(number: int) -> bool:
    """Return whether a terminal has sent this signal to our children as well.

    Ctrl-C goes to every process in the terminal's foreground. Passing it on would give
    a child two, and the second one often ends it in the middle of its cleaning up.
    """
    if number != signal.SIGINT:
        return False
    try:
        with Path("/dev/tty").open() as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False
