"""One payment over linked accounts, in the browser."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AccountLink, SplitPayment, Transaction
from accounts.services import account_links, accounts
from tests.builders_accounts import make_account, post
from tests.builders_settings import HTMX

pytestmark = pytest.mark.usefixtures("clock", "in_tenant")


@pytest.fixture
def late(actor):
    account = make_account(actor, "LN-1")
    for month in range(2, 11):
        post(actor, account, "payment", f"2026-{month:02}-01", "888.49")
    return account


@pytest.fixture
def paid(actor, late):
    """Another loan, linked to the late one, on which November is paid."""
    account = make_account(actor, "LN-2")
    for month in range(2, 12):
        post(actor, account, "payment", f"2026-{month:02}-01", "888.49")
    account_links.tie(actor=actor, from_id=account.pk, to_id=late.pk)
    return account


def url(account, name="split"):
    return reverse(f"accounts:{name}", args=[account.pk])


def said(late, paid, first="900.00", second="100.00", **changes):
    return {
        "amount": "1000.00",
        "effective": "2026-11-20",
        "method": "cash",
        f"part_{late.pk}": first,
        f"part_{paid.pk}": second,
        "key": str(uuid4()),
    } | changes


def parts_of():
    rows = Transaction.objects.filter(split_payment__isnull=False)
    return [row.amount for row in rows.order_by("-amount")]


def test_the_page_lists_the_account_and_those_linked(browser, late, paid):
    page = browser.get(url(late)).content.decode()

    assert "LN-2" in page
    assert "$888.49" in page
    assert "Past due" in page


def test_without_linked_accounts_it_says_so(browser, late):
    assert "No linked account takes a part" in browser.get(url(late)).content.decode()


def test_a_linked_account_that_takes_no_postings_is_left_out(
    browser, late, paid, actor
):
    accounts.deactivate(actor=actor, account_id=paid.pk, reason="Terms")

    assert "No linked account takes a part" in browser.get(url(late)).content.decode()


def test_a_preview_says_what_each_part_does_and_what_is_left(browser, late, paid):
    answer = browser.post(
        url(late, "split_preview"), said(late, paid, second="75.00"), headers=HTMX
    )

    page = " ".join(answer.content.decode().split())
    assert "<!DOCTYPE" not in page
    assert "Brings the loan current." in page
    assert "Left to place" in page
    assert "$25.00" in page
    assert f'id="after-{late.pk}" hx-swap-oob="true"' in page
    assert "Put the rest on LN-2" in page
    assert not SplitPayment.objects.exists()


def test_the_parts_are_posted_together(browser, late, paid):
    answer = browser.post(url(late), said(late, paid))

    assert answer.status_code == 302
    assert parts_of() == [Decimal("900.00"), Decimal("100.00")]


def test_a_double_click_splits_once(browser, late, paid):
    form = said(late, paid)
    for _ in range(2):
        assert browser.post(url(late), form).status_code == 302

    assert SplitPayment.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"second": "99.99"}, "$0.01 are left to place"),
        ({"second": "100.01"}, "$0.01 too much are placed"),
        ({"first": "1000.00", "second": ""}, "two accounts or more"),
        ({"second": "-1"}, "below zero"),
        ({"amount": "0"}, "above zero"),
        ({"method": "check"}, "number of the check"),
    ],
)
def test_parts_that_are_not_the_payment_are_refused(
    browser, late, paid, changes, sentence
):
    answer = browser.post(url(late), said(late, paid, **changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not SplitPayment.objects.exists()


def test_the_oldest_past_due_is_filled_first(browser, late, paid):
    form = said(late, paid, first="", second="", place="oldest", amount="1000.00")

    page = browser.post(url(late), form).content.decode()

    assert f'name="part_{late.pk}" value="888.49"' in page
    assert f'name="part_{paid.pk}" value="111.51"' in page
    assert not SplitPayment.objects.exists()


def test_the_same_split_asks_first(browser, late, paid):
    browser.post(url(late), said(late, paid))

    asked = browser.post(url(late), said(late, paid))

    assert asked.status_code == 422
    assert "is posted already" in asked.content.decode()
    assert browser.post(url(late), said(late, paid, confirmed="yes")).status_code == 302
    assert SplitPayment.objects.count() == 2


def test_a_part_for_an_account_unlinked_meanwhile_is_refused(
    browser, late, paid, actor
):
    form = said(late, paid)
    account_links.untie(actor=actor, link_id=AccountLink.objects.get().pk)

    answer = browser.post(url(late), form)

    assert answer.status_code == 422
    assert not SplitPayment.objects.exists()
