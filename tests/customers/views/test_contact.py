"""The tabs of Contact & Personal Information."""

import pytest
from django.urls import reverse

from tests import builders
from tests.builders_customers import address, make_customer, phone, ssn

pytestmark = pytest.mark.usefixtures("in_tenant")
TABS = ("detail", "contact", "additional", "history")


@pytest.fixture
def customer(actor):
    return make_customer(
        actor, phones=(phone(),), primary_address=address(), tax_number=ssn()
    )


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_shows_the_customer(signed_in, customer, tab):
    response = signed_in.get(reverse(f"customers:{tab}", args=[customer.pk]))

    assert response.status_code == 200
    assert "Marisol Vega" in response.content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_htmx_gets_the_section_alone(signed_in, customer, tab):
    response = signed_in.get(
        reverse(f"customers:{tab}", args=[customer.pk]), headers={"HX-Request": "true"}
    )

    content = response.content.decode()
    assert content.lstrip().startswith('<div id="section">')
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("tab", TABS)
def test_another_tenants_customer_is_not_found(client, customer, other_tenant, tab):
    stranger = builders.make_member(other_tenant, "administrator")
    builders.sign_in(client, stranger, other_tenant)

    response = client.get(reverse(f"customers:{tab}", args=[customer.pk]))

    assert response.status_code == 404


def test_the_tax_number_is_masked(signed_in, customer):
    page = signed_in.get(reverse("customers:detail", args=[customer.pk]))

    assert "536-22-8714" not in page.content.decode()
    assert "8714" in page.content.decode()


def test_a_read_only_member_sees_no_birth_year_and_no_buttons(client, customer, tenant):
    reader = builders.make_member(tenant, "read_only")
    builders.sign_in(client, reader, tenant)

    page = client.get(reverse("customers:detail", args=[customer.pk]))

    content = page.content.decode()
    assert "1988" not in content
    assert "XXXX" in content
    assert reverse("customers:edit", args=[customer.pk]) not in content
    assert "Hidden by your role" in content
