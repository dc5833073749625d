"""A term as people read it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dateformat import format as format_date

from accounts.forms.terms.fields import DayField, OrderField, RateField, from_json
from lendcore.forms.typed import MoneyField
from lendcore.templatetags.lendcore import DAY_FORMATS, money, rate


def in_words(field: forms.Field, held: Any, date_format: str) -> str:
    """Return what terms hold as the page says it; as it stands where it can't."""
    try:
        value = from_json(field, held)
    except ValueError:
        return str(held)
    match field:
        case MoneyField():
            return money(value)
        case RateField():
            return rate(value)
        case DayField():
            return format_date(value, DAY_FORMATS[date_format])
        case OrderField():
            return dict(field.choices)[",".join(value)]
        case forms.BooleanField():
            return "Yes" if value else "No"
        case forms.MultipleChoiceField():
            words = dict(field.choices)
            return ", ".join(str(words.get(each, each)) for each in value) or "Nothing"
        case forms.ChoiceField():
            return str(dict(field.choices)[value])
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
