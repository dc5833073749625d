"""Locking accounts: every write of one or of its parts begins so."""

from accounts.models import Account


def lock_account(account_id: int) -> Account:
    """Return the account's row, locked; every write of it or its parts begins so."""
    return Account.objects.select_for_update().get(pk=account_id)


def lock_accounts(account_ids: set[int]) -> dict[int, Account]:
    """Return accounts by id, locked in the order of their ids so that no two posters
    wait for each other. Raises Account.DoesNotExist where one is missing."""
    found = Account.objects.select_for_update().filter(pk__in=account_ids)
    locked = {account.pk: account for account in found.order_by("pk")}
    if len(locked) != len(account_ids):
        raise Account.DoesNotExist
    return locked
