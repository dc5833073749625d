"""An address in the United States or Canada; it may be partial."""

from django.db import models
from django.db.models import Q

from customers.models.customer import Customer, Fold
from lendcore.history.records import TenantHistory
from lendcore.rules import postal
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel


class Address(TenantModel):
    """A customer's primary or mailing address.

    `is_verified`: USPS knows it as a place that gets mail; `is_standardized`:
    saved in the form that USPS writes (the screens say "Verified" and
    "Validated"). Any edit clears both.
    """

    class Purpose(models.TextChoices):
        PRIMARY = "primary", "Primary address"
        MAILING = "mailing", "Mailing address"

    class Country(models.TextChoices):
        US = "US", "United States"
        CA = "CA", "Canada"

    customer = TenantForeignKey(Customer, models.PROTECT, related_name="addresses")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    street = models.CharField(max_length=120, blank=True)
    unit = models.CharField("apartment, suite", max_length=60, blank=True)
    city = models.CharField(max_length=80, blank=True)
    region = models.CharField("state or province", max_length=2, blank=True)
    postal_code = models.CharField("ZIP or postal code", max_length=10, blank=True)
    country = models.CharField(
        max_length=2, choices=Country.choices, default=Country.US
    )
    is_verified = models.BooleanField("verified", default=False)
    is_standardized = models.BooleanField("validated", default=False)

    street_folded = models.GeneratedField(
        expression=Fold("street"),
        output_field=models.CharField(max_length=130, db_collation="C"),
        db_persist=True,
    )

    history = TenantHistory(
        owner_field="customer_id", excluded_fields=["street_folded"]
    )

    class Meta(TenantModel.Meta):
        indexes = [
            # Duplicates: the same street and code, whatever the case.
            models.Index(
                fields=["tenant", "postal_code", "street_folded"],
                name="customers_address_place",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer", "purpose"],
                name="customers_address_one_each",
            ),
            models.CheckConstraint(
                condition=Q(country="US") | Q(is_verified=False, is_standardized=False),
                name="customers_address_checks_us_only",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(line for line in self.lines if line)

    @property
    def is_complete(self) -> bool:
        return all((self.street, self.city, self.region, self.postal_code))

    @property
    def said_of_form(self) -> str:
        """What can be said of it without a service that knows addresses: its form."""
        if not self.is_complete:
            return "It is incomplete."
        mismatch = postal.place_mismatch(
            self.city, self.region, self.postal_code, self.country
        )
        return mismatch or "Its form is complete."

    @property
    def lines(self) -> list[str]:
        """The address as written on an envelope, without the country."""
        street = " ".join(part for part in (self.street, self.unit) if part)
        place = " ".join(part for part in (self.region, self.postal_code) if part)
        town = ", ".join(part for part in (self.city, place) if part)
        return [line for line in (street, town) if line]
