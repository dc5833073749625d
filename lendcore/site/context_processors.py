"""What templates of several apps show: only the top floor may know them all."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.queries import labels as account_labels
from customers.labels import STATUSES
from lendcore.queries.labels import count_labels
from lendcore.queries.settings import count_for_nav


def settings_counts(request: HttpRequest) -> dict[str, Any]:
    """Return the counts beside the settings nav, by the name of the page.

    Nothing is counted before a template asks: other pages pay nothing.
    """
    return {"settings_counts": SimpleLazyObject(_count_all)}


def _count_all() -> dict[str, int]:
    return {
        **count_for_nav(),
        **account_labels.count_for_nav(),
        "statuses": count_labels(STATUSES),
    }
