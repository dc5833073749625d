"""The labels of accounts, of several lists at once."""

from django.db import connection
from django.db.models import Count, Value

from accounts import labels
from lendcore.labels import LabelList
from lendcore.tenancy.context import require_tenant_id

# Composed for each page, a union of five costs more than it takes to answer it.
# Sub-statuses of two statuses may have one name, and stand below their own.
_CHOICES = """
SELECT 'status' AS of, l.position AS place, l.name AS label, l.id
FROM accounts_accountstatus l WHERE l.tenant_id = %(tenant)s
UNION ALL
SELECT 'sub_status', above.position, above.name || ': ' || l.name, l.id
FROM accounts_accountsubstatus l JOIN accounts_accountstatus above
    ON above.tenant_id = l.tenant_id AND above.id = l.status_id
WHERE l.tenant_id = %(tenant)s
UNION ALL
SELECT 'program', 0, l.name, l.id
FROM accounts_lineprogram l WHERE l.tenant_id = %(tenant)s
UNION ALL
SELECT 'portfolio', l.position, l.name, l.id
FROM accounts_portfolio l WHERE l.tenant_id = %(tenant)s
UNION ALL
SELECT 'source', l.position, l.name, l.id
FROM accounts_sourcecompany l WHERE l.tenant_id = %(tenant)s
ORDER BY place, label, id
"""
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
    found: dict[str, Choices] = {
        of: [] for of in ("status", "sub_status", "program", "portfolio", "source")
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES, {"tenant": require_tenant_id()})
        for of, _, label, pk in cursor.fetchall():
            found[of].append((str(pk), label))
    return found


def _count(name: str, labels: LabelList) -> object:
    active = labels.model.objects.filter(is_active=True).order_by()
    counted = active.annotate(of=Value(name)).values("of")
    return counted.annotate(count=Count("pk")).values_list("of", "count")
