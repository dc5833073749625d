"""The form of a payment that is placed on several accounts."""

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.engine.transactions import Code
from accounts.forms.entries import ABOVE_ZERO, day_field
from accounts.inputs import EntryInput
from accounts.models import Account, Method
from lendcore.forms.typed import MoneyField, PlainTextField


class SplitForm(forms.Form):
    """One payment, and an amount for each account that it may go to.

    The amounts of accounts stand in fields named `part_<id>`; an empty one is none.
    """

    amount = MoneyField(label="Amount received")
    effective = day_field("Effective date")
    method = forms.ChoiceField(label="Method", choices=Method.choices)
    reference = PlainTextField(
        label="Check or trace number", max_length=60, required=False
    )
    payer = PlainTextField(label="Paid by", max_length=160, required=False)
    note = PlainTextField(label="Note", max_length=500, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    payment_fields = ("amount", "effective", "method", "reference", "payer", "note")

    def __init__(
        self, *args: Any, accounts: Sequence[Account], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.accounts = accounts
        self.fields["effective"].initial = today
        for each in accounts:
            self.fields[self.name_of(each)] = MoneyField(
                label=f"Amount for {each.number}", required=False
            )

    @staticmethod
    def name_of(account: Account) -> str:
        return f"part_{account.pk}"

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.payment_fields]

    def clean_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        if amount <= 0:
            raise ValidationError(ABOVE_ZERO)
        return amount

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("method") == Method.CHECK and values.get("reference") == "":
            self.add_error("reference", "Enter the number of the check.")
        for each in self.accounts:
            part = values.get(self.name_of(each))
            if part is not None and part < 0:
                self.add_error(self.name_of(each), "Can't be below zero.")
        return values

    @property
    def parts(self) -> list[tuple[int, Decimal]]:
        """Account ids and what was entered for them, without those that get nothing."""
        found = (
            (each.pk, self.cleaned_data.get(self.name_of(each)))
            for each in self.accounts
        )
        return [(pk, part) for pk, part in found if part]

    @property
    def placed(self) -> Decimal:
        return sum((part for _, part in self.parts), Decimal(0))

    @property
    def left(self) -> Decimal:
        """What is still to be placed; below zero where too much is."""
        return (self.cleaned_data.get("amount") or Decimal(0)) - self.placed

    @property
    def distance(self) -> Decimal:
        """How much is left, or too much."""
        return abs(self.left)

    @property
    def entry(self) -> EntryInput:
        """The payment, to be posted."""
        values = self.cleaned_data
        return EntryInput(
            code=Code.PAYMENT,
            effective=values["effective"],
            amount=values["amount"],
            method=values["method"],
            reference=values["reference"],
            payer=values["payer"],
            note=values["note"],
            idempotency_key=values["key"],
        )
