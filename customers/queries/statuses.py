"""The list of customer statuses, with how many customers have each."""

from dataclasses import dataclass

from django.db.models import OuterRef

from customers.models import Customer, CustomerStatus
from lendcore.queries.counts import capped_count, count_label


@dataclass(frozen=True)
class StatusRow:
    """A status and how many customers have it, counted up to 1,001."""

    status: CustomerStatus
    customer_count: int

    @property
    def count_label(self) -> str:
        return count_label(self.customer_count)

    @property
    def question(self) -> str:
        """What is asked before the status, or its customers, go."""
        name = f"“{self.status.name}”"
        if self.status.is_active:
            return f"Inactivate {name}?"
        return f"Move customers out of {name}?" if self.is_used else f"Delete {name}?"

    @property
    def is_used(self) -> bool:
        return self.customer_count > 0


def list_statuses_with_counts() -> list[StatusRow]:
    """Return all statuses in their order. One query, an index scan per status."""
    customers = Customer.objects.filter(status=OuterRef("pk"))
    statuses = CustomerStatus.objects.annotate(customer_count=capped_count(customers))
    return [
        StatusRow(status, status.customer_count)
        for status in statuses.order_by("position", "pk")
    ]


def count_statuses() -> int:
    """Return how many statuses can be picked. One query."""
    return CustomerStatus.objects.filter(is_active=True).count()
