"""The form of a promise to pay."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.entries import ABOVE_ZERO, day_field
from lendcore.forms.typed import MoneyField, PlainTextField


class PromiseForm(forms.Form):
    """An amount that somebody promised to pay by a day."""

    amount = MoneyField(label="Amount promised")
    due_date = day_field("To be paid by")
    note = PlainTextField(label="Note", max_length=500, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.today = today

    def clean_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        if amount <= 0:
            raise ValidationError(ABOVE_ZERO)
        return amount

    def clean_due_date(self) -> date:
        day = self.cleaned_data["due_date"]
        if day < self.today:
            raise ValidationError("Give today or a later day.")
        return day
