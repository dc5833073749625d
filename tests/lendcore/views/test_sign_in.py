import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lendcore.models import AccessRecord, Membership, User
from tests.builders import PASSWORD, make_member, make_tenant
from tests.builders_people import (
    add_member,
    is_signed_in,
    log_in_url,
    records,
    session_key,
    sign_in,
    type_password,
)

pytestmark = pytest.mark.urls("tests.people_urls")


def test_the_log_in_page_names_tenant_host_and_environment(client, tenant):
    page = client.get(log_in_url(tenant)).content.decode()

    assert "Sign in to Northwind" in page
    assert "testserver" in page
    assert "Production" in page
    assert "Test data. Nothing reaches a customer." not in page


def test_a_sandbox_is_marked_across_the_top(client, db):
    sandbox = make_tenant("northwind-sandbox", environment="sandbox")

    page = client.get(log_in_url(sandbox)).content.decode()

    assert "Test data. Nothing reaches a customer." in page


def test_a_member_is_let_in(client, tenant, agent):
    response = type_password(client, tenant, agent)

    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.get("/").content.decode() == "Dana Whitfield in Northwind"


def test_the_address_is_taken_in_any_case(client, tenant, agent):
    data = {"email": f" {agent.email.upper()} ", "password": PASSWORD}

    client.post(log_in_url(tenant), data)

    assert is_signed_in(client)


def test_an_unknown_tenant_is_not_found(client, tenant):
    assert client.get("/login/nobody/").status_code == 404


def test_a_tenant_that_was_switched_off_is_not_found(client, tenant):
    tenant.is_active = False
    tenant.save()

    assert client.get(log_in_url(tenant)).status_code == 404


def test_an_empty_form_says_what_is_missing(client, tenant):
    response = client.post(log_in_url(tenant), {})

    assert response.status_code == 422
    assert "Type an e-mail address." in response.content.decode()


@pytest.mark.parametrize("field", ["email", "password"])
def test_a_nul_byte_is_refused_and_never_reaches_the_database(
    client, tenant, agent, field
):
    data = {"email": agent.email, "password": PASSWORD} | {field: "a\x00b@x.example"}

    assert client.post(log_in_url(tenant), data).status_code == 422


# Nothing tells who exists -------------------------------------------------------


def refusal(tenant, email, password="wrong wrong wrong"):
    data = {"email": email, "password": password}
    response = Client().post(log_in_url(tenant), data)
    page = response.content.decode().replace(email, "ADDRESS")
    return response.status_code, page.partition("<main")[2]


def without_token(text):
    return "\n".join(line for line in text.splitlines() if "csrf" not in line)


def test_every_refusal_reads_the_same(tenant, other_tenant, agent):
    stranger = make_member(other_tenant, "agent")
    ended = make_member(tenant, "read_only", email="ended@northwind.example")
    Membership.objects.filter(user=ended).update(is_active=False)
    switched_off = make_member(tenant, "agent", email="off@northwind.example")
    User.objects.filter(pk=switched_off.pk).update(is_active=False)
    expected = refusal(tenant, "nobody@northwind.example")

    answers = [
        refusal(tenant, agent.email),
        refusal(tenant, stranger.email, PASSWORD),
        refusal(tenant, ended.email, PASSWORD),
        refusal(tenant, switched_off.email, PASSWORD),
    ]

    assert expected[0] == 422
    assert "4 tries left before a 15 minute pause" in expected[1]
    for status, page in answers:
        assert status == 422
        assert without_token(page) == without_token(expected[1])


def statements_of_a_refusal(tenant, email, password):
    with CaptureQueriesContext(connection) as captured:
        refusal(tenant, email, password)
    verbs = [query["sql"].split()[0] for query in captured]
    # Taking a row back costs a word more than keeping it.
    return [verb for verb in verbs if verb not in ("ROLLBACK", "RELEASE")]


def test_every_refusal_costs_the_same_statements_and_one_hash(
    tenant, other_tenant, agent, monkeypatch
):
    strangers = [make_member(other_tenant, role) for role in ("agent", "read_only")]
    hashes = []
    for name in ("encode", "verify"):
        original = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(
            Argon2PasswordHasher,
            name,
            lambda *args, original=original: hashes.append(1) or original(*args),
        )

    costs = [
        statements_of_a_refusal(tenant, email, password)
        for email, password in [
            (agent.email, "wrong"),
            ("nobody@x.example", "wrong"),
            (strangers[0].email, "wrong"),
            (strangers[1].email, PASSWORD),
        ]
    ]

    assert costs[1:] == costs[:1] * 3
    assert len(hashes) == 4


def test_a_member_of_another_tenant_is_not_let_in(client, tenant, other_tenant):
    stranger = make_member(other_tenant, "administrator")

    type_password(client, tenant, stranger)

    assert not is_signed_in(client)


def test_a_session_of_another_tenant_is_replaced_not_extended(
    tenant, other_tenant, agent
):
    add_member(other_tenant, agent)
    client = sign_in(other_tenant, agent)

    type_password(client, tenant, agent)

    assert client.get("/").content.decode().endswith("in Northwind")


# Session and cookies -------------------------------------------------------------


def test_the_session_key_and_the_csrf_secret_change_at_log_in(tenant, agent):
    client = Client()
    client.get(log_in_url(tenant))
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies["lendcore_session"] = session.session_key
    key, secret = session.session_key, client.cookies["csrftoken"].value

    type_password(client, tenant, agent)

    assert session_key(client) != key
    assert "planted" not in client.session
    assert client.cookies["csrftoken"].value != secret


def test_the_cookie_remembers_the_tenant_and_nothing_else(client, tenant, agent):
    type_password(client, tenant, agent)

    cookie = client.cookies["lendcore_tenant"]
    assert cookie.value == "northwind"
    assert cookie["httponly"]


def test_the_log_in_page_is_never_kept_by_a_browser(client, tenant):
    assert "no-store" in client.get(log_in_url(tenant))["Cache-Control"]


def test_log_in_needs_a_csrf_token(tenant, agent):
    client = Client(enforce_csrf_checks=True)

    assert type_password(client, tenant, agent).status_code == 403
    assert not is_signed_in(client)


# Where to ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/customers/?q=a", "/account/", "/customers/12/contact/#phones"]
)
def test_the_visitor_goes_on_to_the_page_they_wanted(client, tenant, agent, path):
    page = client.get(log_in_url(tenant), {"next": path})

    response = type_password(client, tenant, agent, next=path)

    assert path.replace("&", "&amp;") in page.content.decode()
    assert response["Location"] == path


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "///evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "http:evil.example",
        "/\r\nSet-Cookie: a=b",
    ],
)
def test_no_visitor_is_sent_off_the_site(client, tenant, agent, path):
    response = type_password(client, tenant, agent, next=path)

    assert response["Location"] == "/"


def test_who_is_signed_in_is_sent_on(tenant, agent):
    client = sign_in(tenant, agent)

    response = client.get(log_in_url(tenant), {"next": "/account/"})

    assert response["Location"] == "/account/"


def test_a_page_behind_the_door_leads_to_the_tenant_of_the_cookie_and_back(
    client, tenant
):
    client.cookies["lendcore_tenant"] = "northwind"

    response = client.get("/account/")

    assert response["Location"] == "/login/northwind/?next=%2Faccount%2F"


# Records -------------------------------------------------------------------------


def test_a_sign_in_is_recorded_with_person_time_and_address(tenant, agent):
    client = Client(REMOTE_ADDR="203.0.113.9")

    type_password(client, tenant, agent)

    (record,) = records(tenant)
    assert record.kind == AccessRecord.Kind.SIGN_IN
    assert record.what == "Signed in"
    assert record.actor_id == agent.pk
    assert record.actor_name == "Dana Whitfield"
    assert record.ip_address == "203.0.113.9"
    member = Membership.objects.get(user=agent)
    assert member.last_sign_in_at == record.at


def test_a_wrong_password_of_a_member_is_recorded_without_what_was_typed(
    client, tenant, agent
):
    type_password(client, tenant, agent, "hunter2 hunter2")

    (record,) = records(tenant)
    assert record.what == "Wrong password"
    assert record.actor_id == agent.pk
    assert "hunter2" not in repr(record.__dict__)


def test_a_try_with_an_unknown_address_leaves_no_record(client, tenant):
    data = {"email": "nobody@x.example", "password": "wrong"}

    client.post(log_in_url(tenant), data)

    assert records(tenant) == []


def test_a_try_from_another_tenant_is_recorded_in_neither(client, tenant, other_tenant):
    stranger = make_member(other_tenant, "agent")

    type_password(client, tenant, stranger, "wrong")

    assert records(tenant) == []
    assert records(other_tenant) == []


# Sign out ------------------------------------------------------------------------


def test_signing_out_ends_the_session_and_shows_the_tenants_page(tenant, agent):
    client = sign_in(tenant, agent)
    key = session_key(client)

    response = client.post(reverse("sign_out"))

    assert response["Location"] == log_in_url(tenant)
    assert not is_signed_in(client)
    client.cookies["lendcore_session"] = key
    assert not is_signed_in(client)


def test_a_message_not_yet_shown_does_not_outlive_the_session(tenant, agent):
    client = sign_in(tenant, agent)
    client.post("/account/name/", {"profile-name": "Dana Reyes"})

    client.post(reverse("sign_out"))

    assert "Name saved." not in client.get(log_in_url(tenant)).content.decode()


def test_a_link_alone_signs_nobody_out(tenant, agent):
    client = sign_in(tenant, agent)

    assert client.get(reverse("sign_out")).status_code == 405
    assert is_signed_in(client)


def test_an_idle_session_ends(tenant, agent):
    client = sign_in(tenant, agent)
    session = client.session
    session["seen_at"] = "2020-01-01T00:00:00+00:00"
    session.save()

    assert not is_signed_in(client)
    assert "_auth_user_id" not in client.session
