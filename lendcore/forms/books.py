"""Form of the tenant's books."""

from datetime import date
from typing import Any

from django import forms

from lendcore.actors import Actor
from lendcore.forms.typed import PlainTextField
from lendcore.rules.dates import DATE_EXAMPLES, DATE_INPUTS, DATE_SHOWN

EARLIEST = date(1970, 1, 1)


class BooksForm(forms.Form):
    """The cut-off date, with the one that the page showed."""

    reason = PlainTextField(
        max_length=200,
        required=False,
        help_text="Needed to move the date back or take it away. It goes into the "
        "access log.",
    )
    known = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = actor.tenant.date_format
        self.fields["cut_off_date"] = forms.DateField(
            label="Cut-off date",
            required=False,
            input_formats=DATE_INPUTS[order],
            widget=forms.DateInput(
                format=DATE_SHOWN[order], attrs={"autocomplete": "off"}
            ),
            help_text="Leave it empty to keep all days open.",
            error_messages={"invalid": f"Write the date like {DATE_EXAMPLES[order]}."},
        )
        self.order_fields(["cut_off_date", "reason", "known"])

    def clean_cut_off_date(self) -> date | None:
        day = self.cleaned_data["cut_off_date"]
        if day and day < EARLIEST:
            raise forms.ValidationError("Choose a day from 1970 on.")
        return day
