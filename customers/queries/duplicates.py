"""Customers that look like the one being saved."""

from collections import defaultdict
from dataclasses import dataclass

from customers.inputs import AddressInput, CustomerInput
from customers.models import Address, Customer, Phone
from lendcore.rules.fold import fold

# A shared office phone can match thousands; an agent can look at a few.
MOST_SHOWN = 10


@dataclass(frozen=True)
class Duplicate:
    """Another customer that agrees in something, and in what."""

    customer: Customer
    reasons: tuple[str, ...]


def find_same_person(customer: Customer) -> list[Duplicate]:
    """Return others with the same tax number and date of birth. One query.

    A number that can't be right says nothing about the person, so it never
    refuses a save.
    """
    if (
        customer.tax_number_index is None
        or customer.birth_date is None
        or customer.tax_number_problem
    ):
        return []
    others = Customer.objects.exclude(pk=customer.pk).filter(
        tax_number_index=customer.tax_number_index,
        birth_date=customer.birth_date,
        tax_number_problem="",
    )[:MOST_SHOWN]
    label = customer.get_tax_number_kind_display()
    return [Duplicate(other, (f"Same {label} and date of birth",)) for other in others]


def find_duplicates(customer: Customer, data: CustomerInput) -> list[Duplicate]:
    """Return others that agree in number, e-mail, phone or address. Up to five
    queries.
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for reason, ids in matches(customer, data):
        for pk in ids:
            if pk != customer.pk:
                reasons[pk].append(reason)
    shown = sorted(reasons, key=lambda pk: (-len(reasons[pk]), pk))[:MOST_SHOWN]
    found = Customer.objects.select_related("status").in_bulk(shown)
    return [Duplicate(found[pk], tuple(reasons[pk])) for pk in shown if pk in found]


def matches(customer: Customer, data: CustomerInput) -> list[tuple[str, list[int]]]:
    """Return each kind of agreement with the ids that it holds for."""
    found: list[tuple[str, list[int]]] = []
    if customer.tax_number_index is not None and not customer.tax_number_problem:
        label = customer.get_tax_number_kind_display()
        same = Customer.objects.filter(tax_number_index=customer.tax_number_index)
        found.append((f"Same {label}", ids_of(same, "pk")))
    if customer.email:
        same = Customer.objects.filter(email_folded=customer.email.lower())
        found.append(("Same e-mail", ids_of(same, "pk")))
    numbers = [phone.number for phone in data.phones]
    if numbers:
        # By the searched digits, which have an index; numbers follow from them.
        digits = [phone.search_digits for phone in data.phones]
        same = Phone.objects.filter(search_digits__in=digits, number__in=numbers)
        found.append(("Same phone", ids_of(same, "customer_id")))
    if is_findable(data.primary_address):
        found.append(("Same address", ids_at(data.primary_address)))
    return found


def is_findable(address: AddressInput) -> bool:
    return bool(address.street and address.postal_code)


def ids_at(address: AddressInput) -> list[int]:
    """Return who has the address, whatever its case; the ZIP by five digits."""
    same = Address.objects.filter(
        postal_code__prefix=address.postal_code[:5],
        street_folded=fold(" ".join(address.street.split())),
        unit__in={address.unit, address.unit.upper(), address.unit.lower()},
    )
    return ids_of(same, "customer_id")


def ids_of(rows: object, column: str) -> list[int]:
    return list(rows.values_list(column, flat=True)[: MOST_SHOWN + 1])
