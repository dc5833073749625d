import pytest

from lendcore.models import CustomField
from lendcore.services import custom_fields as services
from lendcore.services.custom_fields import FieldInput, suggest_key

pytestmark = pytest.mark.usefixtures("in_tenant")


def add(actor, label="Risk tier", **changes):
    data = FieldInput(**({"label": label, "kind": "text"} | changes))
    return services.add_field(actor=actor, entity="customer", data=data)


def change(actor, field, *, is_filled=False, used_choices=(), **changes):
    data = FieldInput(**({"label": field.label, "kind": field.kind} | changes))
    return services.change_field(
        actor=actor,
        field_id=field.pk,
        data=data,
        is_filled=is_filled,
        used_choices=used_choices,
    )


def order(group=""):
    rows = CustomField.objects.filter(group=group, is_active=True)
    return [field.label for field in rows.order_by("position")]


def test_a_field_without_a_key_gets_one_of_its_label(actor):
    assert add(actor, "Spouse's employer").key == "spouse_s_employer"


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Année", "annee"),
        ("401k balance", "field_401k_balance"),
        ("日本", "field"),
        ("x" * 60, "x" * 40),
        ("--", "field"),
    ],
)
def test_any_label_makes_a_key(label, key):
    assert suggest_key(label) == key


def test_a_key_that_is_taken_gets_a_number():
    assert suggest_key("Tier", taken={"tier", "tier_2"}) == "tier_3"


def test_a_key_is_unique_and_so_is_a_label_without_case(actor):
    add(actor, "Risk tier")

    with pytest.raises(services.FieldLabelTaken):
        add(actor, "RISK TIER")
    with pytest.raises(services.FieldKeyTaken):
        services.add_field(
            actor=actor,
            entity="customer",
            data=FieldInput(label="Other", kind="text"),
            key="risk_tier",
        )


def test_the_type_is_fixed_once_there_are_values(actor):
    field = add(actor)

    with pytest.raises(services.TypeIsFixed):
        change(actor, field, kind="number", is_filled=True)
    assert change(actor, field, kind="number").kind == "number"


def test_a_used_choice_that_is_left_out_is_retired_and_an_unused_one_is_gone(actor):
    field = add(actor, kind="select", choices=("Prime", "Near", "Sub"))

    after = change(actor, field, choices=("Prime", "New"), used_choices=["Near"])

    assert after.choices == ["Prime", "New", "Near"]
    assert after.retired_choices == ["Near"]


def test_a_retired_choice_can_be_offered_again(actor):
    field = add(actor, kind="select", choices=("A", "B"), retired_choices=("B",))

    after = change(actor, field, choices=("A", "B"))

    assert after.retired_choices == []


def test_fields_move_within_their_group_only(actor):
    add(actor, "One", group="Money")
    add(actor, "Alone")
    two = add(actor, "Two", group="Money")

    services.move_field(actor=actor, field_id=two.pk, up=True)

    assert order("Money") == ["Two", "One"]
    assert order() == ["Alone"]


def test_the_first_field_stays_first(actor):
    one = add(actor, "One")
    add(actor, "Two")

    services.move_field(actor=actor, field_id=one.pk, up=True)

    assert order() == ["One", "Two"]


def test_hiding_and_showing_stand_in_the_history(actor):
    field = add(actor)

    services.set_field_active(actor=actor, field_id=field.pk, is_active=False)
    services.set_field_active(actor=actor, field_id=field.pk, is_active=True)

    changes = field.history.order_by("history_id").values_list("changed_fields")
    assert [row[0] for row in changes] == [[], ["is_active"], ["is_active"]]
