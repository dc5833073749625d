"""A progress bar for a terminal; silent anywhere else."""

import time
from typing import TextIO

_STEP_SECONDS = 0.1
_BAR_LETTERS = 28


class Progress:
    """One line that says which phase a run is in, and how far it is."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_shown = stream.isatty()
        self._shown_at = float("-inf")

    def show(self, phase: str, done: int, total: int) -> None:
        """Redraw the line, at most ten times a second."""
        now = time.monotonic()
        if not self._is_shown or now - self._shown_at < _STEP_SECONDS:
            return
        self._shown_at = now
        share = min(done / total, 1) if total else 0
        bar = "█" * round(share * _BAR_LETTERS)
        self._stream.write(f"\r{phase:<10} {bar:░<{_BAR_LETTERS}} {share:4.0%}\x1b[K")
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away, so that what follows stands at its start."""
        if self._is_shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
