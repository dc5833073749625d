"""The rows of the Account Manager follow every change of an account."""

import pytest

from accounts.inputs import LabelsInput
from accounts.models import (
    Account,
    AccountListing,
    AccountSnapshot,
    AccountStatus,
    Portfolio,
)
from accounts.models.listing import NO_AMOUNT, NO_DATE, NO_FIGURES
from accounts.services import accounts, listings
from accounts.services.rolling import verify_account
from lendcore.history.recording import recorded
from tests.builders_accounts import make_account, post

pytestmark = pytest.mark.usefixtures("in_tenant")


def listed(account):
    return AccountListing.objects.get(account=account)


def test_a_new_account_is_listed_without_figures(actor):
    row = listed(make_account(actor, "LN-1", is_active=False))

    assert (row.number_folded, row.kind, row.is_archived) == ("ln-1", "loan", False)
    assert (row.oldest_due_date, row.next_due_date) == (NO_FIGURES, NO_FIGURES)
    assert (row.payoff_cents, row.figures_on) == (NO_AMOUNT, None)


def test_activation_and_postings_bring_figures(actor):
    account = make_account(actor, "LN-1")
    late = listed(account)
    post(actor, account, "payment", "2026-11-20", "11000.00")

    snapshot = AccountSnapshot.objects.get(account=account)
    paid = listed(account)
    assert late.oldest_due_date.isoformat() == "2026-02-01"
    assert late.past_due_cents > 0
    assert paid.payoff_cents == snapshot.payoff_cents < late.payoff_cents
    assert paid.figures_on == snapshot.as_of
    assert paid.oldest_due_date in (NO_DATE, snapshot.oldest_due_date)


def test_a_pause_takes_the_figures_away(actor):
    account = make_account(actor, "LN-1")

    accounts.deactivate(actor=actor, account_id=account.pk, reason="Wrong terms")

    assert listed(account).payoff_cents == NO_AMOUNT


def test_labels_status_and_archive_follow(actor):
    account = make_account(actor, "LN-1", is_active=False)
    closed = AccountStatus.objects.get(code="closed")
    with recorded(actor):
        west = Portfolio.objects.create(name="West", position=1)

    accounts.set_status(actor=actor, account_id=account.pk, status=closed)
    accounts.set_archived(actor=actor, account_id=account.pk, is_archived=True)
    accounts.change_labels(
        actor=actor,
        account_id=account.pk,
        version=Account.objects.get(pk=account.pk).version,
        data=LabelsInput(number="LN-1B", portfolio=west),
    )

    row = listed(account)
    assert (row.status_id, row.portfolio_id) == (closed.pk, west.pk)
    assert (row.is_archived, row.number_folded) == (True, "ln-1b")


def test_rows_that_are_right_are_left_as_they_are(actor, django_assert_num_queries):
    account = make_account(actor, "LN-1")
    before = listed(account)

    with django_assert_num_queries(1):
        listings.refresh([account.pk, account.pk])
    with django_assert_num_queries(0):
        listings.refresh([])

    assert vars(listed(account)).items() >= {"id": before.pk}.items()


def test_a_row_that_went_wrong_is_reported_and_mended(actor):
    right, wrong, gone = (make_account(actor, f"LN-{number}") for number in "123")
    AccountListing.objects.filter(account=wrong).update(payoff_cents=1)
    AccountListing.objects.filter(account=gone).delete()
    ids = [right.pk, wrong.pk, gone.pk]

    found = listings.find_wrong(ids)
    difference = verify_account(wrong)
    listings.refresh(ids)

    assert found == [wrong.pk, gone.pk]
    assert difference.sentence == "Its row of the list is not what is stored of it."
    assert listings.find_wrong(ids) == []
    assert verify_account(right) is None
