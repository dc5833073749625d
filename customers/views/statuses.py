"""Settings: the list of customer statuses."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from customers import tasks
from customers.forms.statuses import InactivateForm, StatusForm
from customers.models import CustomerStatus
from customers.queries import statuses as queries
from customers.services import status_moves
from customers.services import statuses as services
from lendcore.actors import Actor
from lendcore.decorators import require_permission
from lendcore.queries.counts import COUNT_CAP
from lendcore.sections import render_section
from lendcore.tasks.decorator import enqueue

PAGE = "settings/statuses.html"
QUESTION = "settings/status_inactivate.html"


@require_permission("settings.view")
@require_safe
def status_list(request: HttpRequest) -> HttpResponse:
    """Show the statuses in their order."""
    return show_list(request)


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def status_add(request: HttpRequest) -> HttpResponse:
    """Add a status in a row at the end of the list."""
    form = StatusForm(request.POST or None)
    if request.method != "POST":
        return show_list(request, form=form)
    if form.is_valid():
        try:
            added = services.add_status(actor=request.actor, **form.cleaned_data)
        except services.StatusNameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            return done(request, f"Status {added.name} added.", added.pk)
    return show_list(request, form=form, status=422)


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def status_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit name and color in the row itself."""
    row = get_object_or_404(CustomerStatus, pk=pk)
    initial = {"name": row.name, "tone": row.tone}
    form = StatusForm(request.POST or None, initial=initial)
    if request.method != "POST":
        return show_list(request, form=form, editing=pk)
    if form.is_valid():
        try:
            services.change_status(
                actor=request.actor, status_id=pk, **form.cleaned_data
            )
        except services.StatusNameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            return done(request, "Status saved.", pk)
    return show_list(request, form=form, editing=pk, status=422)


@require_permission("settings.edit")
@require_POST
def status_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a status one place up or down."""
    row = get_object_or_404(CustomerStatus, pk=pk, is_active=True)
    services.move_status(
        actor=request.actor, status_id=row.pk, up=request.POST.get("to") == "up"
    )
    return done(request, "", pk)


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def status_inactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what happens to its customers, then inactivate, move or delete."""
    rows = queries.list_statuses_with_counts()
    row = next((row for row in rows if row.status.pk == pk), None)
    if row is None or row.status.is_built_in:
        raise Http404
    form = InactivateForm(request.POST or None, status=row.status, is_used=row.is_used)
    if request.method == "POST" and form.is_valid():
        try:
            text = inactivate(request.actor, row, **form.cleaned_data)
        except services.StatusInUse as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, text)
    active = [other for other in rows if other.status.is_active]
    error = " ".join(text for texts in form.errors.values() for text in texts)
    context = {"row": row, "others": active, "error": error}
    return render_section(request, QUESTION, context, status=422 if error else 200)


def inactivate(
    actor: Actor, row: queries.StatusRow, then: str, move_to: CustomerStatus | None
) -> str:
    """Do what the form answered; return a sentence that says what happened."""
    status = row.status
    if then == InactivateForm.DELETE:
        services.delete_status(actor=actor, status_id=status.pk)
        return f"Status {status.name} deleted."
    services.inactivate_status(actor=actor, status_id=status.pk)
    if then != InactivateForm.MOVE:
        return f"Status {status.name} inactivated."
    if row.customer_count > COUNT_CAP:
        enqueue(
            tasks.move_customers,
            tenant_id=actor.tenant.id,
            from_status_id=status.pk,
            to_status_id=move_to.pk,
            user_id=actor.user_id,
        )
        return f"The customers of {status.name} are being moved to {move_to.name}."
    count = status_moves.move_customers(
        actor=actor, from_status=status, to_status=move_to
    )
    noun = "customer" if count == 1 else "customers"
    return (
        f"Status {status.name} is inactive. {count:,} {noun} moved to {move_to.name}."
    )


@require_permission("settings.edit")
@require_POST
def status_activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a status pickable again."""
    row = get_object_or_404(CustomerStatus, pk=pk)
    services.activate_status(actor=request.actor, status_id=row.pk)
    return done(request, f"Status {row.name} can be picked again.", pk)


def done(request: HttpRequest, text: str, changed: int | None = None) -> HttpResponse:
    """Answer a write with the list, or lead back to it."""
    if text:
        messages.success(request, text)
    if request.htmx:
        return show_list(request, changed=changed)
    return redirect("settings:statuses")


def show_list(
    request: HttpRequest,
    *,
    form: StatusForm | None = None,
    editing: int | None = None,
    changed: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the list; `form` in the row of `editing`, or in a new last row."""
    rows = queries.list_statuses_with_counts()
    context: dict[str, Any] = {
        "active": [row for row in rows if row.status.is_active],
        "inactive": [row for row in rows if not row.status.is_active],
        "form": form,
        "editing": editing,
        "changed": changed,
        "is_adding": form is not None and editing is None,
    }
    return render_section(request, PAGE, context, status=status)
