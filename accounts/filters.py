"""The filters of the Account Manager."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms

from accounts.models import Kind
from accounts.models.listing import NO_DATE
from lendcore.actors import Actor
from lendcore.filters import (
    AmountKind,
    ChoiceKind,
    Conditions,
    FilterKind,
    Values,
    date_parameter,
    describe_dates,
    describe_ends,
    ends_of,
    parameter,
)
from lendcore.forms.typed import WholeNumberField

ACCOUNT, FIGURES = "Account", "Figures"
# More days than any account is late; beyond them there are soon no dates.
_MOST_DAYS = 36_500
# Windows of the next due date, by how many days from today they end.
_WINDOWS = {"0": "today", "7": "within 7 days", "14": "within 14 days"}
_WINDOWS |= {"30": "within 30 days"}


def account_kinds(
    *, actor: Actor, choices: Mapping[str, Sequence[tuple[str, str]]]
) -> list[FilterKind]:
    """Return the fields that accounts can be filtered by, as the popover lists them.

    choices: all labels of the tenant, as `queries.labels.list_choices` has them.
    """
    return [
        ChoiceKind(
            name="status",
            label="Status",
            group=ACCOUNT,
            choices=choices["status"],
            key="status_ids",
            key_not="status_ids_not",
        ),
        *_label_kinds(choices, ("sub_status", "Sub-status", "sub_status_ids")),
        ChoiceKind(
            name="kind", label="Kind", group=ACCOUNT, choices=Kind.choices, key="kinds"
        ),
        *_label_kinds(
            choices,
            ("program", "Program", "program_ids"),
            ("portfolio", "Portfolio", "portfolio_ids"),
            ("source", "Source company", "source_ids"),
        ),
        ArchiveKind(name="archived", label="Archive", group=ACCOUNT),
        LatenessKind(name="dpd", label="Days past due", group=FIGURES, actor=actor),
        *(
            AmountKind(name=name, label=label, group=FIGURES, key=key)
            for name, label, key in (
                ("apd", "Amount past due", "past_due"),
                ("principal", "Principal balance", "principal"),
                ("payoff", "Payoff", "payoff"),
            )
        ),
        DueKind(name="due", label="Next due date", group=FIGURES, actor=actor),
    ]


def _label_kinds(
    choices: Mapping[str, Sequence[tuple[str, str]]], *kinds: tuple[str, str, str]
) -> list[FilterKind]:
    """Return filters on labels, of which a tenant may have none."""
    return [
        ChoiceKind(
            name=name, label=label, group=ACCOUNT, choices=choices[name], key=key
        )
        for name, label, key in kinds
        if choices[name]
    ]


@dataclass(frozen=True, kw_only=True)
class ArchiveKind(FilterKind):
    """The archive alone; without this filter the list leaves it out."""

    def filters(self) -> dict[str, django_filters.Filter]:
        choices = [("", "Not archived"), ("yes", "Archived only")]
        return {self.name: parameter(forms.ChoiceField, "Show", choices=choices)}

    def conditions(self, values: Values) -> Conditions:
        return {"archived": True} if values.get(self.name) else {}

    def describe(self, values: Values) -> str:
        return "only"


@dataclass(frozen=True, kw_only=True)
class LatenessKind(FilterKind):
    """Days past due from one number to another, as a range of oldest due dates."""

    actor: Actor

    def filters(self) -> dict[str, django_filters.Filter]:
        return {
            f"{self.name}_{end}": parameter(DaysField, label)
            for end, label in (("from", "At least"), ("to", "At most"))
        }

    def conditions(self, values: Values) -> Conditions:
        days = ends_of(self.name, values)
        found: Conditions = {}
        if "from" in days:
            latest = self._before(days["from"]) if days["from"] else NO_DATE
            found["oldest_due_to"] = latest.isoformat()
        if "to" in days:
            earliest = self._before(days["to"]) if days["to"] else NO_DATE
            found["oldest_due_from"] = earliest.isoformat()
        return found

    def _before(self, days: int) -> date:
        return self.actor.today - timedelta(days=days)

    def describe(self, values: Values) -> str:
        days = ends_of(self.name, values)
        return describe_ends({end: f"{number:,}" for end, number in days.items()})


class DaysField(WholeNumberField):
    """A number of days that an account may be late."""

    def to_python(self, value: Any) -> int | None:
        days = super().to_python(value)
        if days is not None and not 0 <= days <= _MOST_DAYS:
            raise forms.ValidationError(f"Enter a number from 0 to {_MOST_DAYS:,}.")
        return days


@dataclass(frozen=True, kw_only=True)
class DueKind(FilterKind):
    """A next due date in the days to come, or between two dates."""

    actor: Actor

    def filters(self) -> dict[str, django_filters.Filter]:
        choices = [("", "Any day"), *_WINDOWS.items()]
        return {
            self.name: parameter(forms.ChoiceField, "Window", choices=choices),
            f"{self.name}_from": date_parameter("From"),
            f"{self.name}_to": date_parameter("To"),
        }

    def conditions(self, values: Values) -> Conditions:
        ends = ends_of(self.name, values)
        starts = [ends["from"]] if "from" in ends else []
        finishes = [ends["to"]] if "to" in ends else []
        if window := values.get(self.name):
            today = self.actor.today
            starts.append(today)
            finishes.append(today + timedelta(days=int(window)))
        found: Conditions = {}
        if starts:
            found["next_due_from"] = max(starts).isoformat()
        if finishes:
            found["next_due_to"] = min(finishes).isoformat()
        return found

    def describe(self, values: Values) -> str:
        window = _WINDOWS.get(values.get(self.name) or "", "")
        ends = ends_of(self.name, values)
        dates = describe_dates(ends.get("from"), ends.get("to"))
        return " ".join(filter(None, [window, dates]))
