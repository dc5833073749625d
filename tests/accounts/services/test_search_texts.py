"""What accounts are found by follows numbers, titles, links and names."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import F

from accounts.inputs import LabelsInput
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


def texts_of(account):
    rows = AccountSearchText.objects.filter(account=account)
    return list(
        rows.order_by(F("customer").asc(nulls_first=True)).values_list(
            "text", flat=True
        )
    )


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

    assert texts_of(account) == [" ln-1 2020 toyota rav4", " ana nunez", " bo li"]


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

    assert texts_of(account) == [" ln-9 boat", " ana okafor"]
    assert texts_of(other) == [" ln-2", " ana okafor"]


def test_they_say_whether_the_account_is_archived(actor, ana):
    account = make_account(actor, "LN-1", is_active=False)
    link(actor, account, (ana, Role.PRIMARY))

    accounts.set_archived(actor=actor, account_id=account.pk, is_archived=True)

    texts = AccountSearchText.objects.filter(account=account)
    assert list(texts.values_list("is_archived", flat=True)) == [True, True]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_neighbour_who_is_being_renamed():
    """An import holds thousands of changed names until it ends."""
    tenant = make_tenant("northwind")
    actor = actor_of(make_member(tenant), tenant)
    with activate_tenant(tenant.pk):
        pair = [make_customer(actor, last_name=name) for name in ("Adams", "Baker")]
        third = make_customer(actor, last_name="Clark")
        account = make_account(actor, "LN-1")
        link(actor, account, *zip(pair, (Role.PRIMARY, Role.SECONDARY), strict=True))

    def change_others():
        with activate_tenant(tenant.pk), connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
            rename(actor, pair[1], "Davis")
            link(actor, account, (third, Role.ADDITIONAL))
        connection.close()

    with ThreadPoolExecutor(1) as pool, activate_tenant(tenant.pk):
        with transaction.atomic():
            rename(actor, pair[0], "Evans")
            pool.submit(change_others).result()
        assert [text.split()[-1] for text in texts_of(account)] == [
            "ln-1",
            "evans",
            "davis",
            "clark",
        ]


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
        assert " ln-0" in texts_of(book[0])
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
