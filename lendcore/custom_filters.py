"""Filters on a tenant's custom fields, one kind for each way to compare."""

from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms

from lendcore.custom_values import (
    CHOICE_KINDS,
    display,
    form_field_for,
    mirror_number,
    mirror_text,
    to_json,
)
from lendcore.filters import (
    Conditions,
    FilterKind,
    Values,
    date_parameter,
    describe_dates,
    parameter,
)
from lendcore.models import CustomField

Kind = CustomField.Kind
NOT_SET = "-"


def custom_kind(field: CustomField, *, date_format: str) -> FilterKind:
    """Return the filter of a custom field."""
    facts: dict[str, Any] = {
        "name": f"custom_{field.pk}",
        "label": field.label,
        "group": "Custom fields",
        "field": field,
    }
    if field.kind in CHOICE_KINDS:
        return CustomChoice(**facts)
    if field.kind == Kind.CHECKBOX:
        return CustomCheckbox(**facts)
    if field.kind == Kind.DATE:
        return CustomDates(**facts)
    if field.kind in (Kind.TEXT, Kind.URL, Kind.PHONE):
        return CustomText(**facts)
    return CustomRange(**facts, date_format=date_format)


@dataclass(frozen=True, kw_only=True)
class CustomKind(FilterKind):
    field: CustomField

    def condition(self, *, holds: bool = True, **facts: Any) -> Conditions:
        key = "custom" if holds else "custom_not"
        return {key: [{"field_id": self.field.pk, **facts}]}


@dataclass(frozen=True, kw_only=True)
class CustomChoice(CustomKind):
    """One of the field's choices, or none at all."""

    def filters(self) -> dict[str, django_filters.Filter]:
        listed = [(choice, choice) for choice in self.field.choices]
        choices = [("", "Any"), *listed, (NOT_SET, "Not set")]
        return {self.name: parameter(forms.ChoiceField, self.label, choices=choices)}

    def conditions(self, values: Values) -> Conditions:
        value = values.get(self.name)
        if not value:
            return {}
        if value == NOT_SET:
            return self.condition(holds=False, op="is_set")
        return self.condition(op="is", text=value)

    def describe(self, values: Values) -> str:
        value = values.get(self.name)
        return "is not set" if value == NOT_SET else f"is {value}"


@dataclass(frozen=True, kw_only=True)
class CustomCheckbox(CustomKind):
    """Ticked or not; a box that was never looked at is not ticked."""

    def filters(self) -> dict[str, django_filters.Filter]:
        choices = [("", "Either"), ("yes", "Yes"), ("no", "No")]
        return {self.name: parameter(forms.ChoiceField, self.label, choices=choices)}

    def conditions(self, values: Values) -> Conditions:
        value = values.get(self.name)
        if not value:
            return {}
        return self.condition(holds=value == "yes", op="is", number=1)

    def describe(self, values: Values) -> str:
        return f"is {values.get(self.name)}"


@dataclass(frozen=True, kw_only=True)
class CustomText(CustomKind):
    """A text that begins so, in any case and without accents."""

    def filters(self) -> dict[str, django_filters.Filter]:
        return {self.name: parameter(forms.CharField, "Begins with", max_length=100)}

    def conditions(self, values: Values) -> Conditions:
        text = values.get(self.name)
        if not text:
            return {}
        return self.condition(op="begins", text=self._stored(text))

    def _stored(self, text: str) -> str:
        """Return the beginning of what the mirror holds."""
        if self.field.kind != Kind.PHONE:
            return mirror_text(self.field, text)
        digits = "".join(letter for letter in text if letter.isdecimal())
        return f"+{digits}" if text.startswith("+") else f"+1{digits}"

    def describe(self, values: Values) -> str:
        return f"begins with {values.get(self.name)}"


@dataclass(frozen=True, kw_only=True)
class CustomDates(CustomKind):
    """A date from one day to another."""

    def filters(self) -> dict[str, django_filters.Filter]:
        return {
            f"{self.name}_from": date_parameter("From"),
            f"{self.name}_to": date_parameter("To"),
        }

    def conditions(self, values: Values) -> Conditions:
        ends = self._ends(values)
        found = {name: end.isoformat() for name, end in ends.items() if end}
        return self.condition(op="date_between", **found) if found else {}

    def describe(self, values: Values) -> str:
        return describe_dates(*self._ends(values).values())

    def _ends(self, values: Values) -> dict[str, Any]:
        return {end: values.get(f"{self.name}_{end}") for end in ("from", "to")}


@dataclass(frozen=True, kw_only=True)
class CustomRange(CustomKind):
    """A number, an amount, a rate, a time or a moment from one to another."""

    date_format: str

    def filters(self) -> dict[str, django_filters.Filter]:
        return {
            f"{self.name}_from": parameter(self._form_field, "From"),
            f"{self.name}_to": parameter(self._form_field, "To"),
        }

    def _form_field(self, label: str, **options: Any) -> forms.Field:
        made = form_field_for(self.field)
        made.label, made.required, made.help_text = label, False, ""
        return made

    def conditions(self, values: Values) -> Conditions:
        found = {
            name: mirror_number(self.field, value)
            for name, value in self._ends(values).items()
            if value is not None
        }
        return self.condition(op="number_between", **found) if found else {}

    def describe(self, values: Values) -> str:
        shown = {
            name: display(
                self.field, to_json(self.field, value), date_format=self.date_format
            )
            for name, value in self._ends(values).items()
            if value is not None
        }
        return " ".join(f"{name} {text}" for name, text in shown.items())

    def _ends(self, values: Values) -> dict[str, Any]:
        return {end: values.get(f"{self.name}_{end}") for end in ("from", "to")}
