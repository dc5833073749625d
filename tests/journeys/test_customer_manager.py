"""The Customer Manager: find, filter, sort, choose columns, save, export, select."""

import csv
import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from customers.models import Customer
from lendcore.models import SavedView
from lendcore.tenancy.context import activate_tenant
from tests.journeys.visitor import PHONE


@pytest.fixture
def book(lender, tmp_path):
    lender.fill_book(tmp_path)
    return lender


@pytest.fixture
def visitor(visit, book):
    visitor = visit(member=book.agent)
    visitor.open("/customers/")
    return visitor


def names(page):
    return page.locator("tbody .cell-name a")


def add_filter(visitor, field, *choices):
    page = visitor.page
    page.get_by_role("button", name="Add filter").click()
    popover = page.get_by_role("dialog", name="Add filter")
    popover.get_by_role("link", name=field, exact=True).click()
    expect(popover.get_by_role("button", name="Apply filter")).to_be_visible()
    visitor.settle(popover)
    for choice in choices:
        popover.get_by_label(choice, exact=True).check()
    return popover


def test_filters_stand_in_chips_and_are_taken_away_one_by_one(visitor):
    page = visitor.page
    popover = add_filter(visitor, "Status", "Lead")
    expect(popover.locator("#match-note")).to_contain_text("40 customers match")
    visitor.audit("Customer Manager with the filter popover")
    popover.get_by_role("button", name="Apply filter").click()
    visitor.see("40 match")
    chips = page.get_by_role("list", name="Filters in use").get_by_role("listitem")
    expect(chips).to_have_text(re.compile("Status is Lead"))

    popover = add_filter(visitor, "Email")
    popover.get_by_label("Email").select_option("on file")
    popover.get_by_role("button", name="Apply filter").click()
    visitor.see("No customer matches these 2 filters")
    visitor.audit("Customer Manager with nothing found")
    page.get_by_role("link", name="Remove “Email").click()
    expect(chips).to_have_count(1)
    page.get_by_role("link", name="Remove filter: Status").click()

    visitor.see("120 in all")
    expect(chips).to_have_count(0)


def test_a_field_is_found_by_typing_in_the_filter_popover(visitor):
    page = visitor.page
    page.get_by_role("button", name="Add filter").click()
    page.get_by_placeholder("Find a field").fill("prov")
    fields = page.locator("#filter-fields li:visible")
    expect(fields).to_have_text(["State or province"])


def test_the_list_is_sorted_both_ways_by_its_head(visitor):
    page = visitor.page
    expect(names(page).first).to_have_text("Ada Book-001")
    head = page.get_by_role("columnheader", name="Customer", exact=True)
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("link").click()
    expect(names(page).first).to_have_text("Ada Book-120")
    expect(head).to_have_attribute("aria-sort", "descending")
    page.get_by_role("columnheader", name="Created").get_by_role("link").click()
    expect(names(page)).to_have_count(20)


def test_pages_go_to_the_end_and_back(visitor):
    page = visitor.page
    page.get_by_label("Rows").select_option("50")
    expect(names(page)).to_have_count(50)
    page.get_by_role("link", name="Next").click()
    expect(names(page).first).to_have_text("Ada Book-051")
    page.get_by_role("link", name="Next").click()
    expect(names(page)).to_have_count(20)
    expect(names(page).last).to_have_text("Ada Book-120")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.get_by_role("link", name="Previous").click()
    expect(names(page).first).to_have_text("Ada Book-051")
    page.get_by_role("link", name="Previous").click()

    expect(names(page).first).to_have_text("Ada Book-001")
    expect(page.get_by_role("button", name="Previous")).to_be_disabled()


def test_columns_and_row_height_are_chosen_and_kept(visitor):
    page = visitor.page
    page.get_by_role("button", name="Columns").click()
    chooser = page.get_by_role("dialog", name="Choose columns")
    chooser.get_by_label("Email", exact=True).uncheck()
    chooser.get_by_label("Type", exact=True).check()
    chooser.get_by_role("button", name="Move Type up").click()
    visitor.audit("Customer Manager with the column chooser")
    chooser.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("columnheader", name="Type")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Email")).to_have_count(0)

    page.get_by_role("link", name="Roomy rows").click()
    expect(page.locator("[data-list]")).to_have_class(re.compile("table-roomy"))
    visitor.open("/customers/")
    expect(page.locator("[data-list]")).to_have_class(re.compile("table-roomy"))
    expect(page.get_by_role("columnheader", name="Type")).to_be_visible()


def test_a_view_is_saved_for_oneself_then_shared(visitor, visit, book):
    page = visitor.page
    add_filter(visitor, "Status", "Lead").get_by_role(
        "button", name="Apply filter"
    ).click()
    page.get_by_role("button", name="Views").click()
    visitor.audit("Customer Manager with the views menu")
    page.get_by_role("menuitem", name="Save as new view").click()
    page.get_by_label("Name").fill("My leads")
    visitor.audit("Form of a saved view")
    page.get_by_role("button", name="Save view").click()
    tabs = page.get_by_role("navigation", name="Saved views")
    current = tabs.get_by_role("link", name="Private: My leads")
    expect(current).to_have_attribute("aria-current", "page")
    colleague = visit(member=book.administrator)
    theirs = colleague.open("/customers/").get_by_role("link", name="My leads")
    expect(theirs).to_have_count(0)

    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Rename, share").click()
    page.get_by_label("Share with everybody in the company").check()
    page.get_by_role("button", name="Save", exact=True).click()
    colleague.open("/customers/")
    theirs.click()

    expect(colleague.page.get_by_text("40 match")).to_be_visible()


def test_the_csv_file_holds_what_the_list_shows(visitor):
    page = visitor.page
    add_filter(visitor, "Status", "Lead").get_by_role(
        "button", name="Apply filter"
    ).click()
    visitor.see("40 match")
    text = visitor.download(page.get_by_role("button", name="Export CSV").click)
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 40
    assert rows[0]["Customer"] == "Ada Book-003"
    assert {row["Status"] for row in rows} == {"Lead"}


def test_selected_customers_get_a_new_status_after_a_look_at_the_effect(visitor, book):
    page = visitor.page
    page.get_by_label("Select Ada Book-001").check()
    page.get_by_label("Select Ada Book-003").check()
    expect(page.locator("[data-selection-count]")).to_have_text("2 selected")
    expect(page.get_by_role("button", name="Export 2")).to_be_visible()
    visitor.audit("Customer Manager with a selection")
    page.get_by_role("button", name="Change status").click()
    page.get_by_label("New status").select_option("Inactive")
    page.get_by_role("button", name="Show the effect").click()
    visitor.audit("Change of status with its effect")
    page.get_by_role("button", name="Change 2 customers to Inactive").click()

    visitor.see_toast("2 customers now have the status Inactive.")
    assert count_by_status(book, "inactive") == 2


def test_all_that_match_are_selected_only_when_asked_for(visitor, book):
    page = visitor.page
    page.get_by_label("Select all on this page").check()
    expect(page.locator("[data-selection-count]")).to_have_text("20 selected")
    page.get_by_role("button", name="Select all 120 that match").click()
    text = visitor.download(page.get_by_role("button", name="Export all").click)
    assert len(text.splitlines()) == 121


def test_nobody_found_offers_the_way_back_and_a_new_customer(visitor):
    page = visitor.page
    search(visitor, "zebedee")
    visitor.see("No customer matches “zebedee”")
    visitor.audit("Customer Manager, search without a match")
    page.get_by_role("link", name="New customer named “zebedee”").click()
    expect(page.get_by_label("Last name")).to_have_value("zebedee")


def test_palette_finds_customers_by_keyboard(visitor, book):
    book.add_borrower()
    page = visitor.page
    visitor.press("Control+k")
    palette = page.get_by_role("dialog", name="Search")
    field = palette.get_by_role("combobox")
    expect(field).to_be_focused()
    expect(palette.get_by_role("option", name="All customers")).to_be_visible()
    visitor.audit("Palette, just opened")
    field.press_sequentially("ada boo")
    options = palette.get_by_role("group", name="Customers").get_by_role("option")
    expect(options.first).to_contain_text("Ada Book-")
    expect(options.first).to_have_attribute("aria-selected", "true")
    visitor.audit("Palette with results")
    visitor.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    visitor.press("Escape")
    expect(palette).to_be_hidden()

    visitor.press("/")
    field.fill("801 555-0143")
    expect(options.first).to_contain_text("Marisol Vega")
    visitor.press("Enter")
    visitor.heading("Marisol Vega")
    visitor.press("Control+k")
    recent = palette.get_by_role("group", name="Recent").get_by_role("option")
    expect(recent.first).to_contain_text("Marisol Vega")


@pytest.mark.parametrize("typed", ["536-22-8714", "536 22 8714", "536228714"])
def test_a_whole_social_security_number_never_shows_in_an_address(visitor, book, typed):
    book.add_borrower()
    page = visitor.page
    addresses = []
    page.on("request", lambda request: addresses.append(unquote(request.url)))
    search(visitor, typed)
    visitor.see("1 customer found by tax number.")
    expect(names(page)).to_have_text(["Marisol Vega"])
    visitor.press("Control+k")
    page.locator("#palette-query").fill(typed)
    expect(page.get_by_role("dialog").get_by_role("option").first).to_contain_text(
        "Marisol Vega"
    )

    assert addresses
    for address in [*addresses, page.url]:
        assert "8714" not in re.sub(r"\D", "", address)


def search(visitor, text):
    field = visitor.page.get_by_role("searchbox", name="Search this list")
    field.fill(text)
    field.press("Enter")


def count_by_status(lender, code):
    with activate_tenant(lender.tenant.pk):
        return Customer.objects.filter(status__code=code).count()


def test_who_may_only_read_has_a_list_without_a_bar_or_an_error(visit, book):
    visitor = visit(member=book.reader)
    page = visitor.open("/customers/")
    expect(names(page).first).to_be_visible()

    names(page).first.click()

    visitor.heading("Ada Book-001")


def test_private_views_far_to_the_right_do_not_widen_a_phones_page(visit, book):
    with activate_tenant(book.tenant.pk):
        for number in range(6):
            SavedView.objects.create(
                list_name="customers",
                name=f"A view with a long name, the {number}th",
                made_by=book.agent.user,
            )
    visitor = visit(member=book.agent, viewport=PHONE)
    visitor.open("/customers/")

    visitor.audit("Customers with private views on a phone")
