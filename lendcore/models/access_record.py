"""Who looked at protected data, exported or searched by it, signed in, or changed
the members or the tenant itself. Append-only.
"""

from django.db import models

from lendcore.tenancy.constraints import APPEND_ONLY
from lendcore.tenancy.models import TenantModel


class AccessRecord(TenantModel):
    """One look at protected data, or one event at the door. Never holds the data
    itself, nor anything that was typed.
    """

    class Kind(models.TextChoices):
        REVEAL = "reveal", "Revealed"
        EXPORT = "export", "Exported"
        TAX_NUMBER_SEARCH = "tax_number_search", "Searched by tax number"
        PHOTO = "photo", "Opened photo"
        SIGN_IN = "sign_in", "Signing in"
        MEMBERSHIP = "membership", "Members"
        SETTINGS = "settings", "Settings"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    entity = models.CharField(max_length=20, blank=True)
    entity_id = models.BigIntegerField(null=True)
    # A field name, the name of an export with its columns and row count, or a
    # sentence on a sign-in, a member or a setting.
    what = models.CharField(max_length=500)
    reason = models.CharField(max_length=200, blank=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    ip_address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    database_rights = APPEND_ONLY

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "entity", "entity_id", "-at"],
                name="lendcore_access_entity",
            ),
            models.Index(fields=["tenant", "-at"], name="lendcore_access_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.what} by {self.actor_name}"
