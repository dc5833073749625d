"""Saving a customer: what is written, what is refused, what history keeps."""

from datetime import date

import pytest
from django.db import transaction

from customers.models import Address, Customer, CustomerKey, Phone
from customers.services import customers, secrets
from customers.services.errors import DuplicatesFound, SamePerson, Stale, Taken
from lendcore.crypto.sealing import CannotOpen
from tests.builders_customers import (
    SSN,
    address,
    customer_input,
    make_customer,
    phone,
    ssn,
)

pytestmark = pytest.mark.usefixtures("in_tenant", "other_tenant")


def test_a_new_customer_has_its_row_and_one_history_entry(actor):
    customer = make_customer(actor, phones=(phone(),), primary_address=address())

    assert customer.sort_name == "marisol vega"
    assert Customer.objects.get().city_folded == "lehi"
    (entry,) = customer.history.all()
    assert entry.history_type == "+"
    assert entry.actor_name == "Dana Whitfield"
    assert entry.change_set == Phone.objects.get().history.get().change_set


def test_a_secret_is_sealed_and_opens_again(actor):
    customer = make_customer(actor, tax_number=ssn())

    stored = Customer.objects.get()
    assert b"536228714" not in bytes(stored.tax_number_encrypted)
    assert stored.tax_number_last_four == "8714"
    assert secrets.reveal(actor=actor, customer=stored, field="tax_number") == SSN
    assert CustomerKey.objects.get().customer_id == customer.pk


def test_a_short_license_does_not_stand_in_clear(actor):
    make_customer(actor, driver_license="A-123", driver_license_region="NV")

    stored = Customer.objects.get()
    assert stored.driver_license_last_four == "23"
    assert secrets.open_number(stored, "driver_license") == "A-123"


def test_a_ciphertext_moved_to_another_customer_does_not_open(actor):
    first = make_customer(actor, tax_number=ssn())
    second = make_customer(actor, tax_number=ssn("536-22-8715"), birth_date=None)
    Customer.objects.filter(pk=second.pk).update(
        without_history=True, tax_number_encrypted=first.tax_number_encrypted
    )

    with pytest.raises(CannotOpen):
        secrets.open_number(Customer.objects.get(pk=second.pk), "tax_number")


def test_saving_the_same_values_again_writes_no_history(actor):
    customer = make_customer(actor, phones=(phone(),), primary_address=address())
    row = Phone.objects.get()

    customers.update_customer(
        actor=actor,
        customer_id=customer.pk,
        version=1,
        data=customer_input(phones=(phone(id=row.pk),), primary_address=address()),
    )

    assert customer.history.count() == 1
    assert row.history.count() == 1
    assert Address.objects.get().history.count() == 1


def test_a_stale_save_is_refused(actor):
    customer = make_customer(actor)
    data = customer_input(first_name="Marie")
    customers.update_customer(
        actor=actor, customer_id=customer.pk, version=1, data=data
    )

    with pytest.raises(Stale) as refused:
        customers.update_customer(
            actor=actor, customer_id=customer.pk, version=1, data=data
        )
    assert refused.value.current.first_name == "Marie"


def test_agreement_with_another_customer_is_a_warning_that_can_be_passed(actor):
    first = make_customer(actor, phones=(phone(),), primary_address=address())
    data = customer_input(
        first_name="Luis", phones=(phone(),), primary_address=address()
    )

    with pytest.raises(DuplicatesFound) as warned:
        customers.create_customer(actor=actor, data=data)
    (duplicate,) = warned.value.duplicates
    assert duplicate.reasons == ("Same e-mail", "Same phone", "Same address")

    saved = customers.create_customer(
        actor=actor, data=data, accepted_duplicates=frozenset({first.pk})
    )
    assert saved.username == "marisol.vega@example.com2"


def test_the_same_tax_number_and_birth_date_can_never_be_saved(actor):
    first = make_customer(actor, tax_number=ssn())
    data = customer_input(first_name="Luis", email="", tax_number=ssn())

    with pytest.raises(SamePerson):
        customers.create_customer(
            actor=actor, data=data, accepted_duplicates=frozenset({first.pk})
        )


def test_a_race_to_the_same_person_is_stopped_by_the_database(actor, monkeypatch):
    make_customer(actor, tax_number=ssn())
    looks = iter([[], ["found"]])
    monkeypatch.setattr(
        "customers.queries.duplicates.find_same_person", lambda _: next(looks)
    )
    data = customer_input(first_name="Luis", email="", tax_number=ssn())
    everyone = frozenset(Customer.objects.values_list("pk", flat=True))

    with pytest.raises(SamePerson), transaction.atomic():
        customers.create_customer(actor=actor, data=data, accepted_duplicates=everyone)


def test_placeholders_that_cannot_be_right_may_repeat(actor):
    placeholder = ssn("000-00-0000")
    assert placeholder.problem
    make_customer(actor, tax_number=placeholder)

    again = make_customer(actor, tax_number=placeholder, first_name="Luis", email="")

    assert again.tax_number_problem


def test_an_import_id_belongs_to_one_customer(actor):
    make_customer(actor, import_id="NWC-1")

    with pytest.raises(Taken) as refused:
        make_customer(actor, import_id="NWC-1", email="")
    assert refused.value.field == "import ID"


def test_the_default_username_is_the_name_as_one_word_without_an_address(actor):
    customer = make_customer(actor, email="", first_name="Mary Ann")

    assert customer.username == "maryannvega"


def test_an_edited_address_loses_its_marks(actor):
    customer = make_customer(actor, primary_address=address())
    Address.objects.update(without_history=True, is_verified=True)

    customers.update_customer(
        actor=actor,
        customer_id=customer.pk,
        version=1,
        data=customer_input(primary_address=address(street="2214 Canyon Rim Dr")),
    )

    assert not Address.objects.get().is_verified


def test_history_never_holds_a_number_in_clear_or_its_index(actor):
    customer = make_customer(actor, tax_number=ssn(), birth_date=date(1990, 1, 1))

    row = customer.history.get()
    names = {field.name for field in row._meta.fields}
    assert "tax_number_index" not in names
    assert "web_password" not in names
    assert "536228714" not in str(vars(row))
