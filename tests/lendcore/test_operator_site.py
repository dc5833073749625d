import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from customers.models import CustomerStatus
from lendcore.models import Membership, Role
from lendcore.operator_site import OPERATOR_KEY, TENANT_KEY
from lendcore.tenancy.context import activate_tenant, current_tenant_id
from tests.builders_operator import get, log_in, make_operator, post
from tests.builders_settings import browser_of


@pytest.fixture
def operator(db):
    return make_operator()


@pytest.fixture
def browser(operator):
    client, answer = log_in(operator)
    assert answer.status_code == 302
    return client


@pytest.fixture
def at_work(browser, tenant):
    post(browser, "choose_tenant", {"tenant": tenant.pk})
    return browser


# Who comes in ---------------------------------------------------------------------


def test_an_operator_signs_in_and_sees_no_customers(browser):
    page = get(browser, "index").content.decode()

    assert "Tenants" in page
    assert "Custom fields" in page
    assert "/admin/customers/customer/" not in page
    assert "TOTP" not in page
    assert "Access attempts" not in page


def test_a_member_may_not_come_in(tenant, agent):
    _, answer = log_in(agent)

    assert answer.status_code == 200
    assert "Please enter the correct" in answer.content.decode()


def test_the_session_of_a_tenant_does_not_open_the_admin(tenant, operator):
    with activate_tenant(tenant.pk):
        Membership.objects.create(
            user=operator, tenant=tenant, role=Role.objects.get(code="agent")
        )
    browser = browser_of(operator, tenant)

    assert get(browser, "index").status_code == 302


def test_signing_in_here_ends_what_the_session_was_in_a_tenant(tenant, operator):
    with activate_tenant(tenant.pk):
        Membership.objects.create(
            user=operator, tenant=tenant, role=Role.objects.get(code="agent")
        )
    browser = browser_of(operator, tenant)

    log_in(operator, client=browser)

    assert OPERATOR_KEY in browser.session
    assert "tenant_id" not in browser.session
    assert get(browser, "index").status_code == 200


def test_an_operator_with_an_authenticator_has_to_give_its_code(operator):
    device = TOTPDevice.objects.create(user=operator, confirmed=True)

    _, without = log_in(operator)
    _, wrong = log_in(operator, code="000000")
    device.refresh_from_db()
    device.throttle_reset()
    _, right = log_in(operator, code=f"{totp(device.bin_key):06}")

    assert "Give the code too." in without.content.decode()
    assert wrong.status_code == 200
    assert right.status_code == 302


def test_an_authenticator_that_was_never_confirmed_asks_for_nothing(operator):
    TOTPDevice.objects.create(user=operator, confirmed=False)

    _, answer = log_in(operator)

    assert answer.status_code == 302


def test_too_many_wrong_passwords_bring_a_pause(operator):
    for _ in range(5):
        _, answer = log_in(operator, password="wrong")

    _, paused = log_in(operator)

    assert answer.status_code == 429
    assert paused.status_code == 429


# Inside one tenant ------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "lendcore_role_changelist",
        "lendcore_role_add",
        "lendcore_membership_changelist",
        "lendcore_membership_add",
        "lendcore_customfield_changelist",
        "customers_customerstatus_changelist",
        "customers_customerstatus_add",
    ],
)
def test_pages_of_a_tenant_ask_for_one_first(browser, tenant, name):
    answer = get(browser, name)

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:choose_tenant"))
    after = browser.post(answer.url, {"tenant": tenant.pk}, secure=True)
    assert after.status_code == 302
    assert get(browser, name).status_code == 200


def test_the_chosen_tenant_stands_on_every_page(at_work, tenant):
    page = get(at_work, "index").content.decode()

    assert f"Working in: {tenant}" in page


def test_lists_show_rows_of_the_chosen_tenant_only(at_work, tenant, other_tenant):
    with activate_tenant(other_tenant.pk):
        theirs = CustomerStatus.objects.get(code="lead")

    page = get(at_work, "customers_customerstatus_changelist").content.decode()
    stranger = get(at_work, "customers_customerstatus_change", theirs.pk)

    assert page.count('class="field-code"') == 3
    assert stranger.status_code == 302
    assert current_tenant_id() is None


def test_a_form_opened_for_the_former_tenant_saves_nothing_in_the_next(
    at_work, tenant, other_tenant
):
    first_tab = token_of(get(at_work, "customers_customerstatus_add"))
    post(at_work, "choose_tenant", {"tenant": other_tenant.pk})
    second_tab = token_of(get(at_work, "customers_customerstatus_add"))
    at_work.handler.enforce_csrf_checks = True
    at_work.defaults["HTTP_REFERER"] = "https://localhost/admin/"

    statuses = [
        post(at_work, "customers_customerstatus_add", new_status(token)).status_code
        for token in (first_tab, second_tab)
    ]

    assert statuses == [403, 302]


def token_of(page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]


def new_status(token):
    return {"name": "Prospect", "tone": "ok", "csrfmiddlewaretoken": token}


def test_a_forged_tenant_is_no_tenant(browser):
    session = browser.session
    session[TENANT_KEY] = 10**12
    session.save()

    assert get(browser, "lendcore_role_changelist").status_code == 302


def test_the_picker_leads_nowhere_else(browser, tenant):
    answer = browser.post(
        reverse("admin:choose_tenant"),
        {"tenant": tenant.pk, "next": "https://evil.example/"},
        secure=True,
    )

    assert answer.url == reverse("admin:index")


def test_a_change_stands_in_the_tenants_history_and_not_in_the_admins(
    at_work, tenant, operator
):
    with activate_tenant(tenant.pk):
        lead = CustomerStatus.objects.get(code="lead")
    data = {"name": "Prospect", "tone": "ok", "is_active": "on"}

    answer = post(at_work, "customers_customerstatus_change", data, lead.pk)

    with activate_tenant(tenant.pk):
        entry = lead.history.order_by("-history_id").first()
    assert answer.status_code == 302
    assert (entry.name, entry.source) == ("Prospect", "operator")
    assert (entry.actor_name, entry.history_user_id) == ("Olive Operator", operator.pk)
    assert entry.ip_address == "127.0.0.1"
    assert not LogEntry.objects.exists()
    history = get(at_work, "customers_customerstatus_history", lead.pk)
    assert "Olive Operator" in history.content.decode()
