"""Who belongs to accounts, for lists of many."""

from collections import defaultdict
from collections.abc import Iterable

from accounts.models import AccountCustomer

_NAMES = (
    "account_id",
    "tenant_id",
    "role",
    "customer__customer_type",
    "customer__first_name",
    "customer__middle_name",
    "customer__last_name",
    "customer__company_name",
    "customer__generation_code",
)


def list_customers_on(
    account_ids: Iterable[int], *, beside: int | None = None
) -> dict[int, list[AccountCustomer]]:
    """Return the links of each account, with the names of their customers. One query.

    account_ids: or a query for them. beside: a customer whose own links are left out.
    """
    links = AccountCustomer.objects.filter(account_id__in=account_ids)
    if beside is not None:
        links = links.exclude(customer_id=beside)
    found = defaultdict(list)
    for link in links.select_related("customer").only(*_NAMES):
        found[link.account_id].append(link)
    return found
