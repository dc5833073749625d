"""What a second click, an old page or closed books must not do."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Kind, SplitPayment, Transaction
from accounts.queries.promises import list_promises, states_of
from accounts.services import (
    account_links,
    accounts,
    previews,
    promises,
    splits,
    transactions,
)
from accounts.services.account_links import TieInput
from accounts.services.errors import (
    AccountRefused,
    BooksClosed,
    CopyRefused,
    EntryRefused,
    KeyUsed,
)
from lendcore.services import books
from tests.builders_accounts import LOAN, entry, make_account, post

pytestmark = pytest.mark.usefixtures("in_tenant")
PAYMENT = "888.49"
COPIES = TieInput(copies_payments=True)


@pytest.fixture
def loan(actor):
    return make_account(actor, "LN-1")


@pytest.fixture
def other(actor, loan):
    """Another loan, which gets what is paid on the first."""
    account = make_account(actor, "LN-2")
    account_links.tie(actor=actor, from_id=loan.pk, to_id=account.pk, data=COPIES)
    return account


@pytest.fixture
def key():
    return uuid4()


def split(actor, loan, other, first, second, key=None):
    return splits.split_payment(
        actor=actor,
        account_id=loan.pk,
        data=entry(
            "payment",
            "2026-03-01",
            f"{Decimal(first) + Decimal(second)}",
            idempotency_key=key,
        ),
        parts=[(loan.pk, Decimal(first)), (other.pk, Decimal(second))],
    )


def reverse(actor, account, number, **changes):
    return transactions.reverse(
        actor=actor, account_id=account.pk, entry=number, reason="nsf", **changes
    )


def close_books(actor, day="2026-11-01"):
    books.set_cut_off_date(
        actor=actor, known=None, cut_off_date=date.fromisoformat(day)
    )


# Keys -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": "222"},
        {"method": "cash"},
        {"payer": "Tomás"},
        {"note": "Second"},
        {"details": {"split": {"principal": PAYMENT}}},
    ],
)
def test_a_key_stands_for_all_that_was_said(actor, loan, key, changes):
    said = {"method": "money_order", "reference": "111", "idempotency_key": key}
    post(actor, loan, "payment", "2026-02-01", PAYMENT, **said)

    with pytest.raises(KeyUsed):
        post(actor, loan, "payment", "2026-02-01", PAYMENT, **(said | changes))


def test_a_key_stands_for_one_split(actor, loan, other, key):
    first = split(actor, loan, other, "600.00", "400.00", key)

    assert split(actor, loan, other, "600.00", "400.00", key) == first
    with pytest.raises(KeyUsed):
        split(actor, loan, other, "500.00", "200.00", key)
    with pytest.raises(KeyUsed):
        split(actor, loan, other, "400.00", "600.00", key)
    assert SplitPayment.objects.count() == 1


def test_a_split_is_found_again_after_the_accounts_are_untied(actor, loan, other, key):
    first = split(actor, loan, other, "600.00", "400.00", key)
    account_links.untie(actor=actor, link_id=loan.links_to_others.get().pk)

    assert split(actor, loan, other, "600.00", "400.00", key) == first


def test_a_key_that_took_a_part_back_takes_back_no_split(actor, loan, other, key):
    parent = split(actor, loan, other, "600.00", "400.00")
    reverse(actor, loan, 1, idempotency_key=key)

    with pytest.raises(KeyUsed):
        splits.reverse_split(
            actor=actor, split_id=parent.pk, reason="nsf", idempotency_key=key
        )


def test_a_key_of_a_reversal_stands_for_its_fee_and_its_reason(actor, loan, key):
    post(actor, loan, "payment", "2026-02-01", PAYMENT)
    first = reverse(actor, loan, 1, idempotency_key=key, fee=Decimal("25.00"))

    again = reverse(actor, loan, 1, idempotency_key=key, fee=Decimal("25.00"))
    assert again == first
    with pytest.raises(KeyUsed):
        reverse(actor, loan, 1, idempotency_key=key)
    assert Transaction.objects.count() == 3


# Copies ---------------------------------------------------------------------------


def test_a_page_that_is_up_to_date_posts_copies_too(actor, loan, other):
    post(actor, other, "charge", "2026-02-01", "25.00")

    post(actor, loan, "payment", "2026-03-01", "50.00", seen_entry=0)

    assert Transaction.objects.filter(account=other, code="payment").count() == 1


def test_a_preview_refuses_what_a_linked_account_refuses(actor, loan, other):
    accounts.deactivate(actor=actor, account_id=other.pk, reason="Terms")
    data = entry("payment", "2026-03-01", "50.00")

    with pytest.raises(CopyRefused):
        previews.preview_entry(actor=actor, account_id=loan.pk, data=data)
    with pytest.raises(CopyRefused):
        transactions.post(actor=actor, account_id=loan.pk, data=data)


def test_a_part_of_a_split_is_not_held_up_by_what_it_is_not_copied_to(
    actor, loan, other
):
    third = make_account(actor, "LN-3")
    data = TieInput(copies_payments=True)
    account_links.tie(actor=actor, from_id=other.pk, to_id=third.pk, data=data)
    accounts.deactivate(actor=actor, account_id=third.pk, reason="Terms")
    payment = entry("payment", "2026-03-01", "100.00")

    effect = previews.preview_part(
        actor=actor, account_id=other.pk, data=payment, amount=Decimal("40.00")
    )

    assert effect.allocation.amount == Decimal("40.00")
    split(actor, loan, other, "60.00", "40.00")
    assert not Transaction.objects.filter(account=third).exists()


# What stays -----------------------------------------------------------------------


def test_the_figures_that_an_account_came_with_are_not_reversed(actor):
    boarding = {"principal": "5000.00", "next_due_date": "2026-06-01"}
    account = make_account(actor, "LN-9")
    post(actor, account, "boarding", "2026-05-15", details={"boarding": boarding})

    with pytest.raises(AccountRefused, match="Only an entry that was posted"):
        reverse(actor, account, 1)


def test_a_draw_that_is_dated_back_is_held_against_later_ones(actor):
    line = make_account(actor, "LC-1", Kind.LINE)
    post(actor, line, "advance", "2026-11-01", "4500.00")

    with pytest.raises(EntryRefused, match="of the limit is available"):
        post(actor, line, "advance", "2026-10-31", "4500.00")
    post(actor, line, "advance", "2026-10-31", "300.00")


def test_a_draw_before_a_repayment_may_not_pass_the_limit_in_between(actor):
    line = make_account(actor, "LC-1", Kind.LINE)
    post(actor, line, "advance", "2026-10-01", "4500.00")
    post(actor, line, "payment", "2026-11-10", "4500.00")

    with pytest.raises(EntryRefused, match="of the limit is available"):
        post(actor, line, "advance", "2026-09-20", "4000.00")


# Closed books ---------------------------------------------------------------------


def test_books_that_were_closed_meanwhile_take_nothing(actor, loan):
    assert actor.tenant.cut_off_date is None
    close_books(actor)

    with pytest.raises(BooksClosed):
        post(actor, loan, "payment", "2026-10-15", "10.00")


def test_terms_that_made_closed_books_stay(actor, loan):
    close_books(actor)
    paused = accounts.deactivate(actor=actor, account_id=loan.pk, reason="Rate")

    with pytest.raises(BooksClosed, match="Post a change dated today"):
        accounts.change_terms(
            actor=actor,
            account_id=loan.pk,
            version=paused.version,
            terms=LOAN | {"rate_annual": "0.24"},
        )


def test_an_account_that_never_ran_may_get_terms_from_before(actor):
    close_books(actor)
    account = make_account(actor, "LN-8", is_active=False)

    accounts.change_terms(
        actor=actor,
        account_id=account.pk,
        version=account.version,
        terms=LOAN | {"rate_annual": "0.24"},
    )


# Promises -------------------------------------------------------------------------


def promise(actor, account, amount, day="2026-11-25"):
    return promises.make_promise(
        actor=actor,
        account_id=account.pk,
        amount=Decimal(amount),
        due_date=date.fromisoformat(day),
    )


def states(account, day):
    rows = list(Transaction.objects.filter(account=account).order_by("entry"))
    found = states_of(list_promises(account), rows, day)
    return {each.promise.pk: each.state for each in found}


def test_one_payment_keeps_one_promise(actor, loan):
    first = promise(actor, loan, "100.00")
    post(actor, loan, "payment", "2026-11-20", "100.00")
    second = promise(actor, loan, "100.00")
    reverse(actor, loan, 1)
    post(actor, loan, "payment", "2026-11-20", "100.00")

    assert states(loan, date(2026, 11, 26)) == {first.pk: "broken", second.pk: "kept"}


def test_a_promise_is_not_known_before_it_was_made(actor, loan):
    promise(actor, loan, "100.00")

    assert states(loan, date(2026, 6, 1)) == {}


# Rolling --------------------------------------------------------------------------


def test_figures_are_not_stored_as_of_a_day_to_come(tenant):
    with pytest.raises(CommandError, match="today or an earlier day"):
        call_command("roll_accounts", tenant=tenant.slug, as_of=date(2099, 1, 1))
