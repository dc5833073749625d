"""Linked accounts in the browser: switches, the header, linking and unlinking."""

import pytest
from playwright.sync_api import expect

from accounts.models import Kind
from accounts.services import account_links
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of
from tests.builders_accounts import make_account


@pytest.fixture
def loan(lender):
    """A loan that is linked to a line; a second loan stands alone."""
    with activate_tenant(lender.tenant.pk):
        actor = actor_of(lender.agent.user, lender.tenant)
        loan, line = make_account(actor, "LN-1"), make_account(actor, "LC-2", Kind.LINE)
        make_account(actor, "LN-3")
        account_links.tie(actor=actor, from_id=loan.pk, to_id=line.pk)
    return loan


@pytest.fixture
def visitor(visit, lender):
    return visit(member=lender.agent)


def test_a_switch_changes_the_header_and_is_undone(visitor, loan):
    page = visitor.open(f"/accounts/{loan.pk}/linked/")
    header = page.get_by_role("region", name="Account", exact=True)
    switch = page.get_by_role("switch", name="Header: link with LC-2")
    expect(header).to_contain_text("LC-2")

    switch.click()
    visitor.see_toast("LC-2 no longer stands in the header of LN-1.")
    expect(switch).not_to_be_checked()
    expect(switch).to_be_focused()
    expect(header).not_to_contain_text("LC-2")
    visitor.audit("Linked accounts with a toast")
    page.get_by_role("button", name="Undo").click()

    visitor.see_toast("Undone.")
    expect(header).to_contain_text("LC-2")


def test_an_account_is_found_linked_and_unlinked(visitor, loan):
    page = visitor.open(f"/accounts/{loan.pk}/linked/")
    page.get_by_role("link", name="Link account").click()
    page.get_by_label("Account number, title or customer").fill("LN-3")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_label("Which way the link with LN-3 leads").select_option("from")
    visitor.audit("Account found to be linked")
    page.get_by_role("button", name="Link LN-3").click()

    visitor.see_toast("LN-3 is linked to LN-1.")
    page.get_by_role("link", name="Unlink LN-3").click()
    dialog = page.get_by_role("dialog", name="Unlink LN-3?")
    visitor.audit("Linked accounts with the question")
    dialog.get_by_role("button", name="Unlink account").click()

    visitor.see_toast("LN-3 is no longer linked.")
    expect(page.get_by_role("table")).to_have_count(1)
