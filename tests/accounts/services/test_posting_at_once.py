"""Many who post on the same accounts at the same moment, over connections of their
own."""

import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, transaction

from accounts.models import Account, AccountSnapshot, Kind, Transaction
from accounts.services import account_links, rolling, splits, transactions
from accounts.services.errors import AccountRefused
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of, make_member, make_tenant
from tests.builders_accounts import entry, make_account

POSTERS, ACCOUNTS, EACH = 50, 10, 4
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def book():
    """Ten accounts, each loan tied to the line."""
    tenant = make_tenant("northwind")
    actor = actor_of(make_member(tenant), tenant)
    with activate_tenant(tenant.pk):
        line = make_account(actor, "LC-1", Kind.LINE)
        loans = [make_account(actor, f"LN-{n}") for n in range(1, ACCOUNTS)]
        for loan in loans:
            account_links.tie(actor=actor, from_id=loan.pk, to_id=line.pk)
    return tenant, actor, [line, *loans]


def work(tenant, actor, accounts, number):
    """Post payments, charges and splits, and reverse; return how many were refused."""
    chance, refused = random.Random(number), 0
    line = accounts[0]
    try:
        with activate_tenant(tenant.pk):
            for _ in range(EACH):
                account = chance.choice(accounts)
                amount = Decimal(chance.randint(1, 9000)) / 100
                try:
                    act(chance, actor, account, line, amount)
                except AccountRefused:
                    refused += 1
    finally:
        connection.close()
    return refused


def act(chance, actor, account, line, amount):
    what = chance.choice(["payment", "payment", "charge", "split", "reverse", "roll"])
    day = f"2026-{chance.randint(2, 11):02}-{chance.randint(1, 19):02}"
    if what == "split" and account != line:
        splits.split_payment(
            actor=actor,
            account_id=account.pk,
            data=entry("payment", day, f"{amount + 5}"),
            parts=[(line.pk, Decimal("5.00")), (account.pk, amount)],
        )
    elif what == "reverse":
        last = Transaction.objects.filter(account=account).order_by("-entry").first()
        if last is not None:
            transactions.reverse(
                actor=actor, account_id=account.pk, entry=last.entry, reason="clerical"
            )
    elif what == "roll":
        rolling.roll_account(account.pk, actor.today)
    else:
        code = "charge" if what == "charge" else "payment"
        transactions.post(
            actor=actor, account_id=account.pk, data=entry(code, day, f"{amount}")
        )


def test_books_of_many_posters_verify(book):
    tenant, actor, accounts = book

    with ThreadPoolExecutor(POSTERS) as pool:
        numbers = range(POSTERS)
        results = list(pool.map(lambda n: work(tenant, actor, accounts, n), numbers))

    assert len(results) == POSTERS
    with activate_tenant(tenant.pk), transaction.atomic():
        for account in Account.objects.order_by("pk"):
            entries = Transaction.objects.filter(account=account).order_by("entry")
            numbers = [row.entry for row in entries]
            assert numbers == list(range(1, len(numbers) + 1))
            assert rolling.verify_account(account) is None
        posted = Transaction.objects.exclude(code="reversal").count()
        assert posted > POSTERS
        assert AccountSnapshot.objects.count() == ACCOUNTS
