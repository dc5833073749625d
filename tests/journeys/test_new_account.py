"""Making an account in the browser: from a program, from blank, and activating it."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Account, AccountCustomer
from accounts.services import programs
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of
from tests.builders_accounts import LINE, make_account


@pytest.fixture
def program(lender):
    """A program whose draw period ends two years after a line opens."""
    with activate_tenant(lender.tenant.pk):
        return programs.add_program(
            actor=actor_of(lender.administrator.user, lender.tenant),
            data=programs.ProgramInput(
                name="Everyday 5K", terms={**LINE, "draw_end_days": 730}
            ),
        )


@pytest.fixture
def visitor(visit, lender):
    return visit(member=lender.agent)


def fill_loan(page):
    page.get_by_label("Amount lent").fill("10,000")
    page.get_by_label("Annual rate").fill("12")
    page.get_by_label("Number of payments").fill("12")
    page.get_by_label("Contract date").fill("2026-01-01")
    page.get_by_label("First due date").fill("2026-02-01")


def test_a_line_from_a_program_with_two_customers(visitor, lender, program):
    lender.add_borrower()
    page = visitor.open("/accounts/new/")
    visitor.audit("New account, kind")
    page.get_by_role("radio", name="From a program").check()
    page.get_by_role("button", name="Continue to terms").click()
    chosen = page.get_by_role("radio", name="Everyday 5K")
    chosen.check()
    expect(page.get_by_text("Program: 730 days")).to_be_visible()
    expect(chosen).to_be_focused()
    visitor.audit("New account, program")

    page.get_by_label("Credit limit").fill("3,500")
    page.get_by_role("button", name="Continue to customers").click()
    page.get_by_label("Name, phone, e-mail or ID").fill("vega")
    page.get_by_label("Name, phone, e-mail or ID").press("Enter")
    page.get_by_role("checkbox", name="Vega").check()
    visitor.audit("New account, customers found")
    page.get_by_role("button", name="Link the ticked ones").click()
    expect(page.get_by_role("button", name=re.compile("^Take .* off"))).to_have_count(1)
    page.get_by_role("button", name="Add a new customer").click()
    page.wait_for_url("**/customers/new/**")
    page.get_by_label("First name").fill("Tomás")
    page.get_by_label("Last name").first.fill("Ibarra")
    page.get_by_role("button", name="Add customer").click()
    visitor.see("Just added")
    visitor.audit("New account, a customer just added")
    page.get_by_role("button", name="Continue to review").click()
    page.wait_for_url("**/review/")
    visitor.audit("New account, review")
    page.get_by_role("button", name="Create account").dblclick()

    visitor.see_toast("It is not active yet.")
    with activate_tenant(lender.tenant.pk):
        line = Account.objects.get()
        roles = AccountCustomer.objects.order_by("pk").values_list("role", flat=True)
        assert line.program == program
        assert line.terms["limit"] == "3500.00"
        assert list(roles) == ["primary", "secondary"]


def test_a_loan_is_previewed_as_it_is_typed_and_survives_a_reload(visitor):
    page = visitor.open("/accounts/new/")
    page.get_by_role("radio", name="Blank").first.check()
    page.get_by_role("button", name="Continue to terms").click()
    fill_loan(page)
    preview = page.locator("#preview")
    expect(preview).to_contain_text("$888.49")
    visitor.audit("New account, terms with a preview")

    page.get_by_label("Annual rate").fill("12,5")
    expect(preview).to_contain_text("Annual rate: Enter a percentage")
    expect(preview).to_contain_text("$888.49")
    visitor.audit("New account, terms with a wrong rate")
    page.reload()

    page.get_by_role("link", name="Discard draft").click()
    visitor.audit("New account, whether to discard it")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("Annual rate")).to_have_value("12,5")
    expect(page.get_by_label("Amount lent")).to_have_value("10,000")
    visitor.provoke(422)
    page.get_by_role("button", name="Continue to customers").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    visitor.audit("New account, terms refused")


def test_an_account_is_activated_from_its_header(visitor, lender):
    with activate_tenant(lender.tenant.pk):
        actor = actor_of(lender.agent.user, lender.tenant)
        account = make_account(actor, "LN-1", is_active=False)
    page = visitor.open(f"/accounts/{account.pk}/")
    page.get_by_role("button", name="Actions for LN-1").click()
    expect(page.get_by_role("menuitem", name="Edit terms")).to_be_focused()
    visitor.audit("An inactive account with its menu")
    page.keyboard.press("Escape")

    page.get_by_role("link", name="Activate").click()
    visitor.audit("Activate an account")
    page.get_by_role("button", name="Activate account").click()

    visitor.see_toast("LN-1 is active. Its figures begin.")


def test_a_loan_is_made_without_javascript(visit, lender):
    visitor = visit(member=lender.agent, java_script_enabled=False)
    page = visitor.open("/accounts/new/")
    page.get_by_role("radio", name="Blank").first.check()
    page.get_by_role("button", name="Continue to terms").click()
    fill_loan(page)
    page.get_by_role("button", name="Preview").click()
    visitor.see("$888.49")
    page.get_by_role("button", name="Continue to customers").click()
    page.get_by_role("button", name="Continue to review").click()
    page.get_by_role("button", name="Create account").click()

    visitor.see("It is not active yet.")
