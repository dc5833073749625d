"""Form fields of a customer: text in, typed and checked value out.

The page's forms and the import's compiled rows call the same `clean()`.
"""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lendcore.rules import phones
from lendcore.rules.dates import DATE_EXAMPLES, DATE_INPUTS, DATE_SHOWN
from lendcore.rules.phones import ParsedPhone

EARLIEST_BIRTH = date(1880, 1, 1)
TWO_DIGIT_YEAR = re.compile(r"[/-]\d\d$")


class PlainText(forms.CharField):
    """One line of text: control characters refused, runs of spaces squeezed."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return " ".join(text.split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in value):
            raise ValidationError("Remove the control characters from this text.")


class BirthDateField(forms.DateField):
    """A date of birth, in the past and not absurdly so.

    today: the date in the tenant's time zone; set with the form.
    """

    def __init__(self, *, date_format: str = "mdy", **kwargs: Any) -> None:
        self.today: date | None = None
        super().__init__(
            input_formats=DATE_INPUTS[date_format],
            widget=forms.DateInput(
                format=DATE_SHOWN[date_format], attrs={"autocomplete": "off"}
            ),
            error_messages={
                "invalid": f"Write the date like {DATE_EXAMPLES[date_format]}."
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is None or self.today is None or day <= self.today:
            return day
        if isinstance(value, str) and TWO_DIGIT_YEAR.search(value.strip()):
            # POSIX reads "61" as 2061; of a birth date it can only mean 1961.
            return day.replace(year=day.year - 100)
        return day

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.today is not None and value >= self.today:
            raise ValidationError("Date of birth must be in the past.")
        if value < EARLIEST_BIRTH:
            raise ValidationError("Date of birth is before 1880.")


class PhoneNumberField(forms.CharField):
    """A phone number; cleans to a ParsedPhone.

    region: the country of numbers that name none; set with the form.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.region = "US"
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> ParsedPhone | None:
        text = super().clean(value)
        if not text:
            return None
        phone = phones.parse_phone(text, region=self.region)
        if phone.problem:
            raise ValidationError(phone.problem)
        return phone


class DriverLicenseField(PlainText):
    """A licence number as printed: letters, digits, spaces, hyphens, asterisks."""

    def validate(self, value: str) -> None:
        super().validate(value)
        plain = value.replace("-", "").replace("*", "").replace(" ", "")
        if value and not plain.isalnum():
            raise ValidationError("A license number has letters and digits only.")
        if value and not 4 <= len(plain) <= 25:
            raise ValidationError("A license number has 4 to 25 letters and digits.")
