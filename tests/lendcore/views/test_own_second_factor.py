import re

import pytest
from django.core import mail
from django_otp.plugins.otp_totp.models import TOTPDevice

from lendcore.services import second_factor
from tests.builders import PASSWORD, make_member
from tests.builders_people import (
    code_of,
    give_device,
    is_signed_in,
    records,
    sign_in,
    type_password,
    wait_out_throttle,
    wrong_code,
)

pytestmark = pytest.mark.urls("tests.people_urls")
BASE = "/account/second-factor/"


@pytest.fixture
def bare(tenant, agent):
    """A browser of the agent, who has no second factor."""
    return sign_in(tenant, agent)


@pytest.fixture
def device(bare, agent):
    """The authenticator that the agent has since signing in."""
    return give_device(agent)[0]


def confirm(client, action, code="", password=PASSWORD):
    data = {"current": password, "code": code}
    return client.post(f"{BASE}{action}/", data)


def shown_codes(response):
    return re.findall(r'name="code" value="([^"]+)"', response.content.decode())


def test_a_member_sets_a_second_factor_up(bare, tenant, agent, client):
    assert confirm(bare, "set-up")["Location"] == BASE
    bare.get(BASE)
    secret = bare.session["new_authenticator"]

    response = bare.post(BASE, {"code": code_of(secret)})

    assert len(shown_codes(response)) == 10
    assert second_factor.find_device(agent).key == secret
    assert type_password(client, tenant, agent)["Location"] == "/second-factor/"
    assert records(tenant)[-1].what == "Set up their second factor"


def test_setting_up_takes_the_password_first(bare):
    assert bare.get(BASE)["Location"] == "/account/"
    assert confirm(bare, "set-up", password="wrong").status_code == 422
    assert bare.post(BASE, {"code": "123456"})["Location"] == "/account/"


def test_a_replaced_authenticator_works_until_the_new_one_is_confirmed(
    bare, device, agent
):
    confirm(bare, "replace", code_of(device))
    bare.get(BASE)
    assert second_factor.find_device(agent).key == device.key

    bare.post(BASE, {"code": code_of(bare.session["new_authenticator"])})

    assert second_factor.find_device(agent).key != device.key
    assert TOTPDevice.objects.filter(user=agent).count() == 1


def test_replacing_is_told_by_mail(
    bare, device, agent, django_capture_on_commit_callbacks
):
    confirm(bare, "replace", code_of(device))
    bare.get(BASE)
    with django_capture_on_commit_callbacks(execute=True):
        bare.post(BASE, {"code": code_of(bare.session["new_authenticator"])})

    assert mail.outbox[0].subject == "Your second factor was changed"


@pytest.mark.parametrize("action", ["replace", "remove", "recovery-codes"])
def test_password_without_code_changes_nothing(bare, device, agent, action):
    before = second_factor.find_device(agent).key

    missing = confirm(bare, action)
    wrong = confirm(bare, action, wrong_code(device))

    assert missing.status_code == wrong.status_code == 422
    assert "That code did not match. 4 tries left." in wrong.content.decode()
    assert second_factor.find_device(agent).key == before


@pytest.mark.parametrize("action", ["replace", "remove", "recovery-codes"])
def test_code_without_password_changes_nothing_and_uses_no_code(
    bare, device, agent, action
):
    code = code_of(device)

    assert confirm(bare, action, code, "wrong").status_code == 422

    device.refresh_from_db()
    assert device.last_t == -1


def test_wrong_codes_pause_here_as_well(bare, device):
    for _ in range(5):
        response = confirm(bare, "remove", wrong_code(device))
        wait_out_throttle(device)

    assert "Too many wrong codes." in response.content.decode()
    assert confirm(bare, "remove", code_of(device)).status_code == 422


def test_a_recovery_code_serves_when_the_phone_is_lost(bare, agent):
    _, codes = give_device(agent)

    response = confirm(bare, "replace", codes[3])

    assert response["Location"] == BASE


def test_a_member_removes_their_second_factor(bare, device, tenant, agent, client):
    response = confirm(bare, "remove", code_of(device))

    assert response["Location"] == "/account/"
    assert second_factor.find_device(agent) is None
    assert second_factor.count_recovery_codes(agent) == 0
    assert type_password(client, tenant, agent)["Location"] == "/"


def test_what_the_tenant_requires_is_not_removed(tenant, bare, device, agent):
    tenant.requires_second_factor = True
    tenant.save()
    session = bare.session
    session["second_factor_at"] = session["signed_in_at"]
    session.save()

    assert confirm(bare, "remove", code_of(device)).status_code == 404
    assert second_factor.find_device(agent)


def test_removing_it_opens_no_other_tenant_that_requires_one(bare, device):
    session = bare.session
    session["code_given"] = True
    session.save()

    confirm(bare, "remove", code_of(device))

    assert "code_given" not in bare.session


@pytest.mark.parametrize("action", ["set-up", "nonsense"])
def test_an_action_that_makes_no_sense_is_not_found(bare, device, action):
    assert bare.get(f"{BASE}{action}/").status_code == 404


@pytest.mark.parametrize("action", ["replace", "remove", "recovery-codes"])
def test_without_an_authenticator_there_is_nothing_to_change(bare, action):
    assert bare.get(f"{BASE}{action}/").status_code == 404


def test_new_recovery_codes_void_the_former(bare, agent):
    device, former = give_device(agent)

    fresh = shown_codes(confirm(bare, "recovery-codes", code_of(device)))

    assert len(fresh) == 10
    assert second_factor.are_recovery_codes_of(agent, fresh)
    assert not second_factor.are_recovery_codes_of(agent, former[:1])


def test_the_codes_can_be_downloaded_from_the_page_that_shows_them(bare, agent):
    codes = give_device(agent)[1]

    response = bare.post("/account/recovery-codes/", {"code": codes})

    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"].startswith("text/plain")
    assert all(code in response.content.decode() for code in codes)


def test_nothing_but_ones_own_codes_is_given_back(bare, tenant, agent):
    own = give_device(agent)[1]
    others = give_device(make_member(tenant, "administrator"))[1]

    for codes in ([], others, [*own, "<script>"], ["x"]):
        response = bare.post("/account/recovery-codes/", {"code": codes})
        assert response.status_code == 404


@pytest.mark.parametrize("path", [BASE, f"{BASE}set-up/", "/account/recovery-codes/"])
def test_signed_out_there_is_nothing(client, tenant, path):
    assert client.post(path)["Location"].startswith("/login/")
    assert not is_signed_in(client)
