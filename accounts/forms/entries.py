"""What the forms of all entries have in common."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.engine.calendar import EARLIEST, LATEST
from accounts.engine.transactions import Code
from accounts.inputs import EntryInput
from accounts.models import Kind
from accounts.services.errors import AccountRefused
from lendcore.forms.typed import MoneyField, PlainTextField

ABOVE_ZERO = "Enter an amount above zero."
PARTS = {
    "fees": "Fees",
    "interest": "Interest",
    "principal": "Principal",
    "escrow": "Escrow",
}


def day_field(label: str, **options: Any) -> forms.DateField:
    """Return a field for a day, as the browser's own control sends it."""
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a date, such as 2026-04-17."},
        **options,
    )


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the forms need to know of an account.

    balances: of a line, by name. due_dates: those to come that can be moved.
    """

    kind: str
    today: date
    last_entry: int
    balances: Sequence[str] = ()
    due_dates: Sequence[date] = ()

    @property
    def is_line(self) -> bool:
        return self.kind == Kind.LINE


class EntryForm(forms.Form):
    """What every entry says: its day, a note, and which page it was typed on.

    facts: of the account, as `Facts` has them. key: makes a double click count once.
    seen: the last entry on the page. Its `entry` is what the service posts.
    """

    code: ClassVar[Code]
    title: ClassVar[str]
    note_label: ClassVar[str] = "Note"
    # What a person fills in, in order; the page shows them two in a row.
    shown: ClassVar[tuple[str, ...]] = ("effective", "note")
    # The fields that the engine calls otherwise.
    names_in_engine: ClassVar[dict[str, str]] = {"rate_annual": "rate"}

    effective = day_field("Effective date")
    note = PlainTextField(label="Note", max_length=500, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, facts: Facts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        self.fields["note"].label = self.note_label
        self.fields["effective"].initial = facts.today
        self.fields["key"].initial = uuid.uuid4
        self.fields["seen"].initial = facts.last_entry
        self.label_suffix = ""
        self.order_fields(self.shown)
        if not self.is_bound:
            self.fields[self.shown_fields[0].name].widget.attrs["autofocus"] = True

    @property
    def noun(self) -> str:
        """What is posted, in words."""
        return self.title

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.shown if name in self.fields]

    def clean_effective(self) -> date:
        day = self.cleaned_data["effective"]
        if not EARLIEST <= day <= LATEST:
            raise ValidationError(f"Give a date from {EARLIEST} to {LATEST}.")
        return day

    @property
    def entry(self) -> EntryInput:
        """What was filled in, to be posted."""
        values = self.cleaned_data
        return EntryInput(
            code=self.posted_code,
            effective=values["effective"],
            amount=self.posted_amount,
            details=self.details,
            method=values.get("method", ""),
            reference=values.get("reference", ""),
            payer=values.get("payer", ""),
            note=values["note"],
            idempotency_key=values["key"],
            seen_entry=values["seen"],
        )

    def add_refusal(self, refusal: AccountRefused) -> None:
        """Show why the account did not take it, at the field that is to blame."""
        name = self.names_in_engine.get(refusal.field, refusal.field)
        self.add_error(name if name in self.fields else None, str(refusal))

    @property
    def posted_code(self) -> Code:
        return self.code

    @property
    def posted_amount(self) -> Decimal:
        return self.cleaned_data.get("amount") or Decimal("0.00")

    @property
    def details(self) -> dict[str, Any]:
        """What the entry needs beside its amount, in the engine's JSON."""
        return {}


class AmountForm(EntryForm):
    """An entry of an amount above zero."""

    shown = ("amount", "effective", "note")

    amount = MoneyField(label="Amount")

    def clean_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        if amount <= 0:
            raise ValidationError(ABOVE_ZERO)
        return amount


class BucketForm(AmountForm):
    """An amount that is about one part of what is owed."""

    shown = ("amount", "bucket", "effective", "note")
    parts: ClassVar[tuple[str, ...]] = ("fees", "interest", "principal")
    any_part: ClassVar[str] = ""
    any_balance: ClassVar[str] = ""

    bucket = forms.ChoiceField(label="Taken off", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bucket"]
        if self.facts.is_line:
            field.label = "Balance"
            named = [(name, name.capitalize()) for name in self.facts.balances]
            first = [("", self.any_balance)] if self.any_balance else []
        else:
            named = [(name, PARTS[name]) for name in self.parts]
            first = [("", self.any_part)] if self.any_part else []
        field.choices = [*first, *named]
        field.required = not first
        if len(field.choices) < 2 and self.facts.is_line:
            del self.fields["bucket"]

    @property
    def details(self) -> dict[str, Any]:
        bucket = self.cleaned_data.get("bucket")
        return {"bucket": bucket} if bucket else {}


class BalanceForm(BucketForm):
    """An amount that goes to one balance of a line; of others just an amount."""

    parts = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.facts.is_line:
            del self.fields["bucket"]
