"""The operator's pages for a tenant's statuses and custom fields.

Customers themselves are not here: Django's admin would carry their names out of
the tenant.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from customers.labels import STATUSES
from customers.models import CustomerStatus
from customers.queries import custom_fields as field_queries
from customers.services import custom_fields
from customers.tasks import rebuild_mirror
from lendcore.custom_values import CHOICE_KINDS, LONGEST_TEXT, Json
from lendcore.forms.custom_fields import ChoiceRow, choice_problem
from lendcore.models import CustomField
from lendcore.operator_site import TenantModelForm, TenantTableAdmin
from lendcore.services import custom_fields as foundation
from lendcore.services import labels
from lendcore.services.custom_fields import FieldInput
from lendcore.tasks.decorator import enqueue


class StatusForm(TenantModelForm):
    """Name, color, and whether it can be picked."""

    def clean_is_active(self) -> bool:
        is_active = self.cleaned_data["is_active"]
        if self.instance.is_built_in and not is_active:
            raise ValidationError("A built-in status stays: the system needs it.")
        return is_active


@admin.register(CustomerStatus)
class CustomerStatusAdmin(TenantTableAdmin):
    """Statuses of the chosen tenant, in their order."""

    form = StatusForm
    list_display = ("name", "tone", "position", "is_active", "code")
    ordering = ("position",)
    fields = ("name", "tone", "is_active")

    def get_readonly_fields(
        self, request: HttpRequest, obj: CustomerStatus | None = None
    ) -> tuple[str, ...]:
        return () if obj else ("is_active",)

    def save_model(
        self, request: HttpRequest, obj: CustomerStatus, form: Any, change: bool
    ) -> None:
        author, facts = request.operator, {"name": obj.name, "tone": obj.tone}
        if not change:
            obj.pk = labels.add_label(actor=author, labels=STATUSES, **facts).pk
            return
        which = {"actor": author, "labels": STATUSES, "label_id": obj.pk}
        labels.change_label(**which, **facts)
        if "is_active" in form.changed_data and obj.is_active:
            labels.activate_label(**which)
        elif "is_active" in form.changed_data:
            labels.inactivate_label(**which)


class FieldForm(TenantModelForm):
    """A field with its pickable choices, one on each line."""

    choice_lines = forms.CharField(
        required=False,
        label="Choices",
        widget=forms.Textarea({"rows": 6}),
        help_text="One on each line, for the two types of choices. A choice that "
        "customers have is retired when its line goes.",
    )
    key = forms.RegexField(
        r"\A[a-z][a-z0-9_]*\Z",
        max_length=40,
        required=False,
        help_text="For imports and the API, for good. Made of the label when empty.",
        error_messages={
            "invalid": "Use small letters, digits and underscores; begin with a letter."
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.instance
        shown = [each for each in field.choices if each not in field.retired_choices]
        self.fields["choice_lines"].initial = "\n".join(shown)

    def clean_max_length(self) -> int | None:
        length = self.cleaned_data["max_length"]
        if length is not None and not 1 <= length <= LONGEST_TEXT:
            raise ValidationError(f"Give a length from 1 to {LONGEST_TEXT}.")
        return length

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        lines = values.get("choice_lines", "").splitlines()
        self.chosen = [" ".join(line.split()) for line in lines if line.strip()]
        if values.get("kind", self.instance.kind) in CHOICE_KINDS:
            problem = choice_problem([ChoiceRow(text) for text in self.chosen])
            if problem:
                self.add_error("choice_lines", problem)
        return values

    def to_input(self) -> FieldInput:
        """Return what the service takes, of a valid form."""
        field = self.instance
        has_choices = field.kind in CHOICE_KINDS
        retired = [each for each in field.retired_choices if each not in self.chosen]
        return FieldInput(
            label=field.label,
            kind=field.kind,
            group=field.group,
            help_text=field.help_text,
            is_required=field.is_required,
            is_filterable=field.is_filterable,
            on_summary=field.on_summary,
            max_length=field.max_length,
            choices=(*self.chosen, *retired) if has_choices else (),
            retired_choices=tuple(retired),
            default_value=self.kept_default(),
        )

    def kept_default(self) -> Json:
        """Return the default, unless its type or its choice is gone."""
        default = self.instance.default_value
        picked = default if isinstance(default, list) else [default]
        is_choice = self.instance.kind in CHOICE_KINDS
        is_gone = is_choice and not set(picked) <= set(self.chosen)
        return None if is_gone or "kind" in self.changed_data else default


@admin.register(CustomField)
class CustomFieldAdmin(TenantTableAdmin):
    """Custom fields of the chosen tenant; defaults are set in its own settings."""

    form = FieldForm
    list_display = ("label", "key", "kind", "group", "is_filterable", "is_active")
    ordering = ("group", "position")
    fields = (
        "label",
        "key",
        "kind",
        "group",
        "help_text",
        "choice_lines",
        "max_length",
        "is_required",
        "is_filterable",
        "on_summary",
        "is_active",
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: CustomField | None = None
    ) -> tuple[str, ...]:
        if obj is None:
            return ("is_active",)
        return ("key", "kind") if field_queries.is_filled(obj) else ("key",)

    def save_model(
        self, request: HttpRequest, obj: CustomField, form: Any, change: bool
    ) -> None:
        author, data = request.operator, form.to_input()
        if not change:
            key = form.cleaned_data["key"]
            obj.pk = custom_fields.add_field(actor=author, data=data, key=key).field.pk
            return
        saved = custom_fields.change_field(actor=author, field_id=obj.pk, data=data)
        if "is_active" in form.changed_data:
            foundation.set_field_active(
                actor=author, field_id=obj.pk, is_active=obj.is_active
            )
        if saved.mirror_is_stale:
            enqueue(rebuild_mirror, tenant_id=obj.tenant_id, field_id=obj.pk)
