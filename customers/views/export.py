"""The Customer Manager's list as a CSV file."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from customers.queries.search import find_ids
from customers.views.manager_page import ListState, read_state
from lendcore.decorators import require_permission
from lendcore.lists.export import Export, csv_response
from lendcore.lists.query import read_id


@require_permission("export.run")
@require_permission("contact.view")
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Answer with all that match, or with the selected customers."""
    state = read_state(request)
    return csv_response(
        Export(
            actor=state.actor,
            entity="customer",
            file_name=f"customers-{state.actor.today.isoformat()}.csv",
            extent=extent_of(request, state),
            columns=state.columns,
            find_ids=partial(
                find_ids,
                selected_conditions(request, state),
                sort=state.query.sort,
                descending=state.query.descending,
            ),
            list_rows=state.rows,
        )
    )


def extent_of(request: HttpRequest, state: ListState) -> str:
    """Return which customers leave, in words that hold nothing of what was typed."""
    if request.POST.get("scope") != "matching":
        return "the selected customers"
    narrowed_by = [kind.label for kind in state.filterset.used_kinds]
    narrowed_by += ["search text"] if state.query.text else []
    return f"narrowed by {', '.join(narrowed_by)}" if narrowed_by else "all customers"


def selected_conditions(request: HttpRequest, state: ListState) -> dict[str, Any]:
    """Return what finds the customers that a bulk action is for.

    scope "matching": all of the list. Otherwise the ticked ones, and without a tick
    nobody.
    """
    if request.POST.get("scope") == "matching":
        return state.conditions
    ids = map(read_id, request.POST.getlist("selected"))
    return {"ids": [one for one in ids if one is not None]}
