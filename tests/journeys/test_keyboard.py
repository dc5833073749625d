"""The whole day without a mouse."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def customer(lender):
    return lender.add_borrower()


@pytest.fixture
def visitor(visit, lender, customer):
    return visit(member=lender.agent)


def focused(visitor):
    return visitor.page.locator(":focus")


def test_the_first_tab_stop_skips_to_the_content(visitor):
    page = visitor.open("/customers/")
    visitor.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    visitor.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_menus_follow_the_arrows_and_give_the_focus_back(visitor):
    page = visitor.open("/customers/")
    button = page.get_by_role("button", name="Account menu")
    button.focus()
    visitor.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="Same as the system")).to_be_focused()
    visitor.press("Home")
    expect(page.get_by_role("menuitem", name="Your account")).to_be_focused()
    visitor.press("End")
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    visitor.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Your account")).to_be_focused()
    visitor.press("k")
    expect(page.get_by_role("menuitem", name="Keyboard shortcuts")).to_be_focused()
    visitor.press("Escape")

    expect(page.get_by_role("menu")).to_have_count(0)
    expect(button).to_be_focused()


def test_focus_stays_on_what_was_pressed_after_a_part_is_swapped(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/")
    tab = page.get_by_role("link", name="Contact Information", exact=True)
    tab.focus()
    visitor.press("Enter")
    expect(page).to_have_url(re.compile("/contact/$"))
    expect(tab).to_have_attribute("aria-current", "page")
    expect(tab).to_be_focused()

    key = page.get_by_role("button", name="Make (801) 555-0143 primary")
    key.focus()
    visitor.press("Enter")
    visitor.see_toast("(801) 555-0143 is primary now.")
    page.go_back()
    current = page.get_by_role("link", name="Summary", exact=True)
    expect(current).to_have_attribute("aria-current", "page")


def test_the_list_is_walked_selected_and_opened_by_keys(visitor, lender, tmp_path):
    lender.fill_book(tmp_path, size=5)
    page = visitor.open("/customers/")
    expect(page.locator("[data-selection-count]")).to_have_text("0 selected")
    visitor.press("ArrowDown", "ArrowDown", "ArrowDown")
    expect(focused(visitor)).to_have_text("Ada Book-003")
    visitor.press("x", "ArrowUp", "x")
    expect(page.locator("[data-selection-count]")).to_have_text("2 selected")
    visitor.press("Enter")
    visitor.heading("Ada Book-002")
    visitor.press("]")
    visitor.heading("Ada Book-003")
    visitor.press("[")
    visitor.heading("Ada Book-002")


def test_single_keys_edit_go_and_explain_themselves(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/")
    visitor.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    visitor.audit("Keyboard shortcuts")
    visitor.press("Escape")
    expect(sheet).to_be_hidden()
    visitor.press("e")
    expect(page).to_have_url(re.compile("/edit/$"))

    page.get_by_label("First name").focus()
    visitor.press("End", "e", "/", "g", "c")
    expect(page.get_by_label("First name")).to_have_value("Marisole/gc")
    page.get_by_label("First name").fill("Marisol")
    page.get_by_role("heading", level=1).click()
    visitor.press("g", "c")
    visitor.heading("Customers")


def test_j_and_k_go_from_section_to_section(visit, lender):
    visitor = visit(member=lender.administrator)
    visitor.open("/settings/statuses/")
    visitor.press("j")
    visitor.heading("Custom fields")
    visitor.press("j")
    visitor.heading("Account statuses")
    visitor.press("j")
    visitor.heading("Portfolios")
    visitor.press("k")
    visitor.heading("Account statuses")


def test_single_keys_can_be_switched_off(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/")
    visitor.press("?")
    page.get_by_role("link", name="Switch single letters on or off").click()
    page.get_by_label("Single-letter shortcuts").uncheck()
    page.get_by_role("button", name="Save preferences").click()
    visitor.see_toast("saved")

    visitor.open(f"/customers/{customer.pk}/")
    visitor.press("e", "/", "?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    visitor.press("Control+k")
    expect(page.get_by_role("dialog", name="Search")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/customers/{customer.pk}/$"))


def test_focus_can_always_be_seen(visitor, customer):
    """Each of the first stops draws a ring or a frame of its own."""
    visitor.open(f"/customers/{customer.pk}/")
    for _ in range(12):
        visitor.press("Tab")
        ring = focused(visitor).evaluate(
            "(it) => [it.outerHTML.slice(0, 90), getComputedStyle(it).outlineStyle]"
        )
        assert ring[1] != "none", ring
