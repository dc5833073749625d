"""Copies need a second connection, so what they copy is committed."""

from datetime import timedelta

import pytest

from accounts.inputs import LinkInput
from accounts.models import Account, AccountCustomer, AccountSnapshot, Transaction
from accounts.services import customers, rolling, transactions
from lendcore.site.bench import account_rolling
from lendcore.site.bench.account_copies import Copier
from lendcore.tenancy.context import activate_tenant
from tests.builders import NOW, actor_of, make_member, make_tenant
from tests.builders_accounts import entry, make_account
from tests.builders_customers import make_customer
from tests.project.conftest import owner_connection  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
ORIGINALS = ("A0000001", "A0000002")


@pytest.fixture
def tenant():
    """A tenant with two accounts; one has two customers and an entry, the other is a
    copy of none."""
    tenant = make_tenant("northwind")
    actor = actor_of(make_member(tenant), tenant)
    with activate_tenant(tenant.pk):
        people = [
            make_customer(actor, import_id=f"B{number:07}", tax_number=None)
            for number in range(1, 6)
        ]
        for number in ORIGINALS:
            account = make_account(actor, number, import_id=number)
            link(actor, account, people[:2])
            transactions.post(
                actor=actor,
                account_id=account.pk,
                data=entry("payment", "2026-02-01", "888.49"),
            )
        yield tenant


def link(actor, account, people):
    customers.link_customers(
        actor=actor,
        account_id=account.pk,
        links=[
            LinkInput(customer_id=person.pk, role=role)
            for person, role in zip(people, ("primary", "secondary"), strict=True)
        ],
    )


def test_a_copy_has_all_that_its_original_has_but_other_customers(
    tenant,
    owner_connection,  # noqa: F811
):
    copier = Copier(owner_connection, tenant.pk, ORIGINALS, 5)

    assert copier.copy(1)

    copies = Account.objects.filter(number__in=[f"{n}-01" for n in ORIGINALS])
    assert len(copies) == 2
    for copy in copies:
        assert Transaction.objects.get(account=copy).amount > 0
        assert AccountSnapshot.objects.filter(account=copy).exists()
        roles = AccountCustomer.objects.filter(account=copy).order_by("role")
        assert [(row.role, row.customer.import_id) for row in roles] == [
            ("primary", "B0000002"),
            ("secondary", "B0000003"),
        ]
        history = AccountCustomer.history.model.objects.filter(account_id=copy.pk)
        assert {row.id for row in history} == {row.pk for row in roles}
        last = Account.history.model.objects.filter(id=copy.pk).latest("history_id")
        assert last.number == copy.number
        assert last.history_date < NOW - timedelta(days=80)
    found = rolling.verify_accounts(rolling.list_ids())
    assert [each for each in found if each] == []


def test_a_round_that_was_made_is_not_made_again(tenant, owner_connection):  # noqa: F811
    Copier(owner_connection, tenant.pk, ORIGINALS, 5).copy(1)
    again = Copier(owner_connection, tenant.pk, ORIGINALS, 5)

    assert not again.copy(1)
    assert again.copy(2)
    assert Account.objects.count() == 6


def test_a_measured_roll_leaves_everything_as_it_was(tenant, owner_connection):  # noqa: F811
    before = seen()

    roll = account_rolling.measure_roll(
        tenant.facts, owner_connection, NOW.date() + timedelta(days=20)
    )

    assert roll.accounts == roll.due == 2
    assert roll.seconds > 0
    assert seen() == before


def seen():
    return list(AccountSnapshot.objects.order_by("account_id").values())
