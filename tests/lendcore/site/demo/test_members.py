import pytest

from lendcore.models import Membership, User
from lendcore.site.demo import members
from lendcore.site.demo.members import DANA, LOGINS, OPERATOR, RAJ
from lendcore.tenancy.context import activate_tenant
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("person", [*LOGINS, OPERATOR], ids=lambda each: each.role)
def test_each_log_in_has_a_password_that_the_validators_take(person):
    user = members.make_user(person)

    assert user.check_password(person.password)


def test_who_has_no_log_in_cannot_sign_in():
    assert not members.make_user(RAJ).has_usable_password()


def test_a_user_of_one_tenant_becomes_a_member_of_the_other(
    in_tenant, other_tenant, actor
):
    members.add_members(actor, LOGINS)
    operator = builders.actor_of(
        builders.make_member(other_tenant, "administrator"), other_tenant
    )
    with activate_tenant(other_tenant.pk):
        members.add_members(operator, LOGINS)

    dana = User.objects.get(email=DANA.email)
    tenants = Membership.objects.filter(user=dana).values_list("tenant", flat=True)
    assert set(tenants) == {in_tenant.pk, other_tenant.pk}


def test_a_member_acts_from_their_own_desk(in_tenant, actor):
    staff = members.add_members(actor, LOGINS)

    acting = staff.actor(DANA, builders.NOW)

    assert (acting.name, acting.source) == ("Dana Whitfield", "web")
    assert acting.ip_address == DANA.ip_address
    assert acting.may("contact.edit")
    assert staff.importer(DANA, builders.NOW).source == "import"


def test_a_password_that_was_changed_is_not_shown():
    user = members.make_user(DANA)
    assert members.find_known_password(DANA) == DANA.password

    user.set_password("something else entirely")
    user.save()

    assert members.find_known_password(DANA) == ""
