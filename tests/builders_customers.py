"""Customers for tests, made through the services."""

from datetime import date
from typing import Any

from customers.inputs import AddressInput, CustomerInput, PhoneInput
from customers.models import Customer, CustomerStatus
from customers.services import customers
from lendcore.actors import Actor
from lendcore.rules.phones import parse_phone
from lendcore.rules.tax_numbers import TaxNumberChoice, check_tax_number

SSN = "536-22-8714"


def ssn(text: str = SSN) -> Any:
    return check_tax_number(text, choice=TaxNumberChoice.US_PERSON)


def phone(text: str = "(801) 555-0142", **changes: Any) -> PhoneInput:
    parsed = parse_phone(text, region="US")
    facts = {
        "number": parsed.e164,
        "extension": parsed.extension,
        "search_digits": parsed.national_digits,
    }
    return PhoneInput(**(facts | changes))


def address(**changes: Any) -> AddressInput:
    facts = {
        "street": "2214 W Canyon Rim Dr",
        "city": "Lehi",
        "region": "UT",
        "postal_code": "84043",
    }
    return AddressInput(**(facts | changes))


def customer_input(**changes: Any) -> CustomerInput:
    """Return what a page would hold; unknown names go into the plain values."""
    values = {
        "customer_type": "individual",
        "status": CustomerStatus.objects.get(code="active"),
        "first_name": "Marisol",
        "last_name": "Vega",
        "birth_date": date(1988, 4, 17),
        "email": "marisol.vega@example.com",
    }
    parts = {
        name: changes.pop(name)
        for name in list(changes)
        if name in CustomerInput.__dataclass_fields__
    }
    return CustomerInput(values=values | changes, **parts)


def make_customer(actor: Actor, **changes: Any) -> Customer:
    """Return a saved customer of the active tenant."""
    everyone = frozenset(Customer.objects.values_list("pk", flat=True))
    return customers.create_customer(
        actor=actor, data=customer_input(**changes), accepted_duplicates=everyone
    )
