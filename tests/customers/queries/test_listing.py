import pytest

from customers.queries.listing import count_by_status, list_rows
from lendcore.models import CustomField
from tests.builders_lists import add_customer, add_field, add_many

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.mark.parametrize("count", [3, 30])
def test_rows_cost_two_queries_however_many(actor, count, django_assert_num_queries):
    ids = [customer.pk for customer in add_many(actor, count)]

    with django_assert_num_queries(2):
        rows = list_rows(ids, actor=actor)

    assert [row.id for row in rows] == ids


def test_a_row_shows_what_lists_need(actor):
    customer = add_customer(
        actor,
        generation_code="jr",
        phone="8015550142",
        phone_facts={"is_verified": True},
        city="Lehi",
        region="UT",
        tax_number_kind="ssn",
        tax_number_last_four="8714",
    )

    [row] = list_rows([customer.pk], actor=actor)

    assert row.full_name == "Marisol Vega Jr."
    assert (row.phone, row.is_phone_verified) == ("(801) 555-0142", True)
    assert row.tax_number == "•••-••-8714"
    assert row.facts == f"#{customer.pk} · Lehi, UT · (801) 555-0142"
    assert (row.status, row.status_tone) == ("Active", "ok")


def test_last_digits_tell_people_without_a_phone_apart(actor):
    customer = add_customer(
        actor, company_name="Acme", tax_number_kind="ein", tax_number_last_four="5521"
    )

    [row] = list_rows([customer.pk], actor=actor)

    assert row.facts.endswith("EIN ending 5521")
    assert row.is_organization


def test_custom_fields_are_shown_as_people_read_them(actor):
    field = add_field(actor, "income", CustomField.Kind.CURRENCY)
    customer = add_customer(actor, custom_values={"income": "1234.50"})

    [row] = list_rows([customer.pk], actor=actor, fields=[field])

    assert row.custom == {"income": "$1,234.50"}


def test_rows_that_are_gone_leave_no_gap(actor):
    customer = add_customer(actor)

    rows = list_rows([customer.pk + 5, customer.pk], actor=actor)

    assert [row.id for row in rows] == [customer.pk]


def test_statuses_are_counted(actor):
    ids = [add_customer(actor).pk, add_customer(actor, status="lead").pk]
    ids.append(add_customer(actor).pk)

    counts = count_by_status(ids)

    assert [(name, count) for _, name, count in counts] == [("Active", 2), ("Lead", 1)]
