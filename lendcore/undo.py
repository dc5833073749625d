"""Undo of a change: its inverse travels with the toast, signed for one tenant."""

from typing import Any

from django.core import signing
from django.http import HttpRequest

# How long an Undo may be clicked; the toast itself stays for seconds.
UNDO_SECONDS = 300


def offer_undo(
    request: HttpRequest, url: str, change: dict[str, Any], *, salt: str
) -> None:
    """Let the toast of this answer offer to post the inverse of a change to a URL."""
    token = signing.dumps(change, salt=_salt_of(request, salt))
    request.undo = {"url": url, "token": token}


def read_undo(request: HttpRequest, *, salt: str) -> dict[str, Any] | None:
    """Return the change that the posted token holds.

    None when it is older than `UNDO_SECONDS`, forged, or of another tenant.
    """
    token = request.POST.get("token", "")
    try:
        return signing.loads(token, salt=_salt_of(request, salt), max_age=UNDO_SECONDS)
    except signing.BadSignature:
        return None


def _salt_of(request: HttpRequest, salt: str) -> str:
    return f"{salt}.{request.actor.tenant.id}"
