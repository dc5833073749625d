"""Tables that read well in a terminal and as Markdown."""

from collections.abc import Sequence

LEFT, RIGHT = "left", "right"


def markdown_table(
    heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]
) -> str:
    """Return a table with its columns padded to one width.

    heads: the head of each column and its side, LEFT or RIGHT. A bar inside a cell
    is escaped.
    """
    cells = [[_escaped(cell) for cell in row] for row in rows]
    if any(len(row) != len(heads) for row in cells):
        raise ValueError("Each row needs a cell for each head.")
    widths = [
        max(3, len(head), *(len(row[place]) for row in cells))
        for place, (head, _) in enumerate(heads)
    ]
    sides = [side for _, side in heads]
    rules = [
        f"{'-' * (width - 1)}:" if side == RIGHT else "-" * width
        for width, side in zip(widths, sides, strict=True)
    ]
    lines = [[head for head, _ in heads], rules, *cells]
    return "\n".join(_line(line, widths, sides) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], sides: Sequence[str]) -> str:
    padded = [
        cell.rjust(width) if side == RIGHT else cell.ljust(width)
        for cell, width, side in zip(cells, widths, sides, strict=True)
    ]
    return f"| {' | '.join(padded)} |"


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


def milliseconds(value: float) -> str:
    """Return a time with one decimal, without when it is long."""
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def span(numbers: Sequence[int]) -> str:
    """Return the least and the greatest of some numbers: "7" or "7–9"."""
    least, greatest = min(numbers), max(numbers)
    return f"{least}" if least == greatest else f"{least}–{greatest}"
