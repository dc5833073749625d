"""Any number of phone rows, one primary and at most one secondary."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from customers.forms.fields import PhoneNumberField
from customers.inputs import PhoneInput
from customers.models import Phone
from lendcore.rules.phones import display_phone

RANKS = [("", "Other"), ("primary", "Primary"), ("secondary", "Secondary")]


class PhoneForm(forms.Form):
    """One phone row; an empty number means no row."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        choices=Phone.Kind.choices, initial=Phone.Kind.CELL, label="Type"
    )
    number = PhoneNumberField(
        required=False,
        label="Phone number",
        widget=forms.TelInput(attrs={"autocomplete": "off"}),
    )
    rank = forms.ChoiceField(choices=RANKS, required=False, label="Use as")
    is_do_not_call = forms.BooleanField(required=False, label="Do not call")

    def to_input(self) -> PhoneInput | None:
        values = self.cleaned_data
        parsed = values.get("number")
        if parsed is None or values.get("DELETE"):
            return None
        return PhoneInput(
            id=values["id"],
            kind=values["kind"],
            number=parsed.e164,
            extension=parsed.extension,
            search_digits=parsed.national_digits,
            is_primary=values["rank"] == "primary",
            is_secondary=values["rank"] == "secondary",
            is_do_not_call=values["is_do_not_call"],
        )


class BasePhoneFormSet(BaseFormSet):
    """The rows of one customer."""

    def __init__(self, *args: Any, region: str = "US", **kwargs: Any) -> None:
        self.region = region
        super().__init__(*args, **kwargs)

    def _construct_form(self, i: int, **kwargs: Any) -> forms.Form:
        form = super()._construct_form(i, **kwargs)
        form.fields["number"].region = self.region
        return form

    @property
    def empty_form(self) -> forms.Form:
        form = super().empty_form
        form.fields["number"].region = self.region
        return form

    def clean(self) -> None:
        """Refuse two rows of one rank, and the same number twice."""
        valid = [form for form in self.forms if form.is_valid()]
        rows = [(form, form.to_input()) for form in valid]
        rows = [(form, phone) for form, phone in rows if phone is not None]
        if len(valid) == len(self.forms):
            # A number that can't be read is not taken away.
            self.refuse_lost_primary([phone for _, phone in rows])
        self.refuse_second("is_primary", "Only one phone is primary.", rows)
        self.refuse_second("is_secondary", "Only one phone is secondary.", rows)
        seen: set[tuple[str, str]] = set()
        for form, phone in rows:
            number = (phone.number, phone.extension)
            if number in seen:
                form.add_error("number", "This number stands here twice.")
            seen.add(number)

    def refuse_lost_primary(self, kept: list[PhoneInput]) -> None:
        """Ask for another primary before the saved one is taken away."""
        saved = [row["id"] for row in self.initial or [] if row["rank"] == "primary"]
        is_kept = any(phone.id in saved or phone.is_primary for phone in kept)
        if saved and kept and not is_kept:
            raise forms.ValidationError(
                "Make another phone primary before you remove the primary one."
            )

    def refuse_second(self, rank: str, problem: str, rows: list) -> None:
        holders = [form for form, phone in rows if getattr(phone, rank)]
        for form in holders[1:]:
            form.add_error("rank", problem)

    def to_inputs(self) -> tuple[PhoneInput, ...]:
        """Return the filled rows of a valid formset."""
        rows = [form.to_input() for form in self.forms]
        return tuple(row for row in rows if row is not None)


PhoneFormSet = formset_factory(
    PhoneForm,
    formset=BasePhoneFormSet,
    extra=1,
    can_delete=True,
    max_num=100,
    absolute_max=1000,
)


def initial_of(phones: Iterable[Phone], *, region: str) -> list[dict[str, Any]]:
    """Return what the rows show of saved phones."""
    return [
        {
            "id": phone.pk,
            "kind": phone.kind,
            "number": display_phone(phone.number, phone.extension, home_region=region),
            "rank": rank_of(phone),
            "is_do_not_call": phone.is_do_not_call,
        }
        for phone in phones
    ]


def rank_of(phone: Phone) -> str:
    if phone.is_primary:
        return "primary"
    return "secondary" if phone.is_secondary else ""
