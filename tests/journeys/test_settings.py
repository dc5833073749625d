"""What an administrator sets, and how the others notice it."""

import re

import pytest
from playwright.sync_api import expect

from tests.builders import PASSWORD
from tests.builders_people import mailed_path


@pytest.fixture
def visitor(visit, lender):
    return visit(member=lender.administrator)


def test_statuses_are_added_renamed_and_put_in_order(visitor):
    page = visitor.open("/settings/statuses/")
    page.get_by_role("link", name="Add status").click()
    page.get_by_label("Name").fill("Watch list")
    page.get_by_title("Amber").click()
    visitor.audit("Statuses with a new row")
    page.get_by_role("button", name="Add", exact=True).click()
    rows = page.get_by_role("row")
    expect(rows.last).to_contain_text("Watch list")

    page.get_by_role("link", name="Edit Watch list").click()
    page.get_by_label("Name").fill("Under watch")
    page.get_by_role("button", name="Save", exact=True).click()
    move_up = page.get_by_role("button", name="Move Under watch up")
    move_up.click()
    expect(move_up).to_be_focused()
    expect(rows.nth(3)).to_contain_text("Under watch")
    visitor.audit("Statuses")


def test_a_status_in_use_is_inactivated_and_its_customers_move(visitor, lender):
    customer = lender.add_borrower()
    page = visitor.open("/settings/statuses/")
    page.get_by_role("link", name="Add status").click()
    page.get_by_label("Name").fill("Paused")
    page.get_by_role("button", name="Add", exact=True).click()
    visitor.open(f"/customers/{customer.pk}/edit/")
    page.get_by_label("Status").select_option("Paused")
    page.get_by_role("button", name="Save customer").click()
    visitor.see_toast("Marisol Vega was saved.")

    visitor.open("/settings/statuses/")
    page.get_by_role("link", name="Inactivate… Paused").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 customer has this status")
    visitor.audit("Question before a status is inactivated")
    dialog.get_by_text("Move them to another status").click()
    dialog.get_by_label("New status").select_option("Inactive")
    dialog.get_by_role("button", name="Inactivate status").click()

    expect(page.locator(".row-list")).to_contain_text("Paused")
    visitor.open(f"/customers/{customer.pk}/")
    expect(page.locator(".record-header")).to_contain_text("Inactive")


def test_a_custom_field_reaches_edit_page_summary_and_filter(visitor, lender):
    customer = lender.add_borrower()
    page = visitor.open("/settings/custom-fields/")
    visitor.audit("Custom fields, none yet")
    page.get_by_role("link", name="Add field").first.click()
    page.locator("#field-form #id_label").fill("Risk band")
    page.get_by_label("Type", exact=True).select_option("select")
    for number, choice in enumerate(("Prime", "Near prime")):
        page.get_by_role("button", name="Add a choice").click()
        page.get_by_label("Choice", exact=True).nth(number).fill(choice)
    page.get_by_text("Filterable").click()
    page.get_by_text("Shown on Summary").click()
    expect(page.locator("#preview")).to_contain_text("Near prime")
    visitor.audit("Editor of a custom field")
    page.get_by_role("button", name="Save field").click()
    expect(page.get_by_role("link", name="Risk band")).to_be_visible()

    visitor.open(f"/customers/{customer.pk}/edit/")
    page.get_by_label("Risk band").select_option("Near prime")
    page.get_by_role("button", name="Save customer").click()
    summary = page.locator(".key-value", has_text="Risk band")
    expect(summary).to_contain_text("Near prime")
    visitor.open("/customers/")
    page.get_by_role("button", name="Add filter").click()
    popover = page.get_by_role("dialog", name="Add filter")
    popover.get_by_role("link", name="Risk band").click()
    popover.get_by_label("Risk band").select_option("Near prime")
    popover.get_by_role("button", name="Apply filter").click()
    expect(page.locator("tbody .cell-name a")).to_have_text(["Marisol Vega"])


def test_masking_of_a_role_shows_at_once_to_its_members(visitor, visit, lender):
    customer = lender.add_borrower()
    colleague = visit(member=lender.agent)
    colleague.open(f"/customers/{customer.pk}/")
    reveal = colleague.page.get_by_role("button", name="Reveal SSN")
    expect(reveal).to_be_visible()
    colleague.see("Apr 17, 1988")

    page = visitor.open("/settings/roles/")
    page.get_by_role("link", name="Agent").click()
    numbers = page.get_by_role("group", name="SSN, SIN and EIN")
    numbers.get_by_text("Last four").click()
    births = page.get_by_role("group", name="Date of birth")
    births.locator("label").last.click()
    visitor.see("1 member sees changes at once")
    visitor.audit("Roles and masking")
    page.get_by_role("button", name="Save role").click()
    visitor.see_toast("Role saved.")

    colleague.open(f"/customers/{customer.pk}/")
    expect(reveal).to_have_count(0)
    expect(colleague.page.locator("body")).not_to_contain_text("Apr 17, 1988")


def test_an_invited_person_joins_by_the_mailed_link(visitor, visit, lender):
    page = visitor.open("/settings/members/")
    visitor.audit("Members")
    page.get_by_role("link", name="Invite member").click()
    page.get_by_label("E-mail").fill("new.hire@example.com")
    page.get_by_label("Role").select_option("Read-only")
    visitor.audit("Invitation")
    page.get_by_role("button", name="Send invitation").click()
    visitor.see_toast("new.hire@example.com is invited.")
    expect(page.get_by_role("row", name="new.hire@example.com")).to_contain_text(
        "Invited"
    )

    newcomer = visit()
    newcomer.open(mailed_path())
    newcomer.heading(re.compile("^Join "))
    newcomer.page.get_by_label("Your name").fill("Noor Haddad")
    newcomer.page.get_by_label("Choose a password").fill("a long way from home")
    newcomer.audit("Invitation, opened")
    newcomer.page.get_by_role("button", name="Accept").click()
    newcomer.heading("Customers")

    visitor.open("/settings/members/")
    expect(page.get_by_role("row", name="Noor Haddad")).to_contain_text("Read-only")


def test_a_members_role_is_changed_in_the_row_and_a_membership_ends(
    visitor, visit, lender
):
    page = visitor.open("/settings/members/")
    page.get_by_label("Role of Rowan Pike").select_option("Agent")
    visitor.see_toast("Rowan Pike is Agent now.")
    page.get_by_role("button", name="Actions for Rowan Pike").click()
    visitor.audit("Members with a menu")
    page.get_by_role("menuitem", name="End membership").click()
    visitor.heading("End the membership of Rowan Pike?")
    page.get_by_role("button", name="End membership").click()
    visitor.see_toast("The membership of Rowan Pike has ended.")
    former = visit(member=None)
    former.open(f"/login/{lender.tenant.slug}/")
    former.provoke(422)
    former.page.get_by_label("E-mail").fill(lender.reader.email)
    former.page.get_by_label("Password", exact=True).fill(PASSWORD)
    former.page.get_by_role("button", name="Continue").click()
    former.see("E-mail or password is not right.")


def test_an_import_and_its_report_are_found_in_settings(visitor, lender, tmp_path):
    path = tmp_path / "book.csv"
    path.write_text(
        "import_id,first_name,last_name,email\n"
        "1,Ada,Moss,ada@example.com\n"
        '2,Bo,Reed,"<b>nowhere</b>"\n'
    )
    lender.import_file(path, on_error="line")
    page = visitor.open("/settings/imports/")
    visitor.audit("Imports")
    page.get_by_role("link", name="book.csv").click()
    visitor.see("<b>nowhere</b>")
    visitor.audit("One import")
    report = visitor.download(page.get_by_role("link", name="Download report").click)
    assert "nowhere" in report


def test_every_look_at_a_protected_number_stands_in_the_access_log(visitor, lender):
    customer = lender.add_borrower()
    page = visitor.open(f"/customers/{customer.pk}/")
    page.get_by_role("button", name="Reveal SSN").click()
    expect(page.locator("#tax-number-value")).to_contain_text("536-22-8714")

    visitor.open("/settings/access-log/")

    row = page.get_by_role("row", name=f"Customer #{customer.pk}")
    expect(row).to_contain_text("Avery Quill")
    expect(page.locator("body")).not_to_contain_text("8714")
    visitor.audit("Access log")


def test_an_agent_is_told_which_permission_is_missing(visit, lender):
    visitor = visit(member=lender.agent)
    visitor.provoke(403, "/settings/statuses/")
    visitor.open("/settings/statuses/")
    visitor.see("Settings")
    visitor.audit("Page without the permission")
