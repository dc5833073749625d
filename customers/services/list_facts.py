"""The columns of a customer that repeat its address and phones for the list."""

from customers.inputs import CustomerInput
from customers.models import Address, Customer, Phone


def apply(customer: Customer, data: CustomerInput) -> None:
    """Set the list facts of a new customer from the values to be saved."""
    address = data.primary_address
    place(customer, address.city, address.region, address.postal_code)
    customer.is_do_not_call = any(
        phone.is_primary and phone.is_do_not_call for phone in data.phones
    )


def refresh(customer: Customer) -> None:
    """Set the list facts from the saved rows. Two queries."""
    address = Address.objects.filter(
        customer=customer, purpose=Address.Purpose.PRIMARY
    ).first()
    if address is None:
        place(customer, "", "", "")
        customer.is_address_verified = False
    else:
        place(customer, address.city, address.region, address.postal_code)
        customer.is_address_verified = address.is_verified
    primary = Phone.objects.filter(customer=customer, is_primary=True).first()
    customer.is_do_not_call = bool(primary and primary.is_do_not_call)
    customer.is_phone_verified = bool(primary and primary.is_verified)


def place(customer: Customer, city: str, region: str, postal_code: str) -> None:
    customer.city = city
    customer.region = region
    customer.postal_code = postal_code
