"""Settings: one list of labels. Which one stands in the address's `pages`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from lendcore.actors import Actor
from lendcore.decorators import require_permission
from lendcore.forms.labels import InactivateForm, LabelForm
from lendcore.labels import LabelList
from lendcore.models.label import Label
from lendcore.queries import labels as queries
from lendcore.queries.counts import COUNT_CAP
from lendcore.sections import render_section
from lendcore.services import label_moves
from lendcore.services import labels as services

PAGE = "settings/labels.html"
QUESTION = "settings/label_inactivate.html"


@dataclass(frozen=True, kw_only=True)
class LabelPages:
    """The pages of one list of labels.

    name, list_name: what the names of its addresses begin with. move_later: lets a
    worker move holders who are too many for a request. default_code: the code of the
    label that a new holder gets. holders_url: the name of the list of holders, which
    filters by `field`. below: the pages of the list whose labels stand below these.
    above_url: the name of the list that these stand below. add, move, delete: services
    that do more than those of any list.
    """

    labels: LabelList
    name: str
    list_name: str
    title: str
    intro: str
    move_later: Callable[..., None]
    move_note: str = ""
    default_code: str = ""
    holders_url: str = ""
    below: "LabelPages | None" = None
    above_url: str = ""
    add: Callable[..., Label] = services.add_label
    move: Callable[..., int] = label_moves.move_holders
    delete: Callable[..., None] = services.delete_label

    def url_name(self, action: str) -> str:
        return f"settings:{self.name}_{action}"

    @property
    def edit_url(self) -> str:
        return self.url_name("edit")

    @property
    def move_url(self) -> str:
        return self.url_name("move")

    @property
    def inactivate_url(self) -> str:
        return self.url_name("inactivate")

    @property
    def activate_url(self) -> str:
        return self.url_name("activate")

    @property
    def below_url(self) -> str:
        """The name of the list of labels below one, "" without any."""
        return f"settings:{self.below.list_name}" if self.below else ""

    def parent_of(self, label: Label) -> Label | None:
        """Return the label that another stands below. One query, for lists with
        parents."""
        return getattr(label, self.labels.parent) if self.labels.parent else None

    def list_url(self, parent: Label | None) -> str:
        args = [parent.pk] if parent else []
        return reverse(f"settings:{self.list_name}", args=args)

    def add_url(self, parent: Label | None) -> str:
        return reverse(self.url_name("add"), args=[parent.pk] if parent else [])


@require_permission("settings.view")
@require_safe
def label_list(
    request: HttpRequest, pages: LabelPages, parent_id: int | None = None
) -> HttpResponse:
    """Show the labels in their order."""
    return show_list(request, pages, get_parent(pages, parent_id))


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def label_add(
    request: HttpRequest, pages: LabelPages, parent_id: int | None = None
) -> HttpResponse:
    """Add a label in a row at the end of the list."""
    parent = get_parent(pages, parent_id)
    form = LabelForm(request.POST or None, labels=pages.labels)
    if request.method != "POST":
        return show_list(request, pages, parent, form=form)
    if form.is_valid():
        values = form.cleaned_data | {"parent_id": parent_id}
        try:
            label = pages.add(actor=request.actor, labels=pages.labels, **values)
        except services.LabelNameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            text = f"{pages.labels.noun.capitalize()} {label.name} added."
            return done(request, pages, parent, text, label.pk)
    return show_list(request, pages, parent, form=form, status=422)


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def label_edit(request: HttpRequest, pages: LabelPages, pk: int) -> HttpResponse:
    """Edit name and color in the row itself."""
    label = get_object_or_404(pages.labels.model, pk=pk)
    parent = pages.parent_of(label)
    initial = {"name": label.name, "tone": label.tone}
    form = LabelForm(request.POST or None, labels=pages.labels, initial=initial)
    if request.method != "POST":
        return show_list(request, pages, parent, form=form, editing=pk)
    if form.is_valid():
        try:
            services.change_label(
                actor=request.actor,
                labels=pages.labels,
                label_id=pk,
                **form.cleaned_data,
            )
        except services.LabelNameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            text = f"{pages.labels.noun.capitalize()} saved."
            return done(request, pages, parent, text, pk)
    return show_list(request, pages, parent, form=form, editing=pk, status=422)


@require_permission("settings.edit")
@require_POST
def label_move(request: HttpRequest, pages: LabelPages, pk: int) -> HttpResponse:
    """Move a label one place up or down."""
    label = get_object_or_404(pages.labels.model, pk=pk, is_active=True)
    is_up = request.POST.get("to") == "up"
    services.move_label(
        actor=request.actor, labels=pages.labels, label_id=label.pk, up=is_up
    )
    return done(request, pages, pages.parent_of(label), "", pk)


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def label_inactivate(request: HttpRequest, pages: LabelPages, pk: int) -> HttpResponse:
    """Ask what happens to its holders, then inactivate, move or delete."""
    label = get_object_or_404(pages.labels.model, pk=pk)
    parent = pages.parent_of(label)
    rows = queries.list_labels(pages.labels, parent_id=parent and parent.pk)
    row = next((row for row in rows if row.label.pk == pk), None)
    if row is None or row.label.is_built_in:
        raise Http404
    form = InactivateForm(
        request.POST or None, labels=pages.labels, label=label, is_used=row.is_used
    )
    if request.method == "POST" and form.is_valid():
        try:
            text = inactivate(request.actor, pages, row, **form.cleaned_data)
        except services.LabelInUse as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, pages, parent, text)
    return ask(request, pages, parent, row, rows, form)


def ask(
    request: HttpRequest,
    pages: LabelPages,
    parent: Label | None,
    row: queries.LabelRow,
    rows: list[queries.LabelRow],
    form: InactivateForm,
) -> HttpResponse:
    """Render the question on a page of its own."""
    error = " ".join(text for texts in form.errors.values() for text in texts)
    context = {
        "pages": pages,
        "row": row,
        "others": [other for other in rows if other.label.is_active],
        "error": error,
        "list_url": pages.list_url(parent),
    }
    return render_section(request, QUESTION, context, status=422 if error else 200)


def inactivate(
    actor: Actor,
    pages: LabelPages,
    row: queries.LabelRow,
    then: str,
    move_to: Label | None,
) -> str:
    """Do what the form answered; return a sentence that says what happened."""
    labels, label = pages.labels, row.label
    named = f"{labels.noun.capitalize()} {label.name}"
    if then == InactivateForm.DELETE:
        pages.delete(actor=actor, labels=labels, label_id=label.pk)
        return f"{named} deleted."
    services.inactivate_label(actor=actor, labels=labels, label_id=label.pk)
    if then != InactivateForm.MOVE:
        return f"{named} inactivated."
    move = {"actor": actor, "labels": labels, "from_label": label, "to_label": move_to}
    if row.count > COUNT_CAP:
        pages.move_later(**move)
        holders = labels.holder_plural
        return f"The {holders} of {label.name} are being moved to {move_to.name}."
    moved = labels.holders(pages.move(**move))
    return f"{named} is inactive. {moved} moved to {move_to.name}."


@require_permission("settings.edit")
@require_POST
def label_activate(request: HttpRequest, pages: LabelPages, pk: int) -> HttpResponse:
    """Make a label pickable again."""
    label = get_object_or_404(pages.labels.model, pk=pk)
    services.activate_label(actor=request.actor, labels=pages.labels, label_id=label.pk)
    text = f"{pages.labels.noun.capitalize()} {label.name} can be picked again."
    return done(request, pages, pages.parent_of(label), text, pk)


def get_parent(pages: LabelPages, parent_id: int | None) -> Label | None:
    """Return the label that a list stands below. Raises Http404."""
    if parent_id is None:
        return None
    field = pages.labels.model._meta.get_field(pages.labels.parent)
    return get_object_or_404(field.remote_field.model, pk=parent_id)


def done(
    request: HttpRequest,
    pages: LabelPages,
    parent: Label | None,
    text: str,
    changed: int | None = None,
) -> HttpResponse:
    """Answer a write with the list, or lead back to it."""
    if text:
        messages.success(request, text)
    if request.htmx:
        return show_list(request, pages, parent, changed=changed)
    return redirect(pages.list_url(parent))


def show_list(
    request: HttpRequest,
    pages: LabelPages,
    parent: Label | None,
    *,
    form: LabelForm | None = None,
    editing: int | None = None,
    changed: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the list; `form` in the row of `editing`, or in a new last row."""
    rows = queries.list_labels(pages.labels, parent_id=parent and parent.pk)
    context: dict[str, Any] = {
        "pages": pages,
        "parent": parent,
        "list_url": pages.list_url(parent),
        "add_url": pages.add_url(parent),
        "active": [row for row in rows if row.label.is_active],
        "inactive": [row for row in rows if not row.label.is_active],
        "form": form,
        "editing": editing,
        "changed": changed,
        "is_adding": form is not None and editing is None,
    }
    return render_section(request, PAGE, context, status=status)
