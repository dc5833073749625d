"""A customer's phone number."""

from django.db import models
from django.db.models import Q

from customers.models.customer import Customer
from lendcore.history.records import TenantHistory
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel


class Phone(TenantModel):
    """One of any number of phones; one may be primary, one secondary."""

    class Kind(models.TextChoices):
        CELL = "cell", "Cell"
        SMART_PHONE = "smart_phone", "Smart phone"
        HOME = "home", "Home"
        OFFICE = "office", "Office"
        FAX = "fax", "Fax"
        OTHER = "other", "Other"

    customer = TenantForeignKey(Customer, models.PROTECT, related_name="phones")
    kind = models.CharField("type", max_length=12, choices=Kind.choices, default="cell")
    # E.164, such as +18015550142.
    number = models.CharField(max_length=16)
    extension = models.CharField(max_length=11, blank=True)
    # Digits as people type them in search, without country code in North America.
    search_digits = models.CharField(max_length=15, db_collation="C")
    is_primary = models.BooleanField("primary", default=False)
    is_secondary = models.BooleanField("secondary", default=False)
    is_do_not_call = models.BooleanField("do not call", default=False)
    is_verified = models.BooleanField("verified", default=False)
    carrier = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    history = TenantHistory(
        owner_field="customer_id", excluded_fields=["search_digits", "position"]
    )

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "customer"], name="customers_phone_of"),
            models.Index(
                fields=["tenant", "search_digits"], name="customers_phone_digits"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer"],
                condition=Q(is_primary=True),
                name="customers_phone_one_primary",
            ),
            models.UniqueConstraint(
                fields=["tenant", "customer"],
                condition=Q(is_secondary=True),
                name="customers_phone_one_secondary",
            ),
            models.UniqueConstraint(
                fields=["tenant", "customer", "number", "extension"],
                name="customers_phone_once",
                violation_error_message="The customer has this number already.",
            ),
            models.CheckConstraint(
                condition=~Q(is_primary=True, is_secondary=True),
                name="customers_phone_one_rank",
            ),
        ]

    def __str__(self) -> str:
        return self.number
