"""The rows under a customer, replaced by what the edit page holds.

Saved rows that the page still has are updated, new ones added, missing ones
deleted, each with its history.
"""

from collections.abc import Iterable

from customers.inputs import (
    AddressInput,
    CustomerInput,
    PhoneInput,
    SocialProfileInput,
)
from customers.models import Address, Customer, Phone, SocialProfile

ADDRESS_PARTS = ("street", "unit", "city", "region", "postal_code", "country")


def replace_phones(customer: Customer, inputs: tuple[PhoneInput, ...]) -> None:
    """Bring the phones to what the page holds; the first becomes primary."""
    saved = {phone.pk: phone for phone in Phone.objects.filter(customer=customer)}
    wanted = ranked(inputs)
    delete_missing(saved, wanted)
    free_numbers(saved, wanted)
    rows = [phone_row(customer, saved, position, phone) for position, phone in wanted]
    free_ranks(customer)
    for phone in rows:
        phone.save()


def free_numbers(saved: dict[int, Phone], wanted: list[tuple[int, PhoneInput]]) -> None:
    """Take the number from each phone whose number another one is to have.

    A number is on a customer once at every moment, so a swap needs it free for a
    while. Nobody sees what stands in between, history included.
    """
    holders = {(phone.number, phone.extension): pk for pk, phone in saved.items()}
    for position, data in wanted:
        holder = holders.get((data.number, data.extension), data.id)
        if holder != data.id:
            Phone.objects.filter(pk=holder).update(
                without_history=True, number=f"moves to {position}"
            )


def free_ranks(customer: Customer) -> None:
    """Take both ranks from all phones, which are then saved with their new ones.

    Each rank is unique at every moment, so a swap needs them free for a while.
    """
    Phone.objects.filter(customer=customer).exclude(
        is_primary=False, is_secondary=False
    ).update(without_history=True, is_primary=False, is_secondary=False)


def ranked(inputs: tuple[PhoneInput, ...]) -> list[tuple[int, PhoneInput]]:
    """Return the phones with their positions; one of them is always primary."""
    rows = list(enumerate(inputs))
    if rows and not any(phone.is_primary for _, phone in rows):
        position, first = rows[0]
        values = vars(first) | {"is_primary": True, "is_secondary": False}
        rows[0] = (position, PhoneInput(**values))
    return rows


def delete_missing(
    saved: dict[int, Phone], wanted: list[tuple[int, PhoneInput]]
) -> None:
    kept = {phone.id for _, phone in wanted}
    for pk in [pk for pk in saved if pk not in kept]:
        saved.pop(pk).delete()


def phone_row(
    customer: Customer, saved: dict[int, Phone], position: int, data: PhoneInput
) -> Phone:
    phone = saved.get(data.id) or Phone(customer=customer)
    if (phone.number, phone.extension) != (data.number, data.extension):
        # Another number: what was found out about the old one is void.
        phone.is_verified = False
        phone.carrier = ""
    phone.number = data.number
    phone.extension = data.extension
    phone.search_digits = data.search_digits
    phone.kind = data.kind
    phone.is_primary = data.is_primary
    phone.is_secondary = data.is_secondary and not data.is_primary
    phone.is_do_not_call = data.is_do_not_call
    phone.position = position
    return phone


def replace_addresses(customer: Customer, data: CustomerInput) -> None:
    """Save both addresses; the mailing one only when it is not the primary."""
    mailing = data.mailing_address
    if customer.mailing_same_as_primary:
        mailing = AddressInput()
    saved = {row.purpose: row for row in Address.objects.filter(customer=customer)}
    for purpose, address in (
        (Address.Purpose.PRIMARY, data.primary_address),
        (Address.Purpose.MAILING, mailing),
    ):
        replace_address(customer, purpose, saved.get(purpose), address)


def replace_address(
    customer: Customer, purpose: str, saved: Address | None, data: AddressInput
) -> None:
    if data.is_empty:
        if saved is not None:
            saved.delete()
        return
    address = saved or Address(customer=customer, purpose=purpose)
    changed = any(
        getattr(address, part) != getattr(data, part) for part in ADDRESS_PARTS
    )
    if not changed and saved is not None:
        return
    for part in ADDRESS_PARTS:
        setattr(address, part, getattr(data, part))
    # Any edit clears both marks.
    address.is_verified = False
    address.is_standardized = False
    address.save()


def replace_social_profiles(
    customer: Customer, inputs: Iterable[SocialProfileInput]
) -> None:
    """Bring the social profiles to what the page holds."""
    saved = {row.pk: row for row in SocialProfile.objects.filter(customer=customer)}
    for data in inputs:
        profile = saved.pop(data.id, None) or SocialProfile(customer=customer)
        profile.network = data.network
        profile.url = data.url
        profile.username = data.username
        profile.save()
    for profile in saved.values():
        profile.delete()
