"""The one way to tenants, users, memberships and invitations."""

from datetime import timedelta

import pytest

from lendcore.models import Invitation, Membership, Role
from lendcore.tenancy import directory
from lendcore.tenancy.context import NoTenant, activate_tenant
from tests.builders import NOW, make_member, make_tenant

pytestmark = pytest.mark.django_db


def invite(tenant, email="new@example.com", **changes):
    with activate_tenant(tenant.pk):
        facts = {
            "tenant": tenant,
            "email": email,
            "role": Role.objects.get(code="agent"),
            "token_hash": email,
            "invited_by": "Operator",
            "sent_at": NOW,
            "expires_at": NOW + timedelta(days=7),
        }
        return Invitation.objects.create(**facts | changes)


# Tenants -------------------------------------------------------------------------


def test_a_tenant_is_found_by_its_slug_while_it_is_active(tenant):
    assert directory.find_tenant("northwind") == tenant
    tenant.is_active = False
    tenant.save()
    assert directory.find_tenant("northwind") is None
    assert directory.find_tenant("") is None


def test_domains_are_mapped_without_case_and_with_whether_they_are_served(tenant):
    own = make_tenant("southbank", domain="Loans.Southbank.example")
    closed = make_tenant("closed", domain="closed.example", is_active=False)

    assert directory.map_domains() == {
        "loans.southbank.example": directory.OwnHost(own.pk, True),
        "closed.example": directory.OwnHost(closed.pk, False),
    }


# Members ---------------------------------------------------------------------------


def test_a_membership_is_found_in_its_own_tenant_alone(tenant, other_tenant, agent):
    with activate_tenant(tenant.pk):
        found = directory.find_membership(agent.pk, tenant.pk)
        assert (found.user, found.tenant, found.role.code) == (agent, tenant, "agent")
        assert directory.find_membership(agent.pk, other_tenant.pk) is None
    with activate_tenant(other_tenant.pk):
        assert directory.find_membership(agent.pk, other_tenant.pk) is None
        assert directory.find_member(agent.email) is None


@pytest.mark.parametrize("what", ["membership", "user", "tenant"])
def test_who_was_switched_off_is_not_found(tenant, agent, what):
    membership = Membership.objects.get(user=agent)
    row = {"membership": membership, "user": agent, "tenant": tenant}[what]
    row.is_active = False
    row.save()

    with activate_tenant(tenant.pk):
        assert directory.find_membership(agent.pk, tenant.pk) is None
        assert directory.find_member(agent.email) is None


@pytest.mark.parametrize(
    "typed", ["AGENT@northwind.example", " agent@NORTHWIND.example "]
)
def test_people_are_found_by_address_whatever_the_case(tenant, agent, typed):
    with activate_tenant(tenant.pk):
        assert directory.find_member(typed).user == agent
    assert directory.find_user(typed) == agent


@pytest.mark.parametrize(
    "ask",
    [
        lambda: directory.find_member("a@example.com"),
        lambda: directory.get_membership(1),
        lambda: directory.list_members(),
        lambda: directory.list_open_invitations(),
        lambda: directory.get_invitation(1),
        lambda: directory.find_invitation_to("a@example.com"),
        lambda: directory.lock_tenant(),
        lambda: directory.count_members_who_may("settings.edit"),
        lambda: directory.find_membership(1, 1),
    ],
)
def test_questions_about_a_tenant_need_one(ask):
    with pytest.raises(NoTenant):
        ask()


def test_members_and_invitations_of_another_tenant_are_not_listed(
    tenant, other_tenant, agent
):
    stranger = make_member(other_tenant)
    theirs = invite(other_tenant)
    membership = Membership.objects.get(user=stranger)

    with activate_tenant(tenant.pk):
        assert [row.user for row in directory.list_members()] == [agent]
        assert list(directory.list_open_invitations()) == []
        with pytest.raises(Membership.DoesNotExist):
            directory.get_membership(membership.pk)
        with pytest.raises(Invitation.DoesNotExist):
            directory.get_invitation(theirs.pk)
        assert directory.find_invitation_to(theirs.email) is None


def test_only_members_who_may_are_counted(tenant, other_tenant, agent):
    make_member(tenant, "administrator")
    make_member(other_tenant, "administrator")

    with activate_tenant(tenant.pk):
        assert directory.count_members_who_may("settings.edit") == 1
        assert directory.count_members_who_may("contact.view") == 2


def test_work_elsewhere_is_told_without_saying_where(tenant, other_tenant, agent):
    with activate_tenant(tenant.pk):
        assert directory.works_elsewhere(agent) is False
    with activate_tenant(other_tenant.pk):
        Membership.objects.create(
            user=agent, tenant=other_tenant, role=Role.objects.get(code="agent")
        )
        assert directory.works_elsewhere(agent) is True
    assert [row.tenant for row in directory.list_memberships_of(agent)] == [
        tenant,
        other_tenant,
    ]


# Invitations -----------------------------------------------------------------------


def test_an_invitation_opens_until_it_is_accepted_or_too_old(tenant):
    invite(tenant, "open@example.com")
    invite(tenant, "done@example.com", accepted_at=NOW)
    invite(tenant, "old@example.com", expires_at=NOW)

    assert directory.find_invitation("open@example.com", NOW).tenant == tenant
    for token_hash in ("done@example.com", "old@example.com", "unknown"):
        assert directory.find_invitation(token_hash, NOW) is None


def test_an_invitation_to_a_closed_tenant_does_not_open(tenant):
    invite(tenant)
    tenant.is_active = False
    tenant.save()

    assert directory.find_invitation("new@example.com", NOW) is None
