"""What the form of a new account begins with, and how a half-typed one is kept."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.engine.calendar import MONTHLY, NAMED, DueDates, Unit
from accounts.forms.terms import paths
from accounts.forms.terms.base import TermsForm, path_of
from accounts.mapping import terms_from_program
from accounts.models import Kind


def starting_terms(kind: str, origin: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return what a new account begins with: its template's or program's terms, and
    the dates of one that is made today. Raises BadTerms.
    """
    if kind == Kind.LINE:
        opened = {"open_date": today.isoformat()}
        return {**opened, **terms_from_program(origin, today)}
    frequency = NAMED.get(str(origin.get("frequency", "monthly")), MONTHLY)
    if frequency.unit is Unit.ONCE:
        frequency = MONTHLY
    first = DueDates(today, frequency)[1]
    dates = {
        "contract_date": today.isoformat(),
        "first_payment_date": first.isoformat(),
    }
    return {**dates, **origin}


def taken_over(
    form: TermsForm, old: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the terms of a valid form, with what it left as the old origin had it as
    the new one has it."""
    merged = deepcopy(form.terms)
    for name in form.fields:
        path = path_of(name)
        if paths.get(form.terms, path) == paths.get(old, path):
            paths.put(merged, path, paths.get(new, path))
    return merged


type Typed = dict[str, list[str]]
LONGEST_TEXT, MOST_VALUES = 500, 20


def keep_typed(data: QueryDict, *kept: forms.Form) -> Typed:
    """Return what was typed into some forms, as JSON of the database can hold it."""
    names = [name for form in kept for name in form.fields]
    return {
        name: [_storable(text) for text in data.getlist(name)[:MOST_VALUES]]
        for name in names
        if name in data
    }


def _storable(text: str) -> str:
    # PostgreSQL has no place for a null character; no field is as long as this.
    return text.replace("\0", "")[:LONGEST_TEXT]


def as_posted(typed: Typed) -> QueryDict:
    """Return kept text as it was posted."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def show_typed(form: forms.Form, typed: Typed) -> None:
    """Let an unbound form show what was typed before, without judging it."""
    data = as_posted(typed)
    for name, field in form.fields.items():
        field.initial = field.widget.value_from_datadict(data, {}, name)


def typed_of(form: forms.Form) -> Typed:
    """Return what an unbound form shows, as if it had been typed."""
    found: Typed = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, list):
            found[bound.name] = [str(each) for each in value]
        elif value is True:
            found[bound.name] = ["on"]
        elif value not in (None, False):
            found[bound.name] = [str(value)]
    return found
