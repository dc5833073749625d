"""Customers as lists see them: rows with their list facts, made without the form."""

from datetime import timedelta

from customers.models import Customer, CustomerCustomValue, CustomerStatus, Phone
from customers.services.custom_values import mirror
from lendcore.history.recording import recorded
from lendcore.models import CustomField
from tests import builders


def add_customer(actor, **changes):
    """Return a saved row; `phone` is ten digits, `status` a code or a status."""
    phone = changes.pop("phone", None)
    phone_facts = changes.pop("phone_facts", {})
    status = changes.pop("status", "active")
    if isinstance(status, str):
        status = CustomerStatus.objects.get(code=status)
    facts = {
        "first_name": "Marisol",
        "last_name": "Vega",
        "status": status,
        "created_at": actor.at,
        "updated_at": actor.at,
    }
    if changes.get("company_name"):
        facts |= {"first_name": "", "last_name": "", "customer_type": "company"}
    with recorded(actor):
        customer = Customer.objects.create(**(facts | changes))
        if phone:
            Phone.objects.create(
                customer=customer,
                number=f"+1{phone}",
                search_digits=phone,
                is_primary=True,
                **phone_facts,
            )
        mirror(customer)
    return customer


def add_many(actor, count, **changes):
    """Return customers of few names and cities, so that orders have ties."""
    names = ("Ana", "Bo", "Ana", "Čeněk")
    cities = ("Lehi", "", "Orem")
    return [
        add_customer(
            actor,
            **{
                "first_name": names[number % 4],
                "last_name": "Diaz",
                "city": cities[number % 3],
                "region": "UT" if number % 2 else "ID",
                "created_at": builders.NOW - timedelta(days=number % 5),
                "email": f"a{number}@example.com",
                "phone": f"801555{number:04}",
            }
            | changes,
        )
        for number in range(count)
    ]


def add_field(actor, key, kind, **changes):
    """Return a filterable custom field of customers."""
    facts = {"label": key.title(), "is_filterable": True, "is_active": True}
    with recorded(actor):
        return CustomField.objects.create(key=key, kind=kind, **(facts | changes))


def mirrored(customer):
    return CustomerCustomValue.objects.filter(customer=customer)
