"""The one way to the control plane: tenants, users, memberships, invitations.

These tables stand outside row security, because they are read before a tenant is
active. Nothing else reads them (a project test looks), apart from the
operator's admin and management commands.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Lower

from lendcore.models import Invitation, Membership, Role, Tenant, User
from lendcore.tenancy.context import require_tenant_id
from lendcore.tenancy.hosts import fold_host


def find_tenant(slug: str) -> Tenant | None:
    """Return an active tenant by its slug. One query."""
    return Tenant.objects.filter(slug=slug, is_active=True).first()


def is_slug_taken(slug: str) -> bool:
    """Return whether a tenant, active or not, has the slug. One query."""
    return Tenant.objects.filter(slug=slug).exists()


def get_tenant(tenant_id: int) -> Tenant:
    """Return a tenant by its id. One query. Raises Tenant.DoesNotExist."""
    return Tenant.objects.get(pk=tenant_id)


@dataclass(frozen=True)
class OwnHost:
    """Whose host a domain is, and whether anything is served there."""

    tenant_id: int
    is_active: bool


def map_domains() -> dict[str, OwnHost]:
    """Return the tenant of each domain that a tenant has of its own. One query.

    Inactive tenants too: else their hosts would serve all the others.
    """
    rows = Tenant.objects.exclude(domain="").values_list("domain", "pk", "is_active")
    return {fold_host(domain): OwnHost(*facts) for domain, *facts in rows}


def find_membership(user_id: int, tenant_id: int) -> Membership | None:
    """Return an active membership with user, tenant and role. One query.

    The role stands behind row security: the tenant must be the active one.
    """
    if tenant_id != require_tenant_id():
        return None
    return active_memberships().filter(user_id=user_id).first()


def find_member(email: str) -> Membership | None:
    """Return the active tenant's active member of an address. One query."""
    return (
        active_memberships()
        .alias(folded=Lower("user__email"))
        .filter(folded=fold_email(email))
        .first()
    )


def active_memberships() -> QuerySet[Membership]:
    """Return the active tenant's memberships that may be used to sign in."""
    return Membership.objects.select_related("user", "tenant", "role").filter(
        tenant_id=require_tenant_id(),
        is_active=True,
        user__is_active=True,
        tenant__is_active=True,
    )


def find_any_membership(user: User) -> Membership | None:
    """Return a user's membership of the active tenant, ended or not. One query."""
    return Membership.objects.filter(user=user, tenant_id=require_tenant_id()).first()


def get_membership(membership_id: int) -> Membership:
    """Return a membership of the active tenant, ended or not. One query.

    Raises Membership.DoesNotExist, also for one of another tenant.
    """
    return Membership.objects.select_related("user", "tenant", "role").get(
        pk=membership_id, tenant_id=require_tenant_id()
    )


def lock_tenant() -> Tenant:
    """Return the active tenant, locked until the transaction ends. One query.

    Whatever must hold over all members of a tenant is changed under this lock.
    """
    return Tenant.objects.select_for_update(no_key=True).get(pk=require_tenant_id())


def share_cut_off_date() -> date | None:
    """Return the day before which the active tenant's books are closed, as it is now;
    nobody moves it until the transaction ends. One query.

    Whoever posts shares this lock; `lock_tenant` waits for them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cut_off_date FROM lendcore_tenant WHERE id = %s FOR SHARE",
            [require_tenant_id()],
        )
        return cursor.fetchone()[0]


def count_members_who_may(permission: str) -> int:
    """Return how many active members hold a permission. One query."""
    return list_members_who_may(permission).count()


def list_members_who_may(permission: str) -> QuerySet[Membership]:
    """Return the active members who hold a permission. One query."""
    return (
        active_memberships()
        .filter(role__permissions__contains=[permission])
        .order_by("pk")
    )


def works_elsewhere(user: User) -> bool:
    """Return whether a user is also a member of another tenant. One query."""
    return (
        Membership.objects.filter(user=user, is_active=True)
        .exclude(tenant_id=require_tenant_id())
        .exists()
    )


def list_memberships_of(user: User) -> QuerySet[Membership]:
    """Return where a user may work, by tenant name. One query."""
    return (
        Membership.objects.select_related("tenant")
        .filter(user=user, is_active=True, tenant__is_active=True)
        .order_by("tenant__name", "tenant_id")
    )


def list_members() -> QuerySet[Membership]:
    """Return the active tenant's members with user and role. One query."""
    return (
        Membership.objects.select_related("user", "role")
        .filter(tenant_id=require_tenant_id())
        .order_by("-is_active", "user__name", "pk")
    )


def list_open_invitations() -> QuerySet[Invitation]:
    """Return the active tenant's invitations not yet accepted. One query."""
    return (
        Invitation.objects.select_related("role")
        .filter(tenant_id=require_tenant_id(), accepted_at=None)
        .order_by("email", "pk")
    )


def get_invitation(invitation_id: int) -> Invitation:
    """Return an invitation of the active tenant. One query.

    Raises Invitation.DoesNotExist, also for one of another tenant.
    """
    return Invitation.objects.get(pk=invitation_id, tenant_id=require_tenant_id())


def find_invitation_to(email: str) -> Invitation | None:
    """Return the active tenant's open invitation of an address. One query."""
    return (
        Invitation.objects.alias(folded=Lower("email"))
        .filter(
            folded=fold_email(email),
            tenant_id=require_tenant_id(),
            accepted_at=None,
        )
        .first()
    )


def find_invitation(token_hash: str, now: datetime) -> Invitation | None:
    """Return the open invitation of a token, with its tenant. One query."""
    return (
        Invitation.objects.select_related("tenant")
        .filter(
            token_hash=token_hash,
            accepted_at=None,
            expires_at__gt=now,
            tenant__is_active=True,
        )
        .first()
    )


def lock_invitation(invitation_id: int) -> Invitation | None:
    """Return an invitation, locked until the transaction ends. One query."""
    return Invitation.objects.select_for_update().filter(pk=invitation_id).first()


def fold_email(email: str) -> str:
    """Return an address as it is compared: without case and outer spaces."""
    return email.strip().lower()


def find_user(email: str) -> User | None:
    """Return the user of an address, whatever its case. One query.

    Only what was typed is folded here, and what is stored by the database, as in
    the unique index: two spellings that a person can't tell apart stay two.
    """
    return (
        User.objects.alias(folded=Lower("email"))
        .filter(folded=fold_email(email))
        .first()
    )


def find_active_user(user_id: int) -> User | None:
    """Return a user by id, unless switched off. One query."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def record_sign_in(membership: Membership, at: datetime) -> None:
    """Note when a member last signed in. One query."""
    Membership.objects.filter(pk=membership.pk).update(last_sign_in_at=at)


def add_membership(user: User, role: Role) -> Membership:
    """Return a user's new membership in the tenant of a role. One query."""
    return Membership.objects.create(user=user, tenant_id=role.tenant_id, role=role)
