"""Links that only the owner of a mailbox can open: password, new address."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from lendcore.models import Membership, User
from lendcore.services.access_records import count_sign_in_records, record_sign_in
from lendcore.tenancy import directory

PASSWORD_LINK_SENT = "Asked for a link to a new password"  # noqa: S105 - a sentence
EMAIL_LINK_SENT = "Asked for a link to a new e-mail address"
LINKS = 3
LINKS_WITHIN = timedelta(minutes=15)
EMAIL_SALT = "lendcore.email_link"


def may_send_link(
    membership: Membership, *, what: str, at: datetime, ip_address: str | None = None
) -> bool:
    """Return whether a link of a kind may be sent, and record that it is.

    what: one of the two sentences above. Three of a kind within a quarter of an
    hour: nobody's mailbox is flooded from here, a stranger's neither.
    """
    sent = count_sign_in_records(
        user_id=membership.user_id, what=what, since=at - LINKS_WITHIN
    )
    if sent >= LINKS:
        return False
    record_sign_in(membership=membership, what=what, at=at, ip_address=ip_address)
    return True


def password_link_parts(user: User) -> tuple[str, str]:
    """Return the two parts of a password link: who, and a token of one hour."""
    who = urlsafe_base64_encode(force_bytes(user.pk))
    return who, default_token_generator.make_token(user)


def open_password_link(who: str, token: str) -> User | None:
    """Return the user of a password link that is still good. One query."""
    try:
        user_id = int(urlsafe_base64_decode(who))
    except ValueError:
        return None
    user = directory.find_active_user(user_id)
    return user if default_token_generator.check_token(user, token) else None


def make_email_token(user: User, email: str) -> str:
    """Return a token that changes a user's address to this one, for an hour."""
    return signing.dumps([user.pk, email, email_state(user)], salt=EMAIL_SALT)


def open_email_token(token: str) -> tuple[User, str] | None:
    """Return user and new address of a token that is still good. One query."""
    try:
        user_id, email, state = signing.loads(
            token, salt=EMAIL_SALT, max_age=settings.PASSWORD_RESET_TIMEOUT
        )
    except signing.BadSignature:
        return None
    user = directory.find_active_user(user_id)
    if user is None or not constant_time_compare(state, email_state(user)):
        return None
    return user, email


def email_state(user: User) -> str:
    """Return what changes once the address or the password is changed."""
    facts = f"{user.pk}:{user.email}:{user.password}"
    return salted_hmac(EMAIL_SALT, facts, algorithm="sha256").hexdigest()
