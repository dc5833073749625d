"""What a customer's page needs to know of their accounts."""

from collections.abc import Iterable

from accounts.models import Account, AccountCustomer
from accounts.queries.standings import find_standings
from customers.services.standings import lock_standings, save_standings


def refresh_of_account(account: Account) -> None:
    """Write anew the standing of everybody on an account."""
    refresh_of_accounts([account.pk])


def refresh_of_accounts(account_ids: Iterable[int]) -> None:
    """Write anew the standing of everybody on some accounts."""
    links = AccountCustomer.objects.filter(account_id__in=account_ids)
    refresh(links.values_list("customer_id", flat=True))


def refresh(customer_ids: Iterable[int]) -> None:
    """Write anew the standing of some customers.

    Their rows are locked before it is looked up: who changes another account of the
    same customer at the same moment waits, and then sees this one's figures.
    """
    wanted = sorted(set(customer_ids))
    if wanted:
        lock_standings(wanted)
        save_standings(find_standings(wanted))
