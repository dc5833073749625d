"""Where the customer page stands: in which list, and among those opened last."""

from django.http import HttpRequest

from customers.columns import LIST_NAME
from customers.queries.search import find_ids
from lendcore.lists import recent


def remember_customer(request: HttpRequest, customer_id: int) -> None:
    """Put a customer first among those that the palette offers without a search."""
    recent.remember_opened(request, LIST_NAME, customer_id)


def neighbours(request: HttpRequest, customer_id: int) -> recent.Neighbours:
    """Return the customers beside one in the list that it was opened from.

    No query, or one at either end of the page that was shown.
    """
    return recent.neighbours(request, LIST_NAME, customer_id, find_ids)
