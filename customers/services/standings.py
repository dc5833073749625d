"""How customers stand on their accounts; only `accounts` calls this."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from customers.models.standing import CustomerStanding


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of one customer's accounts."""

    customer_id: int
    open_accounts: int = 0
    oldest_due_date: date | None = None
    next_due_date: date | None = None
    last_closed_on: date | None = None


def lock_standings(customer_ids: Sequence[int]) -> None:
    """Lock the rows of some customers in the order of their ids; missing ones are
    made. Two queries."""
    CustomerStanding.objects.bulk_create(
        [CustomerStanding(customer_id=each) for each in sorted(customer_ids)],
        ignore_conflicts=True,
    )
    rows = CustomerStanding.objects.select_for_update()
    list(
        rows.filter(customer_id__in=customer_ids)
        .order_by("customer_id")
        .values_list("pk", flat=True)
    )


def save_standings(standings: Iterable[Standing]) -> None:
    """Write how customers stand; whoever saves has locked their rows."""
    rows = [CustomerStanding(**asdict(each)) for each in standings]
    CustomerStanding.objects.bulk_create(
        sorted(rows, key=lambda row: row.customer_id),
        update_conflicts=True,
        unique_fields=["tenant", "customer"],
        update_fields=[
            "open_accounts",
            "oldest_due_date",
            "next_due_date",
            "last_closed_on",
        ],
    )
