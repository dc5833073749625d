"""The secret in the link of an invitation. Only its hash is ever stored."""

import hashlib
import secrets
from uuid import uuid4

from django.db import transaction

from lendcore.models import Invitation
from lendcore.tenancy import directory

TOKEN_BYTES = 32
UNSENT = "unsent:"


def unsent_mark() -> str:
    """Return what stands for the hash until the mail is sent; no token fits it."""
    return f"{UNSENT}{uuid4().hex}"


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue_token(invitation_id: int) -> tuple[Invitation, str] | None:
    """Return an unsent invitation with a new token, or None.

    None when it was withdrawn, accepted, or sent already, so that a task that
    runs twice sends one mail.
    """
    with transaction.atomic():
        invitation = directory.lock_invitation(invitation_id)
        if invitation is None or invitation.accepted_at is not None:
            return None
        if not invitation.token_hash.startswith(UNSENT):
            return None
        token = secrets.token_urlsafe(TOKEN_BYTES)
        invitation.token_hash = hash_token(token)
        invitation.save(update_fields=["token_hash"])
    return invitation, token


def take_token_back(invitation: Invitation) -> None:
    """Mark an invitation unsent again, because its mail could not be sent."""
    invitation.token_hash = unsent_mark()
    with transaction.atomic():
        invitation.save(update_fields=["token_hash"])
