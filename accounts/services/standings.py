"""What a customer's page needs to know of their accounts."""

from collections.abc import Iterable

from accounts.models import Account, AccountCustomer
from accounts.queries.standings import find_standings
from customers.services.standings import save_standings


def refresh_of_account(account: Account) -> None:
    """Write anew the standing of everybody on an account."""
    links = AccountCustomer.objects.filter(account=account)
    refresh(links.values_list("customer_id", flat=True))


def refresh(customer_ids: Iterable[int]) -> None:
    """Write anew the standing of some customers."""
    wanted = sorted(set(customer_ids))
    if wanted:
        save_standings(find_standings(wanted))
