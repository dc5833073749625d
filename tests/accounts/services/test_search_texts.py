"""What accounts are found by follows numbers, titles, links and names."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.inputs import LabelsInput, LinkInput
from accounts.models import Account, AccountCustomer, AccountSearchText, Role
from accounts.services import accounts, customers, listings
from accounts.services.errors import AccountRefused
from customers.models import Customer
from lendcore.history.recording import recorded
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of, make_member, make_tenant
from tests.builders_accounts import link, make_account
from tests.builders_customers import make_customer

WORKERS, EACH = 12, 6


def text_of(account):
    return AccountSearchText.objects.get(account=account).text


def rename(actor, customer, last_name):
    with transaction.atomic(), recorded(actor):
        row = Customer.objects.select_for_update().get(pk=customer.pk)
        row.last_name = last_name
        row.save()


@pytest.fixture
def ana(in_tenant, actor):
    return make_customer(actor, first_name="Ana", last_name="Núñez")


@pytest.fixture
def bo(in_tenant, actor):
    return make_customer(actor, first_name="Bo", last_name="Li")


def test_it_has_number_title_and_names_folded(actor, ana, bo):
    account = make_account(actor, "LN-1", title="2020 Toyota RAV4")

    link(actor, account, (ana, Role.PRIMARY), (bo, Role.SECONDARY))

    assert text_of(account) == " ln-1 2020 toyota rav4 ana nunez bo li"


def test_it_follows_every_change(actor, ana, bo):
    account, other = make_account(actor, "LN-1"), make_account(actor, "LN-2")
    link(actor, account, (ana, Role.PRIMARY), (bo, Role.SECONDARY))
    link(actor, other, (ana, Role.PRIMARY))

    rename(actor, ana, "Okafor")
    bos = AccountCustomer.objects.get(customer=bo)
    customers.unlink(actor=actor, link_id=bos.pk)
    accounts.change_labels(
        actor=actor,
        account_id=account.pk,
        version=Account.objects.get(pk=account.pk).version,
        data=LabelsInput(number="LN-9", title="Boat"),
    )

    assert text_of(account) == " ln-9 boat ana okafor"
    assert text_of(other) == " ln-2 ana okafor"


def test_it_says_whether_the_account_is_archived(actor, in_tenant):
    account = make_account(actor, "LN-1", is_active=False)

    accounts.set_archived(actor=actor, account_id=account.pk, is_archived=True)

    assert AccountSearchText.objects.get(account=account).is_archived


def test_names_of_more_customers_than_an_index_holds_are_left_out(actor, ana):
    account = make_account(actor, "LN-1")
    link(actor, account, (ana, Role.PRIMARY))
    many = [make_customer(actor, last_name="名" * 60) for _ in range(20)]

    links = [LinkInput(customer_id=each.pk, role=Role.ADDITIONAL) for each in many]
    customers.link_customers(actor=actor, account_id=account.pk, links=links)

    text = text_of(account)
    assert text.startswith(" ln-1 ana nunez")
    assert len(text) == 650
    assert len(text.encode()) <= 2_600
    assert listings.find_wrong([account.pk]) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_customers_renamed_at_once_both_names_are_in_it():
    tenant = make_tenant("northwind")
    actor = actor_of(make_member(tenant), tenant)
    with activate_tenant(tenant.pk):
        pair = [make_customer(actor, last_name=name) for name in ("Adams", "Baker")]
        account = make_account(actor, "LN-1")
        link(actor, account, *zip(pair, (Role.PRIMARY, Role.SECONDARY), strict=True))
    is_first_done = threading.Event()

    def rename_first():
        with activate_tenant(tenant.pk), transaction.atomic():
            rename(actor, pair[0], "Clark")
            is_first_done.set()
            wait_until_somebody_waits()
        connection.close()

    def rename_second():
        is_first_done.wait(10)
        with activate_tenant(tenant.pk):
            rename(actor, pair[1], "Davis")
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for work in [pool.submit(rename_first), pool.submit(rename_second)]:
            work.result()

    with activate_tenant(tenant.pk):
        assert text_of(account).split()[-3::2] == ["clark", "davis"]


def wait_until_somebody_waits():
    """Return when another transaction is held up; give up after ten seconds."""
    for _ in range(1_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("The second did not wait for the first.")


@pytest.mark.django_db(transaction=True)
def test_names_and_links_that_change_at_once_are_all_in_it():
    tenant = make_tenant("northwind")
    actor = actor_of(make_member(tenant), tenant)
    with activate_tenant(tenant.pk):
        people = [make_customer(actor, last_name=f"First{n}") for n in range(6)]
        book = [make_account(actor, f"LN-{n}") for n in range(5)]
        for account in book:
            link(actor, account, (people[0], Role.PRIMARY))

    def work(number):
        chance = random.Random(number)
        try:
            with activate_tenant(tenant.pk):
                for turn in range(EACH):
                    change_something(chance, actor, people, book, f"{number}x{turn}")
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))

    with activate_tenant(tenant.pk):
        assert listings.find_wrong([account.pk for account in book]) == []
        assert " ln-0" in text_of(book[0])
        assert any(AccountCustomer.objects.exclude(customer=people[0]))


def change_something(chance, actor, people, book, name):
    """Rename somebody, or link or unlink somebody who is not primary."""
    account, person = chance.choice(book), chance.choice(people[1:])
    if chance.random() < 0.5:
        rename(actor, chance.choice(people), f"Name{name}")
        return
    known = AccountCustomer.objects.filter(account=account, customer=person).first()
    try:
        if known is None:
            link(actor, account, (person, Role.ADDITIONAL))
        else:
            customers.unlink(actor=actor, link_id=known.pk)
    except (AccountCustomer.DoesNotExist, AccountRefused):
        pass  # Somebody else was first.
