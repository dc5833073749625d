"""A password was right and a code is still to come.

Until then nobody is signed in: the session only notes who is expected, for ten
minutes, and only as long as the password stays the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare

from lendcore.models import Membership
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant

PENDING_SESSION_KEY = "pending_sign_in"
PENDING_MINUTES = 10


@dataclass(frozen=True, kw_only=True)
class Pending:
    """Who has to give a code, since when they are signed in, and where they go.

    signed_in_at: None for a new sign-in; when a session moves to another tenant,
    the moment of the password, so that moving does not prolong the session.
    """

    membership: Membership
    next_path: str
    signed_in_at: datetime | None = None


def hold_sign_in(request: HttpRequest, pending: Pending, *, now: datetime) -> None:
    """Note who is expected, in a fresh session with a fresh CSRF secret."""
    request.session.flush()
    since = pending.signed_in_at
    request.session[PENDING_SESSION_KEY] = {
        "user_id": pending.membership.user_id,
        "tenant_id": pending.membership.tenant_id,
        "password_state": pending.membership.user.get_session_auth_hash(),
        "at": now.isoformat(),
        "next_path": pending.next_path,
        "signed_in_at": since.isoformat() if since else None,
    }
    rotate_token(request)


def find_pending(request: HttpRequest, *, now: datetime) -> Pending | None:
    """Return who is expected to give a code, or None. One query."""
    note = request.session.get(PENDING_SESSION_KEY)
    if note is None or request.host_tenant_id not in (None, note["tenant_id"]):
        return None
    if now - datetime.fromisoformat(note["at"]) > timedelta(minutes=PENDING_MINUTES):
        return None
    with activate_tenant(note["tenant_id"]):
        membership = directory.find_membership(note["user_id"], note["tenant_id"])
    if membership is None or not constant_time_compare(
        membership.user.get_session_auth_hash(), note["password_state"]
    ):
        return None
    since = note["signed_in_at"]
    return Pending(
        membership=membership,
        next_path=note["next_path"],
        signed_in_at=datetime.fromisoformat(since) if since else None,
    )
