"""With TENANT_MODE=local the tenant lives in transactions, pages included."""

import pytest
from django.urls import reverse

from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_customers import make_customer


@pytest.mark.django_db(transaction=True)
def test_a_member_works_on_a_customer_in_local_mode(client, settings):
    tenant = builders.make_tenant("northwind")
    agent = builders.make_member(tenant, "agent")
    with activate_tenant(tenant.pk):
        customer = make_customer(builders.actor_of(agent, tenant))
    builders.sign_in(client, agent, tenant)
    settings.TENANT_MODE = "local"

    listed = client.get(reverse("customers:list"))
    page = client.get(reverse("customers:detail", args=[customer.pk]))

    assert (listed.status_code, page.status_code) == (200, 200)
    assert "Marisol Vega" in page.content.decode()
