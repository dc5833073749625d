"""How customers stand on their accounts; only `accounts` calls this."""

from collections.abc import Iterable
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


def save_standings(standings: Iterable[Standing]) -> None:
    """Write how customers stand; whoever saves has locked their accounts."""
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
