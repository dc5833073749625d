"""What the cut-off date keeps from being posted and taken back."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Kind, Transaction
from accounts.services import account_links, splits, transactions
from accounts.services.errors import BooksClosed
from lendcore.models import Tenant
from tests.builders_accounts import entry, make_account, post

pytestmark = pytest.mark.usefixtures("in_tenant")
CUT_OFF = date(2026, 3, 1)


@pytest.fixture
def loan(actor):
    return make_account(actor)


@pytest.fixture
def closed(actor):
    """Close the books before 1 March when called; it returns the agent."""

    def close(day=CUT_OFF):
        Tenant.objects.filter(pk=actor.tenant.id).update(cut_off_date=day)
        return actor

    return close


@pytest.mark.parametrize("effective", ["2026-03-01", "2026-03-02"])
def test_the_cut_off_date_and_later_days_are_open(closed, loan, effective):
    row = post(closed(), loan, "payment", effective, "100.00")

    assert row.effective == date.fromisoformat(effective)


def test_the_day_before_is_closed_and_nothing_is_posted(closed, loan):
    with pytest.raises(BooksClosed, match="closed before Mar 1, 2026") as refusal:
        post(closed(), loan, "payment", "2026-02-28", "100.00")

    assert refusal.value.field == "effective"
    assert not Transaction.objects.exists()


def test_on_the_cut_off_date_itself_today_can_be_posted(actor, closed, loan):
    row = post(closed(actor.today), loan, "payment", actor.today.isoformat(), "100.00")

    assert row.effective == actor.today


def test_an_entry_of_closed_books_is_not_reversed(actor, closed, loan):
    row = post(actor, loan, "payment", "2026-02-28", "100.00")

    with pytest.raises(BooksClosed, match="adjustment dated today"):
        transactions.reverse(
            actor=closed(), account_id=loan.pk, entry=row.entry, reason="clerical"
        )

    assert Transaction.objects.count() == 1


def test_an_entry_of_the_cut_off_date_is_reversed(actor, closed, loan):
    row = post(actor, loan, "payment", "2026-03-01", "100.00")

    undone = transactions.reverse(
        actor=closed(), account_id=loan.pk, entry=row.entry, reason="clerical"
    )

    assert undone.reverses == row.entry


def test_a_double_click_finds_its_entry_after_the_books_were_closed(
    actor, closed, loan
):
    key = "8a0f6e0e-8c55-4d1c-9f0e-0a3a52a2f001"
    row = post(actor, loan, "payment", "2026-02-28", "100.00", idempotency_key=key)

    again = post(closed(), loan, "payment", "2026-02-28", "100.00", idempotency_key=key)

    assert again.pk == row.pk


def test_no_part_of_a_split_enters_closed_books(closed, loan, actor):
    line = make_account(actor, "LC-1", Kind.LINE)
    account_links.tie(actor=actor, from_id=loan.pk, to_id=line.pk)

    with pytest.raises(BooksClosed):
        splits.split_payment(
            actor=closed(),
            account_id=loan.pk,
            data=entry("payment", "2026-02-28", "100.00"),
            parts=[(loan.pk, Decimal("60.00")), (line.pk, Decimal("40.00"))],
        )

    assert not Transaction.objects.exists()
