"""The daily work in a browser that runs no script."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def visitor(visit, lender):
    lender.add_borrower()
    return visit(member=lender.agent, java_script_enabled=False)


def test_agent_edits_a_customer_without_javascript(visitor):
    page = visitor.open("/customers/")
    page.get_by_role("searchbox", name="Search this list").fill("veg maris")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Marisol Vega", exact=True).click()
    visitor.heading("Marisol Vega")
    for tab in ("Contact Information", "Additional Information", "Summary"):
        page.get_by_role("link", name=tab, exact=True).click()
        current = page.get_by_role("link", name=tab, exact=True)
        expect(current).to_have_attribute("aria-current", "page")
    page.locator(".record-actions").get_by_role("link", name="Edit").click()
    page.get_by_label("Last name").fill("vega-ortiz")
    page.get_by_role("button", name="Add another phone number").click()
    expect(page.get_by_label("Last name")).to_have_value("vega-ortiz")
    page.get_by_label("Phone number 3").fill("801 555 0199")
    page.get_by_role("button", name="Save customer").click()

    visitor.heading("Marisol Vega-ortiz")
    visitor.see_toast("Marisol Vega-ortiz was saved.")
    page.get_by_role("link", name="History", exact=True).click()
    latest = page.locator(".timeline-entry").first
    expect(latest).to_contain_text("(801) 555-0199")
    expect(latest).to_contain_text("Vega-ortiz")


def test_quick_changes_work_without_javascript(visitor):
    page = visitor.open("/customers/?q=vega")
    page.get_by_role("link", name="Marisol Vega", exact=True).click()
    page.get_by_role("link", name="Contact Information", exact=True).click()
    page.get_by_role("button", name="Make (801) 555-0143 primary").first.click()
    visitor.see_toast("(801) 555-0143 is primary now.")
    page.get_by_role("link", name="Summary", exact=True).click()
    page.get_by_role("button", name="Reveal SSN").click()
    expect(page.locator("#tax-number-value")).to_contain_text("536-22-8714")
    page.goto(page.url.partition("reveal")[0])
    expect(page.locator("#tax-number-value")).not_to_contain_text("536-22")


def test_agent_signs_out_without_javascript(visitor, lender):
    page = visitor.open("/customers/")
    page.get_by_role("button", name="Account menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    visitor.heading("Sign in")
    visitor.open("/customers/")
    visitor.heading("Sign in")
