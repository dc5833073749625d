"""Who belongs to accounts, for lists of many."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import AccountCustomer, Role
from customers.models import Customer

_NAMES = (
    "customer_type",
    "first_name",
    "middle_name",
    "last_name",
    "company_name",
    "generation_code",
)


@dataclass(frozen=True)
class CustomersOn:
    """The customers of an account. primary_id: None without a primary one."""

    count: int = 0
    primary_id: int | None = None
    primary_name: str = ""


def list_customers_on(
    account_ids: Iterable[int], *, beside: int | None = None
) -> dict[int, CustomersOn]:
    """Return who belongs to each account that anybody belongs to. One query.

    beside: a customer who is not counted.
    """
    links = AccountCustomer.objects.filter(account_id__in=account_ids)
    if beside is not None:
        links = links.exclude(customer_id=beside)
    names = [f"customer__{name}" for name in _NAMES]
    counts: dict[int, int] = {}
    primaries: dict[int, tuple[int, str]] = {}
    for account_id, role, customer_id, *values in links.values_list(
        "account_id", "role", "customer_id", *names
    ):
        counts[account_id] = counts.get(account_id, 0) + 1
        if role == Role.PRIMARY:
            name = Customer(**dict(zip(_NAMES, values, strict=True))).full_name
            primaries[account_id] = customer_id, name
    return {
        account_id: CustomersOn(count, *primaries.get(account_id, ()))
        for account_id, count in counts.items()
    }
