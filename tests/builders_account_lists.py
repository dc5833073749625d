"""Accounts as the Account Manager sees them: figures as wanted, without a replay."""

import re
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import AccountSnapshot
from accounts.services import listings
from tests.builders import NOW
from tests.builders_accounts import make_account

TODAY = NOW.date()


def days_ago(days):
    return TODAY - timedelta(days=days)


def add_listed(actor, number, *, late=None, figures=True, **changes):
    """Return an account whose stored figures are as given.

    late: days past due. figures: False for an account that is not activated.
    past_due, principal, payoff: in dollars. next_due: days from today.
    """
    cents = {
        name: int(Decimal(changes.pop(name, usual)) * 100)
        for name, usual in (
            ("past_due", "100" if late else "0"),
            ("principal", "1000"),
            ("payoff", "1010"),
        )
    }
    next_due = changes.pop("next_due", None)
    as_of = changes.pop("as_of", TODAY)
    account = make_account(actor, number, is_active=False, **changes)
    if figures:
        AccountSnapshot.objects.create(
            account=account,
            as_of=as_of,
            true_until=date(2027, 1, 31),
            interest_cents=0,
            fees_cents=0,
            unapplied_cents=0,
            payoff_fixed=Decimal(cents["payoff"]) / 100,
            accrued=[],
            per_diem=[],
            oldest_due_date=days_ago(late) if late else None,
            next_due_date=None if next_due is None else days_ago(-next_due),
            last_current_date=TODAY,
            **{f"{name}_cents": value for name, value in cents.items()},
        )
    listings.refresh([account.pk])
    return account


def text_of(response):
    """The text of a page, with single spaces."""
    return " ".join(response.content.decode().split())


def numbers_in(response):
    """The numbers of the accounts that the list shows."""
    found = r'class="cell-name"><a [^>]*>([^<]*)</a>'
    return re.findall(found, response.content.decode())
