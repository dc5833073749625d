"""Making an account: its customers."""

from accounts.models import (
    Role,
)
from lendcore.history.recording import recorded
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_customers import make_customer, ssn
from tests.builders_new_accounts import PEOPLE, REVIEW, TERMS, keyed, typed
from tests.builders_settings import HTMX


def test_customers_are_found_ticked_and_linked(browser, ready, people):
    found = browser.post(
        PEOPLE, keyed(ready, q="vega", search="1"), headers=HTMX
    ).content.decode()
    assert found.count('name="pick"') == 2

    linked = browser.post(
        PEOPLE,
        keyed(ready, pick=[each.pk for each in people], link="1"),
        headers=HTMX,
    )

    ready.refresh_from_db()
    assert [each["role"] for each in ready.people] == [Role.PRIMARY, Role.SECONDARY]
    assert "Take Marisol Vega off" in linked.content.decode()


def test_roles_change_and_customers_go(browser, ready, people):
    first, second = people
    browser.post(PEOPLE, keyed(ready, pick=[first.pk, second.pk]))

    browser.post(PEOPLE, keyed(ready, **{f"role-{second.pk}": "primary"}))
    ready.refresh_from_db()
    assert [each["role"] for each in ready.people] == ["secondary", "primary"]
    browser.post(PEOPLE, keyed(ready, remove=second.pk, **{f"role-{first.pk}": "king"}))

    ready.refresh_from_db()
    assert ready.people == [{"customer": first.pk, "role": "primary"}]


def test_customers_of_others_and_rubbish_are_left_out(browser, ready, other_tenant):
    with activate_tenant(other_tenant.pk):
        member = builders.make_member(other_tenant)
        theirs = make_customer(builders.actor_of(member, other_tenant))

    browser.post(PEOPLE, keyed(ready, pick=[theirs.pk, "x", "9" * 30, "0"]))

    ready.refresh_from_db()
    assert ready.people == []


def test_a_whole_tax_number_is_not_looked_up_here(browser, ready, people):
    page = browser.post(PEOPLE, keyed(ready, q=ssn().digits, search="1"))

    assert "whole tax number" in page.content.decode()
    assert ssn().digits not in page.content.decode()


def test_a_new_customer_is_added_in_between_and_comes_back(browser, ready, people):
    leave = browser.post(PEOPLE, keyed(ready, add_new="1"))
    assert leave["Location"].startswith("/customers/new/?back=")
    to_htmx = browser.post(PEOPLE, keyed(ready, add_new="1"), headers=HTMX)
    assert to_htmx["HX-Redirect"] == leave["Location"]

    page = browser.get(f"{PEOPLE}?added={people[0].pk}").content.decode()

    assert "Just added" in page
    assert f'value="{people[0].pk}" checked' in page


def test_the_customers_page_asks_for_the_right_to_see_them(
    browser, ready, agent, actor
):
    with recorded(actor):
        role = agent.memberships.get().role
        role.permissions = ["accounts.edit", "accounts.view"]
        role.save()

    assert browser.get(PEOPLE).status_code == 403
    assert browser.post(TERMS, typed(ready))["Location"] == REVIEW
