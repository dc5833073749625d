"""Counts that stop early, so that a count never reads a million rows."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import QuerySet

COUNT_CAP = 1_000


def capped_count(rows: QuerySet) -> models.Func:
    """Return an expression that counts rows of a subquery, up to the cap and one.

    rows: filtered by OuterRef, on columns that an index begins with.
    """
    return models.Func(
        ArraySubquery(rows.order_by().values("pk")[: COUNT_CAP + 1]),
        function="cardinality",
        output_field=models.IntegerField(),
    )


def count_label(count: int) -> str:
    """Return a capped count as people read it: "1,000+" beyond the cap."""
    return f"{COUNT_CAP:,}+" if count > COUNT_CAP else f"{count:,}"
