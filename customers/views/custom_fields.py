"""Settings: the custom fields of customers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from customers import tasks
from customers.queries import custom_fields as queries
from customers.services import custom_fields as services
from lendcore import custom_values
from lendcore.decorators import require_permission
from lendcore.forms.custom_fields import ChoiceRow, CustomFieldForm, PreviewForm
from lendcore.models import CustomField
from lendcore.queries.counts import count_label
from lendcore.sections import render_section
from lendcore.services import custom_fields as foundation
from lendcore.tasks.decorator import enqueue

PAGE = "settings/custom_fields.html"
# Buttons that draw the unsaved form again instead of saving it.
REDRAWS = ("redraw", "add_choice", "remove_choice", "move_up", "move_down")
# What a filled field of each type looks like; choices show their first one.
EXAMPLES: dict[str, custom_values.Json] = {
    "text": "Text",
    "number": 3,
    "currency": "1250.00",
    "percentage": "0.125",
    "date": "2026-04-17",
    "datetime": "2026-04-17T15:30+00:00",
    "time": "15:30",
    "checkbox": True,
    "phone": "+18015550142",
    "url": "https://example.com/",
}


@require_permission("settings.view")
@require_safe
def field_list(request: HttpRequest) -> HttpResponse:
    """Show the first field, or that there is none yet."""
    groups = queries.list_field_groups()
    if groups:
        return redirect("settings:custom_field", groups[0].fields[0].pk)
    return show_page(request, None)


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def field_add(request: HttpRequest) -> HttpResponse:
    """Define a new field."""
    country = request.actor.tenant.country
    if is_redraw(request):
        form = CustomFieldForm(draft=request.POST, country=country)
        return redrawn(request, form)
    form = CustomFieldForm(request.POST or None, country=country)
    if form.is_valid():
        try:
            saved = services.add_field(
                actor=request.actor, data=form.to_input(), key=form.cleaned_data["key"]
            )
        except foundation.FieldRefused as refusal:
            add_refusal(form, refusal)
        else:
            return done(request, saved.field, f"Field {saved.field.label} added.")
    return show_page(request, form)


@require_permission("settings.view")
@require_http_methods(["GET", "HEAD", "POST"])
def field_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a field, and change it."""
    field = get_object_or_404(CustomField, pk=pk, entity=CustomField.Entity.CUSTOMER)
    if request.method == "POST":
        return change(request, field)
    use = queries.get_field_use(field)
    form = CustomFieldForm(
        field=field, is_filled=use.filled > 0, country=request.actor.tenant.country
    )
    return show_page(request, form, field, use)


@require_permission("settings.edit")
def change(request: HttpRequest, field: CustomField) -> HttpResponse:
    """Save a posted field, or draw it again."""
    use = queries.get_field_use(field)
    options = {
        "field": field,
        "is_filled": use.filled > 0,
        "country": request.actor.tenant.country,
    }
    if is_redraw(request):
        form = CustomFieldForm(draft=request.POST, **options)
        return redrawn(request, form, field, use)
    form = CustomFieldForm(request.POST, **options)
    if form.is_valid():
        try:
            saved = services.change_field(
                actor=request.actor, field_id=field.pk, data=form.to_input()
            )
        except foundation.FieldRefused as refusal:
            add_refusal(form, refusal)
        else:
            return done(request, saved.field, refresh_mirror(request, saved))
    return show_page(request, form, field, use)


def refresh_mirror(request: HttpRequest, saved: services.SavedField) -> str:
    """Queue what a changed filter needs; return what to tell."""
    if not saved.mirror_is_stale:
        return "Field saved."
    enqueue(
        tasks.rebuild_mirror,
        tenant_id=request.actor.tenant.id,
        field_id=saved.field.pk,
    )
    if not saved.field.is_filterable:
        return "Field saved. It is no filter any more."
    return "Field saved. Its values become filterable in a moment."


@require_permission("settings.edit")
@require_POST
def field_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a field one place up or down in its group."""
    field = get_object_or_404(CustomField, pk=pk, is_active=True)
    foundation.move_field(
        actor=request.actor, field_id=field.pk, up=request.POST.get("to") == "up"
    )
    return redirect("settings:custom_field", field.pk)


@require_permission("settings.edit")
@require_POST
def field_activate(request: HttpRequest, pk: int, is_active: bool) -> HttpResponse:
    """Show a field again, or hide it and keep its values."""
    field = get_object_or_404(CustomField, pk=pk)
    foundation.set_field_active(
        actor=request.actor, field_id=field.pk, is_active=is_active
    )
    text = "is shown again." if is_active else "is hidden. Its values are kept."
    return done(request, field, f"Field {field.label} {text}")


def is_redraw(request: HttpRequest) -> bool:
    return any(name in request.POST for name in REDRAWS)


def redrawn(
    request: HttpRequest,
    form: CustomFieldForm,
    field: CustomField | None = None,
    use: queries.FieldUse | None = None,
) -> HttpResponse:
    """Do to the unsaved form what its button says, and show it."""
    action = next(name for name in REDRAWS if name in request.POST)
    place = request.POST[action]
    form.redraw(action, int(place) if place.isdecimal() and len(place) < 5 else -1)
    return show_page(request, form, field, use, is_dirty=True)


def add_refusal(form: CustomFieldForm, refusal: foundation.FieldRefused) -> None:
    place = {
        foundation.FieldKeyTaken: "key",
        foundation.FieldLabelTaken: "label",
        foundation.TypeIsFixed: "kind",
    }[type(refusal)]
    form.add_error(place, str(refusal))


def done(request: HttpRequest, field: CustomField, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("settings:custom_field", field.pk)


def show_page(
    request: HttpRequest,
    form: CustomFieldForm | None,
    field: CustomField | None = None,
    use: queries.FieldUse | None = None,
    *,
    is_dirty: bool = False,
) -> HttpResponse:
    """Render the list of fields beside one of them, or a new one."""
    groups = queries.list_field_groups()
    hidden = queries.list_field_groups(is_active=False)
    context: dict[str, Any] = {
        "groups": groups,
        "group_names": [group.name for group in groups if group.name],
        "field_count": sum(len(group.fields) for group in groups),
        "inactive": [each for group in hidden for each in group.fields],
        "form": form,
        "field": field,
        "use": use,
        "rows": list_rows(form, use) if form else [],
        "preview": preview_context(request, form) if form else None,
        "is_dirty": is_dirty or bool(form and form.errors),
    }
    status = 422 if form is not None and form.errors else 200
    return render_section(request, PAGE, context, status=status)


def list_rows(
    form: CustomFieldForm, use: queries.FieldUse | None
) -> list[dict[str, Any]]:
    """Return the choices with how many customers have each; at least one line."""
    uses = use.choices if use else {}
    return [
        {"row": row, "uses": count, "label": count_label(count)}
        for row in form.rows or [ChoiceRow("")]
        for count in [uses.get(row.was, 0)]
    ]


def preview_context(request: HttpRequest, form: CustomFieldForm) -> dict[str, Any]:
    """Return the field as agents meet it: in the form, and filled on the page."""
    field = form.preview()
    tenant = request.actor.tenant
    pickable = custom_values.pickable_choices(field)
    several = field.kind == CustomField.Kind.MULTI_SELECT
    example: custom_values.Json = EXAMPLES.get(field.kind)
    if form.has_choices and pickable:
        example = pickable[:2] if several else pickable[0]
    return {
        "label": field.label,
        "control": PreviewForm(field, country=tenant.country)["sample"],
        "example": custom_values.display(
            field, example, date_format=tenant.date_format, country=tenant.country
        ),
    }
