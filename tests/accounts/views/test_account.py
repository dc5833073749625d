"""The page of one account."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AccountCustomer, AccountStatus, Kind, Promise, Role
from accounts.queries.account_page import get_account_page
from accounts.queries.line_summary import LineSummary
from accounts.services import accounts, transactions
from customers.models import Address
from lendcore.history.recording import recorded
from lendcore.models import Role as MemberRole
from tests.builders_accounts import link, make_account, make_program, post
from tests.builders_customers import make_customer
from tests.builders_settings import browser_of

pytestmark = pytest.mark.usefixtures("clock", "in_tenant")


@pytest.fixture
def loan(actor):
    account = make_account(actor, "LN-100482", title="2020 Toyota RAV4")
    link(actor, account, (make_customer(actor), Role.PRIMARY))
    for month in range(2, 11):
        post(actor, account, "payment", f"2026-{month:02}-01", "888.49")
    return account


def text_of(browser, name, account, query="", **more):
    args = [account.pk, *more.values()]
    answer = browser.get(reverse(f"accounts:{name}", args=args) + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_summary_shows_figures_and_who_belongs_to_it(browser, loan):
    text = text_of(browser, "detail", loan)

    # Nine of twelve were paid; November's fell due on the 1st.
    assert "2020 Toyota RAV4" in text
    assert "<b>$888.49</b> brings the account current" in text
    assert "19 days" in text
    assert "Primary" in text


def test_key_figures_say_what_stands_behind_them(browser, loan):
    text = text_of(browser, "detail", loan)

    assert "<small>1 payment short</small>" in text
    assert "<small>Since Nov 1, 2026</small>" in text
    assert re.search(r"<small>\$[0-9.]+ a day</small>", text)
    assert "<span>Payments left</span><b>3</b><small>of 12</small>" in text
    assert "<small>12.00% rate</small>" in text
    assert "<small>Through today</small>" in text


def test_what_was_taken_over_is_not_counted_in_payments(browser, actor):
    account = make_account(actor, "LN-7")
    post(
        actor,
        account,
        "boarding",
        "2026-06-10",
        "0.00",
        details={
            "boarding": {
                "principal": "6000.00",
                "due_interest": "50.00",
                "accrued_interest": "10.00",
                "fees": "0.00",
                "past_due": "900.00",
                "oldest_due_date": "2026-04-01",
                "next_due_date": "2026-07-01",
            }
        },
    )

    text = text_of(browser, "detail", account)

    assert "short</small>" not in text
    assert "<small>Since it was taken over</small>" in text
    schedule = text_of(browser, "schedule", account)
    assert '<th scope="row">Since it was taken over</th>' in schedule


def test_a_status_that_is_gone_leaves_no_badge(browser, actor, loan):
    with recorded(actor):
        gone = AccountStatus.objects.create(name="Hardship", code="", position=9)
    then = actor.anew(actor.at - timedelta(days=20))
    accounts.set_status(actor=then, account_id=loan.pk, status=gone, sub_status=None)
    back = actor.anew(actor.at - timedelta(days=10))
    opened = AccountStatus.objects.get(code="open")
    accounts.set_status(actor=back, account_id=loan.pk, status=opened, sub_status=None)
    with recorded(back):
        gone.delete()

    text = text_of(browser, "detail", loan, "?as_of=2026-11-05")

    assert "badge-None" not in text


def test_another_day_is_marked_and_carried_along(browser, loan):
    text = text_of(browser, "detail", loan, "?as_of=2026-10-15")

    assert "as they stood at the end of <b>Oct 15, 2026</b>" in text
    assert "Nothing is past due." in text
    assert f"{reverse('accounts:schedule', args=[loan.pk])}?as_of=2026-10-15" in text


def test_a_day_before_the_account_says_so(browser, loan):
    assert "begins later" in text_of(browser, "detail", loan, "?as_of=2025-06-01")


def test_an_account_that_is_not_activated_shows_no_figures(browser, actor):
    account = make_account(actor, is_active=False)

    text = text_of(browser, "detail", account)
    schedule = text_of(browser, "schedule", account)

    assert "not activated" in text
    assert "<dt>Past due</dt><dd>—</dd>" in text
    assert "Planned schedule" in text
    assert "Planned schedule" in schedule


def test_the_schedule_shows_what_is_paid_and_what_comes(browser, loan):
    text = text_of(browser, "schedule", loan)

    # Twelve payments under a heading, over their sums.
    assert text.count("<tr>") == 14
    assert "Oct 1, 2026" in text
    assert '<span class="badge badge-ok">Paid</span>' in text
    assert "Balance after" in text
    assert "All payments" in text


def test_transactions_say_where_the_money_went(browser, actor, loan):

    transactions.reverse(actor=actor, account_id=loan.pk, entry=9, reason="nsf")

    text = text_of(browser, "transactions", loan)

    # The first payment: 100.00 of interest, 788.49 of principal.
    assert "$788.49" in text
    assert "$9,211.51" in text
    assert text.count(">Reversed<") == 1


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_every_page(browser, actor, kind):
    account = make_account(actor, f"A-{kind}", kind)
    if kind == Kind.LINE:
        post(actor, account, "advance", "2026-10-02", "700.00")

    for name in ("detail", "schedule", "transactions", "terms"):
        text_of(browser, name, account)
    assert "lines add up" in text_of(browser, "explain", account, figure="payoff")


def test_a_figure_shows_its_lines(browser, loan):
    text = text_of(browser, "explain", loan, figure="payoff")

    assert "Principal" in text
    assert "Interest due Nov 1, 2026" in text


def test_a_figure_that_there_is_not_is_not_found(browser, loan):
    url = reverse("accounts:explain", args=[loan.pk, "luck"])

    assert browser.get(url).status_code == 404


def test_the_terms_are_shown_as_they_were_agreed(browser, loan):
    text = text_of(browser, "terms", loan)

    assert "Annual rate" in text
    assert "12.00%" in text


def test_a_promise_stands_in_the_header_and_can_be_withdrawn(browser, loan):
    address = reverse("accounts:promise", args=[loan.pk])
    assert 'value="888.49"' in browser.get(address).content.decode()
    refused = browser.post(address, {"amount": "0", "due_date": "2026-11-01"})
    assert refused.status_code == 422

    browser.post(address, {"amount": "307", "due_date": "2026-11-25", "note": "phone"})

    assert "Promised <b>$307.00</b>" in text_of(browser, "detail", loan)
    assert "Broken promise" in text_of(browser, "detail", loan, "?as_of=2026-11-26")
    browser.post(
        reverse("accounts:promise_withdraw", args=[loan.pk, Promise.objects.get().pk])
    )
    assert "Withdrawn" in text_of(browser, "detail", loan)


def test_the_balance_is_drawn_with_a_table_behind(browser, loan):
    text = text_of(browser, "detail", loan)

    assert 'role="img" aria-label="Principal from $10,000.00 on Jan 1, 2026' in text
    assert "9 of 12 payments satisfied" in text
    assert "By the schedule" in text


def test_a_quote_is_good_through_a_day_to_come(browser, loan):
    text = text_of(browser, "quote", loan, "?as_of=2026-11-30")

    assert "pays this account off through <b>Nov 30, 2026</b>" in text
    assert "No quote for this day" in text_of(
        browser, "quote", loan, "?as_of=2026-11-01"
    )


def test_entries_are_shown_by_kind_and_without_reversed_pairs(browser, loan, actor):
    post(actor, loan, "charge", "2026-11-02", "25.00", note="NSF fee")
    transactions.reverse(actor=actor, account_id=loan.pk, entry=9, reason="nsf")

    charges = text_of(browser, "transactions", loan, "?show=charges")
    assert "NSF fee" in charges
    assert "Payment" not in re.sub(r".*<tbody>", "", charges)
    everything = text_of(browser, "transactions", loan)
    assert "is-reversed" in everything
    assert "is-reversed" not in text_of(browser, "transactions", loan, "?reversed=hide")


def test_a_long_history_is_shown_in_pages(browser, actor):
    account = make_account(actor, "LN-9")
    for day in range(120):
        when = date(2026, 2, 1) + timedelta(days=day)
        post(actor, account, "payment", when.isoformat(), "1.00")

    first = text_of(browser, "transactions", account)
    assert "1 to 100 of 1" in first
    last = text_of(browser, "transactions", account, "?page=99")
    assert 'aria-label="Actions for entry 1"' in last
    assert "1 to 100 of 1" in text_of(browser, "transactions", account, "?page=x")


def test_a_line_shows_its_limit_in_parts_that_add_up(browser, actor):
    line = make_account(actor, "LC-1", Kind.LINE)
    post(actor, line, "advance", "2026-03-10", "1500.00")

    text = text_of(browser, "detail", line)
    page = get_account_page(line.pk, date(2026, 11, 20))
    summary = LineSummary(page.result)

    assert sum(part.amount for part in summary.parts) == Decimal("5000.00")
    assert "available of a $5,000.00 limit" in text
    assert "Statement balance" in text
    assert "To pay by Nov 25, 2026" in text


def test_a_payoff_that_does_not_grow_says_why(browser, actor):
    line = make_account(actor, "LC-1", Kind.LINE)
    post(actor, line, "advance", "2026-10-10", "1500.00")

    before = text_of(browser, "detail", line)
    post(actor, line, "payment", "2026-11-20", "1500.00")

    assert "if the last statement is paid by Nov 25, 2026, as a payoff does" in before
    assert "as a payoff does" not in text_of(browser, "detail", line)


def test_a_line_over_its_limit_says_so(browser, actor):
    program = make_program(actor, "Loose", refuses_over_limit=False)
    line = make_account(actor, "LC-2", Kind.LINE, program=program)
    post(actor, line, "advance", "2026-11-10", "5100.00")

    assert "over a limit of $5,000.00" in text_of(browser, "detail", line)


def test_another_day_shows_the_status_of_that_day(
    agent, tenant, loan, actor, monkeypatch
):
    later = actor.anew(actor.at + timedelta(days=30))
    accounts.set_status(
        actor=later, account_id=loan.pk, status=AccountStatus.objects.get(code="closed")
    )
    monkeypatch.setattr("django.utils.timezone.now", lambda: later.at)
    browser = browser_of(agent, tenant)

    header = re.compile(r'class="badge badge-[a-z]+"><i class="badge-dot"></i>(\w+)')
    today = header.search(text_of(browser, "detail", loan))[1]
    before = header.search(text_of(browser, "detail", loan, "?as_of=2026-11-25"))[1]
    assert (today, before) == ("Closed", "Open")


def test_a_quote_shows_the_address_to_those_who_may_see_it(agent, tenant, loan, actor):
    customer = AccountCustomer.objects.get(account=loan).customer
    with recorded(actor):
        Address.objects.create(
            customer=customer,
            purpose=Address.Purpose.PRIMARY,
            street="2214 Canyon Rim Dr",
        )
    assert "Canyon Rim" in text_of(browser_of(agent, tenant), "quote", loan)

    role = MemberRole.objects.get(code="agent")
    role.permissions = [each for each in role.permissions if "contact" not in each]
    with recorded(actor):
        role.save()

    assert "Canyon Rim" not in text_of(browser_of(agent, tenant), "quote", loan)
