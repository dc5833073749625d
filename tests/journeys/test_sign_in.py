"""The door: passwords, codes, mailed links, companies, a session that ends."""

import base64
import re
import time

import pytest
from django.contrib.sessions.models import Session
from django_otp.oath import TOTP
from playwright.sync_api import expect

from tests.builders import PASSWORD
from tests.builders_people import mailed_path
from tests.journeys.world import add_member, make_lender


def sign_in(visitor, member, password=PASSWORD):
    visitor.open(f"/login/{member.tenant.slug}/")
    give_password(visitor, member, password)


def give_password(visitor, member, password):
    page = visitor.page
    page.get_by_label("E-mail").fill(member.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Continue").click()


def test_wrong_passwords_are_counted_down_to_a_pause(visit, lender):
    visitor = visit()
    for status in (422, 429):
        visitor.provoke(status, f"/login/{lender.tenant.slug}/")
    sign_in(visitor, lender.agent, "not my password")
    for left in ("4 tries left", "3 tries left", "2 tries left", "1 try left"):
        visitor.see(left)
        expect(visitor.page.get_by_label("E-mail")).to_have_value(lender.agent.email)
        if left.startswith("4"):
            visitor.audit("Log-in page after a wrong password")
        give_password(visitor, lender.agent, "not my password")
    visitor.see("Too many wrong passwords.")
    visitor.audit("Log-in page, paused")

    give_password(visitor, lender.agent, PASSWORD)
    visitor.see("Nothing is checked before.")


@pytest.fixture
def careful_lender():
    return make_lender("Harbor Lending", requires_second_factor=True)


def test_second_factor_is_set_up_and_a_recovery_code_opens_the_door(
    visit, careful_lender
):
    visitor = visit()
    page = visitor.page
    sign_in(visitor, careful_lender.agent)
    visitor.heading("Set up your second factor")
    page.get_by_text("Type it instead").click()
    visitor.audit("Set-up of the second factor")
    page.get_by_label("Six-digit code").fill(code_for(page))
    page.get_by_role("button", name="Confirm").click()
    visitor.heading("Your recovery codes")
    visitor.audit("Recovery codes")
    codes = page.locator(".recovery-codes li").all_inner_texts()
    kept = visitor.download(page.get_by_role("button", name="Download as text").click)
    assert len(codes) == 10
    assert all(code in kept for code in codes)
    page.get_by_role("link", name="I have kept them, continue").click()
    visitor.heading("Customers")

    sign_out(visitor)
    give_password(visitor, careful_lender.agent, PASSWORD)
    visitor.heading("Enter your code")
    visitor.audit("Code of the authenticator")
    visitor.provoke(422)
    page.get_by_label("Six-digit code").fill("000000")
    page.get_by_role("button", name="Confirm").click()
    visitor.see("did not match")
    page.get_by_role("link", name="Use a recovery code").click()
    visitor.audit("Recovery code")
    page.get_by_label("code").fill(codes[3])
    page.get_by_role("button", name="Confirm").click()

    visitor.heading("Customers")


def code_for(page):
    """Return what an authenticator would show for the secret on the page."""
    secret = "".join(page.locator(".secret").inner_text().split())
    clock = TOTP(base64.b32decode(secret + "=" * (-len(secret) % 8)))
    clock.time = time.time()
    return f"{clock.token():06d}"


def sign_out(visitor):
    visitor.page.get_by_role("button", name="Account menu").click()
    visitor.page.get_by_role("menuitem", name="Sign out").click()
    visitor.heading("Sign in")


def test_forgotten_password_is_replaced_by_a_mailed_link(visit, lender):
    visitor = visit()
    page = visitor.open(f"/login/{lender.tenant.slug}/")
    page.get_by_role("link", name="Forgot password").click()
    page.get_by_label("E-mail").fill(lender.agent.email)
    visitor.audit("Forgotten password")
    page.get_by_role("button", name="Send the link").click()
    visitor.heading("Look at your mail")

    visitor.open(mailed_path())
    visitor.heading("Choose a new password")
    visitor.audit("New password")
    page.get_by_label("New password").fill("sunrise over the harbor")
    page.get_by_role("button", name="Save password").click()
    sign_in(visitor, lender.agent, "sunrise over the harbor")

    visitor.heading("Customers")


def test_switching_company_shows_the_sandbox_and_its_own_customers(visit, lender):
    lender.add_borrower()
    sandbox = make_lender("Northwind Sandbox", environment="sandbox")
    add_member(sandbox.tenant, "agent", lender.agent.user)
    sandbox.add_customer(first_name="Testa", last_name="Trial", email="t@example.com")
    visitor = visit(member=lender.agent)
    page = visitor.open("/customers/")
    visitor.see("Marisol Vega")
    page.get_by_role("link", name="Switch company").click()
    visitor.audit("Choice of company")
    page.get_by_role("button", name="Northwind Sandbox").click()

    strip = page.get_by_role("complementary", name="Environment")
    expect(strip).to_contain_text("Nothing reaches a customer.")
    visitor.heading("Customers")
    visitor.see("Testa Trial")
    expect(page.get_by_text("Marisol Vega")).to_have_count(0)
    visitor.audit("Customer Manager of a sandbox")


def test_a_session_that_ends_keeps_the_typed_form(visit, lender):
    customer = lender.add_borrower()
    visitor = visit(member=lender.agent)
    page = visitor.open(f"/customers/{customer.pk}/edit/")
    page.get_by_label("Middle name").fill("Ana")
    end_sessions(lender.agent)
    visitor.provoke(401)
    page.get_by_role("button", name="Save customer").click()

    dialog = page.get_by_role("dialog", name="Your session ended")
    password = dialog.get_by_label("Password", exact=True)
    expect(password).to_be_visible()
    visitor.audit("Dialog after the session ended")
    visitor.provoke(422, "/login/again/")
    password.fill("not my password")
    dialog.get_by_role("button", name="Continue").click()
    expect(dialog).to_contain_text("4 tries left")
    password.fill(PASSWORD)
    dialog.get_by_role("button", name="Continue").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Middle name")).to_have_value("Ana")
    page.get_by_role("button", name="Save customer").click()

    visitor.heading("Marisol Ana Vega")


def end_sessions(member):
    """End the sessions of one member on the server, as their idle time would."""
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(member.user.pk):
            session.delete()


def test_the_theme_is_switched_at_once_and_stays(visit, lender):
    visitor = visit(member=lender.agent)
    page = visitor.open("/customers/")
    background = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.get_by_role("button", name="Account menu").click()
    visitor.audit("Account menu")
    with page.expect_response(re.compile("/theme/")):
        page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(background) != light
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_own_account_is_changed_on_its_page(visit, lender):
    visitor = visit(member=lender.agent)
    page = visitor.open("/account/")
    visitor.audit("Your account")
    page.get_by_label("Your name").fill("Dana W. Whitfield")
    page.get_by_role("button", name="Save name").click()

    visitor.see_toast("saved")
    page.get_by_role("button", name="Account menu").click()
    expect(page.get_by_role("menu")).to_contain_text("Dana W. Whitfield")


def test_an_address_that_does_not_exist_offers_the_search(visit, lender):
    visitor = visit(member=lender.agent)
    visitor.provoke(404, "/customers/999999999/")
    visitor.open("/customers/999999999/")
    visitor.audit("Page that does not exist")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
