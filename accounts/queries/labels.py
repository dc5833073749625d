"""How many labels of each list there are."""

from django.db.models import Count, Value

from accounts import labels
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


def _count(name: str, labels: LabelList) -> object:
    active = labels.model.objects.filter(is_active=True).order_by()
    counted = active.annotate(of=Value(name)).values("of")
    return counted.annotate(count=Count("pk")).values_list("of", "count")
