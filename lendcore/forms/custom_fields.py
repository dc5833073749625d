"""The form that defines a custom field, with its rows of choices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from lendcore import custom_values
from lendcore.custom_values import CHOICE_KINDS, LONGEST_TEXT, TEXT_KINDS
from lendcore.forms.typed import PlainTextField, WholeNumberField
from lendcore.models import CustomField
from lendcore.services.custom_fields import FieldInput

PREFIX = "choices"
LONGEST_CHOICE = 80
MOST_CHOICES = 200
_ROW_NAME = re.compile(rf"{PREFIX}-([0-9]{{1,4}})-text")


@dataclass(frozen=True)
class ChoiceRow:
    """One line of the list of choices; `was` is its text on file, if any."""

    text: str
    was: str = ""
    is_retired: bool = False


def read_choice_rows(data: Mapping[str, Any]) -> list[ChoiceRow]:
    """Return the rows of a posted form, in the order in which they stood there."""
    rows = []
    for name in data:
        match = _ROW_NAME.fullmatch(name)
        if not match or f"{PREFIX}-{match[1]}-DELETE" in data:
            continue
        rows.append(
            ChoiceRow(
                text=" ".join(str(data[name]).split()),
                was=str(data.get(f"{PREFIX}-{match[1]}-was", "")),
                is_retired=f"{PREFIX}-{match[1]}-retired" in data,
            )
        )
    return rows[: MOST_CHOICES + 1]


def rows_of(field: CustomField) -> list[ChoiceRow]:
    """Return the rows of a saved field."""
    return [
        ChoiceRow(choice, was=choice, is_retired=choice in field.retired_choices)
        for choice in field.choices
    ]


class CustomFieldForm(forms.Form):
    """Label, type, rules and choices of one field.

    draft: what stands in an unsaved form that is only drawn again.
    is_filled: the type is fixed then.
    """

    label = PlainTextField(max_length=80)
    key = forms.CharField(
        max_length=40,
        required=False,
        label="Key for imports and the API",
        help_text="Fixed after the first save. Left empty, it is made of the label.",
        validators=[
            RegexValidator(
                r"\A[a-z][a-z0-9_]*\Z",
                "Use small letters, digits and underscores; begin with a letter.",
            )
        ],
        widget=forms.TextInput({"class": "mono", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label="Type", choices=CustomField.Kind.choices)
    group = PlainTextField(
        max_length=60,
        required=False,
        widget=forms.TextInput({"list": "field-groups", "autocomplete": "off"}),
    )
    help_text = PlainTextField(max_length=200, required=False)
    max_length = WholeNumberField(
        required=False,
        label="Longest text, in characters",
        help_text=f"At most {LONGEST_TEXT}.",
        validators=[
            MinValueValidator(1, "Allow at least one character."),
            MaxValueValidator(LONGEST_TEXT, f"At most {LONGEST_TEXT} characters."),
        ],
    )
    is_required = forms.BooleanField(required=False, label="Required")
    is_filterable = forms.BooleanField(required=False, label="Filterable")
    on_summary = forms.BooleanField(required=False, label="Shown on Summary")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        field: CustomField | None = None,
        draft: Mapping[str, Any] | None = None,
        is_filled: bool = False,
        country: str = "US",
    ) -> None:
        super().__init__(data)
        self.choice_problem = ""
        posted = data if data is not None else draft
        if field is not None:
            del self.fields["key"]
            self.initial = {name: getattr(field, name) for name in self.fields}
            self.fields["kind"].disabled = is_filled
        if draft is not None:
            self.initial |= self._values_in(draft)
        self.rows = self._rows(posted, field)
        self.chosen_kind = self._chosen_kind(posted, field, is_filled)
        self._fit_to_kind(field, draft, country)

    def _values_in(self, draft: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: field.widget.value_from_datadict(draft, {}, name)
            for name, field in self.fields.items()
            if not field.disabled
        }

    def _rows(
        self, posted: Mapping[str, Any] | None, field: CustomField | None
    ) -> list[ChoiceRow]:
        if posted is not None:
            return read_choice_rows(posted)
        return rows_of(field) if field else []

    def _chosen_kind(
        self,
        posted: Mapping[str, Any] | None,
        field: CustomField | None,
        is_filled: bool,
    ) -> str:
        if field is not None and (is_filled or posted is None):
            return field.kind
        kind = (posted or {}).get("kind", "")
        return kind if kind in CustomField.Kind.values else CustomField.Kind.TEXT

    def _fit_to_kind(
        self,
        field: CustomField | None,
        draft: Mapping[str, Any] | None,
        country: str,
    ) -> None:
        """Show what the type can have: a length, choices, a default of its kind."""
        if self.chosen_kind not in TEXT_KINDS:
            del self.fields["max_length"]
        sample = self.preview()
        sample.label, sample.help_text, sample.is_required = "Default", "", False
        self.fields["default"] = custom_values.form_field_for(sample, country=country)
        self.fields["default"].help_text = "New customers start with it."
        if draft is not None:
            widget = self.fields["default"].widget
            self.initial["default"] = widget.value_from_datadict(draft, {}, "default")
        elif field is not None and field.kind == self.chosen_kind:
            value = custom_values.from_json(field, field.default_value)
            self.initial["default"] = value

    @property
    def has_choices(self) -> bool:
        return self.chosen_kind in CHOICE_KINDS

    def redraw(self, action: str, place: int) -> None:
        """Change the rows without saving: what a button does without JavaScript."""
        if action == "add_choice" and len(self.rows) < MOST_CHOICES:
            self.rows.append(ChoiceRow(""))
        if not 0 <= place < len(self.rows):
            return
        if action == "remove_choice":
            del self.rows[place]
        step = {"move_up": -1, "move_down": 1}.get(action, 0)
        target = place + step
        if step and 0 <= target < len(self.rows):
            rows = self.rows
            rows[place], rows[target] = rows[target], rows[place]

    def preview(self) -> CustomField:
        """Return the field as agents would see it now, unsaved."""
        values = self.data if self.is_bound else self.initial
        rows = [row for row in self.rows if row.text]
        length = str(values.get("max_length") or "")
        return CustomField(
            kind=self.chosen_kind,
            label=str(values.get("label") or "") or "Label",
            help_text=str(values.get("help_text") or ""),
            is_required=bool(values.get("is_required")),
            max_length=int(length) if re.fullmatch("[1-9][0-9]{0,2}", length) else None,
            choices=[row.text for row in rows],
            retired_choices=[row.text for row in rows if row.is_retired],
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        self.rows = [row for row in self.rows if row.text]
        if self.has_choices:
            self.choice_problem = choice_problem(self.rows)
            if self.choice_problem:
                self.add_error(None, self.choice_problem)
        return values

    def to_input(self) -> FieldInput:
        """Return what the service takes, of a valid form."""
        values = self.cleaned_data
        rows = self.rows if self.has_choices else []
        default = custom_values.to_json(self.preview(), values["default"])
        return FieldInput(
            label=values["label"],
            kind=self.chosen_kind,
            group=values["group"],
            help_text=values["help_text"],
            is_required=values["is_required"],
            is_filterable=values["is_filterable"],
            on_summary=values["on_summary"],
            max_length=values.get("max_length"),
            choices=tuple(row.text for row in rows),
            retired_choices=tuple(row.text for row in rows if row.is_retired),
            # A box that starts unticked needs no default.
            default_value=None if default is False else default,
        )


class PreviewForm(forms.Form):
    """The control as agents will see it; it belongs to no form of the page."""

    def __init__(self, field: CustomField, *, country: str) -> None:
        super().__init__(auto_id="preview_%s")
        sample = custom_values.form_field_for(field, country=country)
        # Named after a form that is not there, so that nothing of it is posted.
        sample.widget.attrs["form"] = "preview-only"
        self.fields["sample"] = sample


def choice_problem(rows: list[ChoiceRow]) -> str:
    """Return what is wrong with a list of choices, as a sentence, or ""."""
    texts = [row.text for row in rows]
    folded = [text.casefold() for text in texts]
    repeated = next((text for text in texts if folded.count(text.casefold()) > 1), "")
    if repeated:
        return f"The choice {repeated} is there twice."
    if all(row.is_retired for row in rows):
        return "Give at least one choice that can be picked."
    if len(rows) > MOST_CHOICES:
        return f"Give at most {MOST_CHOICES} choices."
    if any(len(text) > LONGEST_CHOICE for text in texts):
        return f"Choices have at most {LONGEST_CHOICE} characters."
    if any(custom_values.CHOICE_SEPARATOR in text for text in texts):
        return "Choices can't contain a semicolon: imports put it between choices."
    if not all(text.isprintable() for text in texts):
        return "Remove the control characters from the choices."
    return ""
