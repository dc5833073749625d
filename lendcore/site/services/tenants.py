"""Opening a tenant with everything that it starts with."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.services.statuses import seed_account_statuses
from customers.services.statuses import seed_statuses
from lendcore.actors import Actor
from lendcore.models import Role, Tenant, User
from lendcore.services import people
from lendcore.services.access_records import record_membership
from lendcore.services.refusals import refused_as
from lendcore.services.tenants import open_tenant
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.invitation_tokens import issue_token
from lendcore.tenancy.origins import tenant_origin

ADMINISTRATOR = "administrator"


class TenantRefused(Exception):
    """No tenant was made; the message is a sentence for people."""


class SlugTaken(TenantRefused):
    """Another tenant has the word that stands in addresses."""

    def __init__(self) -> None:
        super().__init__("A tenant with this slug exists already.")


class HasUser(TenantRefused):
    """The first administrator has a password of their own already."""

    def __init__(self) -> None:
        super().__init__(
            "This address has a user already, who keeps their own password. Invite "
            "them instead: leave the password out."
        )


@dataclass(frozen=True, kw_only=True)
class FirstAdministrator:
    """Who gets the first administrator's role.

    password: without one they are invited, and choose it themselves.
    """

    email: str
    name: str = ""
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class NewTenant:
    """A tenant that was just made; the link invites its first administrator."""

    tenant: Tenant
    invitation_link: str = ""


def create_tenant(
    *,
    tenant: Tenant,
    actor_name: str,
    at: datetime,
    administrator: FirstAdministrator | None = None,
) -> NewTenant:
    """Return a new tenant with keys, roles, statuses and its first administrator.

    All or nothing. Raises SlugTaken, HasUser, and ValidationError for what a
    tenant or a password can't be.
    """
    if directory.is_slug_taken(tenant.slug):
        raise SlugTaken
    with transaction.atomic():
        with refused_as({"lendcore_tenant_slug_key": SlugTaken}):
            actor = open_tenant(tenant=tenant, actor_name=actor_name, at=at)
        with activate_tenant(tenant.pk):
            seed_statuses(actor=actor)
            seed_account_statuses(actor=actor)
            link = make_administrator(actor, tenant, administrator)
    return NewTenant(tenant, link)


def make_administrator(
    actor: Actor, tenant: Tenant, administrator: FirstAdministrator | None
) -> str:
    """Make or invite the first administrator; return the invitation's link."""
    if administrator is None:
        return ""
    role = Role.objects.get(code=ADMINISTRATOR)
    if administrator.password is not None:
        add_administrator(actor, role, administrator)
        return ""
    invitation = people.invite_member(actor=actor, email=administrator.email, role=role)
    # Issued here and shown, so that the queued mail finds nothing left to send: a
    # server just being set up may have no way to send mail yet.
    _, token = issue_token(invitation.pk)
    return tenant_origin(tenant) + reverse("open_invitation", args=[token])


def add_administrator(
    actor: Actor, role: Role, administrator: FirstAdministrator
) -> None:
    """Make the user and membership. Raises HasUser, ValidationError."""
    if directory.find_user(administrator.email):
        raise HasUser
    user = User(email=administrator.email.strip(), name=administrator.name.strip())
    if not user.name:
        raise ValidationError({"name": "Give the administrator's name."})
    validate_password(administrator.password, user)
    user.set_password(administrator.password)
    user.full_clean()
    user.save()
    directory.add_membership(user, role)
    record_membership(
        actor=actor, what=f"Added {user.name} as {role.name}", user_id=user.pk
    )
