"""Editing a customer the way the edit page does: what is not named stays."""

from collections.abc import Sequence
from typing import Any

from customers.inputs import (
    AddressInput,
    CustomerInput,
    PhoneInput,
    SocialProfileInput,
)
from customers.models import Address, Customer, Phone, SocialProfile
from customers.queries.customers import list_custom_fields
from customers.services import customers
from customers.services.children import ADDRESS_PARTS
from customers.services.errors import DuplicatesFound
from lendcore import custom_values
from lendcore.actors import Actor
from lendcore.rules import tax_numbers
from lendcore.rules.phones import parse_phone
from lendcore.rules.tax_numbers import CheckedTaxNumber, TaxNumberChoice


def edit(actor: Actor, customer_id: int, **changes: Any) -> Customer:
    """Return the customer with changed parts of a CustomerInput.

    values: columns to change. custom: typed custom values by key, over those on file.
    Look-alikes are accepted, as an agent does who saves anyway.
    """
    customer = Customer.objects.get(pk=customer_id)
    custom = changes.pop("custom", None)
    if custom is not None:
        changes["custom_values"] = merged_values(customer, custom)
    data = CustomerInput(**saved_parts(customer) | changes)
    accepted: frozenset[int] = frozenset()
    while True:
        try:
            return customers.update_customer(
                actor=actor,
                customer_id=customer_id,
                version=customer.version,
                data=data,
                accepted_duplicates=accepted,
            )
        except DuplicatesFound as found:
            accepted |= {each.customer.pk for each in found.duplicates}


def create(actor: Actor, data: CustomerInput) -> Customer:
    """Return a new customer; look-alikes are accepted."""
    accepted: frozenset[int] = frozenset()
    while True:
        try:
            return customers.create_customer(
                actor=actor, data=data, accepted_duplicates=accepted
            )
        except DuplicatesFound as found:
            accepted |= {each.customer.pk for each in found.duplicates}


def saved_parts(customer: Customer) -> dict[str, Any]:
    """Return what a save must repeat so that it stays."""
    addresses = {row.purpose: row for row in Address.objects.filter(customer=customer)}
    profiles = SocialProfile.objects.filter(customer=customer).order_by("pk")
    return {
        "values": {},
        "phones": saved_phones(customer),
        "primary_address": _address_input(addresses.get(Address.Purpose.PRIMARY)),
        "mailing_address": _address_input(addresses.get(Address.Purpose.MAILING)),
        "social_profiles": tuple(
            SocialProfileInput(
                id=row.pk, network=row.network, url=row.url, username=row.username
            )
            for row in profiles
        ),
    }


def saved_phones(customer: Customer) -> tuple[PhoneInput, ...]:
    """Return the phones on file, in their order."""
    names = PhoneInput.__dataclass_fields__
    rows = Phone.objects.filter(customer=customer).order_by("position", "pk")
    return tuple(
        PhoneInput(**{name: getattr(row, name) for name in names}) for row in rows
    )


def _address_input(row: Address | None) -> AddressInput:
    if row is None:
        return AddressInput()
    return AddressInput(**{part: getattr(row, part) for part in ADDRESS_PARTS})


def merged_values(customer: Customer, custom: dict[str, Any]) -> dict[str, Any]:
    """Return the column of custom values after a change of some."""
    fields = list_custom_fields()
    return custom_values.merged(fields, customer.custom_values, custom)


def phone(number: str, kind: str = "cell", rank: str = "", **marks: Any) -> PhoneInput:
    """Return a typed phone; rank is "primary", "secondary" or ""."""
    parsed = parse_phone(number, region="US")
    return PhoneInput(
        kind=kind,
        number=parsed.e164,
        extension=parsed.extension,
        search_digits=parsed.national_digits,
        is_primary=rank == "primary",
        is_secondary=rank == "secondary",
        **marks,
    )


def person_number(text: str) -> CheckedTaxNumber:
    """Return a typed SSN or ITIN."""
    return tax_numbers.check_tax_number(text, choice=TaxNumberChoice.US_PERSON)


def without_ranks(phones: Sequence[PhoneInput]) -> tuple[PhoneInput, ...]:
    """Return phones of which none is primary or secondary any more."""
    free = {"is_primary": False, "is_secondary": False}
    return tuple(PhoneInput(**vars(each) | free) for each in phones)
