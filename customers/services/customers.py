"""Saving a customer: the one way in for page, import rows and API."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction

from customers.inputs import CustomerInput
from customers.models import Customer, CustomerStatus
from customers.queries import duplicates as duplicate_queries
from customers.services import children, custom_values, list_facts, secrets, usernames
from customers.services.errors import (
    DuplicatesFound,
    SamePerson,
    Stale,
    Taken,
)
from lendcore.actors import Actor
from lendcore.crypto import sealing
from lendcore.history.recording import records_history
from lendcore.rules.driver_licenses import shown_ending
from lendcore.rules.tax_numbers import CheckedTaxNumber, last_four

# Which unique rule of the table speaks of which field.
TAKEN = {
    "customers_customer_import_id": "import ID",
    "customers_customer_username": "username",
}
SAME_PERSON = "customers_customer_same_person"


@records_history
def create_customer(
    *,
    actor: Actor,
    data: CustomerInput,
    accepted_duplicates: frozenset[int] = frozenset(),
) -> Customer:
    """Return a new customer.

    accepted_duplicates: ids of customers that the agent saw and saves anyway.
    Raises DuplicatesFound, SamePerson, Taken.
    """
    customer = Customer(
        id=allocate_ids(1)[0], created_at=actor.at, updated_at=actor.at, version=0
    )
    return save(customer, actor, data, accepted_duplicates, is_new=True)


@records_history
def update_customer(
    *,
    actor: Actor,
    customer_id: int,
    version: int,
    data: CustomerInput,
    accepted_duplicates: frozenset[int] = frozenset(),
) -> Customer:
    """Return the customer with the page's values.

    version: of the row that the page was filled from. Raises Stale when it is
    no longer that, DuplicatesFound, SamePerson, Taken.
    """
    customer = lock_customer(customer_id)
    if customer.version != version:
        raise Stale(customer)
    return save(customer, actor, data, accepted_duplicates, is_new=False)


@records_history
def set_status(
    *, actor: Actor, customer_id: int, status: CustomerStatus, reason: str = ""
) -> Customer:
    """Return the customer with another status."""
    customer = lock_customer(customer_id)
    if customer.status_id != status.pk:
        customer.status = status
        touch(customer, actor)
        customer.save()
    return customer


def lock_customer(customer_id: int) -> Customer:
    """Return the customer's row, locked; every write of it or its parts begins so."""
    return Customer.objects.select_for_update().get(pk=customer_id)


def touch(customer: Customer, actor: Actor) -> None:
    """Count a save, so that pages opened before it are known as stale."""
    customer.version += 1
    customer.updated_at = actor.at


def allocate_ids(count: int) -> list[int]:
    """Return fresh customer ids; needed before the row, since secrets bind to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('customers_customer', 'id')) "
            "FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def save(
    customer: Customer,
    actor: Actor,
    data: CustomerInput,
    accepted_duplicates: frozenset[int],
    *,
    is_new: bool,
) -> Customer:
    """Write the row and its parts, in one savepoint."""
    apply_values(customer, data)
    new_key = apply_secrets(customer, data, actor)
    usernames.apply_default(customer)
    refuse_duplicates(customer, data, accepted_duplicates, is_new=is_new)
    touch(customer, actor)
    try:
        # A savepoint: after a refusal the caller's transaction can still read.
        with transaction.atomic():
            if is_new:
                list_facts.apply(customer, data)
                customer.save(force_insert=True)
            if new_key:
                secrets.store_key(customer.pk, new_key)
            children.replace_phones(customer, data.phones)
            children.replace_addresses(customer, data)
            children.replace_social_profiles(customer, data.social_profiles)
            if not is_new:
                list_facts.refresh(customer)
                customer.save()
            custom_values.mirror(customer)
    except IntegrityError as error:
        raise refusal(error, customer) from error
    return customer


def apply_values(customer: Customer, data: CustomerInput) -> None:
    for name, value in data.values.items():
        setattr(customer, name, value)
    if data.custom_values is not None:
        customer.custom_values = data.custom_values


def apply_secrets(
    customer: Customer, data: CustomerInput, actor: Actor
) -> bytes | None:
    """Seal what was typed; return a data key that is still to be stored."""
    if data.web_password:
        customer.web_password = make_password(data.web_password)
        customer.web_password_set_at = actor.at
    if data.removes_tax_number:
        clear_tax_number(customer)
    if data.driver_license == "":
        clear_driver_license(customer)
    if data.tax_number is None and not data.driver_license:
        return None
    key = secrets.find_key(customer.pk)
    new_key = None if key else sealing.new_key()
    if data.tax_number is not None:
        set_tax_number(customer, data.tax_number, key=key or new_key)
    if data.driver_license:
        set_driver_license(customer, data.driver_license, key=key or new_key)
    return new_key


def set_tax_number(customer: Customer, number: CheckedTaxNumber, *, key: bytes) -> None:
    customer.tax_number_kind = number.kind
    customer.tax_number_last_four = last_four(number.digits)
    customer.tax_number_problem = number.problem
    customer.tax_number_index = secrets.tax_number_index(number.kind, number.digits)
    customer.tax_number_encrypted = secrets.sealed_value(
        customer.pk, secrets.TAX_NUMBER, number.digits, key=key
    )


def set_driver_license(customer: Customer, number: str, *, key: bytes) -> None:
    customer.driver_license_last_four = shown_ending(number)
    customer.driver_license_index = secrets.driver_license_index(
        customer.driver_license_region, number
    )
    customer.driver_license_encrypted = secrets.sealed_value(
        customer.pk, secrets.DRIVER_LICENSE, number, key=key
    )


def clear_tax_number(customer: Customer) -> None:
    customer.tax_number_kind = ""
    customer.tax_number_last_four = ""
    customer.tax_number_problem = ""
    customer.tax_number_index = None
    customer.tax_number_encrypted = None


def clear_driver_license(customer: Customer) -> None:
    customer.driver_license_last_four = ""
    customer.driver_license_index = None
    customer.driver_license_encrypted = None


def refuse_duplicates(
    customer: Customer,
    data: CustomerInput,
    accepted: frozenset[int],
    *,
    is_new: bool,
) -> None:
    """Raise SamePerson or DuplicatesFound, unless the agent accepted them all.

    An edit asks only about what it changes: whatever was shared before has been seen.
    """
    same = duplicate_queries.find_same_person(customer)
    if same:
        raise SamePerson(same)
    facts = duplicate_queries.facts_of(customer, data)
    if not is_new:
        facts = facts.without(duplicate_queries.get_saved_facts(customer.pk))
    found = duplicate_queries.find_duplicates(customer, facts)
    if any(duplicate.customer.pk not in accepted for duplicate in found):
        raise DuplicatesFound(found)


def refusal(error: IntegrityError, customer: Customer) -> Exception:
    """Return what a broken unique rule means; other errors come back as they are."""
    rule = getattr(error.__cause__.diag, "constraint_name", "")
    if rule == SAME_PERSON:
        # Somebody saved the same person between our look and our write.
        return SamePerson(duplicate_queries.find_same_person(customer))
    if rule in TAKEN:
        return Taken(TAKEN[rule])
    return error
