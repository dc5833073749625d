"""Names and rules of templates and programs; their terms have forms of their own."""

from typing import Any

from django import forms

from accounts.models import AccountTemplate, LineProgram
from lendcore.forms.typed import PlainTextField, WholeNumberField

MOST_DAYS = 3_650


class TemplateNameForm(forms.Form):
    """What a template is called."""

    name = PlainTextField(
        max_length=AccountTemplate._meta.get_field("name").max_length,
        help_text="Agents choose by it when they make an account.",
    )


class ProgramRulesForm(forms.Form):
    """What a program is called, and its rules for all of its lines."""

    name = PlainTextField(
        max_length=LineProgram._meta.get_field("name").max_length,
        help_text="Agents choose by it when they make a line.",
    )
    refuses_over_limit = forms.BooleanField(
        label="Refuse draws over the limit", required=False, initial=True
    )
    refuses_late_draws = forms.BooleanField(
        label="Refuse draws after the draw period", required=False, initial=True
    )
    most_days_past_due = WholeNumberField(
        label="Refuse draws above so many days past due",
        required=False,
        help_text="0 refuses them as soon as anything is past due. Empty for no rule.",
    )

    def __init__(self, data: Any = None, *, program: LineProgram | None = None) -> None:
        super().__init__(data)
        if program is not None:
            for name, field in self.fields.items():
                field.initial = getattr(program, name)

    def clean_most_days_past_due(self) -> int | None:
        days = self.cleaned_data["most_days_past_due"]
        if days is not None and not 0 <= days <= MOST_DAYS:
            raise forms.ValidationError(f"Enter 0 to {MOST_DAYS:,} days.")
        return days
