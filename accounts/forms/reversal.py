"""The form that takes an entry back."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import ReversalReason
from lendcore.forms.typed import MoneyField, PlainTextField


class ReversalForm(forms.Form):
    """Why an entry is taken back, and what is charged for that.

    whole: of a part of a split, whether all parts are taken back.
    """

    reason = forms.ChoiceField(label="Reason", choices=ReversalReason.choices)
    fee = MoneyField(
        label="Charge for it",
        required=False,
        help_text="For a payment that came back, as the contract allows.",
    )
    note = PlainTextField(label="Note", max_length=500, required=False)
    whole = forms.ChoiceField(
        label="What is taken back",
        choices=[("part", "This part only"), ("all", "Every part of the split")],
        widget=forms.RadioSelect,
        initial="part",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self, *args: Any, is_split: bool, is_payment: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if not is_split:
            del self.fields["whole"]
        if not is_payment:
            del self.fields["fee"]
            self.fields["reason"].choices = [
                each
                for each in ReversalReason.choices
                if each[0] in (ReversalReason.CLERICAL, ReversalReason.OTHER)
            ]

    @property
    def takes_all(self) -> bool:
        return self.cleaned_data.get("whole") == "all"

    def clean_fee(self) -> Decimal | None:
        fee = self.cleaned_data["fee"]
        if fee is not None and fee < 0:
            raise ValidationError("Enter an amount above zero, or nothing.")
        return fee or None

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("reason") == ReversalReason.OTHER and not values.get("note"):
            self.add_error("note", "Say why it is taken back.")
        if values.get("fee") and values.get("whole") == "all":
            self.add_error(
                "fee", "Charge it on one account, by an entry of its own, afterwards."
            )
        return values
