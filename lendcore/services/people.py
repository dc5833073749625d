"""The members of a tenant: inviting, roles, ending, unlocking.

Every change is recorded with who did what to whom. Nobody changes their own
membership, and a tenant always keeps somebody who may edit its settings.
"""

from datetime import datetime, timedelta

from django.db import transaction

from lendcore.actors import Actor
from lendcore.models import Invitation, Membership, Role, User
from lendcore.services import second_factor
from lendcore.services.access_records import (
    list_membership_records,
    record_membership,
)
from lendcore.services.refusals import refused_as
from lendcore.tasks import mail
from lendcore.tasks.decorator import enqueue
from lendcore.tenancy import directory, lockout
from lendcore.tenancy.context import require_tenant_id
from lendcore.tenancy.invitation_tokens import unsent_mark

ADMINISTRATION = "settings.edit"
INVITATION_DAYS = 7
# What the records of an invitation, and of one sent again, begin with.
INVITED = "Invited "
# Mails within a day: a stranger is not flooded, nor are many of them.
INVITATIONS_TO_ADDRESS = 5
INVITATIONS_BY_MEMBER = 100
INVITATIONS_WITHIN = timedelta(days=1)


class PeopleError(Exception):
    """A change of the members that is refused; the text says why."""


class AlreadyMember(PeopleError):
    """The address belongs to an active member of this tenant."""

    def __init__(self) -> None:
        super().__init__("This person is a member already.")


class AlreadyInvited(PeopleError):
    """The address has an invitation that is still open."""

    def __init__(self) -> None:
        super().__init__("This address has an open invitation. You can send it again.")


class TooManyInvitations(PeopleError):
    """An address, or a member, has had all the invitations of a day."""


class OwnMembership(PeopleError):
    """Somebody tries to change their own role or membership."""

    def __init__(self) -> None:
        super().__init__("Another administrator has to change your own membership.")


class LastAdministrator(PeopleError):
    """After the change nobody could edit the tenant's settings."""

    def __init__(self) -> None:
        super().__init__(
            "This is the last member who may edit the settings. Give another member "
            "such a role first."
        )


class RoleOfAnotherTenant(PeopleError):
    """The role does not exist in this tenant."""

    def __init__(self) -> None:
        super().__init__("That role does not exist here.")


class OperatorOnly(PeopleError):
    """The second factor serves more than this tenant."""

    def __init__(self) -> None:
        super().__init__("Only the operator can reset this member's second factor.")


class InvitationClosed(PeopleError):
    """The invitation was accepted, withdrawn or is too old."""

    def __init__(self) -> None:
        super().__init__("This invitation is no longer open.")


# Inviting ----------------------------------------------------------------------


@transaction.atomic
def invite_member(*, actor: Actor, email: str, role: Role) -> Invitation:
    """Return an invitation; its mail is queued.

    What happens, and what the inviter sees, is the same whether or not the address
    has a user elsewhere. Raises AlreadyMember, AlreadyInvited, TooManyInvitations,
    RoleOfAnotherTenant.
    """
    check_role(role)
    directory.lock_tenant()
    email = email.strip()
    if directory.find_member(email):
        raise AlreadyMember
    invitation = directory.find_invitation_to(email)
    if invitation and invitation.expires_at > actor.at:
        raise AlreadyInvited
    check_invitations(actor, email)
    invitation = invitation or Invitation(tenant_id=actor.tenant.id)
    invitation.email, invitation.role = email, role
    # Somebody else may invite the same address at the same moment.
    with refused_as({"lendcore_invitation_open": AlreadyInvited}):
        send(invitation, actor)
    record_membership(actor=actor, what=f"{INVITED}{email} as {role.name}")
    return invitation


@transaction.atomic
def resend_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Queue the mail again, with a new link and seven more days.

    The former link ends at once. Raises InvitationClosed, TooManyInvitations.
    """
    directory.lock_tenant()
    invitation = lock_open(invitation)
    check_invitations(actor, invitation.email)
    send(invitation, actor)
    record_membership(actor=actor, what=f"{INVITED}{invitation.email} again")


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """End an open invitation; its link is dead. Raises InvitationClosed."""
    invitation = lock_open(invitation)
    email = invitation.email
    invitation.delete()
    record_membership(actor=actor, what=f"Withdrew the invitation of {email}")


def check_invitations(actor: Actor, email: str) -> None:
    """Refuse one mail too many, under the tenant's lock. Raises TooManyInvitations.

    The records are counted: an invitation that is withdrawn leaves its two.
    """
    since = actor.at - INVITATIONS_WITHIN
    sent = list_membership_records(beginning=INVITED, since=since)
    beginning = f"{INVITED}{directory.fold_email(email)} ".lower()
    to_address = sum(what.lower().startswith(beginning) for _, what in sent)
    by_member = sum(user_id == actor.user_id for user_id, _ in sent)
    if to_address >= INVITATIONS_TO_ADDRESS:
        raise TooManyInvitations(
            "This address got too many invitations within a day. Try again tomorrow."
        )
    if by_member >= INVITATIONS_BY_MEMBER:
        raise TooManyInvitations(
            "You sent too many invitations within a day. Go on tomorrow, or ask "
            "another administrator."
        )


def send(invitation: Invitation, actor: Actor) -> None:
    invitation.token_hash = unsent_mark()
    invitation.invited_by = actor.name
    invitation.sent_at = actor.at
    invitation.expires_at = actor.at + timedelta(days=INVITATION_DAYS)
    invitation.save()
    enqueue(
        mail.send_invitation, tenant_id=actor.tenant.id, invitation_id=invitation.pk
    )


def lock_open(invitation: Invitation) -> Invitation:
    locked = directory.lock_invitation(invitation.pk)
    if locked is None or locked.accepted_at or locked.tenant_id != require_tenant_id():
        raise InvitationClosed
    return locked


@transaction.atomic
def accept_invitation(
    *,
    invitation: Invitation,
    user: User,
    at: datetime,
    ip_address: str | None,
) -> Membership:
    """Return the membership that an invitation offered.

    user: whoever proved to own the invited address: by password, or a new user,
    not yet saved, made with the invitation's address. Raises InvitationClosed.
    """
    token_hash = invitation.token_hash
    invitation = lock_open(invitation)
    is_changed = invitation.token_hash != token_hash or invitation.expires_at <= at
    is_theirs = directory.fold_email(user.email) == directory.fold_email(
        invitation.email
    )
    if is_changed or not is_theirs:
        raise InvitationClosed
    save_new_user(user)
    membership = directory.find_any_membership(user) or Membership(
        user=user, tenant_id=invitation.tenant_id
    )
    role = Role.objects.get(pk=invitation.role_id)
    membership.role, membership.is_active = role, True
    membership.save()
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    record_acceptance(membership, role, at, ip_address)
    return directory.get_membership(membership.pk)


def save_new_user(user: User) -> None:
    if user.pk is None:
        # The address may have got a user meanwhile, whose password is not this one.
        with refused_as({"lendcore_user_email": InvitationClosed}):
            user.save()


def record_acceptance(
    membership: Membership, role: Role, at: datetime, ip_address: str | None
) -> None:
    user = membership.user
    tenant = directory.get_tenant(membership.tenant_id).facts
    author = Actor(
        name=user.name or user.email,
        tenant=tenant,
        at=at,
        user_id=user.pk,
        ip_address=ip_address,
    )
    what = f"Accepted the invitation as {role.name}"
    record_membership(actor=author, what=what, user_id=user.pk)


# Changing ----------------------------------------------------------------------


@transaction.atomic
def change_role(*, actor: Actor, membership: Membership, role: Role) -> Membership:
    """Return the membership with another role, which counts from now on.

    Raises OwnMembership, LastAdministrator, RoleOfAnotherTenant.
    """
    check_role(role)
    membership = lock_membership(actor, membership)
    former = membership.role.name
    membership.role = role
    membership.save(update_fields=["role"])
    check_administrator_remains()
    record_membership(
        actor=actor,
        what=f"Changed the role of {name_of(membership)} from {former} to {role.name}",
        user_id=membership.user_id,
    )
    return membership


@transaction.atomic
def end_membership(*, actor: Actor, membership: Membership) -> Membership:
    """Return the membership, ended: its sessions stop with the next request.

    Raises OwnMembership, LastAdministrator.
    """
    membership = lock_membership(actor, membership)
    membership.is_active = False
    membership.save(update_fields=["is_active"])
    check_administrator_remains()
    record_membership(
        actor=actor,
        what=f"Ended the membership of {name_of(membership)}, {membership.role.name}",
        user_id=membership.user_id,
    )
    return membership


@transaction.atomic
def restore_membership(*, actor: Actor, membership: Membership) -> Membership:
    """Return the membership, active again with its former role.

    Raises OwnMembership.
    """
    membership = lock_membership(actor, membership)
    membership.is_active = True
    membership.save(update_fields=["is_active"])
    record_membership(
        actor=actor,
        what=f"Restored the membership of {name_of(membership)}, "
        f"{membership.role.name}",
        user_id=membership.user_id,
    )
    return membership


@transaction.atomic
def unlock_member(*, actor: Actor, membership: Membership) -> bool:
    """End a member's pause after wrong passwords; return whether also after codes.

    The count of wrong codes guards the user's one authenticator in all their
    tenants, so an administrator may undo it only for who works nowhere else.
    Raises OwnMembership.
    """
    membership = lock_membership(actor, membership)
    user = membership.user
    with_codes = works_only_here(user)
    lockout.end_pause(user.email)
    if with_codes:
        second_factor.end_code_pause(user=user)
    what = "Unlocked" if with_codes else "Unlocked the password of"
    record_membership(
        actor=actor, what=f"{what} {name_of(membership)}", user_id=user.pk
    )
    return with_codes


@transaction.atomic
def reset_second_factor(*, actor: Actor, membership: Membership) -> None:
    """Take a member's second factor away; the next sign-in sets up a new one.

    One authenticator serves all tenants of a user, so an administrator may reset
    it only for who works nowhere else. Raises OwnMembership, OperatorOnly.
    """
    membership = lock_membership(actor, membership)
    user = membership.user
    if not works_only_here(user):
        raise OperatorOnly
    second_factor.remove_devices(user=user)
    enqueue(
        mail.send_notice,
        tenant_id=actor.tenant.id,
        user_id=user.pk,
        notice="second_factor_reset",
    )
    record_membership(
        actor=actor,
        what=f"Reset the second factor of {name_of(membership)}",
        user_id=user.pk,
    )


# Rules -------------------------------------------------------------------------


def check_role(role: Role) -> None:
    if role.tenant_id != require_tenant_id():
        raise RoleOfAnotherTenant


def lock_membership(actor: Actor, membership: Membership) -> Membership:
    """Return the membership as it is now, under the tenant's lock.

    Raises OwnMembership, Membership.DoesNotExist.
    """
    directory.lock_tenant()
    membership = directory.get_membership(membership.pk)
    if membership.user_id == actor.user_id:
        raise OwnMembership
    return membership


def works_only_here(user: User) -> bool:
    """Return whether a user is neither an operator nor another tenant's member."""
    return not user.is_staff and not directory.works_elsewhere(user)


def check_administrator_remains() -> None:
    """Refuse a change after which nobody may edit the tenant's settings.

    To be called after the change, inside its transaction and under
    `directory.lock_tenant()`; also when a role loses that permission.
    Raises LastAdministrator.
    """
    if directory.count_members_who_may(ADMINISTRATION) == 0:
        raise LastAdministrator


def name_of(membership: Membership) -> str:
    return membership.user.name or membership.user.email
