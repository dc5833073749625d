"""What the popovers of a list ask for: a filter, its count, columns."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lendcore.filters import FilterKind
from lendcore.lists.columns import moved
from lendcore.lists.definition import ListDefinition
from lendcore.lists.page import editor_context, match_note
from lendcore.lists.preferences import choose_columns
from lendcore.lists.saved_views import may_change
from lendcore.lists.state import ListState, read_state
from lendcore.services.saved_views import change_contents

EDITOR = "lists/_filter_editor.html"
MATCH_NOTE = "lists/_match_note.html"


def filter_editor(
    request: HttpRequest, name: str, *, definition: ListDefinition
) -> HttpResponse:
    """Return the form of one filter for the popover; without htmx the list has it."""
    state = read_state(request, definition)
    kind = find_kind(state, name)
    if not request.htmx:
        return redirect(f"{state.query.first_page().url}&edit={kind.name}")
    return render(request, EDITOR, editor_context(state, kind))


def find_kind(state: ListState, name: str) -> FilterKind:
    kind = state.filterset.kinds.get(name)
    if kind is None:
        raise Http404("No filter has this name.")
    return kind


def match_count(request: HttpRequest, *, definition: ListDefinition) -> HttpResponse:
    """Return how many rows match what stands in the filter's form."""
    state = read_state(request, definition)
    return render(request, MATCH_NOTE, {"match_note": match_note(state)})


def columns(request: HttpRequest, *, definition: ListDefinition) -> HttpResponse:
    """Keep the chosen columns, in the session or in the saved view."""
    state = read_state(request, definition)
    chosen = request.POST.getlist("columns")
    for direction in ("up", "down"):
        if direction in request.POST:
            chosen = moved(chosen, request.POST[direction], up=direction == "up")
    keys = [] if "reset" in request.POST else chosen[:100]
    choose_columns(request, definition.name, state.query.view, keys)
    if "save" in request.POST and state.view and may_change(state.view, state.actor):
        change_contents(
            actor=state.actor,
            view_id=state.view.pk,
            query=state.view.query,
            columns=keys,
        )
        choose_columns(request, definition.name, state.query.view, [])
    return redirect(state.query.url)
