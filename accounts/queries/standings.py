"""How customers stand on the accounts where they owe."""

from collections.abc import Sequence

from django.db.models import Count, Max, Min, Q

from accounts.models import AccountCustomer
from accounts.models.links import LIABLE_ROLES
from customers.services.standings import Standing


def find_standings(customer_ids: Sequence[int]) -> list[Standing]:
    """Return the standing of each of some customers. One query."""
    is_open = Q(account__is_active=True, account__closed_on=None)
    found = (
        AccountCustomer.objects.filter(
            customer_id__in=customer_ids, role__in=LIABLE_ROLES
        )
        .values("customer_id")
        .annotate(
            open_accounts=Count("account_id", filter=is_open),
            oldest_due_date=Min("account__snapshots__oldest_due_date"),
            next_due_date=Min("account__snapshots__next_due_date"),
            last_closed_on=Max("account__closed_on"),
        )
    )
    by_customer = {row["customer_id"]: Standing(**row) for row in found}
    return [by_customer.get(each, Standing(customer_id=each)) for each in customer_ids]
