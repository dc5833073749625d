"""Ties between accounts."""

from django.db.models import Q

from accounts.models import AccountLink


def list_split_partners(account_id: int) -> list[int]:
    """Return the accounts on which a payment may be split with this one. One query."""
    links = AccountLink.objects.filter(
        Q(from_account_id=account_id) | Q(to_account_id=account_id),
        splits_payments=True,
    )
    return [
        other
        for pair in links.values_list("from_account_id", "to_account_id")
        for other in pair
        if other != account_id
    ]
