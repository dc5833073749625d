"""CSV that a spreadsheet opens without running it."""

import csv
import io
import re
from collections.abc import Iterable
from decimal import Decimal

# Excel takes a file for UTF-8 only when it begins so.
BYTE_ORDER_MARK = "\ufeff"
# A cell that begins with one of these is a formula to a spreadsheet, or becomes one
# when its first letter is dropped at import. OWASP, "CSV Injection".
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A spreadsheet set to another separator splits there, and takes a quote for part of the
# text unless a line begins with it: quoting a cell does not hold it together.
_HIDDEN_START = re.compile(r'([;|\t\r\n]"*)(?=[=+\-@＝＋－＠])')


def defuse(value: object) -> str:
    """Return the text of a cell; what would be a formula in it gets an apostrophe.

    Numbers stay as they are: a negative amount is no formula.
    """
    if value is None:
        return ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    text = _HIDDEN_START.sub(r"\1'", str(value).replace("\0", ""))
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as lines of CSV (RFC 4180), every cell defused."""
    lines = io.StringIO()
    csv.writer(lines).writerows([defuse(cell) for cell in row] for row in rows)
    return lines.getvalue()
