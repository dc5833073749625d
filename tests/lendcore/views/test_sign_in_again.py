import json

import pytest
from django.test import Client

from tests.builders import PASSWORD, make_member
from tests.builders_people import (
    code_of,
    give_device,
    is_signed_in,
    records,
    wrong_code,
)

pytestmark = pytest.mark.urls("tests.people_urls")
AGAIN = "/login/again/"
HTMX = {"HX-Request": "true"}


def again(client, tenant, user, password=PASSWORD, **headers):
    data = {"company": tenant.slug, "email": user.email, "password": password}
    return client.post(AGAIN, data, headers=HTMX | headers)


def test_the_form_is_a_part_for_the_dialog_and_knows_who_is_expected(
    client, tenant, agent
):
    asked = {"company": tenant.slug, "email": agent.email}

    part = client.get(AGAIN, asked, headers=HTMX).content.decode()

    assert "<html" not in part
    assert part.count(agent.email) >= 2
    assert 'type="password"' in part


def test_the_password_restores_the_session_in_place(client, tenant, agent):
    client.get("/login/northwind/")

    response = again(client, tenant, agent)

    assert response.status_code == 204
    event = json.loads(response["HX-Trigger"])["session-restored"]
    assert event["session"] == f"northwind {agent.email}"
    assert is_signed_in(client)


def test_the_token_it_returns_is_good_for_the_next_post(tenant, agent):
    client = Client(enforce_csrf_checks=True)
    page = client.get(AGAIN, headers=HTMX)
    response = client.post(
        AGAIN,
        {"company": tenant.slug, "email": agent.email, "password": PASSWORD},
        headers=HTMX | {"X-CSRFToken": page.context["csrf_token"].__str__()},
    )

    token = json.loads(response["HX-Trigger"])["session-restored"]["token"]

    assert client.post("/logout/", {"csrfmiddlewaretoken": token}).status_code == 302


def test_a_wrong_password_counts_like_at_the_log_in_page(client, tenant, agent):
    response = again(client, tenant, agent, "wrong")

    assert response.status_code == 422
    assert "4 tries left" in response.content.decode()
    assert records(tenant)[0].what == "Wrong password"


def test_a_member_of_another_tenant_is_refused(client, tenant, other_tenant):
    stranger = make_member(other_tenant, "agent")

    assert again(client, tenant, stranger).status_code == 422
    assert not is_signed_in(client)


def test_an_unknown_company_is_refused(client, agent):
    data = {"company": "nobody", "email": agent.email, "password": PASSWORD}

    assert client.post(AGAIN, data, headers=HTMX).status_code == 422


def test_the_code_is_asked_for_in_the_same_dialog(client, tenant, agent):
    device, _ = give_device(agent)

    step = again(client, tenant, agent)
    wrong = client.post(AGAIN, {"code": wrong_code(device)}, headers=HTMX)

    assert 'autocomplete="one-time-code"' in step.content.decode()
    assert "That code did not match. 4 tries left." in wrong.content.decode()
    assert not is_signed_in(client)


def test_the_code_restores_the_session(client, tenant, agent):
    device, _ = give_device(agent)
    again(client, tenant, agent)

    response = client.post(AGAIN, {"code": code_of(device)}, headers=HTMX)

    assert response.status_code == 204
    assert is_signed_in(client)


def test_a_code_without_a_password_before_is_refused(client, tenant, agent):
    device, _ = give_device(agent)

    response = client.post(AGAIN, {"code": code_of(device)}, headers=HTMX)

    assert response.status_code == 422
    assert not is_signed_in(client)


def test_who_has_to_set_up_a_second_factor_is_led_to_a_new_tab(client, tenant, agent):
    tenant.requires_second_factor = True
    tenant.save()

    response = again(client, tenant, agent)

    assert "/second-factor/set-up/" in response.content.decode()


def test_without_htmx_it_leads_home(client, tenant, agent):
    data = {"company": tenant.slug, "email": agent.email, "password": PASSWORD}

    assert client.post(AGAIN, data)["Location"] == "/"
