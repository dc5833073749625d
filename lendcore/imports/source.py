"""Reading a CSV file row by row, whatever its state.

A row that can't be read is reported with its line, and reading goes on. Damage
after which nothing can be trusted (an open quote, a broken archive) refuses the
file. At most one row is held in memory.
"""

import csv
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from lendcore.imports.problems import Problem, shown
from lendcore.imports.refusals import ImportRefused

LONGEST_CELL = 100_000
LONGEST_LINE_BYTES = 32 * 1024 * 1024
MOST_COLUMNS = 1_000
# A gzip file can unpack to a thousand times its size; real books stay below 50.
MOST_UNPACKED_RATIO = 200
FREE_UNPACKED_BYTES = 100 * 1024 * 1024

type Row = tuple[int, list[str], list[Problem]]

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


class Source:
    """A file, open for one reading. Use as a context manager.

    Raises ImportRefused when it can't be read at all.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.size_bytes = 0
        self.header: tuple[str, ...] = ()
        self._raw: BinaryIO | None = None
        self._lines: _Lines | None = None

    def __enter__(self) -> Self:
        self._raw = _open(self.path)
        try:
            self.size_bytes = os.fstat(self._raw.fileno()).st_size
            self._lines = _Lines(self._unpacked(), self._raw, self.size_bytes)
            self._reader = csv.reader(self._lines, strict=True)
            self.header = self._read_header()
        except BaseException:
            self._raw.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._raw is not None:
            self._raw.close()

    @property
    def read_bytes(self) -> int:
        """How much of the file as it lies on disk has been read."""
        return self._raw.tell() if self._raw is not None else 0

    def _unpacked(self) -> BinaryIO:
        start = self._raw.read(4)
        self._raw.seek(0)
        if not start:
            raise ImportRefused("The file is empty.")
        if start.startswith(_GZIP):
            return gzip.open(self._raw, "rb")
        if self.path.suffix.lower() == ".gz":
            raise ImportRefused("The name ends in .gz, but the file is no gzip file.")
        if start == _ZIP:
            raise ImportRefused(
                "This is a spreadsheet or zip file. Save it as CSV (UTF-8)."
            )
        if start.startswith(_UTF_16):
            raise ImportRefused(
                "This file is encoded as UTF-16. Save it as CSV (UTF-8)."
            )
        return self._raw

    # The header ------------------------------------------------------------------

    def _read_header(self) -> tuple[str, ...]:
        for line, cells, problems in self._parse():
            if problems:
                raise ImportRefused(problems[0].reason, line=line)
            if any(cell.strip() for cell in cells):
                return _checked_header(cells)
        raise ImportRefused("The file is empty.")

    # The rows --------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """Yield line number, cells and problems of each row that holds anything.

        A row with problems may have any number of cells.
        """
        width = len(self.header)
        for line, cells, problems in self._parse():
            if not problems:
                if not any(cells):
                    continue
                if len(cells) != width:
                    problems = [_ragged(line, len(cells), width)]
                elif self._lines.is_suspect:
                    problems = list(self._find_bad_cells(line, cells))
            self._lines.is_suspect = False
            yield line, cells, problems

    def _parse(self) -> Iterator[Row]:
        limit = csv.field_size_limit(LONGEST_LINE_BYTES)
        try:
            yield from self._parse_rows()
        finally:
            csv.field_size_limit(limit)

    def _parse_rows(self) -> Iterator[Row]:
        while True:
            line = self._lines.number + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, [], [self._unreadable(line, str(error))]
            else:
                # A quoted cell may span lines; the row is known by its first.
                yield line, cells, []

    def _unreadable(self, line: int, message: str) -> Problem:
        """Return what the parser stumbled over, or refuse the file."""
        if "unexpected end of data" in message:
            raise ImportRefused("A quote opens here and is never closed.", line=line)
        if "field larger" in message:
            raise ImportRefused(
                "A cell is longer than 32 MB; a quote may be open.", line=line
            )
        if "new-line" in message:
            reason = (
                "Lines must end in LF or CRLF; here is a CR alone, outside of quotes."
            )
        else:
            reason = (
                "After a closing quote only a comma may follow; write a quote inside "
                "a quoted cell twice."
            )
        return Problem(line, "", "", reason)

    def _find_bad_cells(self, line: int, cells: list[str]) -> Iterator[Problem]:
        for name, cell in zip(self.header, cells, strict=True):
            reason = _cell_problem(cell)
            if reason:
                yield Problem(line, name, shown(cell), reason)


class _Lines:
    """The lines of a file as text, counted; bytes that are no UTF-8 are marked.

    is_suspect: since it was last set to False, a line came that needs a closer
    look at its cells.
    """

    def __init__(self, stream: BinaryIO, raw: BinaryIO, size_bytes: int) -> None:
        self._stream = stream
        self._raw = raw
        self._most_bytes = max(FREE_UNPACKED_BYTES, size_bytes * MOST_UNPACKED_RATIO)
        self._read = 0
        self.number = 0
        self.is_suspect = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self._read_line()
        if not raw:
            raise StopIteration
        self.number += 1
        if len(raw) > LONGEST_CELL or b"\0" in raw:
            self.is_suspect = True
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            self.is_suspect = True
            text = raw.decode(errors="surrogateescape")
        return text.removeprefix(_BOM) if self.number == 1 else text

    def _read_line(self) -> bytes:
        try:
            raw = self._stream.readline(LONGEST_LINE_BYTES)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ImportRefused(
                "The gzip file is damaged or cut off here.", line=self.number + 1
            ) from error
        if len(raw) == LONGEST_LINE_BYTES and not raw.endswith(b"\n"):
            raise ImportRefused("This line is longer than 32 MB.", line=self.number + 1)
        self._read += len(raw)
        if self._stream is not self._raw and self._read > self._most_bytes:
            raise ImportRefused(
                f"The gzip file unpacks to more than {MOST_UNPACKED_RATIO} times its "
                "size. Unpack it, look at it, and import the unpacked file."
            )
        return raw


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file as it lies on disk.

    Raises ImportRefused when there is no file to read.
    """
    with _open(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _open(path: Path) -> BinaryIO:
    if path.is_dir():
        raise ImportRefused(f"{path} is a folder, not a file.")
    if path.exists() and not path.is_file():
        raise ImportRefused(f"{path} is no ordinary file.")
    try:
        return path.open("rb", buffering=io.DEFAULT_BUFFER_SIZE * 8)
    except FileNotFoundError:
        raise ImportRefused(f"There is no file {path}.") from None
    except OSError as error:
        raise ImportRefused(f"{path} can't be read: {error.strerror}.") from error


def _checked_header(cells: list[str]) -> tuple[str, ...]:
    """Return the names of the columns; one without a name is known by its place."""
    if len(cells) > MOST_COLUMNS:
        raise ImportRefused(f"The header has more than {MOST_COLUMNS:,} columns.")
    for cell in cells:
        reason = _cell_problem(cell)
        if reason:
            raise ImportRefused(f"The header can't be read: {reason}", line=1)
    line = ",".join(cells)
    for separator, name in _SEPARATORS.items():
        if line.count(separator) > line.count(","):
            raise ImportRefused(
                f"The columns look separated by {name}. Save the file with commas."
            )
    names = [
        cell.strip() or f"column {place}" for place, cell in enumerate(cells, start=1)
    ]
    places: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        before = places.setdefault(name.casefold(), place)
        if before != place:
            raise ImportRefused(
                f'The header names "{shown(name)}" twice, in columns {before} and '
                f"{place}. Rename one of them."
            )
    return tuple(names)


def _ragged(line: int, count: int, width: int) -> Problem:
    cells = "1 cell" if count == 1 else f"{count:,} cells"
    reason = f"The row has {cells}, the header has {width:,}."
    if count > width:
        reason += " A cell with a comma in it must stand in quotes."
    return Problem(line, "", "", reason)


def _cell_problem(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        return f"A cell holds at most {LONGEST_CELL:,} letters."
    if "\0" in cell:
        return "The cell holds a NUL byte."
    try:
        cell.encode()
    except UnicodeEncodeError as error:
        byte = ord(cell[error.start]) - 0xDC00
        return (
            f"The byte 0x{byte:02X} is no UTF-8; the file may be encoded as "
            "Windows-1252. Save it as UTF-8."
        )
    return ""
