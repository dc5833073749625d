"""Filters of a list: read by django-filter, answered by the list's search function.

Each kind reads a few parameters of the address, says them as conditions of the
search, and describes them in words for a chip. None touches a queryset: under row
security a filter of the ORM may lose its index.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from lendcore.actors import Actor
from lendcore.forms.typed import MoneyField
from lendcore.lists.query import ListQuery
from lendcore.templatetags.lendcore import day, money

type Values = Mapping[str, Any]
type Conditions = dict[str, Any]


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the way to take it away."""

    name: str
    condition: str
    remove_url: str


@dataclass(frozen=True, kw_only=True)
class FilterKind:
    """One field of the filter popover.

    name: its parameter in the address, and the beginning of further ones.
    group: the heading under which the popover lists it.
    """

    name: str
    label: str
    group: str

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(self.filters())

    def filters(self) -> dict[str, django_filters.Filter]:
        """Return the parameters by name, each with its form field."""
        raise NotImplementedError

    def conditions(self, values: Values) -> Conditions:
        """Return the search's conditions; none when the filter is not in use."""
        raise NotImplementedError

    def describe(self, values: Values) -> str:
        """Return the condition in words: "is not Inactive"."""
        raise NotImplementedError


def parameter(field_class: Any, label: str, **options: Any) -> django_filters.Filter:
    """Return a parameter that is read by a form field, and may be left out."""
    made = django_filters.Filter(label=label, **options)
    made.field_class = field_class
    return made


@dataclass(frozen=True, kw_only=True)
class ChoiceKind(FilterKind):
    """One or several of a list of choices; where `key_not` is given, also none of
    them. keys: names of conditions that take a list.
    """

    choices: Sequence[tuple[str, str]]
    key: str
    key_not: str = ""

    @property
    def condition_name(self) -> str:
        return f"{self.name}_is"

    def filters(self) -> dict[str, django_filters.Filter]:
        made = {}
        if self.key_not:
            made[self.condition_name] = parameter(
                forms.ChoiceField,
                "Condition",
                choices=[("", "is"), ("not", "is not")],
            )
        made[self.name] = parameter(
            forms.MultipleChoiceField,
            self.label,
            choices=self.choices,
            widget=forms.CheckboxSelectMultiple,
        )
        return made

    def conditions(self, values: Values) -> Conditions:
        chosen = values.get(self.name)
        if not chosen:
            return {}
        is_not = values.get(self.condition_name) == "not"
        return {self.key_not if is_not else self.key: chosen}

    def describe(self, values: Values) -> str:
        labels = dict(self.choices)
        chosen = " or ".join(labels[value] for value in values.get(self.name) or ())
        verb = "is not" if values.get(self.condition_name) == "not" else "is"
        return f"{verb} {chosen}"


@dataclass(frozen=True, kw_only=True)
class YesNoKind(FilterKind):
    """A fact that holds or does not."""

    key: str
    yes: str = "yes"
    no: str = "no"

    def filters(self) -> dict[str, django_filters.Filter]:
        choices = [("", "Either"), ("yes", self.yes), ("no", self.no)]
        return {self.name: parameter(forms.ChoiceField, self.label, choices=choices)}

    def conditions(self, values: Values) -> Conditions:
        value = values.get(self.name)
        return {self.key: value == "yes"} if value else {}

    def describe(self, values: Values) -> str:
        return self.yes if values.get(self.name) == "yes" else self.no


PERIODS = {
    "today": "today",
    "week": "this week",
    "month": "this month",
    "year": "this year",
}


@dataclass(frozen=True, kw_only=True)
class PeriodKind(FilterKind):
    """A moment in a usual period, or between two dates of the tenant's time zone.

    key_from, key_before: names of conditions that take a moment.
    """

    actor: Actor
    key_from: str
    key_before: str

    def filters(self) -> dict[str, django_filters.Filter]:
        choices = [("", "Any time"), *PERIODS.items()]
        return {
            self.name: parameter(forms.ChoiceField, "Period", choices=choices),
            f"{self.name}_from": date_parameter("From"),
            f"{self.name}_to": date_parameter("To"),
        }

    def conditions(self, values: Values) -> Conditions:
        first, last = self._dates(values)
        period_start = self._period_start(values.get(self.name))
        starts = [start for start in (first, period_start) if start]
        found = {}
        if starts:
            found[self.key_from] = self._midnight(max(starts))
        if last:
            found[self.key_before] = self._midnight(last + timedelta(days=1))
        return found

    def describe(self, values: Values) -> str:
        period = PERIODS.get(values.get(self.name) or "", "")
        return " ".join(filter(None, [period, describe_dates(*self._dates(values))]))

    def _dates(self, values: Values) -> tuple[date | None, date | None]:
        return values.get(f"{self.name}_from"), values.get(f"{self.name}_to")

    def _period_start(self, period: str | None) -> date | None:
        today = self.actor.today
        return {
            "today": today,
            "week": today - timedelta(days=today.weekday()),
            "month": today.replace(day=1),
            "year": today.replace(month=1, day=1),
        }.get(period or "")

    def _midnight(self, start: date) -> str:
        zone = ZoneInfo(self.actor.tenant.time_zone)
        return datetime.combine(start, time.min, zone).isoformat()


def date_parameter(label: str) -> django_filters.Filter:
    """Return a parameter that is a date."""
    return parameter(
        forms.DateField,
        label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a date, such as 2026-04-17."},
    )


def describe_dates(first: date | None, last: date | None) -> str:
    """Return a range of dates in words; empty without either."""
    ends = [f"from {day(first)}" if first else "", f"to {day(last)}" if last else ""]
    return " ".join(filter(None, ends))


@dataclass(frozen=True, kw_only=True)
class AmountKind(FilterKind):
    """An amount of money from one to another.

    key: of the conditions, which take cents, as key_from and key_to.
    """

    key: str

    def filters(self) -> dict[str, django_filters.Filter]:
        return {
            f"{self.name}_from": parameter(MoneyField, "At least"),
            f"{self.name}_to": parameter(MoneyField, "At most"),
        }

    def conditions(self, values: Values) -> Conditions:
        return {
            f"{self.key}_{end}": int(amount * 100)
            for end, amount in ends_of(self.name, values).items()
        }

    def describe(self, values: Values) -> str:
        return describe_ends(
            {end: money(one) for end, one in ends_of(self.name, values).items()}
        )


def ends_of(name: str, values: Values) -> dict[str, Any]:
    """Return the ends of a range that were given, as "from" and "to"."""
    given = {end: values.get(f"{name}_{end}") for end in ("from", "to")}
    return {end: value for end, value in given.items() if value is not None}


def describe_ends(ends: Mapping[str, str]) -> str:
    """Return the ends of a range in words: "at least $500.00"."""
    if len(ends) == 2:
        return f"{ends['from']} to {ends['to']}"
    words = {"from": "at least", "to": "at most"}
    return " ".join(f"{words[end]} {text}" for end, text in ends.items())


class ListFilterSet(django_filters.FilterSet):
    """The filters of one list, made of kinds."""

    def __init__(
        self, data: QueryDict, queryset: QuerySet, *, kinds: Sequence[FilterKind]
    ) -> None:
        super().__init__(data, queryset)
        self.is_bound = True
        self.kinds = {kind.name: kind for kind in kinds}
        for kind in kinds:
            self.filters.update(kind.filters())

    @property
    def values(self) -> Values:
        """What was read; a parameter with an error is left out."""
        self.form.is_valid()
        return self.form.cleaned_data

    @cached_property
    def used_kinds(self) -> list[FilterKind]:
        return [kind for kind in self.kinds.values() if kind.conditions(self.values)]

    def conditions(self) -> Conditions:
        """Return the conditions of all filters in use."""
        return merged_conditions(
            kind.conditions(self.values) for kind in self.used_kinds
        )

    def chips(self, query: ListQuery) -> list[Chip]:
        """Return the filters in use, each with the address without it."""
        return [
            Chip(
                kind.label,
                kind.describe(self.values),
                query.without_filters(kind.parameters).url,
            )
            for kind in self.used_kinds
        ]

    def first_problem(self) -> FilterKind | None:
        """Return the first filter that could not be read."""
        wrong = set(self.form.errors)
        return next(
            (kind for kind in self.kinds.values() if wrong & set(kind.parameters)), None
        )


def merged_conditions(parts: Iterable[Conditions]) -> Conditions:
    """Return conditions that must all hold; those of custom fields add up."""
    merged: Conditions = {}
    for part in parts:
        for key, value in part.items():
            adds_up = key in ("custom", "custom_not")
            merged[key] = [*merged.get(key, []), *value] if adds_up else value
    return merged
