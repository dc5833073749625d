"""Plain functions that make what tests need; two tenants stand in every test."""

from datetime import UTC, datetime
from typing import Any

from customers.services.statuses import seed_statuses
from lendcore.actors import Actor
from lendcore.models import Membership, Role, Tenant, User
from lendcore.services.tenants import open_tenant
from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.middleware import make_actor

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"


def make_tenant(slug: str = "northwind", **changes: Any) -> Tenant:
    facts = {
        "name": slug.title(),
        "slug": slug,
        "time_zone": "America/Denver",
        "requires_second_factor": False,
    }
    tenant = Tenant(**(facts | changes))
    actor = open_tenant(tenant=tenant, actor_name="Operator", at=NOW)
    with activate_tenant(tenant.pk):
        seed_statuses(actor=actor)
    return tenant


def make_member(tenant: Tenant, role: str = "agent", **changes: Any) -> User:
    name = changes.pop("name", f"{role.title()} of {tenant.name}")
    email = changes.pop("email", f"{role}@{tenant.slug}.example")
    user = User.objects.create_user(email, PASSWORD, name=name, **changes)
    with activate_tenant(tenant.pk):
        Membership.objects.create(
            user=user, tenant=tenant, role=Role.objects.get(code=role)
        )
    return user


def actor_of(user: User, tenant: Tenant, at: datetime = NOW) -> Actor:
    """Return the member as author, as the middleware would make it."""
    with activate_tenant(tenant.pk):
        membership = Membership.objects.select_related("user", "tenant", "role").get(
            user=user, tenant=tenant
        )
        return make_actor(None, membership, at)
