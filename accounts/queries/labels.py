"""The labels of accounts, of several lists at once."""

from typing import Any

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Concat

from accounts import labels
from accounts.models import (
    AccountStatus,
    AccountSubStatus,
    LineProgram,
    Portfolio,
    SourceCompany,
)
from lendcore.labels import LabelList

_IN_NAV = {
    "account_statuses": labels.STATUSES,
    "portfolios": labels.PORTFOLIOS,
    "source_companies": labels.SOURCE_COMPANIES,
}


def count_for_nav() -> dict[str, int]:
    """Return how many labels of each list can be picked. One query."""
    first, *others = [_count(name, each) for name, each in _IN_NAV.items()]
    return dict(first.union(*others, all=True))


type Choices = list[tuple[str, str]]


def list_choices() -> dict[str, Choices]:
    """Return what accounts may be labelled with, those no longer in use included, by
    "status", "sub_status", "program", "portfolio" and "source". One query."""
    name, place = F("name"), F("position")
    # Sub-statuses of two statuses may have one name, and stand below their own.
    below = Concat("status__name", Value(": "), "name")
    first, *others = [
        _chosen("status", AccountStatus.objects, place, name),
        _chosen("sub_status", AccountSubStatus.objects, F("status__position"), below),
        _chosen("program", LineProgram.objects, Value(0), name),
        _chosen("portfolio", Portfolio.objects, place, name),
        _chosen("source", SourceCompany.objects, place, name),
    ]
    found: dict[str, Choices] = {
        of: [] for of in ("status", "sub_status", "program", "portfolio", "source")
    }
    rows = first.union(*others, all=True).order_by("place", "label", "pk")
    for of, _, label, pk in rows:
        found[of].append((str(pk), label))
    return found


def _chosen(of: str, rows: Any, place: Any, label: Any) -> QuerySet:
    named = rows.order_by().annotate(of=Value(of), place=place, label=label)
    return named.values_list("of", "place", "label", "pk")


def _count(name: str, labels: LabelList) -> object:
    active = labels.model.objects.filter(is_active=True).order_by()
    counted = active.annotate(of=Value(name)).values("of")
    return counted.annotate(count=Count("pk")).values_list("of", "count")
