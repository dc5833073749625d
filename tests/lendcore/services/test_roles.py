import pytest

from lendcore.models import AccessRecord, Invitation, Membership, Role
from lendcore.services import people
from lendcore.services import roles as services
from lendcore.services.roles import RoleInput, with_view
from tests import builders

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def author(tenant):
    member = builders.make_member(tenant, "administrator", name="Lena Morozova")
    return builders.actor_of(member, tenant)


def data(name="Collector", *permissions, **masking):
    return RoleInput(name=name, permissions=frozenset(permissions), **masking)


def role(code):
    return Role.objects.get(code=code)


def test_a_new_role_shows_and_allows_least(author):
    made = services.add_role(actor=author, data=data())

    assert made.permissions == []
    assert not made.masking.reveals_tax_number
    assert made.masking.birth_date == "masked"


def test_who_may_take_entries_back_may_also_post():
    assert with_view(["payments.reverse"]) == ["payments.post", "payments.reverse"]
    assert with_view(["payments.post"]) == ["payments.post"]


def test_who_may_edit_may_also_view_and_unknown_permissions_are_dropped():
    assert with_view(["contact.edit", "rockets.launch"]) == [
        "contact.edit",
        "contact.view",
    ]


def test_a_name_is_taken_whatever_its_case(author):
    with pytest.raises(services.RoleNameTaken):
        services.add_role(actor=author, data=data("AGENT"))


def test_a_change_is_felt_at_once_and_stands_in_the_history(author, tenant):
    member = builders.make_member(tenant, "read_only")

    services.update_role(
        actor=author,
        role_id=role("read_only").pk,
        data=data("Read-only", "contact.view", shows_gender=True),
    )

    assert builders.actor_of(member, tenant).masking.shows_gender
    entry = role("read_only").history.order_by("-history_id").first()
    assert "shows_gender" in entry.changed_fields
    assert entry.actor_name == "Lena Morozova"


def test_nobody_takes_the_settings_from_their_own_role(author, tenant):
    builders.make_member(
        tenant, "administrator", email="second@northwind.example", name="Second"
    )
    boss = services.add_role(actor=author, data=data("Boss", "settings.edit"))
    second = Membership.objects.get(user__name="Second")
    people.change_role(actor=author, membership=second, role=boss)

    with pytest.raises(services.LocksOut):
        services.update_role(
            actor=author, role_id=role("administrator").pk, data=data("Administrator")
        )

    assert "settings.edit" in role("administrator").permissions


def test_the_last_role_with_members_keeps_the_settings(author, tenant):
    operator = builders.actor_of(builders.make_member(tenant, "read_only"), tenant)

    with pytest.raises(services.LocksOut):
        services.update_role(
            actor=operator, role_id=role("administrator").pk, data=data("Administrator")
        )

    assert "settings.edit" in role("administrator").permissions


def test_a_role_may_lose_the_settings_while_another_member_keeps_them(author, tenant):
    boss = services.add_role(actor=author, data=data("Boss", "settings.edit"))
    builders.make_member(tenant, "agent")
    second = Membership.objects.get(role__code="agent")
    people.change_role(actor=author, membership=second, role=boss)

    after = services.update_role(actor=author, role_id=boss.pk, data=data("Boss"))

    assert after.permissions == []


def test_a_role_that_nobody_has_is_deleted(author):
    made = services.add_role(actor=author, data=data())

    services.delete_role(actor=author, role_id=made.pk)

    assert not Role.objects.filter(name="Collector").exists()
    kinds = Role.history.filter(name="Collector").order_by("history_id")
    assert list(kinds.values_list("history_type", flat=True)) == ["+", "-"]


def test_a_built_in_role_stays(author):
    with pytest.raises(services.RoleIsBuiltIn):
        services.delete_role(actor=author, role_id=role("agent").pk)


def test_a_role_of_a_member_stays_even_when_they_have_left(author, tenant):
    made = services.add_role(actor=author, data=data())
    builders.make_member(tenant, "agent")
    member = Membership.objects.get(role__code="agent")
    member = people.change_role(actor=author, membership=member, role=made)
    people.end_membership(actor=author, membership=member)

    with pytest.raises(services.RoleInUse):
        services.delete_role(actor=author, role_id=made.pk)


def test_an_open_invitation_holds_its_role_and_an_accepted_one_does_not(author):
    made = services.add_role(actor=author, data=data())
    invitation = people.invite_member(actor=author, email="a@b.example", role=made)

    with pytest.raises(services.RoleInUse):
        services.delete_role(actor=author, role_id=made.pk)
    invitation.accepted_at = author.at
    invitation.save()
    services.delete_role(actor=author, role_id=made.pk)

    assert not Invitation.objects.exists()
    assert AccessRecord.objects.filter(what__contains="a@b.example").exists()
