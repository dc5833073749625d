"""Custom values, between what people type, the JSON column, the mirror and the page.

| kind | Python value | in JSON | in the mirror |
| --- | --- | --- | --- |
| text, url | str | text | text, folded |
| number | int | number | the number |
| currency | Decimal, 2 decimals | "1234.50" | ten thousandths of a dollar |
| percentage | Decimal fraction | "0.125" | ten thousandths of a percent |
| date | date | "2026-04-17" | date |
| datetime | aware datetime | "2026-04-17T21:30+00:00" | seconds since 1970 |
| time | time | "14:30" | seconds since midnight |
| checkbox | bool | true, false | 1, 0 |
| select | str | text | text, as it is |
| multi_select | list of str | list of texts | a row for each |
| phone | "+18015550142x12" | text | "+18015550142" |

Nothing is ever a float. An empty value is not stored at all. Times are kept to the
minute, as the browser's own pickers give them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateformat import format as format_date

from lendcore.forms import typed
from lendcore.models.custom_field import CustomField
from lendcore.rules.fold import fold
from lendcore.templatetags.lendcore import DAY_FORMATS, TIME_FORMATS, money, rate

type Json = str | int | bool | list[str] | None

Kind = CustomField.Kind

# What the mirror's text column holds, and so what any custom text may hold.
LONGEST_TEXT = 250
TEXT_KINDS = frozenset({Kind.TEXT, Kind.URL})
CHOICE_KINDS = frozenset({Kind.SELECT, Kind.MULTI_SELECT})
EARLIEST_YEAR, LATEST_YEAR = 1800, 2200

# Between several choices in one cell of an import or export.
CHOICE_SEPARATOR = ";"
ISO_DATES = ("%Y-%m-%d",)
_CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p")
_YES = frozenset({"yes", "y", "true", "t", "1", "x", "on"})
_NO = frozenset({"no", "n", "false", "f", "0", "off"})
_TEN_THOUSAND = 10_000


class UnreadableValue(ValueError):
    """A text is no value of the field; the message is a sentence for people."""


# Form fields ------------------------------------------------------------------


def form_field_for(
    field: CustomField,
    *,
    stored: Json = None,
    is_new: bool = False,
    country: str = "US",
    date_formats: Sequence[str] = ISO_DATES,
) -> forms.Field:
    """Return the form field that reads and shows one custom value.

    Its cleaned value is the Python value of the table above; give that to
    `to_json`. stored: the value on file, which may be a choice retired since.
    is_new: start with the field's default. country: of phones without one.
    """
    on_file = field.default_value if is_new and stored is None else stored
    options: dict[str, Any] = {
        "label": field.label,
        "help_text": field.help_text,
        "required": field.is_required,
        "initial": from_json(field, on_file),
    }
    match field.kind:
        case Kind.TEXT | Kind.URL:
            return _text_field(field, options)
        case Kind.SELECT | Kind.MULTI_SELECT:
            return _choice_field(field, stored, options)
        case Kind.DATE | Kind.DATETIME | Kind.TIME:
            return _time_field(field, date_formats, options)
        case Kind.PHONE:
            return typed.PhoneField(region=country, **options)
        case Kind.CHECKBOX:
            return forms.BooleanField(**options)
    return _NUMBER_FIELDS[field.kind](**options)


_NUMBER_FIELDS: dict[str, type[typed.NumberField]] = {
    Kind.NUMBER: typed.WholeNumberField,
    Kind.CURRENCY: typed.MoneyField,
    Kind.PERCENTAGE: typed.PercentField,
}


def _text_field(field: CustomField, options: dict[str, Any]) -> forms.Field:
    made = typed.WebAddressField if field.kind == Kind.URL else forms.CharField
    return made(
        max_length=min(field.max_length or LONGEST_TEXT, LONGEST_TEXT),
        error_messages={
            "max_length": "Use at most %(limit_value)d characters; this has "
            "%(show_value)d."
        },
        **options,
    )


def _choice_field(
    field: CustomField, stored: Json, options: dict[str, Any]
) -> forms.Field:
    choices = [(choice, choice) for choice in pickable_choices(field, stored)]
    errors = {"invalid_choice": "%(value)s is not one of the choices."}
    if field.kind == Kind.MULTI_SELECT:
        return forms.MultipleChoiceField(
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages=errors,
            **options,
        )
    return forms.ChoiceField(
        choices=[("", "—"), *choices], error_messages=errors, **options
    )


def _time_field(
    field: CustomField, date_formats: Sequence[str], options: dict[str, Any]
) -> forms.Field:
    if field.kind == Kind.TIME:
        return forms.TimeField(
            input_formats=_CLOCKS,
            widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
            error_messages={"invalid": "Enter a time, such as 14:30."},
            **options,
        )
    if field.kind == Kind.DATE:
        return forms.DateField(
            input_formats=date_formats,
            validators=[_check_year],
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Enter a date, such as 2026-04-17."},
            **options,
        )
    return forms.DateTimeField(
        input_formats=[f"{day} {clock}" for day in date_formats for clock in _CLOCKS],
        validators=[_check_year],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Enter a date and time, such as 2026-04-17 14:30."},
        **options,
    )


def _check_year(value: date) -> None:
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise ValidationError(f"Enter a year from {EARLIEST_YEAR} to {LATEST_YEAR}.")


def pickable_choices(field: CustomField, stored: Json = None) -> list[str]:
    """Return the choices that may be picked, and retired ones that are on file."""
    on_file = stored if isinstance(stored, list) else [stored]
    return [
        choice
        for choice in field.choices
        if choice not in field.retired_choices or choice in on_file
    ]


# Text of an import ------------------------------------------------------------


def parse_text(
    field: CustomField,
    text: str,
    *,
    stored: Json = None,
    country: str = "US",
    date_formats: Sequence[str] = ISO_DATES,
) -> Any:
    """Return the Python value of one cell of a file, or None for an empty cell.

    Same rules as the form; times of day are in the active time zone. Whether the
    field is required is the caller's to check. Raises UnreadableValue.
    """
    text = text.strip()
    if not text:
        return None
    if field.kind == Kind.CHECKBOX:
        return _parse_yes_no(text)
    raw: Any = text
    if field.kind in CHOICE_KINDS:
        raw = _match_choices(field, text, stored)
    reader = form_field_for(
        field, stored=stored, country=country, date_formats=date_formats
    )
    try:
        return reader.clean(raw)
    except ValidationError as error:
        raise UnreadableValue(" ".join(error.messages)) from error


def _parse_yes_no(text: str) -> bool:
    if text.casefold() not in _YES | _NO:
        raise UnreadableValue("Enter yes or no.")
    return text.casefold() in _YES


def _match_choices(field: CustomField, text: str, stored: Json) -> str | list[str]:
    """Return choices as the field spells them, whatever the case in the file."""
    pickable = pickable_choices(field, stored)
    spelled = {choice.casefold(): choice for choice in pickable}
    several = field.kind == Kind.MULTI_SELECT
    words = text.split(CHOICE_SEPARATOR) if several else [text]
    found = [word.strip() for word in words if word.strip()]
    for word in found:
        if word.casefold() not in spelled:
            known = ", ".join(pickable)
            raise UnreadableValue(f"{word} is not one of the choices: {known}.")
    matched = [spelled[word.casefold()] for word in found]
    return matched if several else matched[0]


# JSON ---------------------------------------------------------------------------


def to_json(field: CustomField, value: Any) -> Json:
    """Return a Python value as the JSON column keeps it; None when it is empty."""
    if value in (None, "", []):
        return None
    match field.kind:
        case Kind.NUMBER:
            return int(value)
        case Kind.CURRENCY:
            return f"{value:.2f}"
        case Kind.PERCENTAGE:
            return typed.shortest(value)
        case Kind.DATE:
            return value.isoformat()
        case Kind.DATETIME:
            return value.astimezone(UTC).isoformat(timespec="minutes")
        case Kind.TIME:
            return value.isoformat(timespec="minutes")
        case Kind.CHECKBOX:
            return bool(value)
        case Kind.MULTI_SELECT:
            order = {choice: place for place, choice in enumerate(field.choices)}
            return sorted(value, key=lambda choice: order.get(choice, len(order)))
    return str(value)


def from_json(field: CustomField, stored: Json) -> Any:
    """Return the Python value of what the JSON column keeps; None when empty."""
    if stored is None:
        return None
    match field.kind:
        case Kind.CURRENCY | Kind.PERCENTAGE:
            return Decimal(stored)
        case Kind.DATE:
            return date.fromisoformat(stored)
        case Kind.DATETIME:
            return datetime.fromisoformat(stored)
        case Kind.TIME:
            return time.fromisoformat(stored)
    return stored


def merged(
    fields: Iterable[CustomField], stored: Mapping[str, Json], values: Mapping[str, Any]
) -> dict[str, Json]:
    """Return the JSON column after a save: `values` by key, over what is on file.

    Keys that `values` does not name stay as they are, so that inactive fields keep
    theirs. A box that was never ticked and still is not stays out, so that opening
    and saving a form changes nothing.
    """
    after = dict(stored)
    for field in fields:
        if field.key not in values:
            continue
        value = to_json(field, values[field.key])
        if value is None or (value is False and field.key not in stored):
            after.pop(field.key, None)
        else:
            after[field.key] = value
    return after


# Page and mirror -----------------------------------------------------------------


def display(
    field: CustomField, stored: Json, *, date_format: str, country: str = "US"
) -> str:
    """Return a stored value as people read it, or "" when there is none.

    date_format: the tenant's, "mdy", "dmy" or "ymd"; it also decides how a time is
    written. Dates with a time are shown in the active time zone.
    """
    value = from_json(field, stored)
    if value is None:
        return ""
    match field.kind:
        case Kind.NUMBER:
            return f"{value:,}".replace("-", "−")
        case Kind.CURRENCY:
            return money(value)
        case Kind.PERCENTAGE:
            return rate(value)
        case Kind.DATE | Kind.DATETIME | Kind.TIME:
            return _display_time(field, value, date_format)
        case Kind.CHECKBOX:
            return "Yes" if value else "No"
        case Kind.MULTI_SELECT:
            return ", ".join(value)
        case Kind.PHONE:
            return typed.shown_phone(value, region=country)
    return value


def _display_time(field: CustomField, value: Any, date_format: str) -> str:
    day, clock = DAY_FORMATS[date_format], TIME_FORMATS[date_format]
    if field.kind == Kind.DATE:
        return format_date(value, day)
    if field.kind == Kind.DATETIME:
        return format_date(timezone.localtime(value), f"{day}, {clock}")
    # The formatter wants a date beside the time, and shows none of it.
    return format_date(datetime.combine(date.min, value), clock)


def mirror_columns(field: CustomField, stored: Json) -> list[dict[str, Any]]:
    """Return the mirror rows of a stored value, each as its three columns.

    None for an empty value, one for each choice of several, one otherwise. Compare
    text and URL with `lendcore.rules.fold.fold` of what is searched.
    """
    if stored is None:
        return []
    if field.kind == Kind.MULTI_SELECT:
        return [_row(text_value=choice) for choice in stored]
    if field.kind == Kind.DATE:
        return [_row(date_value=from_json(field, stored))]
    number = mirror_number(field, from_json(field, stored))
    if number is not None:
        return [_row(number_value=number)]
    return [_row(text_value=mirror_text(field, stored))]


def mirror_number(field: CustomField, value: Any) -> int | None:
    """Return what the mirror's number column holds for a Python value.

    None where the kind does not live in that column.
    """
    match field.kind:
        case Kind.NUMBER | Kind.CHECKBOX:
            return int(value)
        case Kind.CURRENCY:
            return int(value * _TEN_THOUSAND)
        case Kind.PERCENTAGE:
            return int(value * 100 * _TEN_THOUSAND)
        case Kind.DATETIME:
            return int(value.timestamp())
        case Kind.TIME:
            return value.hour * 3600 + value.minute * 60 + value.second
    return None


def mirror_text(field: CustomField, text: str) -> str:
    """Return what the mirror's text column holds for a text."""
    if field.kind in TEXT_KINDS:
        return fold(text)[:LONGEST_TEXT]
    if field.kind == Kind.PHONE:
        return text.partition("x")[0]
    return text


def _row(**column: Any) -> dict[str, Any]:
    return {"text_value": "", "number_value": None, "date_value": None} | column
