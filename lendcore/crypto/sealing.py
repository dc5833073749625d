"""AES-256-GCM sealing of small values (NIST SP 800-38D)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
VERSION = b"\x01"
# The nonce length that SP 800-38D section 8.2 recommends. A key seals a few values
# in its life, far from the 2**32 at which random nonces become a risk.
NONCE_BYTES = 12


class CannotOpen(Exception):
    """A sealed value was changed, moved, or sealed under another key."""


def new_key() -> bytes:
    """Return a random 256-bit key."""
    return os.urandom(KEY_BYTES)


def seal(value: bytes, *, key: bytes, bound_to: bytes) -> bytes:
    """Return version, nonce, ciphertext and tag in one piece.

    bound_to: where the value belongs; it must be given again to open it.
    """
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, value, bound_to)


def open_sealed(sealed: bytes, *, key: bytes, bound_to: bytes) -> bytes:
    """Return the value that was sealed. Raises CannotOpen."""
    sealed = bytes(sealed)
    if sealed[:1] != VERSION:
        raise CannotOpen("The value was sealed by an unknown version.")
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, bound_to)
    except (InvalidTag, ValueError):
        raise CannotOpen("The value does not belong here, or was changed.") from None


def place(*parts: object) -> bytes:
    """Return the description that a value is bound to, such as tenant|7|ssn."""
    return "|".join(str(part) for part in parts).encode()
