"""The mails of the control plane: invitations, links, notices.

The task table sees ids only. Tokens are made here, at the moment of sending; an
address that is not yet anybody's travels sealed.
"""

import base64
from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from lendcore.crypto.keys import master_ring
from lendcore.crypto.sealing import open_sealed, place, seal
from lendcore.models import Role, Tenant
from lendcore.services import mail_links
from lendcore.tasks.decorator import tenant_task
from lendcore.tenancy import directory
from lendcore.tenancy.invitation_tokens import issue_token, take_token_back
from lendcore.tenancy.origins import tenant_origin

# What a member is told after the fact, by code: subject and template.
NOTICES = {
    "password_changed": "Your password was changed",
    "email_changed": "Your e-mail address was changed",
    "second_factor_reset": "Your second factor was reset",
    "second_factor_changed": "Your second factor was changed",
}


@tenant_task
def send_invitation(tenant_id: int, invitation_id: int) -> None:
    """Send an invitation with a fresh token, once."""
    issued = issue_token(invitation_id)
    if issued is None:
        return
    invitation, token = issued
    try:
        with transaction.atomic():
            tenant = directory.get_tenant(tenant_id)
            role = Role.objects.get(pk=invitation.role_id)
        send(
            invitation.email,
            f"Invitation to {tenant.name}",
            "invitation",
            {
                "tenant": tenant.facts,
                "invitation": invitation,
                "role": role,
                "link": link(tenant, "open_invitation", token),
            },
        )
    except Exception:
        take_token_back(invitation)
        raise


@tenant_task
def send_password_link(tenant_id: int, user_id: int) -> None:
    """Send a member the link to a new password; to nobody for an unknown id."""
    with transaction.atomic():
        membership = directory.find_membership(user_id, tenant_id)
        if membership is None or not mail_links.may_send_link(
            membership, what=mail_links.PASSWORD_LINK_SENT, at=timezone.now()
        ):
            return
        user, tenant = membership.user, membership.tenant
    link_parts = mail_links.password_link_parts(user)
    send(
        user.email,
        f"New password for {tenant.name}",
        "password_link",
        {
            "tenant": tenant.facts,
            "user": user,
            "link": link(tenant, "open_password_link", tenant.slug, *link_parts),
        },
    )


@tenant_task
def send_email_link(tenant_id: int, user_id: int, sealed_email: str) -> None:
    """Send the link that confirms a new address to that address.

    Nothing is sent to an address that somebody has: the person who asks must not
    learn that from a mail, nor its owner be bothered.
    """
    email = open_address(sealed_email, user_id)
    with transaction.atomic():
        membership = directory.find_membership(user_id, tenant_id)
        if membership is None or directory.find_user(email) is not None:
            return
        user, tenant = membership.user, membership.tenant
    token = mail_links.make_email_token(user, email)
    send(
        email,
        "Confirm your new e-mail address",
        "email_link",
        {
            "tenant": tenant.facts,
            "user": user,
            "link": link(tenant, "open_email_link", token),
        },
    )


@tenant_task
def send_notice(
    tenant_id: int, user_id: int, notice: str, sealed_email: str = ""
) -> None:
    """Tell a member what was changed about their own sign-in.

    sealed_email: the address to tell instead of the present one.
    """
    subject = NOTICES[notice]
    with transaction.atomic():
        tenant = directory.get_tenant(tenant_id)
        user = directory.find_active_user(user_id)
    if user is None:
        return
    email = open_address(sealed_email, user_id) if sealed_email else user.email
    send(email, subject, notice, {"tenant": tenant.facts, "user": user})


@tenant_task
def send_member_added(
    tenant_id: int, user_id: int, membership_id: int, operator_id: int
) -> None:
    """Tell an administrator whom an operator made a member, and as what."""
    with transaction.atomic():
        administrator = directory.find_membership(user_id, tenant_id)
        member = directory.get_membership(membership_id)
        operator = directory.find_active_user(operator_id)
    if administrator is None:
        return
    send(
        administrator.user.email,
        f"New member of {member.tenant.name}",
        "member_added",
        {"tenant": member.tenant.facts, "member": member, "operator": operator},
    )


def send(email: str, subject: str, template: str, context: Mapping[str, Any]) -> None:
    """Send one plain-text mail."""
    EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string(f"mail/{template}.txt", dict(context)),
        to=[email],
    ).send()


def link(tenant: Tenant, name: str, *arguments: str) -> str:
    return tenant_origin(tenant) + reverse(name, args=arguments)


def seal_address(email: str, user_id: int) -> str:
    """Return an address of a user as it may stand in the task table."""
    ring = master_ring()
    sealed = seal(
        email.encode(),
        key=ring.keys[ring.newest],
        bound_to=place("mail", user_id, ring.newest),
    )
    return f"{ring.newest}:{base64.urlsafe_b64encode(sealed).decode()}"


def open_address(sealed_email: str, user_id: int) -> str:
    key_id, _, encoded = sealed_email.partition(":")
    return open_sealed(
        base64.urlsafe_b64decode(encoded),
        key=master_ring().keys[key_id],
        bound_to=place("mail", user_id, key_id),
    ).decode()
