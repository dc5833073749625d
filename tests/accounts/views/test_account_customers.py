"""The customers of an account, in the browser."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AccountCustomer, Role
from accounts.services import customers as services
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_accounts import link, make_account
from tests.builders_customers import make_customer
from tests.builders_settings import HTMX, browser_of

pytestmark = pytest.mark.usefixtures("clock", "in_tenant")


@pytest.fixture
def people(actor):
    names = (("Marisol", "Vega"), ("Tomás", "Vega"), ("Ruth", "Okafor"))
    return [make_customer(actor, first_name=a, last_name=b) for a, b in names]


@pytest.fixture
def loan(actor, people):
    account = make_account(actor, "LN-1")
    roles = (Role.PRIMARY, Role.SECONDARY)
    link(actor, account, *zip(people[:2], roles, strict=True))
    return account


def url(name, account, *more):
    return reverse(f"accounts:{name}", args=[account.pk, *more])


def page_of(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def roles_of(account):
    rows = AccountCustomer.objects.filter(account=account).order_by("pk")
    return [row.role for row in rows]


def link_of(account, place):
    return AccountCustomer.objects.filter(account=account).order_by("pk")[place]


def test_each_customer_has_a_card_with_role_and_report(browser, loan):
    page = page_of(browser, url("customers", loan))

    assert page.index("Marisol") < page.index("Tomás")
    assert page.count("On credit report") == 1
    assert "Marisol Vega becomes secondary" in page


def test_another_day_shows_no_actions(browser, loan):
    page = page_of(browser, url("customers", loan) + "?as_of=2026-10-01")

    assert "No customers on that day" in page
    assert "Link existing" not in page


def test_another_day_shows_who_belonged_to_the_account_then(
    agent, tenant, actor, loan, monkeypatch
):
    first, second = (link_of(loan, place) for place in (0, 1))
    later = actor.anew(actor.at + timedelta(days=3))
    services.set_role(actor=later, link_id=second.pk, role=Role.PRIMARY)
    services.unlink(actor=later, link_id=first.pk)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later.at)
    browser = browser_of(agent, tenant)

    then = page_of(browser, url("customers", loan) + "?as_of=2026-11-21")
    now = page_of(browser, url("customers", loan))

    assert then.index("Marisol") < then.index("Tomás")
    assert then.count('class="customer-role customer-role-primary"') == 1
    assert "On credit report" in then
    assert "at the end of this day" in then
    assert "Actions for" not in then[then.index("customer-cards") :]
    assert "Marisol" not in now[now.index("customer-cards") :]


def test_a_new_primary_demotes_the_old_one_and_undo_restores_both(browser, loan):
    second = link_of(loan, 1)

    answer = browser.post(
        url("customer_role", loan, second.pk), {"role": "primary"}, headers=HTMX
    )

    page = answer.content.decode()
    assert roles_of(loan) == [Role.SECONDARY, Role.PRIMARY]
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    browser.post(url("customer_undo", loan), {"token": token}, headers=HTMX)
    assert roles_of(loan) == [Role.PRIMARY, Role.SECONDARY]


def test_undo_leaves_what_somebody_has_changed_since(browser, loan, actor, people):
    answer = browser.post(
        url("customer_role", loan, link_of(loan, 1).pk),
        {"role": "authorized"},
        headers=HTMX,
    )
    token = re.search(r'name="token" value="([^"]+)"', answer.content.decode())[1]
    link(actor, loan, (people[2], Role.ADDITIONAL))

    answer = browser.post(url("customer_undo", loan), {"token": token}, headers=HTMX)

    assert answer.status_code == 422
    assert roles_of(loan) == [Role.PRIMARY, Role.AUTHORIZED, Role.ADDITIONAL]


def test_undo_of_another_account_does_nothing(browser, loan, actor, people):
    other = make_account(actor, "LN-2")
    link(actor, other, (people[0], Role.PRIMARY))
    answer = browser.post(
        url("customer_role", loan, link_of(loan, 1).pk),
        {"role": "authorized"},
        headers=HTMX,
    )
    token = re.search(r'name="token" value="([^"]+)"', answer.content.decode())[1]

    answer = browser.post(url("customer_undo", other), {"token": token}, headers=HTMX)

    assert answer.status_code == 422
    assert roles_of(loan) == [Role.PRIMARY, Role.AUTHORIZED]


def test_the_primary_takes_no_other_role(browser, loan):
    answer = browser.post(
        url("customer_role", loan, link_of(loan, 0).pk),
        {"role": "secondary"},
        headers=HTMX,
    )

    assert answer.status_code == 422
    assert roles_of(loan) == [Role.PRIMARY, Role.SECONDARY]


def test_several_customers_are_linked_at_once(browser, actor, people):
    account = make_account(actor, "LN-3")

    found = page_of(browser, url("customer_link", account) + "?q=okafor")
    assert "Ruth" in found
    assert "Tomás" not in found
    first, second, _ = people
    answer = browser.post(
        url("customer_link", account),
        {
            "customer": [first.pk, second.pk],
            f"role_{first.pk}": "primary",
            f"role_{second.pk}": "authorized",
        },
    )

    assert answer.status_code == 302
    assert roles_of(account) == [Role.PRIMARY, Role.AUTHORIZED]


def test_who_is_linked_already_cannot_be_ticked(browser, loan):
    page = page_of(browser, url("customer_link", loan) + "?q=vega")

    assert "Linked already, Primary" in page
    assert page.count("disabled") >= 2


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({}, "Tick the customers to link."),
        ({"customer": ["1"], "role_1": "owner"}, "Choose one of the roles."),
        (
            {"customer": ["1", "2"], "role_1": "primary", "role_2": "primary"},
            "Only one of them can be primary.",
        ),
        ({"customer": ["999999"], "role_999999": "secondary"}, "no longer there"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(browser, loan, posted, said):
    answer = browser.post(url("customer_link", loan), posted)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert len(roles_of(loan)) == 2


def test_a_customer_of_another_tenant_is_not_linked(browser, loan, other_tenant):
    with activate_tenant(other_tenant.pk):
        stranger = builders.make_member(other_tenant)
        theirs = make_customer(builders.actor_of(stranger, other_tenant)).pk

    answer = browser.post(
        url("customer_link", loan),
        {"customer": [theirs], f"role_{theirs}": "secondary"},
    )

    assert answer.status_code == 422
    assert len(roles_of(loan)) == 2


def test_a_tax_number_is_not_looked_up_here(browser, loan):
    page = page_of(browser, url("customer_link", loan) + "?q=536-22-1234")

    assert "536-22-1234" not in page
    assert "Customers list" in page


def test_unlinking_asks_first_and_the_primary_goes_last(browser, loan):
    first, second = link_of(loan, 0), link_of(loan, 1)
    assert "can’t go while others stay" in page_of(
        browser, url("customer_unlink", loan, first.pk)
    )
    browser.post(url("customer_unlink", loan, first.pk))
    assert len(roles_of(loan)) == 2

    assert "Both stay on file" in page_of(
        browser, url("customer_unlink", loan, second.pk)
    )
    browser.post(url("customer_unlink", loan, second.pk))

    assert roles_of(loan) == [Role.PRIMARY]
    browser.post(url("customer_unlink", loan, first.pk))
    assert roles_of(loan) == []


def test_an_ecoa_code_is_stored(browser, loan):
    first = link_of(loan, 0)

    browser.post(url("customer_ecoa", loan, first.pk), {"ecoa_code": "2"})
    browser.post(url("customer_ecoa", loan, first.pk), {"ecoa_code": "Q"})

    assert link_of(loan, 0).ecoa_code == "2"
