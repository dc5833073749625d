"""Signing in, and what a member changes about their own sign-in."""

from datetime import datetime
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import password_changed
from django.db import transaction
from django.http import HttpRequest

from lendcore.models import Membership, User
from lendcore.services import mail_links, second_factor
from lendcore.services.access_records import record_sign_in
from lendcore.services.refusals import refused_as
from lendcore.tasks import mail
from lendcore.tasks.decorator import enqueue
from lendcore.tenancy import directory, lockout
from lendcore.tenancy.client_address import client_address
from lendcore.tenancy.context import require_tenant_id

SIGNED_IN = "Signed in"
WRONG_PASSWORD = "Wrong password"  # noqa: S105 - a sentence
WRONG_CODE = "Wrong code"


class SignInRefused(Exception):
    """The password was not accepted."""


class WrongPassword(SignInRefused):
    """Address or password is wrong; `tries_left` more may be made."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left


class SignInPaused(SignInRefused):
    """Too many wrong passwords; the next may be typed at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class EmailTaken(Exception):
    """Another user has the address by now."""


class TooManyLinks(Exception):
    """A member asks for more mails to new addresses than may be sent."""

    def __init__(self) -> None:
        super().__init__(
            "You asked for three links already. Try again in a quarter of an hour."
        )


class NoSuchMember(LookupError):
    """The user of a link does not work in this tenant."""


def check_password(
    *,
    request: HttpRequest,
    email: str,
    password: str,
    at: datetime,
    is_invited: bool = False,
) -> User:
    """Return the user whose address and password these are, in the active tenant.

    A wrong one is counted, and recorded when the address is a member's. Known and
    unknown addresses take the same steps, so that neither the answer nor its time
    tells which is which. Raises WrongPassword or SignInPaused.
    """
    with transaction.atomic():
        lockout.hold_tries(request, email)
        if lockout.tries_left(request, email) == 0:
            raise SignInPaused(lockout.pause_end(request, email))
        user = authenticate(
            request,
            username=email,
            password=password,
            tenant_id=require_tenant_id(),
            is_invited=is_invited,
        )
        if user is not None:
            lockout.tries_of(request, email).delete()
            return user
        record_wrong_password(request, email, at)
    tries_left = lockout.tries_left(request, email)
    if tries_left == 0:
        raise SignInPaused(lockout.pause_end(request, email))
    raise WrongPassword(tries_left)


def record_wrong_password(request: HttpRequest, email: str, at: datetime) -> None:
    member = directory.find_member(email)
    with transaction.atomic():
        record_sign_in(
            membership=member or Membership(user=User()),
            what=WRONG_PASSWORD,
            at=at,
            ip_address=client_address(request),
        )
        # For an unknown address the same row is written, and taken back.
        transaction.set_rollback(member is None)


def record_entry(
    *, membership: Membership, what: str, at: datetime, ip_address: str | None
) -> None:
    """Record that a member is signed in now."""
    with transaction.atomic():
        directory.record_sign_in(membership, at)
        record_sign_in(membership=membership, what=what, at=at, ip_address=ip_address)


def record_refused_code(
    *,
    membership: Membership,
    refusal: second_factor.CodeRefused,
    at: datetime,
    ip_address: str | None,
) -> None:
    """Record that the password was right and the code was not.

    A code that nobody looked at, during a pause, leaves no record.
    """
    if refusal.is_counted:
        record_sign_in(
            membership=membership, what=WRONG_CODE, at=at, ip_address=ip_address
        )


def request_password_link(*, email: str) -> None:
    """Queue the mail with a link to a new password, if the address is a member's.

    The same is queued for any address, so that the time tells nothing.
    """
    member = directory.find_member(email)
    enqueue(
        mail.send_password_link,
        tenant_id=require_tenant_id(),
        user_id=member.user_id if member else 0,
    )


@transaction.atomic
def set_password_by_link(
    *, user: User, password: str, at: datetime, ip_address: str | None
) -> None:
    """Give a user of the active tenant a new password; their sessions end.

    Raises NoSuchMember.
    """
    membership = directory.find_membership(user.pk, require_tenant_id())
    if membership is None:
        raise NoSuchMember(user.pk)
    save_password(user, password)
    record_sign_in(
        membership=membership,
        what="Set a new password by a mailed link",
        at=at,
        ip_address=ip_address,
    )


@transaction.atomic
def change_password(
    *, membership: Membership, password: str, at: datetime, ip_address: str | None
) -> None:
    """Give a member the password they chose; their other sessions end."""
    save_password(membership.user, password)
    record_sign_in(
        membership=membership,
        what="Changed their password",
        at=at,
        ip_address=ip_address,
    )


def save_password(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    password_changed(password, user)
    notify(user, "password_changed")


def notify(user: User, notice: str, **arguments: Any) -> None:
    enqueue(
        mail.send_notice,
        tenant_id=require_tenant_id(),
        user_id=user.pk,
        notice=notice,
        **arguments,
    )


def change_profile(*, user: User, **values: Any) -> None:
    """Save what a user chose for themselves: name, theme, shortcuts."""
    for name, value in values.items():
        setattr(user, name, value)
    user.save(update_fields=list(values))


@transaction.atomic
def request_email_link(
    *, membership: Membership, email: str, at: datetime, ip_address: str | None
) -> None:
    """Queue the mail that asks the new address to confirm.

    Whoever has the address may know nothing of it. Raises TooManyLinks.
    """
    # Requests that arrive together wait here, so that each is counted.
    directory.lock_tenant()
    if not mail_links.may_send_link(
        membership, what=mail_links.EMAIL_LINK_SENT, at=at, ip_address=ip_address
    ):
        raise TooManyLinks
    enqueue(
        mail.send_email_link,
        tenant_id=membership.tenant_id,
        user_id=membership.user_id,
        sealed_email=mail.seal_address(email, membership.user_id),
    )


def change_email_by_link(*, token: str) -> User:
    """Return the user with the address that their link confirmed.

    Raises LookupError for a link that is no good, EmailTaken when somebody else
    took the address meanwhile.
    """
    opened = mail_links.open_email_token(token)
    if opened is None:
        raise LookupError
    user, email = opened
    former = user.email
    user.email = email
    with refused_as({"lendcore_user_email": EmailTaken}):
        user.save(update_fields=["email"])
        tell_former_address(user, former)
    return user


def tell_former_address(user: User, former: str) -> None:
    membership = directory.list_memberships_of(user).first()
    if membership is None:
        return
    enqueue(
        mail.send_notice,
        tenant_id=membership.tenant_id,
        user_id=user.pk,
        notice="email_changed",
        sealed_email=mail.seal_address(former, user.pk),
    )


@transaction.atomic
def set_up_second_factor(
    *,
    membership: Membership,
    secret: str,
    code: str,
    at: datetime,
    ip_address: str | None,
) -> list[str]:
    """Return the recovery codes of a member's new authenticator.

    Raises second_factor.WrongCode.
    """
    had_one = second_factor.find_device(membership.user) is not None
    codes = second_factor.set_up_device(user=membership.user, secret=secret, code=code)
    record_sign_in(
        membership=membership,
        what="Set up their second factor",
        at=at,
        ip_address=ip_address,
    )
    if had_one:
        notify(membership.user, "second_factor_changed")
    return codes


@transaction.atomic
def remove_second_factor(
    *, membership: Membership, at: datetime, ip_address: str | None
) -> None:
    """Take a member's own second factor away, where the tenant allows it."""
    second_factor.remove_devices(user=membership.user)
    record_sign_in(
        membership=membership,
        what="Removed their second factor",
        at=at,
        ip_address=ip_address,
    )
    notify(membership.user, "second_factor_changed")


@transaction.atomic
def renew_recovery_codes(
    *, membership: Membership, at: datetime, ip_address: str | None
) -> list[str]:
    """Return ten new recovery codes of a member; those of before are void."""
    codes = second_factor.renew_recovery_codes(user=membership.user)
    record_sign_in(
        membership=membership,
        what="Renewed their recovery codes",
        at=at,
        ip_address=ip_address,
    )
    return codes
