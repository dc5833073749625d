import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_tenant
from tests.builders_people import (
    log_in_url,
    sign_in,
)

pytestmark = pytest.mark.urls("tests.people_urls")


def test_log_in_without_a_tenant_asks_which_company_and_lists_none(
    client, tenant, other_tenant
):
    page = client.get(reverse("sign_in")).content.decode()

    assert "Which company?" in page
    assert "Northwind" not in page
    assert "Southbank" not in page


def test_the_company_word_leads_to_its_log_in_page(client, tenant):
    data = {"company": "Northwind", "next": "/account/"}

    response = client.post(reverse("sign_in"), data)

    assert response["Location"] == "/login/northwind/?next=%2Faccount%2F"


def test_an_unknown_company_word_is_said_plainly(client, tenant):
    response = client.post(reverse("sign_in"), {"company": "nobody"})

    assert response.status_code == 422
    assert "No company has this word" in response.content.decode()


def test_the_cookie_saves_the_question(client, tenant):
    client.cookies["lendcore_tenant"] = "northwind"

    assert client.get(reverse("sign_in"))["Location"] == "/login/northwind/"


def test_another_company_can_be_chosen_in_spite_of_the_cookie(client, tenant):
    client.cookies["lendcore_tenant"] = "northwind"

    page = client.get(reverse("sign_in") + "?another=1").content.decode()

    assert "Which company?" in page


@pytest.mark.parametrize("slug", ["gone", "../admin", "a b", ""])
def test_a_cookie_of_nobody_asks_which_company(client, tenant, slug):
    client.cookies["lendcore_tenant"] = slug

    assert client.get(reverse("sign_in")).status_code == 200


# Own host ------------------------------------------------------------------------


@pytest.fixture
def own_host(db, settings):
    settings.ALLOWED_HOSTS = ["testserver", "loans.example"]
    return make_tenant("lakeside", domain="loans.example")


def test_a_host_of_its_own_decides_the_tenant(own_host):
    client = Client(headers={"host": "loans.example"})

    assert client.get(reverse("sign_in"))["Location"] == "/login/lakeside/"


def test_on_a_host_of_its_own_other_tenants_do_not_exist(own_host, tenant):
    client = Client(headers={"host": "loans.example"})

    assert client.get(log_in_url(tenant)).status_code == 404


def test_a_tenant_with_a_host_of_its_own_is_reached_there_only(own_host, client):
    response = client.get(log_in_url(own_host) + "?next=/account/")

    assert response.status_code == 302
    assert response["Location"].endswith(
        "://loans.example/login/lakeside/?next=/account/"
    )


def test_a_session_begun_on_the_common_host_counts_for_nothing_on_an_own_host(
    own_host, tenant, agent
):
    client = sign_in(tenant, agent)

    response = client.get("/", headers={"host": "loans.example"})

    assert response.status_code == 302
