"""Form fields for money, rates, counts, phones and web addresses, as people type
them. They refuse what is ambiguous instead of guessing: "12,50" is no amount here.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from lendcore.rules.phones import display_phone, parse_phone

# Commas only where they group thousands, so that a decimal comma is refused.
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?")
_STORED_PHONE = re.compile(r"(?P<e164>\+[0-9]{4,15})(?:x(?P<extension>[0-9]{1,11}))?")
_LONGEST_NUMBER = 40


def plain_number(text: str) -> str | None:
    """Return the digits of a number without grouping commas, or None if it is none."""
    text = text.strip().replace("−", "-")
    matches = len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text)
    if not matches or not any(letter.isdigit() for letter in text):
        return None
    return text.replace(",", "")


class PlainTextField(forms.CharField):
    """One line of text: runs of spaces squeezed, control characters refused."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if any(unicodedata.category(letter) == "Cc" for letter in value):
            raise ValidationError("Remove the control characters from this text.")


class NumberField(forms.Field):
    """A number in a text box; its value is a Decimal of at most `places` decimals."""

    places = 0
    limit = Decimal(10) ** 15
    invalid_text = "Enter a whole number, such as 1,200."
    places_text = "Enter a whole number, without decimals."
    limit_text = "Enter a whole number of at most 15 digits."

    def __init__(self, **kwargs: Any) -> None:
        mode = "decimal" if self.places else "numeric"
        attributes = {"inputmode": mode, "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attributes))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        number = plain_number(self.without_sign(str(value)))
        if number is None:
            raise ValidationError(self.invalid_text, code="invalid")
        decimal = Decimal(number)
        if round(decimal, self.places) != decimal:
            raise ValidationError(self.places_text, code="places")
        if abs(decimal) >= self.limit:
            raise ValidationError(self.limit_text, code="limit")
        return decimal

    def without_sign(self, text: str) -> str:
        """Return the text without the unit that people write on it."""
        return text

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}" if isinstance(value, Decimal) else value


class WholeNumberField(NumberField):
    """A whole number of at most 15 digits; its value is an int."""

    def to_python(self, value: Any) -> int | None:
        number = super().to_python(value)
        return None if number is None else int(number)


class MoneyField(NumberField):
    """An amount in dollars and cents; its value is a Decimal of two decimals."""

    places = 2
    limit = Decimal(10) ** 13
    invalid_text = "Enter an amount, such as 1,234.50."
    places_text = "Enter an amount with at most two decimals."
    limit_text = "Enter an amount of at most 13 digits before the point."

    def to_python(self, value: Any) -> Decimal | None:
        amount = super().to_python(value)
        return None if amount is None else amount.quantize(Decimal("0.01"))

    def without_sign(self, text: str) -> str:
        return re.sub(r"^\s*([-−]?)\s*(?:CA|C|US)?\$\s*", r"\1", text)


class PercentField(NumberField):
    """A percentage as typed, 12.5 for 12.5 %; its value is the fraction, 0.125."""

    places = 4
    limit = Decimal(10) ** 6
    invalid_text = "Enter a percentage, such as 12.5."
    places_text = "Enter a percentage with at most four decimals."
    limit_text = "Enter a percentage below one million."

    def to_python(self, value: Any) -> Decimal | None:
        percent = super().to_python(value)
        return None if percent is None else percent.scaleb(-2)

    def without_sign(self, text: str) -> str:
        return text.strip().removesuffix("%")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return shortest(value.scaleb(2))
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare fractions: `initial` is one, and is not to be divided again."""
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class PhoneField(forms.CharField):
    """A phone number; its value is E.164, with an extension as "+18015550142x12"."""

    widget = forms.TextInput(attrs={"type": "tel"})

    def __init__(self, *, region: str, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)
        self.region = region

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if text in self.empty_values:
            return ""
        stored = _STORED_PHONE.fullmatch(text)
        if stored and stored["extension"]:
            text = f"{stored['e164']} ext. {stored['extension']}"
        phone = parse_phone(text, region=self.region)
        if phone.problem:
            raise ValidationError(phone.problem, code="invalid")
        return f"{phone.e164}x{phone.extension}" if phone.extension else phone.e164

    def prepare_value(self, value: Any) -> Any:
        return shown_phone(value, region=self.region) if value else value


class WebAddressField(forms.URLField):
    """An http or https address; without a scheme https is taken."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "invalid": "Enter a web address, such as https://example.com."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


def shown_phone(stored: str, *, region: str) -> str:
    """Return a number of a PhoneField as people of the region read it."""
    match = _STORED_PHONE.fullmatch(stored)
    if not match:
        return stored
    return display_phone(match["e164"], match["extension"] or "", home_region=region)


def shortest(number: Decimal) -> str:
    """Return a number in plain digits without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
