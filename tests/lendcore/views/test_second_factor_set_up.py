import pytest
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from lendcore.services import second_factor
from tests.builders import make_member, make_tenant
from tests.builders_people import (
    code_of,
    give_device,
    is_signed_in,
    records,
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


# Recovery codes --------------------------------------------------------------------


def test_a_recovery_code_signs_in_once_and_says_what_is_left(client, tenant, agent):
    code = give_device(agent)[1][0]
    type_password(client, tenant, agent)

    client.post(RECOVERY, {"code": code.upper().replace("-", " ")})

    assert is_signed_in(client)
    again = Client()
    type_password(again, tenant, agent)
    assert again.post(RECOVERY, {"code": code}).status_code == 422
    assert second_factor.count_recovery_codes(agent) == 9
    assert records(tenant)[0].what == "Signed in with a recovery code"


def test_recovery_codes_are_stored_as_keyed_hashes_only(agent):
    codes = give_device(agent)[1]

    stored = set(StaticToken.objects.values_list("token", flat=True))

    assert len(stored) == len(codes) == 10
    for code in codes:
        assert code not in stored
        assert code.replace("-", "") not in stored


def test_a_recovery_code_of_somebody_else_is_refused(client, tenant, agent, device):
    colleague = make_member(tenant, "administrator")
    code = give_device(colleague)[1][0]
    type_password(client, tenant, agent)

    assert client.post(RECOVERY, {"code": code}).status_code == 422
    assert not is_signed_in(client)


def test_wrong_recovery_codes_pause_too(client, tenant, agent, device):
    type_password(client, tenant, agent)
    for _ in range(5):
        response = client.post(RECOVERY, {"code": "aaaaa-aaaaa"})
        wait_out_throttle(StaticDevice.objects.get(user=agent))

    assert response.status_code == 429


# Setting up ------------------------------------------------------------------------


def shown_secret(client):
    return client.session["new_authenticator"]


def test_who_needs_an_authenticator_and_has_none_is_led_to_set_one_up(
    client, tenant, agent
):
    type_password(client, tenant, agent)

    response = client.get(CODE)

    assert response["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    assert "<svg" in page
    assert "style=" not in page
    assert "data:" not in page


def test_the_first_code_sets_up_signs_in_and_shows_ten_recovery_codes_once(
    client, tenant, agent
):
    type_password(client, tenant, agent, next="/account/")
    client.get(SET_UP)

    response = client.post(SET_UP, {"code": code_of(shown_secret(client))})

    page = response.content.decode()
    assert page.count('name="code"') == 10
    assert 'href="/account/"' in page
    assert is_signed_in(client)
    assert client.get(SET_UP)["Location"] == "/login/"
    assert TOTPDevice.objects.get(user=agent).confirmed


def test_the_code_of_setting_up_is_used_up(client, tenant, agent):
    type_password(client, tenant, agent)
    client.get(SET_UP)
    code = code_of(shown_secret(client))
    client.post(SET_UP, {"code": code})
    again = Client()
    type_password(again, tenant, agent)

    again.post(CODE, {"code": code})

    assert not is_signed_in(again)


def test_a_wrong_first_code_sets_nothing_up(client, tenant, agent):
    type_password(client, tenant, agent)
    client.get(SET_UP)
    secret = shown_secret(client)

    response = client.post(SET_UP, {"code": wrong_code(secret)})

    assert response.status_code == 422
    assert shown_secret(client) == secret
    assert not TOTPDevice.objects.exists()


def test_each_browser_is_shown_a_secret_of_its_own(tenant, agent):
    secrets = set()
    for client in (Client(), Client()):
        type_password(client, tenant, agent)
        client.get(SET_UP)
        secrets.add(shown_secret(client))

    assert len(secrets) == 2


def test_the_password_alone_never_replaces_an_authenticator(
    client, tenant, agent, device
):
    type_password(client, tenant, agent)

    assert client.get(SET_UP)["Location"] == CODE
    assert client.post(SET_UP, {"code": "123456"})["Location"] == CODE
    assert TOTPDevice.objects.get(user=agent).key == device.key
