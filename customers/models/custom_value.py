"""The filterable custom values of customers, indexed."""

from django.db import models

from customers.models.customer import Customer
from lendcore.models.custom_field import CustomValueBase
from lendcore.tenancy.fields import TenantForeignKey


class CustomerCustomValue(CustomValueBase):
    """Mirror of one value in `Customer.custom_values`; the service writes it.

    A field of several choices has one row for each choice picked.
    """

    customer = TenantForeignKey(
        Customer, models.PROTECT, related_name="mirrored_values"
    )

    class Meta(CustomValueBase.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "field", "text_value", "customer"],
                name="customers_custom_text",
            ),
            models.Index(
                fields=["tenant", "field", "number_value", "customer"],
                name="customers_custom_number",
            ),
            models.Index(
                fields=["tenant", "field", "date_value", "customer"],
                name="customers_custom_date",
            ),
            models.Index(fields=["tenant", "customer"], name="customers_custom_of"),
        ]

    def __str__(self) -> str:
        return f"Custom value of customer {self.customer_id}"
