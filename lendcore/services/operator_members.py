"""The members that an operator lets in from outside the tenant.

Not in secret: the tenant's administrators are mailed each of them.
"""

from django.db import transaction

from lendcore.actors import Actor
from lendcore.models import Membership, User
from lendcore.services import people
from lendcore.services.access_records import record_membership
from lendcore.tasks import mail
from lendcore.tasks.decorator import enqueue
from lendcore.tenancy import directory


class OperatorsOwn(people.PeopleError):
    """An operator tries to let themselves into a production tenant."""

    def __init__(self) -> None:
        super().__init__(
            "You can't make yourself a member of a production tenant. If you have to "
            "work in it, an administrator of the tenant invites you."
        )


@transaction.atomic
def add_member(*, actor: Actor, membership: Membership) -> Membership:
    """Return the new membership, saved; the administrators are told.

    Who has no password yet is mailed a link to choose one. Raises OperatorsOwn.
    """
    check_addition(actor, membership.user)
    membership.save()
    record_membership(
        actor=actor,
        what=f"Added {people.name_of(membership)} as {membership.role.name}",
        user_id=membership.user_id,
    )
    if not membership.user.has_usable_password():
        enqueue(
            mail.send_password_link,
            tenant_id=membership.tenant_id,
            user_id=membership.user_id,
        )
    tell_administrators(actor, membership)
    return membership


@transaction.atomic
def restore_member(*, actor: Actor, membership: Membership) -> Membership:
    """Return the membership, active again; the administrators are told.

    Raises people.OwnMembership.
    """
    membership = people.restore_membership(actor=actor, membership=membership)
    tell_administrators(actor, membership)
    return membership


def check_addition(actor: Actor, user: User) -> None:
    """Refuse an operator's own user, save in a sandbox. Raises OperatorsOwn."""
    if user.pk == actor.user_id and not actor.tenant.is_sandbox:
        raise OperatorsOwn


def tell_administrators(actor: Actor, membership: Membership) -> None:
    for administrator in directory.list_members_who_may(people.ADMINISTRATION):
        if administrator.user_id != membership.user_id:
            enqueue(
                mail.send_member_added,
                tenant_id=membership.tenant_id,
                user_id=administrator.user_id,
                membership_id=membership.pk,
                operator_id=actor.user_id,
            )
