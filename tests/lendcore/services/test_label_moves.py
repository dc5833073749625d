from datetime import timedelta

import pytest

from customers.labels import STATUSES
from customers.models import Customer, CustomerStatus
from lendcore.history.recording import recorded
from lendcore.services import label_moves, labels
from lendcore.tenancy.context import activate_tenant
from tests import builders

pytestmark = pytest.mark.usefixtures("in_tenant")


def make_customers(status, actor, count=3):
    with recorded(actor):
        return [
            Customer.objects.create(
                last_name=f"Vega{number}",
                status=status,
                created_at=actor.at,
                updated_at=actor.at,
            )
            for number in range(count)
        ]


@pytest.fixture
def hold(actor):
    return labels.add_label(labels=STATUSES, actor=actor, name="On hold", tone="warn")


@pytest.fixture
def lead(tenant):
    return CustomerStatus.objects.get(code="lead")


def test_every_customer_moves_with_one_entry_that_equals_a_saved_one(actor, hold, lead):
    customers = make_customers(hold, actor)
    later = actor.anew(actor.at + timedelta(hours=1))

    count = label_moves.move_holders(
        labels=STATUSES, actor=later, from_label=hold, to_label=lead
    )

    assert count == 3
    for customer in customers:
        customer.refresh_from_db()
        moved, added = customer.history.order_by("-history_id")
        assert customer.status_id == moved.status_id == lead.pk
        assert (customer.version, customer.updated_at) == (2, later.at)
        assert (moved.history_type, added.history_type) == ("~", "+")
        assert moved.changed_fields == ["status"]
        assert moved.change_set == later.change_set
        assert moved.actor_name == "Dana Whitfield"
        assert moved.history_change_reason == "Moved from the status On hold"
        assert moved.last_name == customer.last_name


def test_batches_reach_everybody(actor, hold, lead, monkeypatch):
    monkeypatch.setattr(label_moves, "BATCH", 2)
    make_customers(hold, actor, count=5)

    count = label_moves.move_holders(
        labels=STATUSES, actor=actor, from_label=hold, to_label=lead
    )

    assert count == 5
    assert not Customer.objects.filter(status=hold).exists()


def test_customers_of_other_statuses_and_tenants_stay(actor, hold, lead, other_tenant):
    [active] = make_customers(CustomerStatus.objects.get(code="active"), actor, count=1)
    make_customers(hold, actor, count=1)
    with activate_tenant(other_tenant.pk):
        other = builders.actor_of(builders.make_member(other_tenant), other_tenant)
        theirs = labels.add_label(
            labels=STATUSES, actor=other, name="On hold", tone="warn"
        )
        [stranger] = make_customers(theirs, other, count=1)

    label_moves.move_holders(
        labels=STATUSES, actor=actor, from_label=hold, to_label=lead
    )

    active.refresh_from_db()
    assert active.version == 1
    with activate_tenant(other_tenant.pk):
        stranger.refresh_from_db()
        assert stranger.status_id == theirs.pk


def test_a_second_run_moves_nobody(actor, hold, lead):
    make_customers(hold, actor)
    label_moves.move_holders(
        labels=STATUSES, actor=actor, from_label=hold, to_label=lead
    )

    again = label_moves.move_holders(
        labels=STATUSES, actor=actor, from_label=hold, to_label=lead
    )

    assert again == 0


def test_a_status_is_not_moved_to_itself(actor, hold):
    with pytest.raises(label_moves.SameLabel):
        label_moves.move_holders(
            labels=STATUSES, actor=actor, from_label=hold, to_label=hold
        )
