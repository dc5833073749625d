"""Where the account page stands in the list that it was opened from."""

from django.http import HttpRequest

from accounts.columns import LIST_NAME
from accounts.queries.search import find_ids
from lendcore.lists import recent


def neighbours(request: HttpRequest, account_id: int) -> recent.Neighbours:
    """Return the accounts beside one in its list.

    No query, or one at either end of the page that was shown.
    """
    return recent.neighbours(request, LIST_NAME, account_id, find_ids)
