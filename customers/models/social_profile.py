"""A customer's profile on a social network, written down by hand."""

from django.db import models

from customers.models.customer import Customer
from lendcore.history.records import TenantHistory
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel


class SocialProfile(TenantModel):
    """Network, address and username of one profile."""

    class Network(models.TextChoices):
        FACEBOOK = "facebook", "Facebook"
        INSTAGRAM = "instagram", "Instagram"
        LINKEDIN = "linkedin", "LinkedIn"
        TIKTOK = "tiktok", "TikTok"
        X = "x", "X"
        YOUTUBE = "youtube", "YouTube"
        OTHER = "other", "Other"

    customer = TenantForeignKey(
        Customer, models.PROTECT, related_name="social_profiles"
    )
    network = models.CharField(max_length=10, choices=Network.choices)
    url = models.URLField("address", max_length=300, blank=True)
    username = models.CharField(max_length=80, blank=True)

    history = TenantHistory(owner_field="customer_id")

    class Meta(TenantModel.Meta):
        verbose_name = "social profile"
        indexes = [
            models.Index(fields=["tenant", "customer"], name="customers_social_of")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(url="", username=""),
                name="customers_socialprofile_filled",
                violation_error_message="Give an address or a username.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_network_display()} {self.username or self.url}"
