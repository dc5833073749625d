import pytest
from django.test import Client

from lendcore.models import Membership
from tests.builders import make_tenant
from tests.builders_people import (
    add_member,
    code_of,
    give_device,
    is_signed_in,
    records,
    session_key,
    sign_in,
    type_password,
)

pytestmark = pytest.mark.urls("tests.people_urls")
SWITCH = "/switch/"


@pytest.fixture
def member(tenant, other_tenant, agent):
    """A member of both tenants."""
    add_member(other_tenant, agent, "read_only")
    return agent


def go(client, slug):
    return client.post(SWITCH, {"tenant": slug})


def test_the_page_lists_where_the_member_works_and_nothing_else(tenant, member):
    make_tenant("elsewhere", name="Elsewhere Lending")
    client = sign_in(tenant, member)

    page = client.get(SWITCH).content.decode()

    assert "Southbank" in page
    assert 'value="northwind"' not in page
    assert "Elsewhere" not in page


def test_the_page_of_a_sandbox_is_marked_as_one(tenant, member):
    tenant.environment = "sandbox"
    tenant.save()

    page = sign_in(tenant, member).get(SWITCH).content.decode()

    assert "Test data. Nothing reaches a customer." in page


def test_who_works_nowhere_else_is_told_so(tenant, agent):
    page = sign_in(tenant, agent).get(SWITCH).content.decode()

    assert "You are a member of no other company." in page


def test_an_ended_membership_is_not_listed_nor_entered(tenant, other_tenant, member):
    Membership.objects.filter(user=member, tenant=other_tenant).update(is_active=False)
    client = sign_in(tenant, member)

    assert "Southbank" not in client.get(SWITCH).content.decode()
    assert go(client, "southbank").status_code == 404


def test_switching_goes_on_in_the_other_tenant_with_the_role_there(tenant, member):
    client = sign_in(tenant, member)

    assert go(client, "southbank")["Location"] == "/"

    assert client.get("/").content.decode().endswith("in Southbank")
    assert client.cookies["lendcore_tenant"].value == "southbank"


def test_switching_rotates_session_key_and_csrf_secret(tenant, member):
    client = sign_in(tenant, member)
    key, secret = session_key(client), client.cookies["csrftoken"].value

    go(client, "southbank")

    assert session_key(client) != key
    assert client.cookies["csrftoken"].value != secret
    former = Client()
    former.cookies["lendcore_session"] = key
    assert not is_signed_in(former)


def test_switching_drops_everything_of_the_former_tenant(tenant, member):
    client = sign_in(tenant, member)
    session = client.session
    session["customers_seen"] = [1, 2, 3]
    session.save()

    go(client, "southbank")

    assert "customers_seen" not in client.session


def test_the_lifetime_of_the_session_runs_on(tenant, member):
    client = sign_in(tenant, member)
    session = client.session
    session["signed_in_at"] = "2026-11-20T08:00:00+00:00"
    session.save()
    client.post(SWITCH, {"tenant": "southbank"})

    assert client.session.get("signed_in_at") in (None, "2026-11-20T08:00:00+00:00")


def test_nobody_switches_to_a_tenant_they_are_no_member_of(tenant, member):
    make_tenant("elsewhere")
    client = sign_in(tenant, member)

    assert go(client, "elsewhere").status_code == 404
    assert client.get("/").content.decode().endswith("in Northwind")


@pytest.mark.parametrize("slug", ["", "nobody", "1"])
def test_a_made_up_tenant_is_not_found(tenant, member, slug):
    assert go(sign_in(tenant, member), slug).status_code == 404


def test_switching_takes_a_post(tenant, member):
    client = sign_in(tenant, member)

    client.get(SWITCH, {"tenant": "southbank"})

    assert client.get("/").content.decode().endswith("in Northwind")


def test_signed_out_it_leads_to_log_in(client, tenant):
    assert client.post(SWITCH, {"tenant": "northwind"}).status_code == 302
    assert not is_signed_in(client)


def test_it_is_recorded_where_the_member_arrives(tenant, other_tenant, member):
    go(sign_in(tenant, member), "southbank")

    assert [r.what for r in records(other_tenant)] == [
        "Switched here from another company"
    ]


# The second factor ---------------------------------------------------------------


@pytest.fixture
def strict(other_tenant):
    other_tenant.requires_second_factor = True
    other_tenant.save()
    return other_tenant


def test_a_code_typed_in_this_session_counts(tenant, strict, member):
    device, _ = give_device(member)
    client = Client()
    type_password(client, tenant, member)
    client.post("/second-factor/", {"code": code_of(device)})

    assert go(client, "southbank")["Location"] == "/"
    assert client.get("/").content.decode().endswith("in Southbank")


def test_without_one_the_code_is_asked_for(tenant, strict, member):
    client = sign_in(tenant, member)
    device, _ = give_device(member)

    response = go(client, "southbank")

    assert response["Location"] == "/second-factor/"
    assert not is_signed_in(client)
    client.post("/second-factor/", {"code": code_of(device)})
    assert client.get("/").content.decode().endswith("in Southbank")


def test_who_has_no_authenticator_types_the_password_before_setting_one_up(
    tenant, strict, member
):
    client = sign_in(tenant, member)

    response = go(client, "southbank")

    assert response["Location"] == "/login/southbank/"
    page = client.get("/login/southbank/").content.decode()
    assert "Southbank asks for a second factor. Sign in there to set yours up." in page
    assert client.get("/second-factor/set-up/")["Location"] == "/login/"
    assert client.get("/").content.decode().endswith("in Northwind")
    type_password(client, strict, member)
    assert client.get("/second-factor/")["Location"] == "/second-factor/set-up/"


def test_a_code_typed_before_the_authenticator_was_taken_away_does_not_count(
    tenant, strict, member
):
    device, _ = give_device(member)
    client = Client()
    type_password(client, tenant, member)
    client.post("/second-factor/", {"code": code_of(device)})
    device.delete()

    assert go(client, "southbank")["Location"] == "/login/southbank/"


def test_a_code_that_was_skipped_does_not_count(tenant, strict, member):
    tenant.requires_second_factor = True
    tenant.save()
    device, _ = give_device(member)
    client = Client()
    type_password(client, tenant, member)
    client.post("/second-factor/", {"code": code_of(device), "skip": "on"})
    client.post("/logout/")
    type_password(client, tenant, member)
    assert is_signed_in(client)

    assert go(client, "southbank")["Location"] == "/second-factor/"


# Own hosts -----------------------------------------------------------------------


@pytest.fixture
def own_host(member, settings):
    settings.ALLOWED_HOSTS = ["testserver", "loans.example"]
    lakeside = make_tenant("lakeside", domain="loans.example")
    add_member(lakeside, member)
    return lakeside


def test_a_tenant_with_a_host_of_its_own_is_a_link_to_its_log_in(
    tenant, member, own_host
):
    page = sign_in(tenant, member).get(SWITCH).content.decode()

    assert "://loans.example/login/lakeside/" in page


def test_a_post_for_it_leads_there_and_changes_nothing_here(tenant, member, own_host):
    client = sign_in(tenant, member)

    response = go(client, "lakeside")

    assert response["Location"].endswith("://loans.example/login/lakeside/")
    assert client.get("/").content.decode().endswith("in Northwind")


def test_from_a_host_of_its_own_the_others_are_reached_on_the_common_one(
    member, own_host
):
    client = Client(headers={"host": "loans.example"})
    type_password(client, own_host, member)

    page = client.get(SWITCH).content.decode()

    assert "://testserver" in page
    assert "/login/northwind/" in page
