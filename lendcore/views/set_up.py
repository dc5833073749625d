"""The secret of an authenticator while it is being set up."""

from base64 import b32encode
from typing import Any

import segno
from django.http import HttpRequest
from django.utils.safestring import mark_safe
from django_otp.plugins.otp_totp.models import TOTPDevice

from lendcore.models import User
from lendcore.services.second_factor import new_secret

# The secret waits in the session, not in a device: another browser that knows the
# password must not be shown the one that the member is about to confirm.
SECRET_SESSION_KEY = "new_authenticator"  # noqa: S105 - the name of the place
GROUP = 4


def keep_secret(request: HttpRequest) -> str:
    """Return the secret that this session sets up, made on first use."""
    return request.session.setdefault(SECRET_SESSION_KEY, new_secret())


def drop_secret(request: HttpRequest) -> None:
    request.session.pop(SECRET_SESSION_KEY, None)


def secret_context(user: User, secret: str) -> dict[str, Any]:
    """Return QR code and typed form of a secret, for the page that shows them."""
    device = TOTPDevice(user=user, key=secret)
    typed = b32encode(bytes.fromhex(secret)).decode().rstrip("=")
    groups = [typed[i : i + GROUP] for i in range(0, len(typed), GROUP)]
    drawing = segno.make(device.config_url, error="m", micro=False)
    # Made of numbers only; dark on white in both themes, or cameras fail.
    svg = drawing.svg_inline(scale=4, light="#fff", svgclass="qr-code")
    return {"qr_code": mark_safe(svg), "secret_groups": groups}  # noqa: S308
