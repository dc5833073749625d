"""Saving, changing and deleting the views of a list."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lendcore.forms.saved_views import SavedViewForm
from lendcore.lists.definition import ListDefinition
from lendcore.lists.preferences import choose_columns
from lendcore.lists.query import LONGEST_QUERY
from lendcore.lists.saved_views import require_change
from lendcore.lists.state import ListState, read_state
from lendcore.models import SavedView
from lendcore.services import saved_views

PAGE = "lists/view_form.html"
DELETE = "lists/view_delete.html"
TOO_LONG = "The filters are too many to save. Take some away first."


def create(request: HttpRequest, *, definition: ListDefinition) -> HttpResponse:
    """Save the list as it stands under a new name."""
    state = read_state(request, definition)
    if len(state.query.kept_text) > LONGEST_QUERY:
        messages.error(request, TOO_LONG)
        return redirect(state.query.url)
    form = SavedViewForm(request.POST or None)
    if form.is_valid():
        try:
            view = saved_views.save_view(
                actor=state.actor,
                list_name=definition.name,
                query=state.query.kept_text,
                columns=column_keys(state),
                **form.cleaned_data,
            )
        except saved_views.ViewRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"View “{view.name}” saved.")
            return redirect(view_url(definition, view))
    return show_form(request, state, form)


def column_keys(state: ListState) -> list[str]:
    return [column.key for column in state.columns if not column.is_fixed]


def view_url(definition: ListDefinition, view: SavedView) -> str:
    return f"{definition.path}?view={view.pk}"


def show_form(
    request: HttpRequest, state: ListState, form: SavedViewForm, **context: Any
) -> HttpResponse:
    context |= {"form": form, "query": state.query, "list": state.definition}
    return render(request, PAGE, context, status=422 if form.errors else 200)


def change(
    request: HttpRequest, pk: int, *, definition: ListDefinition
) -> HttpResponse:
    """Rename a view, share it or keep it private, open the list with it."""
    state = read_state(request, definition)
    view = get_view(state, pk)
    require_change(view, state.actor)
    kept = {name: getattr(view, name) for name in SavedViewForm.base_fields}
    form = SavedViewForm(request.POST or None, initial=kept)
    if form.is_valid():
        try:
            saved_views.change_view(
                actor=state.actor, view_id=view.pk, **form.cleaned_data
            )
        except saved_views.ViewRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "View changed.")
            return redirect(view_url(definition, view))
    return show_form(request, state, form, view=view)


def get_view(state: ListState, pk: int) -> SavedView:
    """Return a view that the actor sees; anybody else's private one is not found."""
    view = next((one for one in state.views if one.pk == pk), None)
    if view is None:
        raise Http404("No view has this ID.")
    return view


def update(
    request: HttpRequest, pk: int, *, definition: ListDefinition
) -> HttpResponse:
    """Put the list as it stands into a view."""
    state = read_state(request, definition)
    view = get_view(state, pk)
    require_change(view, state.actor)
    if len(state.query.kept_text) > LONGEST_QUERY:
        messages.error(request, TOO_LONG)
        return redirect(state.query.url)
    saved_views.change_contents(
        actor=state.actor,
        view_id=view.pk,
        query=state.query.kept_text,
        columns=column_keys(state),
    )
    choose_columns(request, definition.name, str(view.pk), [])
    messages.success(request, f"View “{view.name}” updated.")
    return redirect(view_url(definition, view))


def delete(
    request: HttpRequest, pk: int, *, definition: ListDefinition
) -> HttpResponse:
    """Ask, then delete a view; the rows in it stay."""
    state = read_state(request, definition)
    view = get_view(state, pk)
    require_change(view, state.actor)
    if request.method == "GET":
        context = {
            "view": view,
            "back": view_url(definition, view),
            "list": definition,
        }
        return render(request, DELETE, context)
    name = saved_views.delete_view(actor=state.actor, view_id=view.pk)
    messages.success(request, f"View “{name}” deleted.")
    return redirect(f"{definition.path}?view=all")
