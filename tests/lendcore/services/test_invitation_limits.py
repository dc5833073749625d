"""Nobody floods a mailbox, or strangers, with invitations."""

from datetime import timedelta

import pytest

from lendcore.models import Role
from lendcore.services import people
from lendcore.tenancy.context import activate_tenant
from tests.builders import NOW, actor_of, make_member


@pytest.fixture
def boss(in_tenant):
    """An administrator as author."""
    return actor_of(make_member(in_tenant, "administrator"), in_tenant)


def invite(boss, email="lee@new.example"):
    role = Role.objects.get(code="agent")
    return people.invite_member(actor=boss, email=email, role=role)


def test_inviting_and_withdrawing_sends_no_more_than_five_mails_a_day(
    boss, in_tenant, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as queued:
        for email in ("lee@new.example", "LEE@new.example") * 2:
            people.withdraw_invitation(actor=boss, invitation=invite(boss, email))
        invitation = invite(boss)
        with pytest.raises(people.TooManyInvitations, match="This address got"):
            people.resend_invitation(actor=boss, invitation=invitation)
        people.withdraw_invitation(actor=boss, invitation=invitation)
        with pytest.raises(people.TooManyInvitations):
            invite(boss, "Lee@New.Example")

    assert len(queued) == 5
    assert invite(boss, "lee@new.example.org")
    assert invite(boss.anew(NOW + timedelta(days=1, seconds=1)))


def test_an_administrator_sends_a_limited_number_of_invitations_a_day(
    boss, in_tenant, monkeypatch
):
    monkeypatch.setattr(people, "INVITATIONS_BY_MEMBER", 2)
    second = make_member(in_tenant, "administrator", email="second@northwind.example")
    invitation = invite(boss, "a@new.example")
    people.resend_invitation(actor=boss, invitation=invitation)

    with pytest.raises(people.TooManyInvitations, match="You sent"):
        invite(boss, "b@new.example")
    assert invite(actor_of(second, in_tenant), "b@new.example")


def test_invitations_of_another_tenant_do_not_count(boss, other_tenant, monkeypatch):
    monkeypatch.setattr(people, "INVITATIONS_TO_ADDRESS", 1)
    invite(boss)

    with activate_tenant(other_tenant.pk):
        other = make_member(other_tenant, "administrator", email="o@southbank.example")
        assert invite(actor_of(other, other_tenant))
