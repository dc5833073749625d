"""What a customer's page knows of their accounts, told by `accounts`."""

from django.db import models

from customers.models.customer import Customer
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel


class CustomerStanding(TenantModel):
    """How a customer stands on the accounts where they are primary or secondary.

    oldest_due_date: the oldest that is unpaid on any of them; days past due are counted
    from it. last_closed_on: when the last account was closed.
    """

    customer = TenantForeignKey(Customer, models.PROTECT, related_name="standings")
    open_accounts = models.PositiveIntegerField(default=0)
    oldest_due_date = models.DateField(null=True)
    next_due_date = models.DateField(null=True)
    last_closed_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer"], name="customers_standing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Standing of {self.customer_id}"
