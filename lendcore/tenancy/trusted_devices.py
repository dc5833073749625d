"""Browsers on which a member may skip the code for twelve hours.

A signed cookie says so, for one user in one tenant. It is bound to the password
and to the authenticator: a change of either makes it worthless.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from django_otp.plugins.otp_totp.models import TOTPDevice

from lendcore.models import Membership

TRUST_HOURS = 12
SALT = "lendcore.trusted_device"


def cookie_name(membership: Membership) -> str:
    return f"lendcore_device_{membership.tenant_id}"


def trust_browser(
    response: HttpResponse, *, membership: Membership, device: TOTPDevice
) -> None:
    """Let this browser skip the code until the cookie ends."""
    note = [membership.user_id, membership.tenant_id, fingerprint(membership, device)]
    response.set_cookie(
        cookie_name(membership),
        signing.dumps(note, salt=SALT),
        max_age=TRUST_HOURS * 60 * 60,
        secure=settings.HTTPS_ONLY,
        httponly=True,
        samesite="Lax",
    )


def is_trusted_browser(
    request: HttpRequest, *, membership: Membership, device: TOTPDevice
) -> bool:
    """Return whether the code may be skipped in this browser."""
    cookie = request.COOKIES.get(cookie_name(membership), "")
    try:
        note = signing.loads(cookie, salt=SALT, max_age=TRUST_HOURS * 60 * 60)
        user_id, tenant_id, mark = note
    except (signing.BadSignature, ValueError):
        return False
    is_same = (user_id, tenant_id) == (membership.user_id, membership.tenant_id)
    return is_same and constant_time_compare(mark, fingerprint(membership, device))


def fingerprint(membership: Membership, device: TOTPDevice) -> str:
    """Return what changes with the password and with the authenticator."""
    facts = f"{membership.user.password}:{device.pk}:{device.key}"
    return salted_hmac(SALT, facts, algorithm="sha256").hexdigest()
