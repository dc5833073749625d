"""The Account Manager: find, filter, save a view, export, walk through the list."""

import csv

import pytest
from playwright.sync_api import expect

from accounts.models import Kind, Role
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of
from tests.builders_accounts import link, make_account
from tests.journeys.visitor import PHONE


@pytest.fixture
def book(lender):
    """Three loans that were never paid, a line, and a loan that is not activated."""
    borrower = lender.add_borrower()
    spouse = lender.add_customer(first_name="Tomás", email="tomas@example.com")
    with activate_tenant(lender.tenant.pk):
        actor = actor_of(lender.agent.user, lender.tenant)
        for number, title in (
            ("LN-1", "2020 Toyota RAV4"),
            ("LN-2", "Debt consolidation"),
            ("LN-3", "Boat"),
        ):
            account = make_account(actor, number, title=title)
            link(actor, account, (borrower, Role.PRIMARY), (spouse, Role.SECONDARY))
        make_account(actor, "LC-4", Kind.LINE, title="Everyday 5K")
        make_account(actor, "LN-5", is_active=False)
    return lender


@pytest.fixture
def visitor(visit, book):
    visitor = visit(member=book.agent)
    visitor.open("/accounts/")
    return visitor


def numbers(page):
    return page.locator("tbody .cell-name a")


def add_filter(visitor, field):
    page = visitor.page
    page.get_by_role("button", name="Add filter").click()
    popover = page.get_by_role("dialog", name="Add filter")
    popover.get_by_role("link", name=field, exact=True).click()
    expect(popover.get_by_role("button", name="Apply filter")).to_be_visible()
    visitor.settle(popover)
    return popover


def filter_late_ones(visitor):
    popover = add_filter(visitor, "Days past due")
    popover.get_by_label("At least").fill("1")
    expect(popover.locator("#match-note")).to_contain_text("3 accounts match")
    visitor.audit("Account Manager with the filter popover")
    popover.get_by_role("button", name="Apply filter").click()
    visitor.see("3 match")


def test_accounts_are_found_by_a_customers_name_and_opened(visitor):
    page = visitor.page
    expect(numbers(page)).to_have_count(5)
    visitor.audit("Account Manager")
    field = page.get_by_role("searchbox", name="Search this list")
    field.fill("tomas")
    field.press("Enter")
    expect(numbers(page)).to_have_count(3)
    field.fill("tomas boat")
    field.press("Enter")
    visitor.see("No account matches “tomas boat”")
    visitor.audit("Account Manager, search without a match")
    page.get_by_role("link", name="Show all accounts").click()
    field.fill("LN-2")
    field.press("Enter")

    expect(numbers(page)).to_have_text(["LN-2"])
    numbers(page).first.click()
    visitor.heading("LN-2")


def test_late_accounts_are_filtered_saved_as_a_view_and_exported(visitor):
    page = visitor.page
    filter_late_ones(visitor)
    page.get_by_role("columnheader", name="Payoff").get_by_role("link").click()
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save as new view").click()
    page.get_by_label("Name").fill("Late ones")
    visitor.audit("Form of a saved view of accounts")
    page.get_by_role("button", name="Save view").click()
    tabs = page.get_by_role("navigation", name="Saved views")
    current = tabs.get_by_role("link", name="Private: Late ones 3")
    expect(current).to_have_attribute("aria-current", "page")

    text = visitor.download(page.get_by_role("button", name="Export CSV").click)

    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
    assert {row["Account"] for row in rows} == {"LN-1", "LN-2", "LN-3"}
    assert all(int(row["DPD"]) > 0 for row in rows)


def test_keys_go_to_the_next_account_of_the_list(visitor):
    page = visitor.page
    page.get_by_role("columnheader", name="Account").get_by_role("link").click()
    expect(numbers(page).first).to_have_text("LC-4")
    numbers(page).nth(1).click()
    visitor.heading("LN-1")
    visitor.press("]")
    visitor.heading("LN-2")
    visitor.press("[")
    visitor.heading("LN-1")
    visitor.press("g", "a")

    visitor.heading("Accounts")


def test_the_palette_opens_an_account(visitor):
    page = visitor.page
    visitor.press("Control+k")
    palette = page.get_by_role("dialog", name="Search")
    palette.get_by_role("combobox").fill("toyota")
    options = palette.get_by_role("group", name="Accounts").get_by_role("option")
    expect(options).to_have_count(1)
    visitor.audit("Palette with an account")
    visitor.press("Enter")

    visitor.heading("LN-1")


def test_the_list_fits_a_phone(visit, book):
    visitor = visit(member=book.agent, viewport=PHONE)
    page = visitor.open("/accounts/")
    expect(numbers(page)).to_have_count(5)

    visitor.audit("Account Manager on a phone")
