"""Saved views of the Customer Manager."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from customers.columns import LIST_NAME
from customers.views.manager_page import ListState, read_state
from lendcore.decorators import require_permission
from lendcore.forms.saved_views import SavedViewForm
from lendcore.lists.preferences import choose_columns
from lendcore.lists.query import LONGEST_QUERY
from lendcore.lists.saved_views import require_change
from lendcore.models import SavedView
from lendcore.services import saved_views

PAGE = "customers/manager/view_form.html"
TOO_LONG = "The filters are too many to save. Take some away first."


@require_permission("contact.view")
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Save the list as it stands under a new name."""
    state = read_state(request)
    if len(state.query.kept_text) > LONGEST_QUERY:
        messages.error(request, TOO_LONG)
        return redirect(state.query.url)
    form = SavedViewForm(request.POST or None)
    if form.is_valid():
        try:
            view = saved_views.save_view(
                actor=state.actor,
                list_name=LIST_NAME,
                query=state.query.kept_text,
                columns=column_keys(state),
                **form.cleaned_data,
            )
        except saved_views.ViewRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"View “{view.name}” saved.")
            return redirect(view_url(view))
    return show_form(request, state, form)


def column_keys(state: ListState) -> list[str]:
    return [column.key for column in state.columns if not column.is_fixed]


def view_url(view: SavedView) -> str:
    return f"{reverse('customers:list')}?view={view.pk}"


def show_form(
    request: HttpRequest, state: ListState, form: SavedViewForm, **context: Any
) -> HttpResponse:
    context |= {"form": form, "query": state.query}
    return render(request, PAGE, context, status=422 if form.errors else 200)


@require_permission("contact.view")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view, share it or keep it private, open the list with it."""
    state = read_state(request)
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
            return redirect(view_url(view))
    return show_form(request, state, form, view=view)


def get_view(state: ListState, pk: int) -> SavedView:
    """Return a view that the actor sees; anybody else's private one is not found."""
    view = next((one for one in state.views if one.pk == pk), None)
    if view is None:
        raise Http404("No view has this ID.")
    return view


@require_permission("contact.view")
@require_POST
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the list as it stands into a view."""
    state = read_state(request)
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
    choose_columns(request, LIST_NAME, str(view.pk), [])
    messages.success(request, f"View “{view.name}” updated.")
    return redirect(view_url(view))


@require_permission("contact.view")
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a view; the customers in it stay."""
    state = read_state(request)
    view = get_view(state, pk)
    require_change(view, state.actor)
    if request.method == "GET":
        context = {"view": view, "back": view_url(view)}
        return render(request, "customers/manager/view_delete.html", context)
    name = saved_views.delete_view(actor=state.actor, view_id=view.pk)
    messages.success(request, f"View “{name}” deleted.")
    return redirect(f"{reverse('customers:list')}?view=all")
