"""Promises to pay, kept or broken by what was posted."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Promise, Transaction
from accounts.queries.promises import list_promises, states_of
from accounts.services import promises, transactions
from accounts.services.errors import AccountRefused, NotActive
from tests.builders_accounts import make_account, post

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def loan(actor):
    return make_account(actor)


def promise(actor, account, amount="100.00", days=5):
    return promises.make_promise(
        actor=actor,
        account_id=account.pk,
        amount=Decimal(amount),
        due_date=actor.today + timedelta(days=days),
    )


def state(account, day):
    rows = list(Transaction.objects.filter(account=account).order_by("entry"))
    return [each.state for each in states_of(list_promises(account), rows, day)]


def after(actor, days):
    return actor.today + timedelta(days=days)


def pay(actor, account, amount, days=0):
    post(actor, account, "payment", after(actor, days).isoformat(), amount)


def test_a_promise_is_open_until_its_day_is_over(actor, loan):
    promise(actor, loan)

    assert state(loan, after(actor, 5)) == ["open"]
    assert state(loan, after(actor, 6)) == ["broken"]


def test_payments_that_reach_the_amount_keep_it(actor, loan):
    promise(actor, loan)
    pay(actor, loan, "60.00")
    assert state(loan, after(actor, 6)) == ["broken"]

    pay(actor, loan, "40.00", days=5)

    assert state(loan, after(actor, 6)) == ["kept"]


def test_a_payment_of_the_same_day_before_it_does_not_count(actor, loan):
    pay(actor, loan, "100.00")
    promise(actor, loan)

    assert state(loan, after(actor, 1)) == ["open"]


def test_a_payment_after_its_day_does_not_count(actor, loan):
    promise(actor, loan)
    pay(actor, loan, "100.00", days=6)

    assert state(loan, after(actor, 7)) == ["broken"]


def test_a_payment_that_bounced_breaks_it(actor, loan):
    promise(actor, loan)
    pay(actor, loan, "100.00")
    transactions.reverse(actor=actor, account_id=loan.pk, entry=1, reason="nsf")

    assert state(loan, after(actor, 6)) == ["broken"]


def test_one_promise_waits_at_a_time(actor, loan):
    first = promise(actor, loan)
    with pytest.raises(AccountRefused, match=r"\$100.00 is open"):
        promise(actor, loan)

    promises.withdraw_promise(actor=actor, promise_id=first.pk)
    promise(actor, loan, "50.00")

    assert sorted(state(loan, actor.today)) == ["open", "withdrawn"]


@pytest.mark.parametrize(("amount", "days"), [("0.00", 5), ("-1.00", 5), ("10.00", -1)])
def test_what_nobody_can_promise_is_refused(actor, loan, amount, days):
    with pytest.raises(AccountRefused):
        promise(actor, loan, amount, days)
    assert not Promise.objects.exists()


def test_an_account_without_figures_takes_no_promise(actor):
    with pytest.raises(NotActive):
        promise(actor, make_account(actor, is_active=False))


def test_withdrawing_twice_keeps_the_first_moment(actor, loan):
    made = promise(actor, loan)
    first = promises.withdraw_promise(actor=actor, promise_id=made.pk).withdrawn_at

    again = promises.withdraw_promise(
        actor=actor.anew(actor.at + timedelta(hours=1)), promise_id=made.pk
    )

    assert again.withdrawn_at == first
