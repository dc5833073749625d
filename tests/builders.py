"""Plain functions that make what tests need; two tenants stand in every test."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from accounts.services.statuses import seed_account_statuses
from customers.services.statuses import seed_statuses
from lendcore.actors import Actor
from lendcore.history.recording import recorded
from lendcore.models import Membership, Role, Tenant, User
from lendcore.services.tenants import open_tenant
from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.middleware import (
    SEEN_SESSION_KEY,
    SIGNED_IN_SESSION_KEY,
    TENANT_SESSION_KEY,
    make_actor,
)

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
        seed_account_statuses(actor=actor)
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


def sign_in(client: Any, user: User, tenant: Tenant) -> None:
    """Give a test client the session that the log-in page would make."""
    session = client.session
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "lendcore.tenancy.authentication.MemberBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    now = timezone.now().isoformat()
    session[TENANT_SESSION_KEY] = tenant.pk
    session[SIGNED_IN_SESSION_KEY] = now
    session[SEEN_SESSION_KEY] = now
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


def recorded_by_operator(tenant: Tenant) -> Any:
    """Open a recording in which a test may change tracked rows directly."""
    return recorded(Actor(name="Operator", tenant=tenant.facts, at=NOW))
