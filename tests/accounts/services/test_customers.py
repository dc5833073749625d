import pytest
from django.db import IntegrityError, connection

from accounts.models import AccessDefault, AccountCustomer, Role, Source
from accounts.services import access, accounts, customers
from accounts.services.errors import LinkedAlready, NeedsPrimary, RoleRefused
from customers.models import CustomerStanding
from lendcore.history.recording import recorded
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of, make_member
from tests.builders_accounts import link, make_account
from tests.builders_customers import make_customer, ssn

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def people(actor):
    return [
        make_customer(actor, first_name=name, email=f"{name}@example.com".lower())
        for name in ("Ada", "Ben", "Cleo")
    ]


def roles_of(account):
    links = AccountCustomer.objects.filter(account=account).order_by("customer_id")
    return [each.role for each in links]


def check_rules():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_first_customer_is_primary(actor, people):
    account = make_account(actor)

    link(actor, account, (people[0], Role.SECONDARY), (people[1], Role.ADDITIONAL))

    assert roles_of(account) == [Role.PRIMARY, Role.ADDITIONAL]


def test_a_new_primary_makes_the_former_one_secondary(actor, people):
    account = make_account(actor)
    link(actor, account, (people[0], Role.PRIMARY), (people[1], Role.AUTHORIZED))
    second = AccountCustomer.objects.get(customer=people[1])

    customers.set_role(actor=actor, link_id=second.pk, role=Role.PRIMARY)
    check_rules()

    assert roles_of(account) == [Role.SECONDARY, Role.PRIMARY]


def test_the_primary_can_not_simply_become_something_else(actor, people):
    account = make_account(actor)
    first = link(actor, account, (people[0], Role.PRIMARY))[0]

    with pytest.raises(NeedsPrimary, match="one primary"):
        customers.set_role(actor=actor, link_id=first.pk, role=Role.SECONDARY)


def test_the_primary_goes_only_as_the_last(actor, people):
    account = make_account(actor)
    first, second = link(
        actor, account, (people[0], Role.PRIMARY), (people[1], Role.SECONDARY)
    )
    with pytest.raises(NeedsPrimary):
        customers.unlink(actor=actor, link_id=first.pk)

    customers.unlink(actor=actor, link_id=second.pk)
    customers.unlink(actor=actor, link_id=first.pk)
    check_rules()

    assert roles_of(account) == []


def test_linking_twice_is_refused_and_links_nobody(actor, people):
    account = make_account(actor)
    link(actor, account, (people[0], Role.PRIMARY))

    with pytest.raises(LinkedAlready):
        link(actor, account, (people[1], Role.SECONDARY), (people[0], Role.SECONDARY))

    assert roles_of(account) == [Role.PRIMARY]


def test_a_role_of_imports_can_not_be_chosen(actor, people):
    with pytest.raises(RoleRefused):
        link(actor, make_account(actor), (people[0], Role.UNASSIGNED))


@pytest.mark.parametrize("role", [Role.SECONDARY, Role.PRIMARY])
def test_the_database_wants_exactly_one_primary(actor, people, role):
    account = make_account(actor)
    link(actor, account, (people[0], Role.PRIMARY), (people[1], Role.SECONDARY))
    changed = people[0] if role == Role.SECONDARY else people[1]
    row = AccountCustomer.objects.get(customer=changed)
    row.role = role

    with recorded(actor):
        row.save()
    with pytest.raises(IntegrityError, match="one primary customer"):
        check_rules()


# Access --------------------------------------------------------------------------


def test_access_follows_status_and_role(actor, people):
    account = make_account(actor)

    owner, lawyer = link(
        actor, account, (people[0], Role.PRIMARY), (people[1], Role.ADDITIONAL)
    )

    assert (owner.email_access, owner.web_access, owner.sms_access) == (
        True,
        True,
        False,
    )
    switches = (lawyer.email_access, lawyer.web_access, lawyer.sms_access)
    assert switches == (False, False, False)


def test_a_switch_that_was_set_by_hand_is_never_overwritten(actor, people):
    account = make_account(actor)
    owner = link(actor, account, (people[0], Role.PRIMARY))[0]
    access.set_access(actor=actor, link_id=owner.pk, channel="email", is_on=False)

    accounts.set_status(
        actor=actor,
        account_id=account.pk,
        status=AccessDefault.objects.filter(status__code="closed").first().status,
    )

    owner.refresh_from_db()
    assert (owner.email_access, owner.email_source) == (False, Source.HAND)
    assert (owner.web_access, owner.web_source) == (True, Source.DEFAULT)


def test_undo_restores_switch_and_source(actor, people):
    owner = link(actor, make_account(actor), (people[0], Role.PRIMARY))[0]
    access.set_access(actor=actor, link_id=owner.pk, channel="sms", is_on=True)

    before = {"is_now": True, "is_on": False, "source": "default"}
    access.undo_access(actor=actor, link_id=owner.pk, channel="sms", **before)

    owner.refresh_from_db()
    assert (owner.sms_access, owner.sms_source) == (False, Source.DEFAULT)


def test_a_channel_that_there_is_not_is_an_error(actor, people):
    owner = link(actor, make_account(actor), (people[0], Role.PRIMARY))[0]

    with pytest.raises(ValueError, match="fax"):
        access.set_access(actor=actor, link_id=owner.pk, channel="fax", is_on=True)


# Standing ------------------------------------------------------------------------


def test_a_customer_stands_on_the_accounts_where_they_owe(actor, people):
    late = make_account(actor, "LN-1")
    link(actor, late, (people[0], Role.PRIMARY), (people[1], Role.ADDITIONAL))

    owner = CustomerStanding.objects.get(customer=people[0])
    lawyer = CustomerStanding.objects.get(customer=people[1])
    assert (owner.open_accounts, f"{owner.oldest_due_date}") == (1, "2026-02-01")
    assert (lawyer.open_accounts, lawyer.oldest_due_date) == (0, None)


def test_standing_follows_a_role_and_an_unlinking(actor, people):
    account = make_account(actor)
    link(actor, account, (people[0], Role.PRIMARY), (people[1], Role.ADDITIONAL))
    second = AccountCustomer.objects.get(customer=people[1])

    customers.set_role(actor=actor, link_id=second.pk, role=Role.SECONDARY)
    assert CustomerStanding.objects.get(customer=people[1]).open_accounts == 1

    customers.unlink(actor=actor, link_id=second.pk)
    assert CustomerStanding.objects.get(customer=people[1]).open_accounts == 0


def test_another_tenants_customer_can_not_be_linked(actor, people, other_tenant):
    stranger_actor = actor_of(make_member(other_tenant), other_tenant)
    with activate_tenant(other_tenant.pk):
        stranger = make_customer(stranger_actor, tax_number=ssn())

    with pytest.raises(IntegrityError, match="foreign key"):
        link(actor, make_account(actor), (stranger, Role.PRIMARY))
