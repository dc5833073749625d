"""How a person likes a list: rows on a page, height of rows, columns of each view.

Kept in the session, for as long as it lasts; a saved view keeps its columns for good.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest

SIZES = (20, 50, 100)
USUAL_SIZE = 20
DENSITIES = ("dense", "roomy")
_SESSION_KEY = "lists"
# A session is read at every request: it keeps the columns of few views.
_MOST_VIEWS = 20


@dataclass(frozen=True)
class Preferences:
    """columns: by view, the keys that were chosen there."""

    size: int = USUAL_SIZE
    density: str = DENSITIES[0]
    columns: dict[str, list[str]] = field(default_factory=dict)


def get_preferences(request: HttpRequest, list_name: str) -> Preferences:
    """Return what was chosen in this session, and the usual otherwise."""
    kept = request.session.get(_SESSION_KEY, {}).get(list_name, {})
    return Preferences(**kept)


def choose_size(request: HttpRequest, list_name: str, text: str) -> None:
    """Keep how many rows a page has; anything but the sizes on offer is ignored."""
    sizes = {str(size): size for size in SIZES}
    if text in sizes:
        _keep(request, list_name, size=sizes[text])


def choose_density(request: HttpRequest, list_name: str, density: str) -> None:
    """Keep the height of rows; anything but the two on offer is ignored."""
    if density in DENSITIES:
        _keep(request, list_name, density=density)


def choose_columns(
    request: HttpRequest, list_name: str, view: str, keys: Sequence[str]
) -> None:
    """Keep the columns of a view; none means those of the view itself."""
    columns = dict(get_preferences(request, list_name).columns)
    columns.pop(view, None)
    if keys:
        columns[view] = list(keys)
    newest = dict(list(columns.items())[-_MOST_VIEWS:])
    _keep(request, list_name, columns=newest)


def _keep(request: HttpRequest, list_name: str, **chosen: object) -> None:
    lists = request.session.get(_SESSION_KEY, {})
    kept = lists.get(list_name, {})
    if kept | chosen != kept:
        request.session[_SESSION_KEY] = lists | {list_name: kept | chosen}
