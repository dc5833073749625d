"""The key tree above a customer: master keys, and each tenant's two keys."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from lendcore.crypto.sealing import KEY_BYTES, new_key, open_sealed, place, seal
from lendcore.models.keys import TenantKeys
from lendcore.tenancy.context import require_tenant_id

BLIND_INDEX_BYTES = 16


@dataclass(frozen=True)
class KeyRing:
    """Master keys by id, newest first; only the newest wraps."""

    keys: dict[str, bytes] = field(repr=False)

    @property
    def newest(self) -> str:
        return next(iter(self.keys))


@dataclass(frozen=True)
class TenantKeyPair:
    """A tenant's unwrapped keys."""

    tenant_id: int
    wrapping: bytes = field(repr=False)
    index: bytes = field(repr=False)

    def blind_index(self, family: str, value: str) -> bytes:
        """Return 16 bytes by which equal values are found without being read.

        family: the kind of number, so that equal digits of two kinds differ.
        The strength is the secrecy of the index key: there are only a billion
        SSNs, so the key never stands in the database unwrapped.
        """
        digest = hmac.new(self.index, f"{family}:{value}".encode(), hashlib.sha256)
        return digest.digest()[:BLIND_INDEX_BYTES]


def parse_key_ring(text: str) -> KeyRing:
    """Read MASTER_KEYS, `id:base64,id:base64`. Raises ImproperlyConfigured."""
    keys: dict[str, bytes] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        key_id, _, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not key_id or len(key) != KEY_BYTES or key_id in keys:
            raise ImproperlyConfigured(
                "MASTER_KEYS has an entry that is not id:base64 of 32 random bytes, "
                "or two entries with one id."
            )
        if len(set(key)) < KEY_BYTES // 4:
            raise ImproperlyConfigured(
                "MASTER_KEYS has a key that is not random. Make one with: "
                "python -c 'import os,base64;"
                "print(base64.b64encode(os.urandom(32)).decode())'"
            )
        keys[key_id] = key
    if not keys:
        raise ImproperlyConfigured("Set MASTER_KEYS: it holds no key.")
    return KeyRing(keys)


def master_ring() -> KeyRing:
    """Return the master keys of the environment."""
    return parse_key_ring(settings.MASTER_KEYS)


# A tenant's keys never change, only their wrapping does, so a process keeps them.
_unwrapped: dict[int, TenantKeyPair] = {}


def create_tenant_keys() -> TenantKeys:
    """Make the active tenant's two keys, wrapped by the newest master key."""
    tenant_id = require_tenant_id()
    ring = master_ring()
    master = ring.keys[ring.newest]
    return TenantKeys.objects.create(
        wrapping_key=seal(
            new_key(), key=master, bound_to=place(tenant_id, "wrapping_key")
        ),
        index_key=seal(new_key(), key=master, bound_to=place(tenant_id, "index_key")),
        master_key_id=ring.newest,
    )


def tenant_keys() -> TenantKeyPair:
    """Return the active tenant's keys. One query, once in a process."""
    tenant_id = require_tenant_id()
    if tenant_id not in _unwrapped:
        _unwrapped[tenant_id] = _unwrap(TenantKeys.objects.get())
    return _unwrapped[tenant_id]


def _unwrap(row: TenantKeys) -> TenantKeyPair:
    ring = master_ring()
    if row.master_key_id not in ring.keys:
        raise ImproperlyConfigured(
            f'MASTER_KEYS lacks the key "{row.master_key_id}" that wraps a tenant\'s '
            "keys. Add it back, after the newest."
        )
    master = ring.keys[row.master_key_id]
    return TenantKeyPair(
        tenant_id=row.tenant_id,
        wrapping=open_sealed(
            row.wrapping_key, key=master, bound_to=place(row.tenant_id, "wrapping_key")
        ),
        index=open_sealed(
            row.index_key, key=master, bound_to=place(row.tenant_id, "index_key")
        ),
    )


def rewrap_tenant_keys() -> bool:
    """Wrap the active tenant's keys by the newest master key, if they are not.

    The tenant's keys themselves stay, so no value is rewritten. Returns whether
    anything changed.
    """
    ring = master_ring()
    row = TenantKeys.objects.select_for_update().get()
    if row.master_key_id == ring.newest:
        return False
    pair = _unwrap(row)
    master = ring.keys[ring.newest]
    row.wrapping_key = seal(
        pair.wrapping, key=master, bound_to=place(row.tenant_id, "wrapping_key")
    )
    row.index_key = seal(
        pair.index, key=master, bound_to=place(row.tenant_id, "index_key")
    )
    row.master_key_id = ring.newest
    row.save()
    return True
