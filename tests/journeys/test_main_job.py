"""The main job: a book is imported, a borrower found and corrected."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.builders import PASSWORD

MAPPING = Path(settings.BASE_DIR) / "docs" / "mappings" / "business-borrowers.toml"
# The columns of the file that the mapping is for, with borrowers that don't exist.
SAMPLE = """\
LoanRange,BusinessName,Address,City,State,Zip,NAICSCode,BusinessType,RaceEthnicity,\
Gender,Veteran,NonProfit,JobsRetained,DateApproved,Lender,CD
a,CROSSWIND RANCH,1413 MAIN ST,MILES CITY,MT,59301,112111,Sole Proprietorship,\
Unanswered,Unanswered,Unanswered,,29,4/28/20,A Bank,MT - 00
a,TALL PINE ROOFING LLC,12 N 23RD ST,BILLINGS,MT,59101,238160,Corporation,\
Unanswered,Unanswered,Unanswered,,8,4/3/20,A Bank,MT - 00
b,HARBOR LIGHT BAKERY INC,5 Front St,GLOUCESTER,MA,1930,311811,Corporation,\
Unanswered,Unanswered,Unanswered,,4,4/9/20,A Bank,MA - 06
"""


@pytest.fixture(params=["sample", "reference"])
def book(request, tmp_path):
    """The file, half a name in it, and the ZIP code of that borrower."""
    if request.param == "sample":
        path = tmp_path / "borrowers.csv"
        path.write_text(SAMPLE)
        return path, "crossw", "59301"
    folder = request.getfixturevalue("reference_dir")
    return folder / "imports" / "business-borrowers.csv", "cross four", "59301"


def test_agent_imports_a_book_then_finds_and_corrects_a_borrower(visit, lender, book):
    path, half_a_name, zip_code = book
    visitor = visit()
    page = visitor.page

    sign_in(visitor, lender)
    visitor.audit("Customer Manager without customers")
    lender.import_file(path, mapping=MAPPING, actor=lender.administrator.email)
    find(visitor, f"{half_a_name} {zip_code}")
    found = page.locator("tbody .cell-name a")
    name = found.inner_text()
    found.click()
    visitor.heading(name)
    visitor.audit("Summary of an imported company")
    make_it_a_person(visitor)
    visitor.heading("Ada Mckenzie")
    visitor.see_toast("Ada Mckenzie was saved.")
    check_history(visitor)


def sign_in(visitor, lender):
    page = visitor.open(f"/login/{lender.tenant.slug}/")
    visitor.audit("Log-in page")
    page.get_by_label("E-mail").fill(lender.agent.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    visitor.heading("Customers")
    visitor.see("No customers yet")


def find(visitor, words):
    search = visitor.page.get_by_role("searchbox", name="Search this list")
    search.fill(words)
    search.press("Enter")
    expect(visitor.page.locator("[data-list] tbody tr")).to_have_count(1)


def make_it_a_person(visitor):
    """The ranch is one man's business: give the owner's name and phone, then save."""
    page = visitor.page
    visitor.press("e")
    expect(page.get_by_text("No changes yet")).to_be_visible()
    # The radio itself is drawn by its label.
    page.get_by_text("Individual", exact=True).click()
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").press_sequentially("McKenzie")
    expect(page.locator("#last-name-preview")).to_have_text(
        "Will be saved as Mckenzie. Keep my capitals?"
    )
    page.get_by_role("button", name="Add another phone number").click()
    page.get_by_label("Phone number 1").fill("(406) 555-0187")
    expect(page.get_by_text("4 unsaved changes")).to_be_visible()
    visitor.audit("Edit page")
    visitor.press("Control+Enter")


def check_history(visitor):
    page = visitor.page
    page.get_by_role("link", name="History", exact=True).click()
    entries = page.locator(".timeline-entry")
    expect(entries).to_have_count(2)
    latest = entries.first
    for text in ("Last name", "Mckenzie", "(406) 555-0187", "Dana Whitfield"):
        expect(latest).to_contain_text(text)
    visitor.audit("History")
    entry = json.loads(visitor.download(latest.get_by_role("link").click))
    after = {change["field"]: change["after"] for change in entry["changes"]}
    assert after["Last name"] == "Mckenzie"
    assert "(406) 555-0187" in json.dumps(after)
    assert entry["user"]["name"] == "Dana Whitfield"
