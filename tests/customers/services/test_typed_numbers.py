from datetime import timedelta

import pytest
from django.urls import reverse

from customers.models import Customer
from customers.services.errors import TooManyTyped
from customers.services.typed_numbers import note_typed_number
from lendcore.models import AccessRecord, Role
from tests import builders
from tests.builders_customers import customer_input, make_customer, ssn

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def masked_agent(tenant):
    """An agent who sees the last four of a tax number, and no year of birth."""
    agent = builders.make_member(tenant, "agent", email="masked@northwind.example")
    role = Role.objects.get(code="agent")
    role.reveals_tax_number, role.birth_date_mode = False, "year_masked"
    with builders.recorded_by_operator(tenant):
        role.save()
    return agent


def records():
    return AccessRecord.objects.filter(what="Typed into a form")


def test_a_typed_number_is_on_record_even_when_the_save_is_refused(
    client, masked_agent, tenant, actor
):
    make_customer(actor, tax_number=ssn(), email="x@example.com")
    builders.sign_in(client, masked_agent, tenant)
    status = Customer.objects.get().status_id

    page = client.post(
        reverse("customers:create"),
        {
            "customer_type": "individual",
            "status": status,
            "last_name": "Guess",
            "generation_code": "none",
            "mailing_same_as_primary": "on",
            "tax_number": "536-22-8714",
            "email": "x@example.com",
            "primary-country": "US",
            "mailing-country": "US",
            "phones-TOTAL_FORMS": "0",
            "phones-INITIAL_FORMS": "0",
            "social-TOTAL_FORMS": "0",
            "social-INITIAL_FORMS": "0",
        },
    )

    assert page.status_code == 422
    assert page.context["duplicates"]
    assert records().get().actor_name == masked_agent.name


@pytest.mark.parametrize(("hours", "most"), [(0, 30), (1, 200)])
def test_numbers_cannot_be_tried_for_long(masked_agent, tenant, hours, most):
    actor = builders.actor_of(masked_agent, tenant)
    data = customer_input(tax_number=ssn())
    for number in reversed(range(most)):
        earlier = actor.anew(actor.at - timedelta(hours=hours * number / 10))
        note_typed_number(actor=earlier, data=data)

    with pytest.raises(TooManyTyped):
        note_typed_number(actor=actor, data=data)

    assert records().count() == most
    note_typed_number(actor=actor.anew(actor.at + timedelta(days=2)), data=data)


def test_a_masked_birth_date_counts_like_a_number(masked_agent, tenant):
    actor = builders.actor_of(masked_agent, tenant)

    note_typed_number(actor=actor, data=customer_input())

    assert customer_input().values["birth_date"]
    assert records().count() == 1


def test_who_sees_whole_numbers_may_type_them(tenant):
    admin = builders.make_member(tenant, "administrator")
    actor = builders.actor_of(admin, tenant)

    note_typed_number(actor=actor, data=customer_input(tax_number=ssn()))

    assert not records().exists()
