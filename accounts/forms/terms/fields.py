"""Fields of terms: how people type what the engine takes."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import permutations
from typing import Any

from django import forms

from accounts.engine.calendar import NAMED
from accounts.engine.options import Bucket
from accounts.engine.reading import read_date
from lendcore.forms.typed import (
    MoneyField,
    NumberField,
    PercentField,
    PlainTextField,
    WholeNumberField,
    shortest,
)

# A rate is a percentage here: 1,000 % a year is the engine's highest.
HIGHEST_PERCENT = Decimal(10)
BUCKET_WORDS = {
    Bucket.FEES: "fees",
    Bucket.INTEREST: "interest",
    Bucket.PRINCIPAL: "principal",
    Bucket.ESCROW: "escrow",
}
FREQUENCY_WORDS = {
    "weekly": "Weekly",
    "biweekly": "Every 2 weeks",
    "semimonthly": "Twice a month",
    "monthly": "Monthly",
    "quarterly": "Every 3 months",
    "semiannual": "Every 6 months",
    "annual": "Once a year",
    "single": "One single payment",
}
assert FREQUENCY_WORDS.keys() == NAMED.keys()


class RateField(PercentField):
    """A rate in percent with up to eight decimals; its value is the fraction."""

    places = 8
    sign_after = "%"
    places_text = "Enter a percentage with at most eight decimals."

    def __init__(self, *, highest: Decimal = HIGHEST_PERCENT, **kwargs: Any) -> None:
        self.highest = highest
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not 0 <= value <= self.highest:
            most = shortest(self.highest * 100)
            raise forms.ValidationError(f"Enter a rate from 0 to {int(most):,} %.")


class FactorField(NumberField):
    """A money factor: a small plain number, such as 0.00125."""

    places = 10
    limit = Decimal(1)
    invalid_text = "Enter a number, such as 0.00125."
    places_text = "Enter a number with at most ten decimals."
    limit_text = "A money factor lies far below 1. Is this a rate in percent?"

    def prepare_value(self, value: Any) -> Any:
        return shortest(value) if isinstance(value, Decimal) else value


class DayField(forms.DateField):
    """A day, from the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)
        self.error_messages["invalid"] = "Enter a date, such as 2026-11-25."


class OrderField(forms.TypedChoiceField):
    """The order in which the parts of a payment are paid; its value is a list."""

    def __init__(self, parts: Iterable[Bucket], **kwargs: Any) -> None:
        self.parts = tuple(parts)
        choices = [(",".join(each), _then(each)) for each in permutations(self.parts)]
        super().__init__(
            choices=choices,
            coerce=lambda text: text.split(","),
            initial=list(self.parts),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return ",".join(value) if isinstance(value, list | tuple) else value


def _then(order: Iterable[Bucket]) -> str:
    return ", then ".join(BUCKET_WORDS[bucket] for bucket in order).capitalize()


class AmountField(MoneyField):
    """An amount, with its sign before the box."""

    sign_before = "$"


def money(label: str, *, required: bool = False, **kwargs: Any) -> AmountField:
    return AmountField(label=label, required=required, **kwargs)


def percent(label: str, *, required: bool = False, **kwargs: Any) -> RateField:
    return RateField(label=label, required=required, **kwargs)


def whole(label: str, *, required: bool = False, **kwargs: Any) -> WholeNumberField:
    return WholeNumberField(label=label, required=required, **kwargs)


def day(label: str, *, required: bool = False, **kwargs: Any) -> DayField:
    return DayField(label=label, required=required, **kwargs)


def yes_no(label: str, *, initial: bool = False, **kwargs: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=initial, **kwargs)


def text(label: str, *, max_length: int, **kwargs: Any) -> PlainTextField:
    return PlainTextField(label=label, max_length=max_length, required=False, **kwargs)


def choice(
    label: str, words: Mapping[str, str], *, initial: str, **kwargs: Any
) -> forms.ChoiceField:
    """Return a choice among codes of the engine, each in words."""
    pairs = [(str(code), said) for code, said in words.items()]
    return forms.ChoiceField(label=label, choices=pairs, initial=str(initial), **kwargs)


# To and from the engine's JSON ---------------------------------------------------


def as_json(value: Any) -> Any:
    """Return a cleaned value as terms hold it; None for an empty one."""
    if value in (None, "", []):
        return None
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_json(field: forms.Field, value: Any) -> Any:
    """Return what terms hold as the field's initial value.

    Raises ValueError for what the field can't show.
    """
    match field:
        case NumberField() if isinstance(value, str | int):
            return int(value) if isinstance(field, WholeNumberField) else _number(value)
        case DayField() if isinstance(value, str):
            return read_date(field.label, value)
        case forms.BooleanField() if isinstance(value, bool):
            return value
        case OrderField() if isinstance(value, list):
            known = [*field.choices]
            if any(",".join(value) == code for code, _ in known):
                return value
        case forms.MultipleChoiceField() if isinstance(value, list):
            return value
        case forms.ChoiceField() if isinstance(value, str):
            if any(value == code for code, _ in field.choices):
                return value
        case forms.CharField() if isinstance(value, str):
            return value
    raise ValueError(value)


def _number(value: str | int) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(value) from None
    if not number.is_finite():
        raise ValueError(value)
    return number
