"""An account in the browser: posting, explaining, splitting, roles, another day."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from accounts.services import account_links
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of
from tests.builders_accounts import LOAN, link, make_account, post

MONTH = timedelta(days=30)
LATE = timedelta(days=20)
PAYMENT = "888.49"


@pytest.fixture
def visitor(visit, lender):
    return visit(member=lender.agent)


@pytest.fixture
def actor(lender):
    with activate_tenant(lender.tenant.pk):
        return actor_of(lender.agent.user, lender.tenant, timezone.now())


@pytest.fixture
def loan(lender, actor):
    """A loan of which the first installment is paid and the second 20 days late."""
    borrower = lender.add_borrower()
    spouse = lender.add_customer(first_name="Tomás", email="tomas@example.com")
    first = actor.today - LATE - MONTH
    with activate_tenant(lender.tenant.pk):
        account = make_account(actor, "LN-1", terms=monthly(first, actor))
        link(actor, account, (borrower, Role.PRIMARY), (spouse, Role.SECONDARY))
        post(actor, account, "payment", first.isoformat(), PAYMENT)
    return account


@pytest.fixture
def other(lender, actor, loan):
    """A loan on which nothing is late, linked to the late one."""
    first = actor.today + timedelta(days=10)
    with activate_tenant(lender.tenant.pk):
        account = make_account(actor, "LN-2", terms=monthly(first, actor))
        account_links.tie(actor=actor, from_id=account.pk, to_id=loan.pk)
    return account


def monthly(first, actor):
    """Terms with due dates every 30 days, so that journeys don't depend on the day."""
    contract = first - MONTH
    return LOAN | {
        "frequency": {"unit": "day", "every": 30},
        "contract_date": contract.isoformat(),
        "first_payment_date": first.isoformat(),
    }


def pay(page, amount, day=None):
    """Fill the form of a payment in, as an agent with money on the desk."""
    page.get_by_role("link", name="Log payment").click()
    page.get_by_label("Amount", exact=True).fill(amount)
    if day:
        page.get_by_label("Effective date").fill(day.isoformat())


def test_a_late_payment_and_the_lines_that_make_it_late(visitor, loan):
    page = visitor.open(f"/accounts/{loan.pk}/")
    expect(page.get_by_role("link", name="Days past due 20")).to_be_visible()
    visitor.audit("Summary of a late loan")

    page.get_by_role("link", name="Days past due 20").click()

    panel = page.get_by_role("complementary", name="What makes a figure")
    expect(panel.get_by_role("heading")).to_be_focused()
    expect(panel).to_contain_text("What makes the days past due")
    visitor.audit("Summary with the panel")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("link", name="Days past due 20")).to_be_focused()


def test_keys_reach_the_date_and_explain_the_figure_in_focus(visitor, loan):
    page = visitor.open(f"/accounts/{loan.pk}/")
    panel = page.get_by_role("complementary", name="What makes a figure")
    page.get_by_role("link", name="Days past due 20").focus()
    visitor.press("x")
    expect(panel).to_contain_text("What makes the days past due")
    visitor.press("Escape")
    page.get_by_role("heading", name="Summary").click()
    visitor.press("x")
    expect(panel).to_contain_text("What makes the payoff")
    visitor.press("Escape")
    expect(panel).to_be_hidden()
    page.get_by_role("heading", name="Summary").click()

    visitor.press("a")

    expect(page.get_by_label("As of")).to_be_focused()


def test_a_payment_dated_back_takes_the_lateness_away(visitor, loan, actor):
    page = visitor.open(f"/accounts/{loan.pk}/")
    pay(page, PAYMENT, actor.today - LATE)

    effect = page.get_by_role("region", name="What changes")
    expect(effect).to_contain_text("Brings the loan current.")
    visitor.audit("Log a payment with its effect")
    visitor.press("Control+Enter")

    visitor.see_toast(f"Payment of ${PAYMENT} posted on LN-1.")
    visitor.see("Backdated 20 days")
    visitor.audit("Transactions")
    page.get_by_role("link", name="Summary").click()
    visitor.see("Nothing is past due.")
    visitor.see("Paid so far")


def test_what_is_typed_is_kept_when_the_same_payment_is_there_already(
    visitor, loan, actor, lender
):
    with activate_tenant(lender.tenant.pk):
        post(actor, loan, "payment", actor.today.isoformat(), "100.00")
    page = visitor.open(f"/accounts/{loan.pk}/post/payment/?amount=100.00")
    page.get_by_label("Note").fill("Second one today")
    expect(page.get_by_role("region", name="What changes")).to_contain_text(
        "is posted already"
    )
    visitor.provoke(422)

    page.get_by_role("button", name="Post").click()

    expect(page.get_by_label("Note")).to_have_value("Second one today")
    visitor.audit("A payment like another one")
    page.get_by_role("button", name="Post it all the same").click()
    visitor.see_toast("Payment of $100.00 posted on LN-1.")


def test_a_payment_is_taken_back_with_a_look_at_the_effect(visitor, loan):
    page = visitor.open(f"/accounts/{loan.pk}/transactions/")
    page.get_by_role("button", name="Actions for entry 1").click()
    page.get_by_role("menuitem", name="Reverse…").click()

    effect = page.get_by_role("region", name="What changes")
    expect(effect).to_contain_text("past due, 50 days")
    page.get_by_label("Charge for it").fill("25")
    expect(effect).to_contain_text("$25.00")
    visitor.audit("A reversal with its effect")
    page.get_by_role("button", name=f"Reverse ${PAYMENT}").click()

    visitor.see_toast(f"${PAYMENT} reversed.")
    visitor.see("NSF, takes back entry 1")


def test_one_payment_is_split_over_two_loans(visitor, loan, other):
    page = visitor.open(f"/accounts/{loan.pk}/transactions/")
    page.get_by_role("link", name="Split a payment").click()
    page.get_by_label("Amount received").fill("1000")
    page.get_by_label("Amount for LN-1").fill("888.49")

    expect(page.get_by_text("Left to place")).to_be_visible()
    expect(page.get_by_text("Brings the loan current.")).to_be_visible()
    page.get_by_role("button", name="Put the rest on LN-2").click()
    expect(page.get_by_label("Amount for LN-2")).to_have_value("111.51")
    visitor.audit("A split payment with its effects")
    page.get_by_label("Amount for LN-1").press("Enter")
    expect(page.get_by_label("Amount for LN-2")).to_be_focused()
    page.get_by_role("button", name="Post payments").click()

    visitor.see_toast("$1,000.00 posted on 2 accounts.")
    visitor.see("Split")


def test_another_customer_becomes_primary_and_undo_takes_it_back(visitor, loan):
    page = visitor.open(f"/accounts/{loan.pk}/customers/")
    visitor.audit("Customers of an account")
    page.get_by_role("button", name="Actions for Tomás Vega").click()
    page.get_by_role("menuitemradio", name="Primary").click()

    visitor.see_toast("Tomás Vega is primary on LN-1 now. Marisol Vega is secondary.")
    header = page.get_by_role("region", name="Account", exact=True)
    expect(header).to_contain_text("Tomás Vega")
    page.get_by_role("button", name="Undo").click()

    visitor.see_toast("Undone.")
    expect(header).to_contain_text("Marisol Vega")


def test_customers_are_found_and_linked_with_their_roles(visitor, loan, lender):
    lender.add_customer(first_name="Ruth", last_name="Okafor", email="")
    page = visitor.open(f"/accounts/{loan.pk}/customers/")
    page.get_by_role("link", name="Link existing").click()
    page.get_by_role("searchbox").last.fill("okafor")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("checkbox").check()
    page.get_by_label("Role of Ruth Okafor").select_option("additional")
    visitor.audit("Customers to link")

    page.get_by_role("button", name="Link customers").click()

    visitor.see_toast("1 customer linked.")
    visitor.see("Ruth Okafor")


def test_scores_are_entered_under_customer_tools(visitor, loan):
    page = visitor.open(f"/accounts/{loan.pk}/customers/")
    page.get_by_role("link", name="Customer Tools").click()
    page.get_by_role("button", name="Enter scores of Marisol Vega").click()
    scores = page.locator('form[action$="/scores/"]').first
    visitor.provoke(422, scores.get_attribute("action"))
    page.get_by_role("textbox", name="Equifax").fill("850.5")
    page.get_by_role("button", name="Save scores").click()
    visitor.see("A score is a whole number from 300 to 850.")
    visitor.audit("Customer Tools with refused scores")

    page.get_by_role("textbox", name="Equifax").fill("681")
    page.get_by_role("button", name="Save scores").click()

    visitor.see_toast("Scores of Marisol Vega saved.")
    expect(page.get_by_role("main")).to_contain_text("681 Good")


def test_the_account_as_of_last_quarter_offers_nothing_to_post(visitor, loan, actor):
    before = actor.today - LATE - MONTH
    page = visitor.open(f"/accounts/{loan.pk}/?as_of={before.isoformat()}")

    visitor.see("as they stood at the end of")
    expect(page.get_by_role("link", name="Log payment")).to_have_count(0)
    visitor.audit("An account as of another day")
    visitor.press("t")

    expect(page.get_by_role("link", name="Log payment")).to_be_visible()


def test_a_promise_is_taken_down_and_shows_in_the_header(visitor, loan, actor):
    page = visitor.open(f"/accounts/{loan.pk}/")
    page.get_by_role("link", name="Promise", exact=True).click()
    day = actor.today + timedelta(days=3)
    page.get_by_label("To be paid by").fill(day.isoformat())
    visitor.audit("A promise to pay")
    page.get_by_role("button", name="Save promise").click()

    visitor.see("Promised")
    pay(page, PAYMENT)
    visitor.see("Keeps the promise of")
