"""Ties between accounts."""

from django.db.models import Q

from accounts.engine.transactions import PAYMENTS, Code
from accounts.models import Account, AccountLink

_COPIES = dict.fromkeys(PAYMENTS, "copies_payments") | {Code.CHARGE: "copies_charges"}


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


def list_copy_numbers(account_id: int, code: str) -> list[str]:
    """Return the numbers of the accounts on which an entry is posted too. Two
    queries, or one."""
    ids = list_copy_targets(account_id, code)
    if not ids:
        return []
    found = Account.objects.filter(pk__in=ids).order_by("number")
    return list(found.values_list("number", flat=True))


def list_copy_targets(account_id: int, code: str) -> list[int]:
    """Return the accounts on which an entry of this one is posted too. One query, none
    for a code that is never copied."""
    switch = _COPIES.get(code)
    if switch is None:
        return []
    links = AccountLink.objects.filter(from_account_id=account_id, **{switch: True})
    return list(links.order_by("to_account_id").values_list("to_account_id", flat=True))
