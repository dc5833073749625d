"""Form of a history page."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from lendcore.history.entries import HistoryFilter
from lendcore.rules.dates import DATE_INPUTS

# No change lies outside; the calendar's very ends have no day before or after.
EARLIEST_DAY, LATEST_DAY = date(1970, 1, 1), date(2999, 12, 31)


class HistoryForm(forms.Form):
    """What the history is filtered by.

    fields: those that may be asked for, as "noun.column" with a label.
    """

    author = forms.ChoiceField(required=False, label="Person")
    field = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, label="From")
    until = forms.DateField(required=False, label="To")
    after = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        fields: Sequence[tuple[str, str]],
        authors: Sequence[str],
        date_format: str,
    ) -> None:
        super().__init__(*args)
        self.fields["field"].choices = [("", "Any field"), *fields]
        names = [(name, name) for name in authors]
        self.fields["author"].choices = [("", "Everyone"), *names]
        for name in ("since", "until"):
            self.fields[name].input_formats = DATE_INPUTS[date_format]
            self.fields[name].widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
            self.fields[name].validators = [MinValueValidator(EARLIEST_DAY)]
            self.fields[name].validators += [MaxValueValidator(LATEST_DAY)]

    def clean_after(self) -> tuple[datetime, uuid.UUID] | None:
        moment, _, change_set = self.cleaned_data["after"].partition("_")
        try:
            return (datetime.fromisoformat(moment), uuid.UUID(change_set))
        except ValueError:
            return None

    def chosen(self) -> HistoryFilter:
        """Return the filter; parts that were not understood are left out."""
        self.is_valid()
        values = {key: value for key, value in self.cleaned_data.items() if value}
        return HistoryFilter(**values)
