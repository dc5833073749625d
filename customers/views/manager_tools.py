"""What the Customer Manager's popovers ask for: a filter, its count, columns."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from customers.columns import LIST_NAME
from customers.queries.search import count_matches
from customers.views.manager_page import ListState, read_state
from lendcore.decorators import require_permission
from lendcore.filters import FilterKind
from lendcore.lists.columns import moved
from lendcore.lists.preferences import choose_columns
from lendcore.lists.saved_views import may_change
from lendcore.queries.counts import COUNT_CAP, count_label
from lendcore.services.saved_views import change_contents

EDITOR = "customers/manager/_filter_editor.html"


@require_permission("contact.view")
@require_safe
def filter_editor(request: HttpRequest, name: str) -> HttpResponse:
    """Return the form of one filter for the popover; without htmx the list has it."""
    state = read_state(request)
    kind = find_kind(state, name)
    if not request.htmx:
        return redirect(f"{state.query.first_page().url}&edit={kind.name}")
    return render(request, EDITOR, editor_context(state, kind))


def find_kind(state: ListState, name: str) -> FilterKind:
    kind = state.filterset.kinds.get(name)
    if kind is None:
        raise Http404("No filter has this name.")
    return kind


def editor_context(state: ListState, kind: FilterKind) -> dict[str, object]:
    """Return what the form of one filter shows, and what it carries along."""
    kept = state.query.without_filters(kind.parameters)
    form = state.filterset.form
    return {
        "kind": kind,
        "fields": [form[name] for name in kind.parameters],
        "kept": kept.pairs,
        "match_note": match_note(state),
    }


@require_permission("contact.view")
@require_safe
def match_count(request: HttpRequest) -> HttpResponse:
    """Return how many customers match what stands in the filter's form."""
    state = read_state(request)
    context = {"match_note": match_note(state)}
    return render(request, "customers/manager/_match_note.html", context)


def match_note(state: ListState) -> str:
    """Return "61 customers match". One query."""
    count = count_matches(state.conditions, cap=COUNT_CAP + 1)
    noun = "customer matches" if count == 1 else "customers match"
    return f"{count_label(count)} {noun}"


@require_permission("contact.view")
@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Keep the chosen columns, in the session or in the saved view."""
    state = read_state(request)
    chosen = request.POST.getlist("columns")
    for direction in ("up", "down"):
        if direction in request.POST:
            chosen = moved(chosen, request.POST[direction], up=direction == "up")
    keys = [] if "reset" in request.POST else chosen[:100]
    choose_columns(request, LIST_NAME, state.query.view, keys)
    if "save" in request.POST and state.view and may_change(state.view, state.actor):
        change_contents(
            actor=state.actor,
            view_id=state.view.pk,
            query=state.view.query,
            columns=keys,
        )
        choose_columns(request, LIST_NAME, state.query.view, [])
    return redirect(state.query.url)
