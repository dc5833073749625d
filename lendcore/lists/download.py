"""A list as a CSV file, or the rows of it that are ticked."""

from functools import partial

from django.http import HttpRequest, HttpResponseBase

from lendcore.filters import Conditions
from lendcore.lists.definition import ListDefinition
from lendcore.lists.export import Export, csv_response
from lendcore.lists.query import read_id
from lendcore.lists.state import ListState, read_state


def export(request: HttpRequest, *, definition: ListDefinition) -> HttpResponseBase:
    """Answer with all that match, or with the selected rows."""
    state = read_state(request, definition)
    return csv_response(
        Export(
            actor=state.actor,
            entity=definition.noun,
            file_name=f"{definition.name}-{state.actor.today.isoformat()}.csv",
            extent=extent_of(request, state),
            columns=state.columns,
            find_ids=partial(
                definition.find_ids,
                selected_conditions(request, state),
                sort=state.query.sort,
                descending=state.query.descending,
            ),
            list_rows=state.rows,
        )
    )


def extent_of(request: HttpRequest, state: ListState) -> str:
    """Return which rows leave, in words that hold nothing of what was typed."""
    nouns = state.definition.nouns
    if request.POST.get("scope") != "matching":
        return f"the selected {nouns}"
    narrowed_by = [kind.label for kind in state.filterset.used_kinds]
    narrowed_by += ["search text"] if state.query.text else []
    return f"narrowed by {', '.join(narrowed_by)}" if narrowed_by else f"all {nouns}"


def selected_conditions(request: HttpRequest, state: ListState) -> Conditions:
    """Return what finds the rows that a bulk action is for.

    scope "matching": all of the list. Otherwise the ticked ones, and without a tick
    none.
    """
    if request.POST.get("scope") == "matching":
        return state.conditions
    ids = map(read_id, request.POST.getlist("selected"))
    return {"ids": [one for one in ids if one is not None]}
