"""Quick changes on the customer's page: keys, marks, photo, protected numbers."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

SSN = "536-22-8714"


@pytest.fixture
def customer(lender):
    return lender.add_borrower()


@pytest.fixture
def visitor(visit, lender):
    return visit(member=lender.agent)


def phones(visitor):
    return visitor.page.locator("#phone-list")


def test_grey_key_makes_a_phone_primary_and_undo_takes_it_back(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/contact/")
    header = page.locator(".record-header")

    phones(visitor).get_by_role("button", name="Make (801) 555-0143 primary").click()
    visitor.see_toast("(801) 555-0143 is primary now.")
    expect(header).to_contain_text("(801) 555-0143")
    visitor.audit("Contact Information with a toast")
    page.get_by_role("button", name="Undo").click()

    visitor.see_toast("Undone.")
    expect(header).to_contain_text("(801) 555-0142")
    expect(header).not_to_contain_text("(801) 555-0143")


def test_do_not_call_and_verified_change_by_one_click(visitor, customer):
    visitor.open(f"/customers/{customer.pk}/contact/")
    calls = "Calls to (801) 555-0142 allowed. Set do not call"
    phones(visitor).get_by_role("button", name=calls).click()
    visitor.see_toast("(801) 555-0142 is marked do not call.")
    no_calls = phones(visitor).get_by_role("button", name="Do not call (801) 555-0142")
    expect(no_calls).to_be_focused()

    unverified = "(801) 555-0142 not verified. Mark as verified"
    phones(visitor).get_by_role("button", name=unverified).click()

    visitor.see_toast("(801) 555-0142 is marked verified.")
    verified = phones(visitor).get_by_role("button", name="(801) 555-0142 verified.")
    expect(verified).to_be_focused()


def test_the_primary_phone_is_not_deleted_while_others_exist(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/contact/")
    page.get_by_role("button", name="Actions for (801) 555-0142").click()
    visitor.audit("Contact Information with a phone's menu")
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.locator("#toasts")).to_contain_text("primary")
    expect(phones(visitor).get_by_role("listitem")).to_have_count(2)

    page.get_by_role("button", name="Actions for (801) 555-0143").click()
    page.get_by_role("menuitem", name="Delete").click()

    visitor.see_toast("(801) 555-0143 was deleted.")
    expect(phones(visitor).get_by_role("listitem")).to_have_count(1)


def test_photo_is_uploaded_at_the_avatar_and_removed(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/")
    chooser = page.get_by_label("Upload photo of Marisol Vega")

    chooser.set_input_files(
        {"name": "her.png", "mimeType": "image/png", "buffer": picture()}
    )
    visitor.see_toast("Photo saved.")
    photo = page.get_by_role("img", name="Photo of Marisol Vega")
    expect(photo).to_have_js_property("naturalWidth", 128)
    expect(page.locator("#record #record")).to_have_count(0)
    page.get_by_role("button", name="More actions").click()
    visitor.audit("Customer with a photo and the record's menu")
    page.get_by_role("menuitem", name="Remove photo").click()

    visitor.see_toast("Photo removed.")
    expect(photo).to_have_count(0)


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/")
    chooser = page.get_by_label("Upload photo of Marisol Vega")

    chooser.set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Not a picture."}
    )
    visitor.see_toast("notes.txt is not a kind of file that fits here.")
    chooser.set_input_files(
        {"name": "fake.png", "mimeType": "image/png", "buffer": b"Not a picture."}
    )

    expect(page.locator("#toasts .toast-bad")).to_have_count(2)
    expect(page.get_by_role("img", name="Photo of Marisol Vega")).to_have_count(0)


def test_a_revealed_number_hides_itself_after_thirty_seconds(visitor, customer):
    visitor.page.clock.install()
    page = visitor.open(f"/customers/{customer.pk}/")
    number = page.locator("#tax-number-value")
    expect(number).not_to_contain_text(SSN)

    page.get_by_role("button", name="Reveal SSN").click()
    expect(number).to_contain_text(SSN)
    visitor.audit("Summary with a revealed number")
    page.clock.run_for(31_000)

    expect(number).not_to_contain_text(SSN)
    expect(number).to_contain_text("8714")
    expect(page.get_by_role("button", name="Reveal SSN")).to_be_visible()


def test_a_revealed_number_is_gone_after_going_back(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/")
    page.get_by_role("button", name="Reveal SSN").click()
    number = page.locator("#tax-number-value")
    expect(number).to_contain_text(SSN)

    page.get_by_role("link", name="Customers", exact=True).click()
    visitor.heading("Customers")
    page.go_back()

    visitor.heading("Marisol Vega")
    expect(number).to_contain_text("8714")
    expect(number).not_to_contain_text(SSN)


def test_the_red_marks_of_an_address_say_why_they_stay_red(visitor, customer):
    page = visitor.open(f"/customers/{customer.pk}/contact/")
    card = page.locator(".card", has=page.get_by_text("Primary address"))

    card.get_by_role("button", name="Primary address not verified").click()

    visitor.see_toast(
        "No address service is connected, so the address stays unverified. "
        "Its form is complete."
    )


def test_a_read_only_member_sees_no_way_to_change_anything(visit, lender, customer):
    visitor = visit(member=lender.reader)
    page = visitor.open(f"/customers/{customer.pk}/contact/")
    main = page.locator("#record")
    expect(main.get_by_role("button")).to_have_count(0)
    page.get_by_role("link", name="Summary", exact=True).click()
    expect(page.locator("#tax-number-value")).to_contain_text("8714")
    expect(main.get_by_role("button", name="Reveal")).to_have_count(0)
    visitor.audit("Summary of a read-only member")


def picture():
    file = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(file, "PNG")
    return file.getvalue()
