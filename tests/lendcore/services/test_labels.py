import pytest

from customers.labels import STATUSES
from customers.models import Customer, CustomerStatus
from lendcore.services import labels
from lendcore.tenancy.context import activate_tenant
from tests import builders

pytestmark = pytest.mark.usefixtures("in_tenant")


def names():
    rows = CustomerStatus.objects.filter(is_active=True)
    return [status.name for status in rows.order_by("position", "pk")]


def make_status(actor, name="Bankruptcy", tone="bad"):
    return labels.add_label(labels=STATUSES, actor=actor, name=name, tone=tone)


def give(status, actor, **facts):
    """Save a customer with the status; the saving service is not the matter here."""
    from lendcore.history.recording import recorded

    with recorded(actor):
        return Customer.objects.create(
            last_name="Vega",
            status=status,
            created_at=actor.at,
            updated_at=actor.at,
            **facts,
        )


def test_a_new_status_stands_last_and_its_addition_is_in_the_history(actor):
    status = make_status(actor)

    assert names() == ["Active", "Lead", "Inactive", "Bankruptcy"]
    entry = status.history.get()
    assert (entry.history_type, entry.actor_name) == ("+", "Dana Whitfield")


def test_a_name_is_taken_whatever_its_case(actor):
    with pytest.raises(labels.LabelNameTaken, match="Another status"):
        make_status(actor, name="LEAD")

    assert names() == ["Active", "Lead", "Inactive"]


def test_two_tenants_may_use_the_same_name(actor, other_tenant):
    make_status(actor, name="On hold")
    with activate_tenant(other_tenant.pk):
        member = builders.make_member(other_tenant)
        other = builders.actor_of(member, other_tenant)

        make_status(other, name="On hold")

        assert names()[-1] == "On hold"


def test_a_built_in_status_may_be_renamed_and_keeps_its_code(actor):
    active = CustomerStatus.objects.get(code="active")

    changed = labels.change_label(
        labels=STATUSES, actor=actor, label_id=active.pk, name="Current", tone="accent"
    )

    assert (changed.name, changed.tone, changed.code) == ("Current", "accent", "active")


def test_moving_up_swaps_with_the_one_above(actor):
    lead = CustomerStatus.objects.get(code="lead")

    labels.move_label(labels=STATUSES, actor=actor, label_id=lead.pk, up=True)

    assert names() == ["Lead", "Active", "Inactive"]


def test_the_first_stays_first_when_moved_up(actor):
    active = CustomerStatus.objects.get(code="active")

    labels.move_label(labels=STATUSES, actor=actor, label_id=active.pk, up=True)

    assert names() == ["Active", "Lead", "Inactive"]


def test_moving_passes_over_inactive_statuses(actor):
    hold, fraud = make_status(actor, "On hold"), make_status(actor, "Fraud")
    labels.inactivate_label(labels=STATUSES, actor=actor, label_id=hold.pk)

    labels.move_label(labels=STATUSES, actor=actor, label_id=fraud.pk, up=True)

    assert names() == ["Active", "Lead", "Fraud", "Inactive"]


def test_inactivating_keeps_the_customers_status_and_notes_when(actor):
    status = make_status(actor)
    customer = give(status, actor)

    after = labels.inactivate_label(labels=STATUSES, actor=actor, label_id=status.pk)

    customer.refresh_from_db()
    assert not after.is_active
    assert after.inactivated_at == actor.at
    assert customer.status_id == status.pk


@pytest.mark.parametrize("code", ["active", "inactive", "lead"])
def test_built_in_statuses_can_neither_be_inactivated_nor_deleted(actor, code):
    built_in = CustomerStatus.objects.get(code=code)

    with pytest.raises(labels.LabelIsBuiltIn):
        labels.inactivate_label(labels=STATUSES, actor=actor, label_id=built_in.pk)
    with pytest.raises(labels.LabelIsBuiltIn):
        labels.delete_label(labels=STATUSES, actor=actor, label_id=built_in.pk)


def test_an_activated_status_comes_back_last(actor):
    hold = make_status(actor, "On hold")
    labels.inactivate_label(labels=STATUSES, actor=actor, label_id=hold.pk)
    make_status(actor, "Fraud")

    after = labels.activate_label(labels=STATUSES, actor=actor, label_id=hold.pk)

    assert names()[-1] == "On hold"
    assert after.inactivated_at is None


def test_a_used_status_is_never_deleted(actor):
    status = make_status(actor)
    give(status, actor)

    with pytest.raises(labels.LabelInUse):
        labels.delete_label(labels=STATUSES, actor=actor, label_id=status.pk)


def test_an_unused_status_is_deleted_with_a_record_of_it(actor):
    status = make_status(actor)

    labels.delete_label(labels=STATUSES, actor=actor, label_id=status.pk)

    assert "Bankruptcy" not in names()
    kinds = CustomerStatus.history.filter(name="Bankruptcy").order_by("history_id")
    assert list(kinds.values_list("history_type", flat=True)) == ["+", "-"]
