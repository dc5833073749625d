"""Settings: access that comes with status and role."""

import pytest
from django.urls import reverse

from accounts.models import AccessDefault, AccountCustomer, AccountStatus, Role
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_accounts import link, make_account
from tests.builders_customers import make_customer
from tests.builders_settings import HTMX, browser_of

PAGE = "settings:access_defaults"


@pytest.fixture
def administrator(tenant):
    return builders.make_member(tenant, "administrator", name="Lena Morozova")


@pytest.fixture
def browser(administrator, tenant):
    return browser_of(administrator, tenant)


@pytest.fixture
def is_open(in_tenant):
    return AccountStatus.objects.get(code="open")


def url(status, role="authorized", channel="sms"):
    return reverse("settings:access_default", args=[status.pk, role, channel])


def is_on(status, role="authorized"):
    return AccessDefault.objects.get(status=status, role=role).sms_access


def test_every_status_has_a_row_and_every_role_three_switches(browser, in_tenant):
    answer = browser.get(reverse(PAGE))

    page = answer.content.decode()
    assert [row.status.name for row in answer.context["rows"]] == [
        "Application",
        "Open",
        "Closed",
    ]
    assert page.count('role="switch"') == 3 * 4 * 3
    assert 'aria-label="SMS access of Authorized user under Open"' in page
    assert "Unassigned</th>" not in page


def test_a_switch_acts_at_once_and_undo_takes_it_back(browser, is_open):
    before = is_on(is_open)

    answer = browser.post(url(is_open), {"is_on": "on"}, headers=HTMX)

    page = answer.content.decode()
    assert not before
    assert is_on(is_open)
    assert page.strip().startswith('<div id="section"')
    assert "SMS access of Authorized user under Open is on." in page
    token = {"token": answer.wsgi_request.undo["token"]}
    browser.post(reverse("settings:access_default_undo"), token, headers=HTMX)
    assert not is_on(is_open)


def test_it_works_without_script(browser, is_open):
    answer = browser.post(url(is_open), {"is_on": "on"}, follow=True)

    assert is_on(is_open)
    assert answer.redirect_chain == [(reverse(PAGE), 302)]


def test_undo_is_refused_after_another_change(browser, is_open):
    answer = browser.post(url(is_open), {"is_on": "on"}, headers=HTMX)
    browser.post(url(is_open), {"is_on": "off"}, headers=HTMX)

    token = {"token": answer.wsgi_request.undo["token"]}
    undone = browser.post(reverse("settings:access_default_undo"), token, headers=HTMX)

    assert "Nothing was undone" in undone.content.decode()
    assert not is_on(is_open)


def test_undo_of_another_tenant_is_refused(browser, is_open, other_tenant):
    answer = browser.post(url(is_open), {"is_on": "on"}, headers=HTMX)
    stranger = browser_of(
        builders.make_member(other_tenant, "administrator"), other_tenant
    )

    token = {"token": answer.wsgi_request.undo["token"]}
    undone = stranger.post(reverse("settings:access_default_undo"), token, headers=HTMX)

    assert "too late" in undone.content.decode()
    assert is_on(is_open)


def test_links_that_stand_keep_theirs_and_new_ones_follow(browser, is_open, tenant):
    actor = builders.actor_of(builders.make_member(tenant), tenant)
    customer = make_customer(actor)
    first, second = make_account(actor, "LN-1"), make_account(actor, "LN-2")
    link(actor, first, (customer, Role.PRIMARY))

    browser.post(url(is_open, role="primary"), {"is_on": "on"})
    link(actor, second, (customer, Role.PRIMARY))

    links = AccountCustomer.objects.order_by("account__number")
    assert [each.sms_access for each in links] == [False, True]


@pytest.mark.parametrize(
    ("role", "channel"), [("unassigned", "sms"), ("owner", "sms"), ("primary", "fax")]
)
def test_what_there_is_not_is_not_found(browser, is_open, role, channel):
    assert browser.post(url(is_open, role, channel)).status_code == 404


def test_another_tenants_status_is_not_found(browser, other_tenant):
    with activate_tenant(other_tenant.pk):
        theirs = AccountStatus.objects.get(code="open")

    assert browser.post(url(theirs)).status_code == 404


def test_agents_have_no_settings(signed_in, is_open):
    assert signed_in.get(reverse(PAGE)).status_code == 403
    assert signed_in.post(url(is_open)).status_code == 403
