"""The parts of an address, the same on every page that has one."""

from typing import Any

from django import forms

from customers.forms.fields import PlainText
from customers.inputs import AddressInput
from customers.models import Address
from lendcore.rules import postal

REGION_CHOICES = [
    ("", ""),
    ("United States", list(postal.REGIONS["US"].items())),
    ("Canada", list(postal.REGIONS["CA"].items())),
]


class AddressForm(forms.Form):
    """An address; it may be partial, and is then kept and marked incomplete."""

    country = forms.ChoiceField(choices=Address.Country.choices)
    street = PlainText(
        max_length=120,
        required=False,
        label="Street address",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unit = PlainText(max_length=60, required=False, label="Apartment, suite")
    postal_code = PlainText(max_length=12, required=False, label="ZIP or postal code")
    city = PlainText(max_length=80, required=False)
    region = forms.ChoiceField(
        choices=REGION_CHOICES, required=False, label="State or province"
    )

    def __init__(self, *args: Any, home_country: str = "US", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].initial = home_country

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        country = values.get("country", "US")
        self.check_postal_code(country)
        region = values.get("region", "")
        if region and region not in postal.REGIONS[country]:
            label = dict(Address.Country.choices)[country]
            self.add_error("region", f"Choose a state or province of {label}.")
        self.fill_place(values, country)
        return values

    def check_postal_code(self, country: str) -> None:
        typed = self.cleaned_data.get("postal_code", "")
        if not typed:
            return
        checked = postal.check_postal_code(typed, country=country)
        self.cleaned_data["postal_code"] = checked.code
        if checked.problem:
            self.add_error("postal_code", checked.problem)

    def fill_place(self, values: dict[str, Any], country: str) -> None:
        """Fill city and state from the ZIP code where they were left empty."""
        code = values.get("postal_code", "")
        if not code or "postal_code" in self.errors:
            return
        place = postal.find_place(code, country)
        if place is None:
            return
        values["city"] = values.get("city") or place.city
        if "region" not in self.errors:
            values["region"] = values.get("region") or place.region

    def to_input(self) -> AddressInput:
        """Return the typed address of a valid form."""
        return AddressInput(**{name: self.cleaned_data[name] for name in PARTS})


PARTS = ("street", "unit", "city", "region", "postal_code", "country")


def initial_of(address: Address | None) -> dict[str, Any]:
    """Return what the form shows of a saved address."""
    if address is None:
        return {}
    return {name: getattr(address, name) for name in PARTS}
