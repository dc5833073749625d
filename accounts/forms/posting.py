"""Forms of what can be posted on an account, one for each kind of entry."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from accounts.engine.transactions import Code
from accounts.forms.entries import (
    ABOVE_ZERO,
    AmountForm,
    BalanceForm,
    BucketForm,
    EntryForm,
    day_field,
)
from accounts.forms.payments import PaymentForm, RecoveryForm
from accounts.models import Kind
from lendcore.forms.typed import MoneyField, PercentField

# Money that is owed, or no longer -------------------------------------------------


class ChargeForm(BalanceForm):
    code = Code.CHARGE
    title = "Charge"
    note_label = "What for"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["note"].error_messages["required"] = "Say what the charge is for."


class AdvanceForm(BalanceForm):
    code = Code.ADVANCE
    title = "Advance"


class CreditForm(BucketForm):
    code = Code.CREDIT
    title = "Credit"
    any_part = "What is due first, as a payment"
    any_balance = "All balances, as a payment"


class WaiverForm(BucketForm):
    code = Code.WAIVER
    title = "Waiver"
    any_balance = "All balances: fees, then interest"
    parts = ("fees", "interest")


class WriteOffForm(BucketForm):
    code = Code.WRITE_OFF
    title = "Write-off"
    parts = ("principal", "interest", "fees")
    any_balance = "All balances: principal, interest, fees"


class RefundForm(AmountForm):
    code = Code.REFUND
    title = "Refund"


class InterestAdjustmentForm(BalanceForm):
    code = Code.INTEREST_ADJUSTMENT
    title = "Interest adjustment"
    shown = ("direction", "amount", "bucket", "effective", "note")

    direction = forms.ChoiceField(
        label="What happens",
        choices=[("less", "Less interest"), ("more", "More interest")],
    )

    @property
    def posted_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        return amount if self.cleaned_data["direction"] == "more" else -amount


# What changes what holds ----------------------------------------------------------


class PastDueForm(EntryForm):
    code = Code.PAST_DUE_ADJUSTMENT
    title = "Past-due adjustment"
    shown = ("how", "amount", "current_as_of", "effective", "note")

    how = forms.ChoiceField(
        label="What is taken out of the amount past due",
        choices=[
            ("all", "All of it"),
            ("amount", "An amount"),
            ("date", "All that was due up to a day"),
        ],
    )
    amount = MoneyField(label="Amount", required=False)
    current_as_of = day_field("Current as of", required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        how = values.get("how")
        # Of a field with an error of its own there is no value.
        if how == "amount" and "amount" in values and not (values["amount"] or 0) > 0:
            self.add_error("amount", ABOVE_ZERO)
        if how == "date" and "current_as_of" in values and not values["current_as_of"]:
            self.add_error("current_as_of", "Give the day.")
        return values

    @property
    def posted_amount(self) -> Decimal:
        is_amount = self.cleaned_data["how"] == "amount"
        return self.cleaned_data["amount"] if is_amount else Decimal("0.00")

    @property
    def details(self) -> dict[str, Any]:
        if self.cleaned_data["how"] != "date":
            return {}
        return {"current_as_of": self.cleaned_data["current_as_of"].isoformat()}


class RateChangeForm(EntryForm):
    code = Code.RATE_CHANGE
    title = "Rate change"
    shown = ("rate", "bucket", "effective", "note")

    rate = PercentField(label="New annual rate, in percent")
    bucket = forms.ChoiceField(label="Balance", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, name.capitalize()) for name in self.facts.balances]
        self.fields["bucket"].choices = [("", "All balances"), *named]
        if not self.facts.is_line:
            del self.fields["bucket"]

    @property
    def details(self) -> dict[str, Any]:
        bucket = self.cleaned_data.get("bucket")
        about = {"bucket": bucket} if bucket else {}
        return {"rate_annual": f"{self.cleaned_data['rate']:f}", **about}


class OldDueDateForm(EntryForm):
    """An entry about one of the due dates to come."""

    old_due_date = forms.TypedChoiceField(label="Due date", coerce=date.fromisoformat)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_due_date"].choices = [
            (each.isoformat(), f"{each:%b} {each.day}, {each.year}")
            for each in self.facts.due_dates
        ]

    @property
    def details(self) -> dict[str, Any]:
        return {"old_due_date": self.cleaned_data["old_due_date"].isoformat()}


class DueDateChangeForm(OldDueDateForm):
    code = Code.DUE_DATE_CHANGE
    title = "Due-date change"
    shown = ("old_due_date", "new_due_date", "effective", "note")

    new_due_date = day_field("New due date")

    @property
    def details(self) -> dict[str, Any]:
        new = self.cleaned_data["new_due_date"].isoformat()
        return {**super().details, "new_due_date": new}


class SkipForm(OldDueDateForm):
    code = Code.SKIPPED_PAYMENT
    title = "Skipped payment"
    shown = ("old_due_date", "effective", "note")


class PauseForm(EntryForm):
    code = Code.DELINQUENCY_PAUSE
    title = "Delinquency pause"


class ResumeForm(EntryForm):
    code = Code.DELINQUENCY_RESUME
    title = "Delinquency resume"


# By the word in the address; which kinds of account take them; how they are grouped.
FORMS: dict[str, type[EntryForm]] = {
    "payment": PaymentForm,
    "charge": ChargeForm,
    "advance": AdvanceForm,
    "credit": CreditForm,
    "waiver": WaiverForm,
    "write-off": WriteOffForm,
    "recovery": RecoveryForm,
    "refund": RefundForm,
    "interest-adjustment": InterestAdjustmentForm,
    "past-due-adjustment": PastDueForm,
    "rate-change": RateChangeForm,
    "due-date-change": DueDateChangeForm,
    "skipped-payment": SkipForm,
    "delinquency-pause": PauseForm,
    "delinquency-resume": ResumeForm,
}
_NOT_OF_LEASES = {"advance", "interest-adjustment", "rate-change"}
_NOT_OF_LINES = {"skipped-payment"}


def forms_for(kind: str) -> dict[str, type[EntryForm]]:
    """Return what can be posted on a kind of account, by the word in the address."""
    missing = {Kind.LEASE: _NOT_OF_LEASES, Kind.LINE: _NOT_OF_LINES}.get(kind, set())
    return {word: form for word, form in FORMS.items() if word not in missing}
