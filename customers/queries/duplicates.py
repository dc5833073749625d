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


@dataclass(frozen=True)
class Facts:
    """What others may share with a customer. Empty where there is nothing to compare.

    phones: searched digits and number of each. address: street, unit, postal code.
    """

    tax_number_index: bytes | None
    email: str
    phones: frozenset[tuple[str, str]]
    address: tuple[str, str, str] | None

    def without(self, known: "Facts") -> "Facts":
        """Return what is not among the known facts."""
        return Facts(
            None
            if self.tax_number_index == known.tax_number_index
            else self.tax_number_index,
            "" if self.email == known.email else self.email,
            self.phones - known.phones,
            None if self.address == known.address else self.address,
        )


def facts_of(customer: Customer, data: CustomerInput) -> Facts:
    """Return the facts of a customer that is about to be saved."""
    index = customer.tax_number_index
    return Facts(
        None if index is None or customer.tax_number_problem else bytes(index),
        customer.email.lower(),
        frozenset((phone.search_digits, phone.number) for phone in data.phones),
        place_of(data.primary_address),
    )


def get_saved_facts(pk: int) -> Facts:
    """Return the facts of a customer as they are saved. Three queries."""
    saved = Customer.objects.get(pk=pk)
    address = Address.objects.filter(
        customer_id=pk, purpose=Address.Purpose.PRIMARY
    ).first()
    phones = Phone.objects.filter(customer_id=pk)
    index = saved.tax_number_index
    return Facts(
        None if index is None or saved.tax_number_problem else bytes(index),
        saved.email.lower(),
        frozenset(phones.values_list("search_digits", "number")),
        place_of(address) if address else None,
    )


def place_of(address: AddressInput | Address) -> tuple[str, str, str] | None:
    """Return what makes two addresses one: case and spaces do not count."""
    if not (address.street and address.postal_code):
        return None
    return (
        fold(" ".join(address.street.split())),
        address.unit.lower(),
        address.postal_code[:5],
    )


def find_duplicates(customer: Customer, facts: Facts) -> list[Duplicate]:
    """Return others that share some facts. Up to five queries."""
    reasons: dict[int, list[str]] = defaultdict(list)
    for reason, ids in matches(customer, facts):
        for pk in ids:
            if pk != customer.pk:
                reasons[pk].append(reason)
    shown = sorted(reasons, key=lambda pk: (-len(reasons[pk]), pk))[:MOST_SHOWN]
    found = Customer.objects.select_related("status").in_bulk(shown)
    return [Duplicate(found[pk], tuple(reasons[pk])) for pk in shown if pk in found]


def matches(customer: Customer, facts: Facts) -> list[tuple[str, list[int]]]:
    """Return each kind of agreement with the ids that it holds for."""
    found: list[tuple[str, list[int]]] = []
    if facts.tax_number_index is not None:
        label = customer.get_tax_number_kind_display()
        same = Customer.objects.filter(tax_number_index=facts.tax_number_index)
        found.append((f"Same {label}", ids_of(same, "pk")))
    if facts.email:
        same = Customer.objects.filter(email_folded=facts.email)
        found.append(("Same e-mail", ids_of(same, "pk")))
    if facts.phones:
        # By the searched digits, which have an index; numbers follow from them.
        same = Phone.objects.filter(
            search_digits__in=[digits for digits, _ in facts.phones],
            number__in=[number for _, number in facts.phones],
        )
        found.append(("Same phone", ids_of(same, "customer_id")))
    if facts.address:
        found.append(("Same address", ids_at(*facts.address)))
    return found


def ids_at(street: str, unit: str, postal_code: str) -> list[int]:
    """Return who has the address, whatever its case; the ZIP by five digits."""
    same = Address.objects.filter(
        postal_code__prefix=postal_code, street_folded=street
    ).values_list("customer_id", "unit")
    # Their units are compared here: a unit in any case has no index.
    return [pk for pk, other in same if other.lower() == unit][: MOST_SHOWN + 1]


def ids_of(rows: object, column: str) -> list[int]:
    return list(rows.values_list(column, flat=True)[: MOST_SHOWN + 1])
