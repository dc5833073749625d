"""Forms of money that came in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.engine.transactions import Code
from accounts.forms.entries import PARTS, AmountForm
from accounts.models import Kind, Method
from lendcore.forms.typed import MoneyField, PlainTextField

APPLY_TO = {
    "payment": "Regular: what is due first",
    "principal_payment": "Principal only",
    "interest_payment": "Interest only",
    "custom": "Parts that I enter",
}
_OF_KIND = {
    Kind.LOAN: tuple(APPLY_TO),
    Kind.LEASE: ("payment", "interest_payment"),
    Kind.LINE: ("payment", "custom"),
}
NUMBER_LABELS = {
    Method.CHECK: "Check number",
    Method.MONEY_ORDER: "Money order number",
    Method.CARD: "Authorization number",
    Method.ACH: "Trace number",
    Method.WIRE: "Reference number",
    Method.CASH: "Receipt number",
}


class ReceivedForm(AmountForm):
    """Money that came in, in whatever way."""

    method = forms.ChoiceField(label="Method", choices=Method.choices)
    reference = PlainTextField(
        label="Check or trace number", max_length=60, required=False
    )
    payer = PlainTextField(label="Paid by", max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        is_check = values.get("method") == Method.CHECK
        if is_check and values.get("reference") == "":
            self.add_error("reference", "Enter the number of the check.")
        return values


class PaymentForm(ReceivedForm):
    """A payment that was received outside and is logged here."""

    code = Code.PAYMENT
    title = "Log a payment"
    shown = (
        "amount",
        "effective",
        "method",
        "reference",
        "payer",
        "apply_to",
        "note",
    )
    part_names = ("fees", "interest", "principal", "escrow")

    apply_to = forms.ChoiceField(label="Apply to", initial="payment", required=False)
    part_fees = MoneyField(label="To fees", required=False)
    part_interest = MoneyField(label="To interest", required=False)
    part_principal = MoneyField(label="To principal", required=False)
    part_escrow = MoneyField(label="To escrow", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = _OF_KIND[self.facts.kind]
        if self.facts.is_line:
            self.part_names = ("fees", "interest", "principal")
        self.fields["apply_to"].choices = [(name, APPLY_TO[name]) for name in allowed]
        for name in set(PARTS) - set(self.part_names if "custom" in allowed else ()):
            del self.fields[f"part_{name}"]

    @property
    def noun(self) -> str:
        return "Payment"

    @property
    def part_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("part_")]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        parts = self.parts
        amount = values.get("amount")
        if values.get("apply_to") != "custom" or amount is None:
            return values
        if any(part < 0 for part in parts.values()):
            raise ValidationError("Parts can't be below zero.")
        placed = sum(parts.values(), Decimal(0))
        if placed != amount:
            verb = "left to place" if placed < amount else "too much"
            raise ValidationError(
                f"The parts must add up to the payment: "
                f"${abs(amount - placed):,.2f} {verb}."
            )
        return values

    @property
    def parts(self) -> dict[str, Decimal]:
        """What was entered for each part; without those that get nothing."""
        names = ((name, self.cleaned_data.get(f"part_{name}")) for name in PARTS)
        return {name: part for name, part in names if part}

    @property
    def posted_code(self) -> Code:
        chosen = self.cleaned_data.get("apply_to") or "payment"
        return Code.PAYMENT if chosen == "custom" else Code(chosen)

    @property
    def details(self) -> dict[str, Any]:
        if self.cleaned_data.get("apply_to") != "custom":
            return {}
        return {"split": {name: f"{part:f}" for name, part in self.parts.items()}}


class RecoveryForm(ReceivedForm):
    code = Code.RECOVERY
    title = "Recovery"
    shown = ("amount", "effective", "method", "reference", "payer", "note")
