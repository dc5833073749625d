"""A customer's encrypted numbers: sealing, opening, and who looked.

Each customer has a data key, wrapped by the tenant's. A value is bound to
tenant, customer and field, so a ciphertext moved elsewhere does not open.
"""

from collections.abc import Sequence

from customers.models import Customer, CustomerKey
from lendcore.actors import Actor
from lendcore.crypto.keys import tenant_keys
from lendcore.crypto.sealing import open_sealed, place, seal
from lendcore.history.recording import records_history
from lendcore.models import AccessRecord
from lendcore.permissions import MissingPermission
from lendcore.rules import tax_numbers
from lendcore.rules.tax_numbers import TaxNumberKind
from lendcore.services import access

# SSN and ITIN share one number space, so they share one blind index.
INDEX_FAMILIES = {
    TaxNumberKind.SSN: "us_person",
    TaxNumberKind.ITIN: "us_person",
    TaxNumberKind.SIN: "sin",
    TaxNumberKind.EIN: "ein",
    TaxNumberKind.BN: "bn",
}
TAX_NUMBER, DRIVER_LICENSE = "tax_number", "driver_license"


class NothingToReveal(Exception):
    """The customer has no such number, or it is of no such field."""


class MayNotReveal(MissingPermission):
    """The role sees this number masked only."""

    def __init__(self, field: str) -> None:
        super().__init__("contact.view")
        self.field = field


def find_key(customer_id: int) -> bytes | None:
    """Return a customer's data key, or None before the first secret. One query."""
    row = CustomerKey.objects.filter(customer_id=customer_id).first()
    if row is None:
        return None
    return open_sealed(
        row.wrapped, key=tenant_keys().wrapping, bound_to=key_place(customer_id)
    )


def store_key(customer_id: int, key: bytes) -> None:
    """Keep a new data key; the customer's row must stand already."""
    CustomerKey.objects.create(
        customer_id=customer_id, wrapped=wrapped_key(customer_id, key)
    )


def wrapped_key(customer_id: int, key: bytes) -> bytes:
    """Return a customer's data key as it is stored."""
    return seal(key, key=tenant_keys().wrapping, bound_to=key_place(customer_id))


def key_place(customer_id: int) -> bytes:
    return place(tenant_keys().tenant_id, customer_id, "customer_key")


def value_place(customer_id: int, field: str) -> bytes:
    return place(tenant_keys().tenant_id, customer_id, field)


def sealed_value(customer_id: int, field: str, value: str, *, key: bytes) -> bytes:
    """Return a number as it is stored, under the customer's key."""
    return seal(value.encode(), key=key, bound_to=value_place(customer_id, field))


def tax_number_index(kind: TaxNumberKind, digits: str) -> bytes:
    """Return the blind index by which equal tax numbers are found."""
    return tenant_keys().blind_index(INDEX_FAMILIES[kind], digits)


def tax_number_indexes(digits: str) -> Sequence[bytes]:
    """Return the blind index of the digits in each family, for a search."""
    families = dict.fromkeys(INDEX_FAMILIES.values())
    return [tenant_keys().blind_index(family, digits) for family in families]


def driver_license_index(region: str, number: str) -> bytes:
    """Return the blind index of a licence; numbers repeat between states."""
    return tenant_keys().blind_index("driver_license", f"{region}:{number.upper()}")


def open_number(customer: Customer, field: str) -> str:
    """Return a stored number in clear. Raises NothingToReveal."""
    sealed = getattr(customer, f"{field}_encrypted")
    if sealed is None:
        raise NothingToReveal(field)
    key = find_key(customer.pk)
    if key is None:
        # The key was destroyed on an approved privacy request.
        raise NothingToReveal(field)
    value = open_sealed(sealed, key=key, bound_to=value_place(customer.pk, field))
    return value.decode()


@records_history
def reveal(*, actor: Actor, customer: Customer, field: str, reason: str = "") -> str:
    """Return a protected number, formatted for reading, and record who looked.

    Raises MayNotReveal when the role sees it masked only, and NothingToReveal.
    """
    allowed = {
        TAX_NUMBER: actor.masking.reveals_tax_number,
        DRIVER_LICENSE: actor.masking.reveals_driver_license,
    }
    if field not in allowed:
        raise NothingToReveal(field)
    if not allowed[field]:
        raise MayNotReveal(field)
    number = open_number(customer, field)
    access.record(
        actor=actor,
        kind=AccessRecord.Kind.REVEAL,
        what=field,
        entity="customer",
        entity_id=customer.pk,
        reason=reason,
    )
    if field == TAX_NUMBER and len(number) == 9:
        kind = TaxNumberKind(customer.tax_number_kind)
        return tax_numbers.format_tax_number(number, kind)
    return number
