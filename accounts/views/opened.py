"""Where the account page stands: in which list, and among those opened last."""

from django.http import HttpRequest

from accounts.columns import LIST_NAME
from accounts.queries.search import find_ids
from lendcore.lists import recent


def remember_account(request: HttpRequest, account_id: int) -> recent.Neighbours:
    """Put an account first among those opened last; return those beside it in the list
    that it was opened from.

    No query, or one at either end of the page that was shown.
    """
    recent.remember_opened(request, LIST_NAME, account_id)
    return recent.neighbours(request, LIST_NAME, account_id, find_ids)
