"""The rows of history: written once for each save that changed something."""

from datetime import timedelta

import pytest

from customers.models import Customer, CustomerStatus
from customers.services import secrets
from lendcore.history.recording import recorded
from lendcore.models import Role
from lendcore.tenancy.context import activate_tenant
from tests.builders import NOW
from tests.builders_customers import make_customer, ssn

pytestmark = pytest.mark.usefixtures("in_tenant")


def newest(row):
    return row.history.order_by("-history_id").first()


def test_a_row_says_who_when_from_where_and_why(actor, in_tenant):
    with recorded(actor, reason="Asked for by the branch"):
        role = Role.objects.create(name="Planted")

    row = newest(role)
    assert row.tenant_id == in_tenant.pk
    assert row.history_type == "+"
    assert (row.history_user_id, row.actor_name) == (actor.user_id, "Dana Whitfield")
    assert (row.history_date, row.change_set) == (actor.at, actor.change_set)
    assert row.history_change_reason == "Asked for by the branch"
    assert (row.source, row.ip_address) == ("web", None)
    assert row.changed_fields == []


def test_a_change_names_the_fields_that_changed(actor):
    with recorded(actor):
        role = Role.objects.create(name="Planted")
        role.name, role.shows_photo = "Renamed", True
        role.save()

    row = newest(role)
    assert (row.history_type, row.name) == ("~", "Renamed")
    assert sorted(row.changed_fields) == ["name", "shows_photo"]


def test_a_save_that_changes_nothing_leaves_no_row(actor):
    with recorded(actor):
        role = Role.objects.create(name="Planted")
        Role.objects.get(pk=role.pk).save()

    assert role.history.count() == 1


def test_sealed_values_are_compared_as_bytes(actor):
    customer = make_customer(actor, tax_number=ssn())

    with recorded(actor):
        Customer.objects.get(pk=customer.pk).save()

    assert customer.history.count() == 1


def test_a_deleted_row_keeps_what_it_last_was(actor):
    with recorded(actor):
        status = CustomerStatus.objects.create(name="Planted")
        pk = status.pk
        status.delete()

    rows = CustomerStatus.history.model.objects.filter(id=pk).order_by("history_id")
    assert [row.history_type for row in rows] == ["+", "-"]
    assert rows[1].name == "Planted"


def test_rows_belong_to_the_tenant_of_what_they_tell_of(actor, other_tenant):
    make_customer(actor)

    with activate_tenant(other_tenant.pk):
        assert Customer.history.model.objects.count() == 0


def test_a_column_that_history_leaves_out_may_change_without_a_row(actor):
    customer = make_customer(actor)

    with recorded(actor.anew(NOW + timedelta(hours=1))):
        customer.is_do_not_call = True
        customer.save()

    assert customer.history.count() == 1


def test_history_keeps_numbers_sealed_under_the_customers_own_key(actor):
    customer = make_customer(actor, tax_number=ssn())
    row = newest(customer)

    kept = bytes(row.tax_number_encrypted)

    assert kept == bytes(customer.tax_number_encrypted)
    assert b"536228714" not in kept
    assert secrets.open_number(customer, "tax_number") == "536228714"
    assert not hasattr(row, "tax_number_index")
    assert not hasattr(row, "web_password")
