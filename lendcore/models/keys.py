"""A tenant's wrapped keys: useless without the master key of the environment."""

from django.db import models

from lendcore.tenancy.models import TenantModel


class TenantKeys(TenantModel):
    """The key that wraps customer keys, and the key of the blind indexes."""

    wrapping_key = models.BinaryField(help_text="Wrapped by the master key.")
    index_key = models.BinaryField(help_text="Wrapped by the master key.")
    master_key_id = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    # Rows are re-wrapped when the master key changes, and never removed.
    database_rights = ("SELECT", "INSERT", "UPDATE")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="lendcore_tenantkeys_one")
        ]

    def __str__(self) -> str:
        return f"Keys of tenant {self.tenant_id}"
