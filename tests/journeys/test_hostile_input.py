"""Names that look like code are names: shown as typed, run nowhere."""

import csv
import json

import pytest
from playwright.sync_api import expect

ALERT = "alert('no')"
HOSTILE = {
    "markup": f"<img src=x onerror={ALERT}>",
    "script": f"</title><script>{ALERT}</script>",
    "attribute": f"\" autofocus onfocus={ALERT} x='",
    "template": "{{ request.user.password }}{% debug %}",
    "formula": '=HYPERLINK("https://elsewhere.example","Ada")',
    "emoji": "Zoë 🦊👩🏽‍🚀",
    "right-to-left": "مريم العلي",
}


@pytest.fixture
def visitor(visit, lender):
    visitor = visit(member=lender.administrator)
    visitor.page.on("dialog", lambda dialog: visitor.problem(f"Ran: {dialog.message}"))
    return visitor


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_strange_name_is_shown_as_it_was_typed(visitor, name):
    page = visitor.open("/customers/new/")
    page.get_by_label("Last name").fill(name)
    expect(page.get_by_label("Last name")).to_have_value(name)
    page.get_by_label("Do not case format").check()
    page.get_by_role("button", name="Add another phone number").click()
    page.get_by_label("Username", exact=True).fill(name)
    page.get_by_role("button", name="Add customer").click()

    visitor.heading(name)
    assert page.title().startswith(name)
    page.get_by_role("link", name="History", exact=True).click()
    entry = page.locator(".timeline-entry").first
    expect(entry).to_contain_text(name)
    saved = json.loads(visitor.download(entry.get_by_role("link").click))
    assert name in [change["after"] for change in saved["changes"]]
    visitor.open("/customers/")
    expect(page.locator("tbody .cell-name a")).to_have_text(name)
    visitor.press("Control+k")
    recent = page.get_by_role("dialog", name="Search").get_by_role("option").first
    expect(recent).to_contain_text(name)
    visitor.press("Escape")
    check_export(visitor, name)
    page.get_by_role("link", name=name, exact=True).click()
    visitor.heading(name)
    visitor.press("e")
    expect(page.get_by_label("Last name")).to_have_value(name)


def check_export(visitor, name):
    """A spreadsheet must not take a cell for a formula: a quote stands before it."""
    button = visitor.page.get_by_role("button", name="Export CSV")
    (row,) = csv.DictReader(visitor.download(button.click).splitlines())
    defused = f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
    assert row["Customer"] == defused


def test_code_in_the_search_box_is_searched_for(visitor, lender):
    lender.add_borrower()
    page = visitor.open("/customers/")
    field = page.get_by_role("searchbox", name="Search this list")
    field.fill(HOSTILE["script"])
    field.press("Enter")

    visitor.see("No customer matches")
    expect(field).to_have_value(HOSTILE["script"])
    visitor.press("Control+k")
    page.locator("#palette-query").fill(HOSTILE["markup"])
    expect(page.get_by_role("dialog", name="Search")).to_contain_text(HOSTILE["markup"])


def test_labels_that_a_company_chooses_are_text_too(visitor, lender):
    customer = lender.add_borrower()
    page = visitor.open("/settings/statuses/")
    page.get_by_role("link", name="Add status").click()
    page.get_by_label("Name").fill("<b>Bold</b>")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("row").last).to_contain_text("<b>Bold</b>")
    visitor.open("/settings/custom-fields/add/")
    page.locator("#field-form #id_label").fill("<i>Mood</i>")
    page.get_by_text("Shown on Summary").click()
    page.get_by_role("button", name="Save field").click()
    expect(page.get_by_role("link", name="<i>Mood</i>")).to_be_visible()

    visitor.open(f"/customers/{customer.pk}/edit/")
    page.get_by_label("Status").select_option("<b>Bold</b>")
    page.get_by_label("<i>Mood</i>").fill(HOSTILE["markup"])
    page.get_by_role("button", name="Save customer").click()

    expect(page.locator(".record-header")).to_contain_text("<b>Bold</b>")
    fact = page.locator(".key-value", has_text="<i>Mood</i>")
    expect(fact).to_contain_text(HOSTILE["markup"])
