"""The day as of which a page shows figures."""

from datetime import date, timedelta
from typing import Any

from django import forms

EARLIEST = date(1970, 1, 1)
# A mortgage has ended by then; further on nothing is known that a replay could use.
DAYS_AHEAD = 366 * 40
NOT_A_DATE = "is not a date. Give a day such as 2026-09-30. These are today's figures."
TOO_FAR = "Choose a day from 1970 on and within 40 years. These are today's figures."


class AsOfForm(forms.Form):
    """A day in `as_of`; none is today. A refusal says what the page shows instead."""

    as_of = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        typed = str(self.data.get("as_of", ""))[:20]
        self.fields["as_of"].error_messages["invalid"] = f"“{typed}” {NOT_A_DATE}"

    def clean_as_of(self) -> date | None:
        day = self.cleaned_data["as_of"]
        if day and not EARLIEST <= day <= self.today + timedelta(days=DAYS_AHEAD):
            raise forms.ValidationError(TOO_FAR)
        return day

    @property
    def day(self) -> date:
        """The day to show: today's when none was given, or none that can be."""
        if not self.is_valid():
            return self.today
        return self.cleaned_data["as_of"] or self.today

    @property
    def refusal(self) -> str:
        """Why another day than the one asked for is shown; empty when it is not."""
        return " ".join(self.errors.get("as_of", []))
