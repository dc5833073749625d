"""Links & Access in the browser: switches, the menu of a row, another day."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of
from tests.builders_accounts import link, make_account


@pytest.fixture
def customer(lender):
    """A borrower with a loan that a second customer shares."""
    borrower = lender.add_borrower()
    spouse = lender.add_customer(first_name="Tomás", email="tomas@example.com")
    with activate_tenant(lender.tenant.pk):
        actor = actor_of(lender.agent.user, lender.tenant)
        shared, own = make_account(actor, "LN-1"), make_account(actor, "LN-2")
        link(actor, shared, (spouse, Role.PRIMARY), (borrower, Role.SECONDARY))
        link(actor, own, (borrower, Role.PRIMARY))
    return borrower


@pytest.fixture
def visitor(visit, lender):
    return visit(member=lender.agent)


def test_a_switch_turns_keeps_the_focus_and_is_undone(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/links/")
    switch = page.get_by_role("switch", name="SMS access to LN-1")

    switch.click()
    visitor.see_toast("SMS access turned on for LN-1.")
    expect(switch).to_be_checked()
    expect(switch).to_be_focused()
    visitor.audit("Links & Access with a toast")
    page.get_by_role("button", name="Undo").click()

    visitor.see_toast("Undone.")
    expect(switch).not_to_be_checked()


def test_the_menu_gives_a_role_by_keyboard(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/links/")
    page.get_by_role("button", name="Actions for LN-1").press("Enter")
    expect(
        page.get_by_role("menuitemradio", name="Secondary", exact=True)
    ).to_be_focused()
    visitor.audit("Links & Access with the menu of an account")

    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    visitor.see_toast("Primary on LN-1 now. Tomás Vega is secondary.")


def test_unlinking_asks_first(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/links/")
    page.get_by_role("button", name="Actions for LN-1").click()
    page.get_by_role("menuitem", name="Unlink account…").click()
    dialog = page.get_by_role("dialog", name="Unlink LN-1?")
    visitor.audit("Links & Access with its question")

    dialog.get_by_role("button", name="Unlink account").click()

    visitor.see_toast("Unlinked from LN-1.")
    expect(page.get_by_role("table")).not_to_contain_text("LN-1")


def test_another_day_leads_back_to_today(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/links/?as_of=2027-02-28")
    expect(page.get_by_role("switch")).to_have_count(0)
    visitor.audit("Links & Access as of another day")

    page.get_by_role("link", name="Back to today").click()

    expect(page.get_by_role("switch")).to_have_count(6)
