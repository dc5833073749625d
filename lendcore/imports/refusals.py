"""What stops an import before or between its rows."""

from collections.abc import Iterable
from difflib import get_close_matches


class ImportRefused(Exception):
    """The file, the mapping or the command can't be used; nothing was imported.

    line: of the file, where the refusal is about one.
    """

    def __init__(self, sentence: str, *, line: int | None = None) -> None:
        where = "" if line is None else f"Line {line}: "
        super().__init__(f"{where}{sentence}")


class ImportStopped(Exception):
    """Somebody asked the import to end; nothing was imported."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a question with the known name that is most like this one, or ""."""
    spelled = {each.casefold(): each for each in known}
    found = get_close_matches(name.casefold(), spelled, n=1, cutoff=0.6)
    return f' Did you mean "{spelled[found[0]]}"?' if found else ""
