"""Who may sign in: members of a tenant, and operators outside one."""

import pytest

from lendcore.models import User
from lendcore.tenancy.authentication import MemberBackend
from lendcore.tenancy.context import activate_tenant
from tests.builders import PASSWORD, make_member

pytestmark = pytest.mark.django_db
BACKEND = MemberBackend()


@pytest.fixture
def operator():
    return User.objects.create_user("op@example.com", PASSWORD, is_staff=True)


def sign_in(email, password=PASSWORD, **options):
    return BACKEND.authenticate(None, username=email, password=password, **options)


def test_a_member_signs_in_to_their_own_tenant_alone(tenant, other_tenant, agent):
    assert sign_in(agent.email, tenant_id=tenant.pk) == agent
    assert sign_in(agent.email.upper(), tenant_id=tenant.pk) == agent
    assert sign_in(agent.email, tenant_id=other_tenant.pk) is None
    assert sign_in(agent.email) is None


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper(), None])
def test_a_wrong_password_signs_nobody_in(tenant, agent, password):
    assert sign_in(agent.email, password, tenant_id=tenant.pk) is None


def test_an_operator_is_no_member(tenant, operator):
    assert sign_in(operator.email) == operator
    assert sign_in(operator.email, tenant_id=tenant.pk) is None


def test_an_invited_person_need_not_be_a_member_yet(tenant, other_tenant):
    known = make_member(other_tenant)

    assert sign_in(known.email, tenant_id=tenant.pk, is_invited=True) == known
    assert sign_in("nobody@example.com", tenant_id=tenant.pk, is_invited=True) is None


def test_who_was_switched_off_does_not_sign_in(tenant, agent, operator):
    User.objects.update(is_active=False)

    assert sign_in(agent.email, tenant_id=tenant.pk) is None
    assert sign_in(operator.email) is None


def test_an_unknown_address_costs_a_hash_like_a_known_one(tenant, agent, monkeypatch):
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda user, raw: hashed.append(raw))

    sign_in("nobody@example.com", "typed", tenant_id=tenant.pk)

    assert hashed == ["typed"]


def test_a_session_finds_its_member_with_the_membership(tenant, other_tenant, agent):
    with activate_tenant(tenant.pk):
        assert BACKEND.get_user(agent.pk).membership.tenant == tenant
    with activate_tenant(other_tenant.pk):
        assert BACKEND.get_user(agent.pk) is None
    assert BACKEND.get_user(agent.pk) is None


def test_a_session_without_a_tenant_finds_operators_alone(tenant, agent, operator):
    assert BACKEND.get_user(operator.pk) == operator
    assert BACKEND.get_user(0) is None
    with activate_tenant(tenant.pk):
        assert BACKEND.get_user(operator.pk) is None
