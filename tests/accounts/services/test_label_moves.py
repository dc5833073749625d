"""Accounts that leave a status together."""

from datetime import timedelta

import pytest

from accounts.labels import PORTFOLIOS, STATUSES, SUB_STATUSES
from accounts.models import (
    AccessDefault,
    Account,
    AccountCustomer,
    AccountStatus,
    Portfolio,
    Role,
    Source,
)
from accounts.services import access, accounts, label_moves, statuses
from customers.models import CustomerStanding
from lendcore.services import labels
from lendcore.services.label_moves import SameLabel
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_accounts import link, make_account
from tests.builders_customers import make_customer

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def hardship(actor):
    return statuses.add_status(
        actor=actor, labels=STATUSES, name="Hardship", tone="warn"
    )


@pytest.fixture
def closed(tenant):
    return AccountStatus.objects.get(code="closed")


@pytest.fixture
def open_status(tenant):
    return AccountStatus.objects.get(code="open")


@pytest.fixture
def customer(actor):
    return make_customer(actor)


def in_status(actor, status, number="LN-1", *people, sub_status=None):
    account = make_account(actor, number)
    if people:
        link(actor, account, *people)
    return accounts.set_status(
        actor=actor, account_id=account.pk, status=status, sub_status=sub_status
    )


def move(actor, from_label, to_label):
    return label_moves.move_accounts(
        actor=actor, labels=STATUSES, from_label=from_label, to_label=to_label
    )


def test_a_new_status_gives_nobody_access(hardship):
    defaults = AccessDefault.objects.filter(status=hardship)

    assert {each.role for each in defaults} == set(Role.values)
    assert not any(
        each.email_access or each.web_access or each.sms_access for each in defaults
    )


def test_a_deleted_status_takes_its_defaults_along(actor, hardship):
    statuses.delete_status(actor=actor, labels=STATUSES, label_id=hardship.pk)

    assert not AccountStatus.objects.filter(pk=hardship.pk).exists()
    assert not AccessDefault.objects.filter(status_id=hardship.pk).exists()


def test_a_status_with_sub_statuses_is_not_deleted(actor, hardship):
    labels.add_label(
        actor=actor, labels=SUB_STATUSES, name="Paused", parent_id=hardship.pk
    )

    with pytest.raises(labels.LabelInUse, match="It has sub-statuses"):
        statuses.delete_status(actor=actor, labels=STATUSES, label_id=hardship.pk)

    assert AccessDefault.objects.filter(status=hardship).exists()


def test_an_account_moves_with_one_entry_and_leaves_its_sub_status(
    actor, hardship, open_status
):
    paused = labels.add_label(
        actor=actor, labels=SUB_STATUSES, name="Paused", parent_id=hardship.pk
    )
    account = in_status(actor, hardship, sub_status=paused)
    later = actor.anew(actor.at + timedelta(hours=1))

    count = move(later, hardship, open_status)

    after = Account.objects.get(pk=account.pk)
    entry = after.history.order_by("-history_id").first()
    assert count == 1
    assert (after.status_id, after.sub_status_id) == (open_status.pk, None)
    assert (after.version, after.updated_at) == (account.version + 1, later.at)
    assert entry.changed_fields == ["status", "sub_status"]
    assert entry.history_change_reason == "Moved from the status Hardship"
    assert entry.change_set == later.change_set


def test_a_moved_account_equals_one_that_an_agent_moved(
    actor, hardship, open_status, customer
):
    spouse = make_customer(actor, first_name="Tomás", email="tomas@example.com")
    people = [(customer, Role.PRIMARY), (spouse, Role.ADDITIONAL)]
    moved = in_status(actor, hardship, "LN-1", *people)
    by_hand = in_status(actor, hardship, "LN-2", *people)
    accounts.set_status(actor=actor, account_id=by_hand.pk, status=open_status)

    move(actor, hardship, open_status)

    columns = ("role", "email_access", "web_access", "sms_access", "email_source")
    of = [
        list(
            AccountCustomer.objects.filter(account=each)
            .order_by("customer_id")
            .values_list(*columns)
        )
        for each in (moved, by_hand)
    ]
    assert of[0] == of[1]
    assert of[0][0] == ("primary", True, True, False, "default")


def test_a_switch_set_by_hand_stays_and_writes_no_history(
    actor, hardship, open_status, customer
):
    account = in_status(actor, hardship, "LN-1", (customer, Role.PRIMARY))
    row = AccountCustomer.objects.get(account=account)
    for channel in ("email", "web", "sms"):
        access.set_access(
            actor=actor, link_id=row.pk, channel=channel, is_on=channel == "sms"
        )
    entries = row.history.count()

    move(actor, hardship, open_status)

    row.refresh_from_db()
    assert (row.email_access, row.sms_access) == (False, True)
    assert row.sms_source == Source.HAND
    assert row.history.count() == entries


def test_accounts_moved_to_closed_are_closed_today(actor, hardship, closed, customer):
    account = in_status(actor, hardship, "LN-1", (customer, Role.PRIMARY))

    move(actor, hardship, closed)

    account.refresh_from_db()
    standing = CustomerStanding.objects.get(customer=customer)
    assert account.closed_on == actor.today
    assert standing.last_closed_on == actor.today
    assert standing.open_accounts == 0


def test_batches_reach_every_account(actor, hardship, open_status, monkeypatch):
    monkeypatch.setattr(label_moves, "BATCH", 2)
    for number in range(5):
        in_status(actor, hardship, f"LN-{number}")

    assert move(actor, hardship, open_status) == 5
    assert move(actor, hardship, open_status) == 0


def test_a_status_is_not_left_for_itself(actor, hardship):
    with pytest.raises(SameLabel):
        move(actor, hardship, hardship)


def test_accounts_of_another_tenant_stay(actor, hardship, open_status, other_tenant):
    in_status(actor, hardship)
    with activate_tenant(other_tenant.pk):
        other = builders.actor_of(builders.make_member(other_tenant), other_tenant)
        theirs = statuses.add_status(
            actor=other, labels=STATUSES, name="Hardship", tone="warn"
        )
        stranger = in_status(other, theirs)

    move(actor, hardship, open_status)

    with activate_tenant(other_tenant.pk):
        stranger.refresh_from_db()
        assert stranger.status_id == theirs.pk


def test_accounts_leave_a_portfolio_with_history(actor):
    prime, second = (
        labels.add_label(actor=actor, labels=PORTFOLIOS, name=name)
        for name in ("Prime", "Second look")
    )
    account = make_account(actor, portfolio=prime)

    count = label_moves.move_accounts(
        actor=actor, labels=PORTFOLIOS, from_label=prime, to_label=second
    )

    account.refresh_from_db()
    entry = account.history.order_by("-history_id").first()
    assert count == 1
    assert account.portfolio == Portfolio.objects.get(name="Second look")
    assert entry.changed_fields == ["portfolio"]
