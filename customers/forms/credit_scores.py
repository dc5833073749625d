"""Scores of the three bureaus with their date."""

from typing import Any

from django import forms

from customers.models.credit_score import SCORE_RANGE
from lendcore.actors import Actor
from lendcore.rules.dates import DATE_EXAMPLES, DATE_INPUTS, DATE_SHOWN


def score_field(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        validators=SCORE_RANGE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "A score is a whole number from 300 to 850."},
    )


class CreditScoreForm(forms.Form):
    """One set of scores; at least one bureau is filled."""

    equifax = score_field("Equifax")
    experian = score_field("Experian")
    transunion = score_field("TransUnion")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        order = actor.tenant.date_format
        self.fields["scored_on"] = forms.DateField(
            label="Date",
            input_formats=DATE_INPUTS[order],
            initial=actor.today,
            widget=forms.DateInput(
                format=DATE_SHOWN[order], attrs={"autocomplete": "off"}
            ),
            error_messages={"invalid": f"Write the date like {DATE_EXAMPLES[order]}."},
        )
        self.order_fields(["scored_on", "equifax", "experian", "transunion"])

    def clean_scored_on(self) -> Any:
        day = self.cleaned_data["scored_on"]
        if day > self.actor.today:
            raise forms.ValidationError("The date of the scores is not in the future.")
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        bureaus = ("equifax", "experian", "transunion")
        if not any(values.get(name) for name in bureaus) and not self.errors:
            raise forms.ValidationError("Give the score of at least one bureau.")
        return values
