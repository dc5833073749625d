"""Many who post on the same accounts at the same moment, over connections of their
own."""

import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, transaction

from accounts.models import (
    Account,
    AccountCustomer,
    AccountSnapshot,
    AccountStatus,
    Kind,
    Role,
    Transaction,
)
from accounts.queries.standings import find_standings
from accounts.services import (
    access,
    account_links,
    accounts,
    rolling,
    splits,
    transactions,
)
from accounts.services.account_links import TieInput
from accounts.services.errors import AccountRefused
from customers.models import CustomerStanding
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of, make_member, make_tenant
from tests.builders_accounts import entry, link, make_account
from tests.builders_customers import make_customer

POSTERS, ACCOUNTS, EACH = 50, 10, 4
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def book():
    """Ten accounts, all tied to the line; it copies to one and gets from another."""
    tenant = make_tenant("northwind")
    actor = actor_of(make_member(tenant), tenant)
    with activate_tenant(tenant.pk):
        line = make_account(actor, "LC-1", Kind.LINE)
        loans = [make_account(actor, f"LN-{n}") for n in range(1, ACCOUNTS)]
        copied, *tied = loans
        both = TieInput(copies_payments=True, copies_charges=True)
        account_links.tie(actor=actor, from_id=line.pk, to_id=copied.pk, data=both)
        for loan in tied:
            data = both if loan is tied[-1] else TieInput()
            account_links.tie(actor=actor, from_id=loan.pk, to_id=line.pk, data=data)
        accounts = [line, *loans]
        # Neighbours share a customer, and the order of customers is not that of the
        # accounts, so that standings would cross.
        people = [make_customer(actor) for _ in accounts][::-1]
        for place, account in enumerate(accounts):
            pair = people[place], people[(place + 3) % ACCOUNTS]
            roles = (Role.PRIMARY, Role.SECONDARY)
            link(actor, account, *zip(pair, roles, strict=True))
    return tenant, actor, accounts


def work(tenant, actor, book, number):
    """Post payments, charges and splits, and reverse; return how many were refused."""
    chance, refused = random.Random(number), 0
    line = book[0]
    try:
        with activate_tenant(tenant.pk):
            for _ in range(EACH):
                account = chance.choice(book)
                amount = Decimal(chance.randint(1, 9000)) / 100
                try:
                    act(chance, actor, account, line, amount)
                except AccountRefused:
                    refused += 1
    finally:
        connection.close()
    return refused


def act(chance, actor, account, line, amount):
    what = chance.choice(
        ["payment", "payment", "charge", "split", "reverse", "roll", "access", "status"]
    )
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
    elif what == "access":
        row = chance.choice(list(AccountCustomer.objects.filter(account=account)))
        is_on = chance.random() < 0.5
        access.set_access(actor=actor, link_id=row.pk, channel="sms", is_on=is_on)
    elif what == "status":
        status = chance.choice(list(AccountStatus.objects.exclude(code="closed")))
        accounts.set_status(actor=actor, account_id=account.pk, status=status)
    elif what == "roll":
        rolling.roll_accounts([account.pk], actor.today)
    else:
        code = "charge" if what == "charge" else "payment"
        transactions.post(
            actor=actor, account_id=account.pk, data=entry(code, day, f"{amount}")
        )


def test_books_of_many_posters_verify(book):
    tenant, actor, rows = book

    with ThreadPoolExecutor(POSTERS) as pool:
        numbers = range(POSTERS)
        results = list(pool.map(lambda n: work(tenant, actor, rows, n), numbers))

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
        stored = CustomerStanding.objects.values_list("customer_id", "oldest_due_date")
        wanted = find_standings([customer_id for customer_id, _ in stored])
        assert dict(stored) == {
            each.customer_id: each.oldest_due_date for each in wanted
        }
