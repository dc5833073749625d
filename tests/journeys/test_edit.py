"""What can go wrong on the edit page, without anything typed being lost."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def customer(lender):
    return lender.add_borrower()


@pytest.fixture
def visitor(visit, lender):
    return visit(member=lender.agent)


def edit(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/edit/")
    expect(page.get_by_text("No changes yet")).to_be_visible()
    visitor.provoke(422)
    return page


def save(visitor):
    visitor.page.get_by_role("button", name="Save customer").click()


def test_errors_are_summed_up_counted_and_nothing_typed_is_lost(visitor, customer):
    page = edit(visitor, customer)
    page.get_by_label("First name").fill("Marisol Ana")
    page.get_by_label("Phone number 1").fill("12")
    page.get_by_label("Date of birth").fill("someday")
    page.locator("#contact").get_by_label("Email").fill("nowhere")
    save(visitor)

    summary = page.get_by_role("alert").filter(has_text="Some things need fixing")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    nav = page.get_by_role("navigation", name="Cards of the form")
    expect(nav.get_by_role("link", name="General")).to_contain_text("2")
    expect(nav.get_by_role("link", name="Contact")).to_contain_text("1")
    visitor.see("Not saved yet")
    visitor.audit("Edit page with errors")
    summary.get_by_role("link", name="Write the date like 04/17/1988").click()
    expect(page.get_by_label("Date of birth")).to_be_focused()
    expect(page.get_by_label("Date of birth")).to_have_value("someday")
    expect(page.get_by_label("First name")).to_have_value("Marisol Ana")

    page.get_by_label("Date of birth").fill("04/17/1988")
    page.get_by_label("Phone number 1").fill("(801) 555-0142")
    page.locator("#contact").get_by_label("Email").fill("marisol.vega@example.com")
    save(visitor)
    visitor.heading("Marisol Ana Vega")


def test_a_likely_duplicate_is_shown_and_may_be_saved_anyway(visitor, customer, lender):
    other = lender.add_customer(
        first_name="Mario", last_name="Ruiz", email="ruiz@example.com", phones=()
    )
    page = edit(visitor, other)
    page.get_by_label("First name").fill("Mariano")
    page.get_by_role("button", name="Add another phone number").click()
    page.get_by_label("Phone number 1").fill("801-555-0142")
    save(visitor)

    warning = page.get_by_role("alert").filter(has_text="Other customers look like")
    expect(warning.get_by_role("link", name="Marisol Vega")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Mariano")
    visitor.audit("Edit page with a likely duplicate")
    page.get_by_role("button", name="Save anyway").click()

    visitor.heading("Mariano Ruiz")


def test_two_agents_at_once_lose_nothing_and_may_keep_the_others_value(
    visitor, visit, lender, customer
):
    mine = edit(visitor, customer)
    colleague = visit(member=lender.administrator)
    theirs = edit(colleague, customer)
    theirs.locator("#contact").get_by_label("Email").fill("theirs@example.com")
    theirs.get_by_label("Import ID").fill("LEGACY-7")
    save(colleague)
    colleague.see_toast("Marisol Vega was saved.")

    mine.locator("#contact").get_by_label("Email").fill("mine@example.com")
    mine.get_by_label("Middle name").fill("Ana")
    save(visitor)
    card = mine.get_by_role("alert").filter(has_text="Somebody else saved")
    for value in ("theirs@example.com", "mine@example.com"):
        expect(card).to_contain_text(value)
    expect(mine.get_by_label("Import ID")).to_have_value("LEGACY-7")
    visitor.audit("Edit page with a conflict")
    card.get_by_label("Keep their Email").check()
    save(visitor)

    visitor.heading("Marisol Ana Vega")
    expect(mine.locator(".record-header")).to_contain_text("theirs@example.com")


def test_switching_between_person_company_and_dealer_keeps_what_is_typed(visitor):
    page = visitor.open("/customers/new/")
    page.get_by_label("First name").fill("Ada")
    page.get_by_text("Company", exact=True).click()
    expect(page.get_by_label("First name")).to_be_hidden()
    page.get_by_label("Company name").fill("Lantern Motors")
    expect(page.get_by_label("Credit limit")).to_be_hidden()
    page.get_by_text("Flooring", exact=True).click()
    page.get_by_label("Credit limit").fill("250000")
    page.get_by_text("Individual", exact=True).click()
    expect(page.get_by_label("First name")).to_have_value("Ada")
    page.get_by_text("Flooring", exact=True).click()
    expect(page.get_by_label("Company name")).to_have_value("Lantern Motors")
    visitor.audit("New flooring customer")

    page.get_by_role("button", name="Add customer").click()
    visitor.heading("Lantern Motors")
    visitor.see("$250,000.00")


def test_password_requirements_turn_bold_one_by_one(visitor, customer):
    page = edit(visitor, customer)
    password = page.get_by_label("Password", exact=True)
    rules = page.locator("[data-rule]")
    expect(page.locator("[data-rule].is-met")).to_have_count(0)

    for typed, met in (("a", 2), ("aB", 3), ("aB3", 4), ("aB3!", 5)):
        password.fill(typed)
        expect(page.locator("[data-rule].is-met")).to_have_count(met)
    password.fill("aB3!aB3!aB")
    expect(page.locator("[data-rule].is-met")).to_have_count(6)
    expect(rules.first).to_have_css("font-weight", "700")
    expect(page.locator("[data-password-summary]")).to_have_text(
        "6 of 6 requirements met"
    )
    visitor.audit("Edit page with a good password")

    save(visitor)
    visitor.see_toast("Marisol Vega was saved.")
    expect(page.locator(".key-value", has_text="Password")).to_contain_text("Set on")
    expect(page.locator("body")).not_to_contain_text("aB3!aB3!aB")


def test_a_password_that_misses_a_rule_is_refused_by_the_server_too(visitor, customer):
    page = edit(visitor, customer)
    page.get_by_label("Password", exact=True).fill("lower case only")
    save(visitor)
    visitor.see("Password still needs: an upper-case letter, a digit, a symbol")


def test_leaving_a_changed_form_asks_first(visitor, customer):
    page = edit(visitor, customer)
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.dismiss()))
    page.get_by_label("First name").fill("MarisolX")
    expect(page.get_by_text("1 unsaved change")).to_be_visible()

    page.get_by_role("link", name="Cancel").click(no_wait_after=True)
    expect(page.get_by_label("First name")).to_have_value("MarisolX")
    assert questions == ["beforeunload"]

    page.get_by_label("First name").fill("Marisol")
    expect(page.get_by_text("No changes yet")).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url(re.compile(rf"/customers/{customer.pk}/$"))
    assert questions == ["beforeunload"]


def test_rows_are_added_and_removed_in_place(visitor, customer):
    page = edit(visitor, customer)
    page.get_by_role("button", name="Add another phone number").click()
    expect(page.get_by_label("Type of phone new").last).to_be_focused()
    page.locator("[data-repeat=phones] [data-repeat-row]").last.get_by_label(
        "Phone number"
    ).fill("801 555 0177")
    page.get_by_role("button", name="Remove phone 2").click()
    page.get_by_role("button", name="Add a social profile").click()
    page.locator("[data-repeat=social] [data-repeat-row]").last.get_by_label(
        "Username"
    ).fill("mvega")
    save(visitor)

    visitor.see_toast("Marisol Vega was saved.")
    page.get_by_role("link", name="Contact Information", exact=True).click()
    numbers = page.locator("#phone-list")
    expect(numbers).to_contain_text("(801) 555-0177")
    expect(numbers).not_to_contain_text("(801) 555-0143")
    visitor.see("mvega")


def test_a_doubtful_social_security_number_is_saved_only_on_purpose(visitor, customer):
    page = edit(visitor, customer)
    page.get_by_label("SSN, SIN or EIN").fill("000-12-3456")
    save(visitor)
    page.get_by_label("Save this number anyway").check()
    save(visitor)

    visitor.see_toast("Marisol Vega was saved.")
    expect(page.locator(".record-header")).to_contain_text("in doubt")
    expect(page.locator("#tax-number-value")).to_contain_text("3456")
    visitor.audit("Summary with a number in doubt")


def test_the_same_person_is_never_saved_twice(visitor, customer):
    page = visitor.open("/customers/new/")
    visitor.provoke(422)
    page.get_by_label("Last name").fill("Vega")
    page.get_by_label("SSN, SIN or EIN").fill("536-22-8714")
    page.get_by_label("Date of birth").fill("04/17/1988")
    page.get_by_role("button", name="Add customer").click()

    visitor.see("This customer is on file already")
    expect(page.get_by_role("button", name="Save anyway")).to_have_count(0)
    expect(page.get_by_label("Last name")).to_have_value("Vega")


def test_mailing_address_appears_when_it_differs(visitor, customer):
    page = edit(visitor, customer)
    street = page.locator("#mailing").get_by_label("Street address")
    expect(street).to_be_hidden()
    page.get_by_label("Use primary address as mailing address").uncheck()
    street.fill("PO Box 12")
    page.locator("#mailing").get_by_label("ZIP or postal code").fill("84601")
    save(visitor)

    visitor.see_toast("Marisol Vega was saved.")
    page.get_by_role("link", name="Contact Information", exact=True).click()
    visitor.see("PO Box 12")
    visitor.see("Provo, UT 84601")
