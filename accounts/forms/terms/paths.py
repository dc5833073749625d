"""Where a value stands in terms: names of objects, places of lists."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

type Path = tuple[str | int, ...]


def get(holder: Any, path: Path) -> Any:
    """Return the value at a path, None where there is none."""
    for part in path:
        if isinstance(part, int):
            holder = holder[part] if _has_place(holder, part) else None
        else:
            holder = holder.get(part) if isinstance(holder, Mapping) else None
    return holder


def _has_place(holder: Any, place: int) -> bool:
    return isinstance(holder, list) and place < len(holder)


def put(holder: Any, path: Path, value: Any) -> None:
    """Set the value at a path, making what leads to it; None takes it away."""
    for part, following in pairwise(path):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(part, int):
            holder.extend({} for _ in range(part + 1 - len(holder)))
        elif not isinstance(holder.get(part), type(empty)):
            holder[part] = empty
        holder = holder[part]
    last = path[-1]
    if value is None:
        holder.pop(last, None)
    else:
        holder[last] = value
