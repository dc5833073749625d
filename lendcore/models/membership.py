"""Who works in which tenant, and who has been asked to."""

from django.db import models
from django.db.models.functions import Lower

from lendcore.models.role import Role
from lendcore.models.tenant import Tenant
from lendcore.models.user import User
from lendcore.tenancy.constraints import (
    EDITABLE,
    Grants,
    TenantForeignKeyConstraint,
)
from lendcore.tenancy.fields import TenantForeignKey


class Membership(models.Model):
    """A user's role in one tenant.

    A control-plane row, since it is read before any tenant is active; its role
    still can't belong to another tenant.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="memberships")
    role = TenantForeignKey(Role, models.PROTECT, related_name="memberships")
    is_active = models.BooleanField(default=True)
    last_sign_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "tenant"],
                name="lendcore_membership_once",
                violation_error_message="This user is already a member.",
            ),
            TenantForeignKeyConstraint(
                name="lendcore_membership_role_tenant_fk", field="role"
            ),
            Grants(name="lendcore_membership_grants", rights=EDITABLE),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.tenant}"


class Invitation(models.Model):
    """An offer of membership, sent to an address.

    Only a hash of the token is kept. Nothing here says whether the address has
    a user already, so the inviter can't find out.
    """

    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = TenantForeignKey(Role, models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.CharField(max_length=150, editable=False)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "tenant",
                Lower("email"),
                condition=models.Q(accepted_at=None),
                name="lendcore_invitation_open",
                violation_error_message="This address has an open invitation.",
            ),
            TenantForeignKeyConstraint(
                name="lendcore_invitation_role_tenant_fk", field="role"
            ),
            Grants(name="lendcore_invitation_grants", rights=EDITABLE),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.tenant}"
