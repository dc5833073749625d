from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from lendcore.models import Membership
from lendcore.tenancy.trusted_devices import SALT
from tests.builders import make_member, make_tenant
from tests.builders_people import (
    add_member,
    code_of,
    give_device,
    is_signed_in,
    records,
    session_key,
    sign_in,
    type_password,
    wait_out_throttle,
    wrong_code,
)

pytestmark = pytest.mark.urls("tests.people_urls")
CODE = "/second-factor/"
RECOVERY = "/second-factor/recovery/"
SET_UP = "/second-factor/set-up/"


@pytest.fixture
def tenant(db):
    return make_tenant("northwind", requires_second_factor=True)


@pytest.fixture
def device(agent):
    return give_device(agent)[0]


def test_after_the_password_the_code_is_asked_for(client, tenant, agent, device):
    response = type_password(client, tenant, agent)

    assert response["Location"] == CODE
    page = client.get(CODE).content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


@pytest.mark.parametrize("path", ["/", "/account/", "/switch/"])
def test_the_password_alone_opens_nothing(client, tenant, agent, device, path):
    type_password(client, tenant, agent)

    assert client.get(path).status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_code_lets_the_member_in_and_on(client, tenant, agent, device):
    type_password(client, tenant, agent, next="/account/")

    response = client.post(CODE, {"code": code_of(device)})

    assert response["Location"] == "/account/"
    assert is_signed_in(client)


def test_a_code_may_be_typed_in_groups(client, tenant, agent, device):
    code = code_of(device)
    type_password(client, tenant, agent)

    client.post(CODE, {"code": f"{code[:3]} {code[3:]}"})

    assert is_signed_in(client)


def test_the_session_key_changes_at_each_step(client, tenant, agent, device):
    client.get("/login/northwind/")
    keys = [session_key(client)]
    secrets = [client.cookies["csrftoken"].value]
    type_password(client, tenant, agent)
    keys.append(session_key(client))
    secrets.append(client.cookies["csrftoken"].value)

    client.post(CODE, {"code": code_of(device)})

    keys.append(session_key(client))
    secrets.append(client.cookies["csrftoken"].value)
    assert len(set(keys)) == 3
    assert len(set(secrets)) == 3


def test_without_a_password_the_code_page_leads_to_log_in(client, tenant, device):
    response = client.post(CODE, {"code": code_of(device)})

    assert response["Location"] == "/login/"


def test_ten_minutes_after_the_password_the_code_comes_too_late(
    client, tenant, agent, device
):
    type_password(client, tenant, agent)
    session = client.session
    session["pending_sign_in"] |= {
        "at": (timezone.now() - timedelta(minutes=11)).isoformat()
    }
    session.save()

    assert client.post(CODE, {"code": code_of(device)})["Location"] == "/login/"
    assert not is_signed_in(client)


def test_a_password_changed_in_between_voids_the_first_step(
    client, tenant, agent, device
):
    type_password(client, tenant, agent)
    agent.set_password("quite another one")
    agent.save()

    client.post(CODE, {"code": code_of(device)})

    assert not is_signed_in(client)


def test_a_membership_ended_in_between_voids_the_first_step(
    client, tenant, agent, device
):
    type_password(client, tenant, agent)
    Membership.objects.filter(user=agent).update(is_active=False)

    client.post(CODE, {"code": code_of(device)})

    assert not is_signed_in(client)


def test_a_wrong_code_says_how_many_tries_are_left(client, tenant, agent, device):
    type_password(client, tenant, agent)

    response = client.post(CODE, {"code": wrong_code(device)})

    assert response.status_code == 422
    assert "That code did not match. 4 tries left." in response.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("code", ["12345", "abcdef", "", "1234567", "１２３４５６"])
def test_what_is_no_code_is_refused_without_costing_a_try(
    client, tenant, agent, device, code
):
    type_password(client, tenant, agent)

    assert client.post(CODE, {"code": code}).status_code == 422
    device.refresh_from_db()
    assert device.throttling_failure_count == 0


def test_a_code_works_once(tenant, agent, device):
    code = code_of(device)
    for client in (first := Client(), second := Client()):
        type_password(client, tenant, agent)
        client.post(CODE, {"code": code})

    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_a_code_right_after_a_wrong_one_has_to_wait(client, tenant, agent, device):
    type_password(client, tenant, agent)
    client.post(CODE, {"code": wrong_code(device)})

    response = client.post(CODE, {"code": code_of(device)})

    assert "Wait a few seconds" in response.content.decode()
    assert not is_signed_in(client)


def test_five_wrong_codes_pause_from_any_address(tenant, agent, device):
    client = Client(REMOTE_ADDR="203.0.113.9")
    type_password(client, tenant, agent)
    for _ in range(5):
        response = client.post(CODE, {"code": wrong_code(device)})
        wait_out_throttle(device)
    elsewhere = Client(REMOTE_ADDR="203.0.113.10")
    type_password(elsewhere, tenant, agent)

    refused = elsewhere.post(CODE, {"code": code_of(device)})

    assert response.status_code == refused.status_code == 429
    assert "Too many wrong codes." in refused.content.decode()
    assert not is_signed_in(elsewhere)


def test_the_pause_after_wrong_codes_ends(client, tenant, agent, device):
    TOTPDevice.objects.update(
        throttling_failure_count=5,
        throttling_failure_timestamp=timezone.now() - timedelta(minutes=16),
    )
    type_password(client, tenant, agent)

    client.post(CODE, {"code": code_of(device)})

    assert is_signed_in(client)


def test_wrong_codes_are_recorded_without_the_code(client, tenant, agent, device):
    code = wrong_code(device)
    type_password(client, tenant, agent)
    client.post(CODE, {"code": code})
    client.post(CODE, {"code": code})

    (record,) = records(tenant)
    assert record.what == "Wrong code"
    assert code not in repr(record.__dict__)


# When it is asked for ------------------------------------------------------------


def test_a_member_with_an_authenticator_is_asked_even_where_none_is_required(
    client, agent, tenant, device
):
    tenant.requires_second_factor = False
    tenant.save()

    assert type_password(client, tenant, agent)["Location"] == CODE


def test_a_session_without_a_code_ends_when_the_tenant_begins_to_require_one(
    tenant, agent
):
    tenant.requires_second_factor = False
    tenant.save()
    client = sign_in(tenant, agent)

    tenant.requires_second_factor = True
    tenant.save()

    assert not is_signed_in(client)


# Skipping it ---------------------------------------------------------------------


def trusted(tenant, agent, device):
    """Return a browser, signed out, on which the code may be skipped."""
    client = Client()
    type_password(client, tenant, agent)
    client.post(CODE, {"code": code_of(device), "skip": "on"})
    client.post("/logout/")
    return client


def test_the_code_may_be_skipped_on_this_device_for_twelve_hours(tenant, agent, device):
    client = trusted(tenant, agent, device)

    response = type_password(client, tenant, agent)

    cookie = client.cookies[f"lendcore_device_{tenant.pk}"]
    assert cookie["max-age"] == 12 * 60 * 60
    assert cookie["httponly"]
    assert response["Location"] == "/"
    assert is_signed_in(client)


def test_without_the_tick_nothing_is_skipped(client, tenant, agent, device):
    type_password(client, tenant, agent)
    client.post(CODE, {"code": code_of(device)})

    assert f"lendcore_device_{tenant.pk}" not in client.cookies


def test_a_new_password_ends_skipping(tenant, agent, device):
    client = trusted(tenant, agent, device)
    agent.set_password("quite another one")
    agent.save()

    response = type_password(client, tenant, agent, "quite another one")

    assert response["Location"] == CODE


def test_a_new_authenticator_ends_skipping(tenant, agent, device):
    client = trusted(tenant, agent, device)
    give_device(agent)

    assert type_password(client, tenant, agent)["Location"] == CODE


def test_another_member_at_the_same_device_skips_nothing(tenant, agent, device):
    client = trusted(tenant, agent, device)
    colleague = make_member(tenant, "administrator")
    give_device(colleague)

    assert type_password(client, tenant, colleague)["Location"] == CODE


def test_the_skip_of_one_tenant_is_none_of_another(tenant, agent, device):
    client = trusted(tenant, agent, device)
    sister = make_tenant("sister", requires_second_factor=True)
    add_member(sister, agent)
    own = client.cookies[f"lendcore_device_{tenant.pk}"].value
    client.cookies[f"lendcore_device_{sister.pk}"] = own

    assert type_password(client, sister, agent)["Location"] == CODE


@pytest.mark.parametrize(
    "forged",
    ["", "x", "a:b:c", signing.dumps([1], salt=SALT), signing.dumps({})],
    ids=["empty", "letter", "colons", "other content", "other salt"],
)
def test_a_forged_cookie_skips_nothing(client, tenant, agent, device, forged):
    client.cookies[f"lendcore_device_{tenant.pk}"] = forged

    assert type_password(client, tenant, agent)["Location"] == CODE
