"""Posting on an account in the browser."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Kind, Role, Transaction
from accounts.services import promises
from tests.builders_accounts import link, make_account, post
from tests.builders_customers import make_customer
from tests.builders_settings import HTMX

pytestmark = pytest.mark.usefixtures("clock", "in_tenant")
PAYMENT = "888.49"


@pytest.fixture
def loan(actor):
    """November's payment is 19 days late."""
    account = make_account(actor, "LN-100482")
    link(actor, account, (make_customer(actor), Role.PRIMARY))
    for month in range(2, 11):
        post(actor, account, "payment", f"2026-{month:02}-01", PAYMENT)
    return account


def typed(**changes):
    said = {
        "amount": PAYMENT,
        "effective": "2026-11-20",
        "method": "cash",
        "apply_to": "payment",
        "key": str(uuid4()),
        "seen": "9",
    }
    return said | changes


def url(name, account, what="payment"):
    return reverse(f"accounts:{name}", args=[account.pk, what])


def send(browser, account, what="payment", **changes):
    return browser.post(url("post", account, what), typed(**changes))


def preview(browser, account, what="payment", **changes):
    answer = browser.post(
        url("post_preview", account, what), typed(**changes), headers=HTMX
    )
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_form_offers_the_amounts_that_people_pay(browser, loan):
    page = browser.get(url("post", loan) + "?amount=307").content.decode()

    assert f"Past due ${PAYMENT}" in page
    assert 'value="307"' in page


def test_a_preview_shows_every_figure_before_and_after(browser, loan, actor):
    text = preview(browser, loan)

    assert "<!DOCTYPE" not in text
    assert "Brings the loan current." in text
    assert "No change" in text
    assert Transaction.objects.count() == 9


def test_a_preview_says_that_a_promise_would_be_kept(browser, loan, actor):
    promises.make_promise(
        actor=actor, account_id=loan.pk, amount=800, due_date=date(2026, 11, 25)
    )

    assert "Keeps the promise of $800.00." in preview(browser, loan)


def test_a_preview_of_what_cannot_be_says_why(browser, loan):
    assert "Enter an amount above zero." in preview(browser, loan, amount="0")
    text = preview(browser, loan, "write-off", bucket="principal", amount="99999")
    assert "is owed there" in text


def test_a_preview_without_script_is_the_whole_page(browser, loan):
    answer = browser.post(url("post_preview", loan), typed())

    assert answer.status_code == 200
    assert "Brings the loan current." in answer.content.decode()
    assert "<!DOCTYPE" in answer.content.decode()


def test_a_payment_is_posted_and_the_account_is_current(browser, loan, actor):
    answer = send(browser, loan, note="By hand")

    assert answer.url == reverse("accounts:transactions", args=[loan.pk])
    row = Transaction.objects.get(entry=10)
    assert (row.note, row.method) == ("By hand", "cash")
    assert row.entered_by == actor.name
    page = browser.get(reverse("accounts:detail", args=[loan.pk])).content.decode()
    assert "Nothing is past due." in page


def test_a_double_click_posts_once(browser, loan):
    said = typed()
    for _ in range(2):
        assert browser.post(url("post", loan), said).status_code == 302

    assert Transaction.objects.count() == 10


def test_a_backdated_payment_takes_the_lateness_away(browser, loan):
    send(browser, loan, effective="2026-11-01")

    page = browser.get(
        reverse("accounts:transactions", args=[loan.pk])
    ).content.decode()
    assert "Backdated 19 days" in page


def test_the_same_amount_and_day_ask_first(browser, loan, actor):
    post(actor, loan, "payment", "2026-11-20", PAYMENT)

    asked = send(browser, loan, seen="10")

    assert asked.status_code == 422
    assert "is posted already" in asked.content.decode()
    assert Transaction.objects.count() == 10
    assert send(browser, loan, seen="10", confirmed="yes").status_code == 302
    assert Transaction.objects.count() == 11


def test_a_page_older_than_the_last_entry_shows_what_came_meanwhile(
    browser, loan, actor
):
    post(actor, loan, "charge", "2026-11-19", "25.00")

    answer = send(browser, loan, seen="9")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Something was posted on this account meanwhile." in page
    assert "$25.00" in page
    assert 'name="seen" value="10"' in page
    assert Transaction.objects.count() == 10


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("charge", {"note": "NSF fee", "amount": "25"}),
        ("advance", {"amount": "100"}),
        ("credit", {"amount": "10", "bucket": "principal"}),
        ("write-off", {"amount": "10", "bucket": "principal"}),
        ("interest-adjustment", {"amount": "1", "direction": "less"}),
        ("past-due-adjustment", {"how": "all"}),
        ("rate-change", {"rate": "10"}),
        (
            "due-date-change",
            {"old_due_date": "2026-12-01", "new_due_date": "2026-12-10"},
        ),
        ("skipped-payment", {"old_due_date": "2026-12-01"}),
        ("delinquency-pause", {}),
    ],
)
def test_every_kind_of_entry_is_previewed_and_posted(browser, loan, what, changes):
    assert "After" in preview(browser, loan, what, **changes)
    assert send(browser, loan, what, **changes).status_code == 302
    assert Transaction.objects.count() == 10


def test_what_the_engine_refuses_stands_at_the_field(browser, loan):
    answer = send(
        browser,
        loan,
        "due-date-change",
        old_due_date="2026-12-01",
        new_due_date="2027-03-01",
    )

    assert answer.status_code == 422
    assert "Must stay between its neighbours." in answer.content.decode()


def test_a_kind_of_entry_that_the_account_does_not_take_is_not_found(browser, actor):
    lease = make_account(actor, "LS-1", Kind.LEASE)

    assert browser.get(url("post", lease, "rate-change")).status_code == 404
    assert browser.get(url("post", lease, "luck")).status_code == 404


def test_nothing_is_posted_on_an_account_that_is_not_activated(browser, actor):
    account = make_account(actor, is_active=False)

    assert "Nothing can be posted" in browser.get(url("post", account)).content.decode()
    answer = send(browser, account, seen="0")
    assert answer.status_code == 422
    assert "not activated" in answer.content.decode()
    assert not Transaction.objects.exists()


def test_more_than_the_payoff_stays_unapplied(browser, loan):
    text = preview(browser, loan, amount="5000")

    assert "Pays the loan off." in text
    assert "Stays unapplied" in text


def test_a_payment_on_a_paid_off_loan_is_kept_for_the_customer(browser, loan):
    send(browser, loan, amount="5000", confirmed="yes")

    text = preview(browser, loan, amount="10", seen="10")

    assert "Stays unapplied" in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "5000"}, "stays unapplied"),
        ({"effective": "2026-11-21"}, "It is dated 1 day ahead"),
    ],
)
def test_a_payment_that_is_likely_a_mistake_asks_first(
    browser, loan, changes, sentence
):
    asked = send(browser, loan, **changes)

    assert asked.status_code == 422
    assert sentence in " ".join(asked.content.decode().split())
    assert Transaction.objects.count() == 9
    assert send(browser, loan, confirmed="yes", **changes).status_code == 302
    assert Transaction.objects.count() == 10


def test_a_change_of_the_rate_stands_with_the_terms(browser, loan):
    send(browser, loan, "rate-change", rate="10")

    page = browser.get(reverse("accounts:terms", args=[loan.pk])).content.decode()
    assert "new annual rate 10.00%" in page
    listed = browser.get(reverse("accounts:transactions", args=[loan.pk]))
    assert "new annual rate 10.00%" in listed.content.decode()
