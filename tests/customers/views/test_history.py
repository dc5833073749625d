"""The History tab and its downloads."""

import csv
import io

import pytest
from django.urls import reverse

from customers.models import Phone
from customers.services import customers
from lendcore.models import AccessRecord
from tests import builders
from tests.builders_customers import (
    SSN,
    address,
    customer_input,
    make_customer,
    phone,
    ssn,
)

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def customer(actor):
    customer = make_customer(
        actor, phones=(phone(),), primary_address=address(), tax_number=ssn()
    )
    customers.update_customer(
        actor=actor.anew(builders.NOW.replace(hour=16)),
        customer_id=customer.pk,
        version=1,
        data=customer_input(
            first_name="=Marie",
            phones=(phone("(801) 555-0188", id=Phone.objects.get().pk),),
            primary_address=address(),
        ),
    )
    return customer


def entries_of(client, customer, **query):
    page = client.get(reverse("customers:history", args=[customer.pk]), query)
    return [item["entry"] for item in page.context["entries"]]


def test_one_save_is_one_entry_with_before_and_after(signed_in, customer):
    newest, added = entries_of(signed_in, customer)

    words = {change.field: (change.before, change.after) for change in newest.changes}
    assert added.title == "Added the customer"
    assert newest.title == "Updated general information and phone numbers"
    assert words["First name"] == ("Marisol", "=Marie")
    assert words["(801) 555-0188 · Number"] == ("(801) 555-0142", "(801) 555-0188")


def test_the_number_is_masked_and_locked(signed_in, customer):
    _, added = entries_of(signed_in, customer)

    (change,) = [each for each in added.changes if each.field == "Tax number"]
    assert change.is_protected
    assert change.after == "SSN •••-••-8714"


def test_it_is_filtered_by_person_field_and_day(signed_in, customer):
    assert len(entries_of(signed_in, customer, author="Dana Whitfield")) == 2
    assert len(entries_of(signed_in, customer, field="phone.number")) == 2
    assert len(entries_of(signed_in, customer, field="customer.first_name")) == 2
    assert len(entries_of(signed_in, customer, field="customer.email")) == 1
    assert entries_of(signed_in, customer, since="2026-11-21") == []
    assert len(entries_of(signed_in, customer, until="2026-11-20")) == 2


def test_an_entry_downloads_as_json(signed_in, customer):
    newest, _ = entries_of(signed_in, customer)
    url = reverse("customers:history_json", args=[customer.pk, newest.change_set])

    response = signed_in.get(url)

    body = response.json()
    assert "attachment" in response["Content-Disposition"]
    assert body["user"]["name"] == "Dana Whitfield"
    assert body["entity_id"] == customer.pk
    assert {
        "field": "First name",
        "before": "Marisol",
        "after": "=Marie",
        "masked": False,
    } in body["changes"]


def test_the_download_of_an_entry_is_recorded(signed_in, customer):
    newest, _ = entries_of(signed_in, customer)

    signed_in.get(
        reverse("customers:history_json", args=[customer.pk, newest.change_set])
    )

    kept = AccessRecord.objects.get(kind="export")
    assert (kept.entity, kept.entity_id) == ("customer", customer.pk)
    assert str(newest.reference) in kept.what
    assert kept.actor_name == "Dana Whitfield"


def test_without_the_right_to_export_no_entry_can_be_downloaded(
    client, customer, tenant
):
    reader = builders.make_member(tenant, "read_only")
    builders.sign_in(client, reader, tenant)
    page = client.get(reverse("customers:history", args=[customer.pk]))
    url = reverse(
        "customers:history_json",
        args=[customer.pk, customer.history.first().change_set],
    )

    answer = client.get(url)

    assert answer.status_code == 403
    assert {item["json_url"] for item in page.context["entries"]} == {""}
    assert "as JSON" not in page.content.decode()
    assert not AccessRecord.objects.exists()


def test_the_csv_holds_all_changes_and_no_formula(signed_in, customer):
    response = signed_in.get(reverse("customers:history_csv", args=[customer.pk]))

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {"First name", "Tax number"} <= {row["Field"] for row in rows}
    assert "'=Marie" in {row["After"] for row in rows}
    assert SSN not in text
    assert "536228714" not in text


def test_a_masked_role_sees_masked_history(client, customer, tenant):
    reader = builders.make_member(tenant, "read_only")
    builders.sign_in(client, reader, tenant)

    _, added = entries_of(client, customer)

    fields = {change.field: change.after for change in added.changes}
    assert fields["Date of birth"] == "04/17/XXXX"
    assert "Gender" not in fields


def test_an_entry_of_another_tenant_is_not_found(client, customer, other_tenant):
    stranger = builders.make_member(other_tenant, "administrator")
    builders.sign_in(client, stranger, other_tenant)
    change_set = customer.history.first().change_set

    url = reverse("customers:history_json", args=[customer.pk, change_set])

    assert client.get(url).status_code == 404


def test_older_entries_follow_without_a_gap(signed_in, actor):
    customer = make_customer(actor)
    for number in range(25):
        customers.update_customer(
            actor=actor.anew(builders.NOW),
            customer_id=customer.pk,
            version=number + 1,
            data=customer_input(first_name=f"Marie{number}"),
        )
    url = reverse("customers:history", args=[customer.pk])

    first = signed_in.get(url).context
    second = signed_in.get(url, {"after": first["next_after"]}).context

    seen = [item["entry"].change_set for item in first["entries"] + second["entries"]]
    assert (len(seen), len(set(seen))) == (26, 26)
