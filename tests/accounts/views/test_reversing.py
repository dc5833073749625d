"""One entry of an account, and taking it back."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Role, Transaction
from accounts.services import account_links, splits
from accounts.services.account_links import TieInput
from tests.builders_accounts import entry, link, make_account, post
from tests.builders_customers import make_customer
from tests.builders_settings import HTMX

pytestmark = pytest.mark.usefixtures("clock", "in_tenant")


@pytest.fixture
def loan(actor):
    account = make_account(actor, "LN-1")
    link(actor, account, (make_customer(actor), Role.PRIMARY))
    post(actor, account, "payment", "2026-02-01", "888.49", method="ach")
    return account


@pytest.fixture
def split(actor, loan):
    other = make_account(actor, "LN-2")
    account_links.tie(actor=actor, from_id=other.pk, to_id=loan.pk)
    return splits.split_payment(
        actor=actor,
        account_id=loan.pk,
        data=entry("payment", "2026-03-01", "900.00"),
        parts=[(loan.pk, Decimal("800.00")), (other.pk, Decimal("100.00"))],
    )


def url(name, account, number=1):
    return reverse(f"accounts:{name}", args=[account.pk, number])


def said(**changes):
    return {"reason": "nsf", "key": str(uuid4()), "fee": "", "note": ""} | changes


def test_an_entry_shows_where_its_money_went(browser, loan):
    page = browser.get(url("entry", loan)).content.decode()

    assert "$788.49" in page
    assert "$100.00" in page
    assert "Reverse…" in page


def test_an_entry_that_there_is_not_is_not_found(browser, loan):
    assert browser.get(url("entry", loan, 7)).status_code == 404


def test_a_reversal_is_previewed_with_its_charge(browser, loan):
    page = browser.post(
        url("reverse_preview", loan), said(fee="25"), headers=HTMX
    ).content.decode()

    assert "$25.00" in page
    assert "days" in page
    assert Transaction.objects.count() == 1


def test_a_payment_that_bounced_is_taken_back_with_a_fee(browser, loan):
    answer = browser.post(url("reverse", loan), said(fee="25", note="R01"))

    assert answer.status_code == 302
    back, fee = Transaction.objects.order_by("entry")[1:]
    assert (back.code, back.reverses, back.reason, back.note) == (
        "reversal",
        1,
        "nsf",
        "R01",
    )
    assert (fee.code, fee.amount) == ("charge", Decimal("25.00"))
    page = browser.get(url("entry", loan)).content.decode()
    assert "as if neither had been" in page
    assert "Reverse…" not in page


def test_a_double_click_takes_back_once(browser, loan):
    form = said(fee="25")
    for _ in range(2):
        assert browser.post(url("reverse", loan), form).status_code == 302

    assert Transaction.objects.count() == 3


def test_what_is_reversed_is_not_reversed_again(browser, loan):
    browser.post(url("reverse", loan), said())

    assert "reversed already" in browser.get(url("reverse", loan)).content.decode()
    answer = browser.post(url("reverse", loan), said())
    assert answer.status_code == 422
    assert Transaction.objects.count() == 2


def test_a_reversal_is_never_reversed(browser, loan):
    browser.post(url("reverse", loan), said())

    assert "can’t be reversed" in browser.get(url("reverse", loan, 2)).content.decode()
    assert browser.post(url("reverse", loan, 2), said()).status_code == 422


def test_a_reason_that_is_none_is_refused(browser, loan):
    answer = browser.post(url("reverse", loan), said(reason="luck"))

    assert answer.status_code == 422
    assert Transaction.objects.count() == 1


def test_a_part_of_a_split_goes_alone(browser, loan, split):
    page = browser.get(url("reverse", loan, 2)).content.decode()
    assert "LN-2" in page

    browser.post(url("reverse", loan, 2), said(whole="part"))

    assert Transaction.objects.filter(code="reversal").count() == 1


def test_every_part_of_a_split_goes_together_and_once(browser, loan, split):
    form = said(whole="all")
    for _ in range(2):
        assert browser.post(url("reverse", loan, 2), form).status_code == 302

    assert Transaction.objects.filter(code="reversal").count() == 2


def test_the_parts_of_a_split_point_at_each_other(browser, loan, split):
    page = browser.get(url("entry", loan, 2)).content.decode()

    assert "One payment, placed on several accounts" in page
    assert "$900.00" in page


@pytest.fixture
def copied(actor, loan):
    """A payment that a linked account has got too."""
    other = make_account(actor, "LN-3")
    account_links.tie(
        actor=actor,
        from_id=loan.pk,
        to_id=other.pk,
        data=TieInput(copies_payments=True),
    )
    return post(actor, loan, "payment", "2026-03-01", "50.00")


def test_an_entry_and_its_copy_point_at_each_other(browser, loan, copied):
    assert "LN-3, entry 1" in browser.get(url("entry", loan, 2)).content.decode()
    copy = copied.copies.get()
    page = browser.get(url("entry", copy.account, 1)).content.decode()
    assert "LN-1, entry 2" in page


@pytest.mark.parametrize(("ticked", "reversals"), [({}, 1), ({"with_copies": "on"}, 2)])
def test_copies_are_taken_back_where_asked_for(
    browser, loan, copied, ticked, reversals
):
    browser.post(url("reverse", loan, 2), said(**ticked))

    assert Transaction.objects.filter(code="reversal").count() == reversals


def test_the_form_says_where_else_it_is_posted(browser, loan, copied):
    page = browser.get(url("post", loan, "payment")).content.decode()

    assert "<b>LN-3</b> too" in page
