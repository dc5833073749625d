"""The customer's own data key, wrapped by the tenant's."""

from django.db import models

from customers.models.customer import Customer
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel


class CustomerKey(TenantModel):
    """Removing this row makes every ciphertext of the customer unreadable, the
    one in history rows too.
    """

    customer = TenantForeignKey(Customer, models.PROTECT, related_name="keys")
    wrapped = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer"], name="customers_customerkey_one"
            )
        ]

    def __str__(self) -> str:
        return f"Key of customer {self.customer_id}"
