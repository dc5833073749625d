import pytest

from accounts.models import Account, Role
from accounts.queries.find import MOST_FOUND, find_accounts
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of, make_member
from tests.builders_accounts import link, make_account
from tests.builders_customers import make_customer

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def customer(actor):
    return make_customer(actor)


def numbers(text, customer):
    return [row.account.number for row in find_accounts(text, customer_id=customer.pk)]


def test_numbers_that_begin_so_come_before_titles(actor, customer):
    make_account(actor, "X-1", title="Boat LN-2")
    make_account(actor, "LN-20")
    make_account(actor, "LN-2")

    assert numbers("ln-2", customer) == ["LN-2", "LN-20", "X-1"]


def test_every_word_must_be_found(actor, customer):
    make_account(actor, "LN-1", title="Café Racer 2020")
    make_account(actor, "LN-2", title="Cafe chairs")

    assert numbers("racer cafe", customer) == ["LN-1"]
    assert numbers("ln-1 racer", customer) == ["LN-1"]
    assert numbers("100%", customer) == []
    assert numbers("  ", customer) == []


def test_at_most_twenty_are_found(actor, customer, django_assert_num_queries):
    for number in range(MOST_FOUND + 2):
        make_account(actor, f"LN-{number}", is_active=False)

    with django_assert_num_queries(3):
        assert len(numbers("ln", customer)) == MOST_FOUND


def test_it_says_who_is_primary_and_what_is_linked(actor, customer):
    other = make_customer(actor, first_name="Ada", email="ada@example.com")
    theirs, both = make_account(actor, "LN-1"), make_account(actor, "LN-2")
    link(actor, theirs, (other, Role.PRIMARY))
    link(actor, both, (other, Role.PRIMARY), (customer, Role.SECONDARY))

    found = find_accounts("ln", customer_id=customer.pk)

    assert [row.primary for row in found] == [str(other), str(other)]
    assert [row.is_linked for row in found] == [False, True]


def test_another_tenants_account_is_not_found(customer, other_tenant):
    with activate_tenant(other_tenant.pk):
        make_account(actor_of(make_member(other_tenant), other_tenant), "LN-9")

    assert numbers("ln-9", customer) == []
    assert not Account.objects.exists()
