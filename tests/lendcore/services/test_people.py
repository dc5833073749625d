from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from lendcore.models import AccessRecord, Invitation, Membership, Role, User
from lendcore.services import people, second_factor
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant
from tests.builders import NOW, actor_of, make_member
from tests.builders_people import add_member, give_device, records


@pytest.fixture
def administrator(in_tenant):
    return make_member(in_tenant, "administrator", name="Ann Major")


@pytest.fixture
def boss(administrator, in_tenant):
    """The administrator as author."""
    return actor_of(administrator, in_tenant)


@pytest.fixture
def colleague(agent, in_tenant):
    """The agent's membership."""
    return Membership.objects.get(user=agent)


def role(code):
    return Role.objects.get(code=code)


def lines(tenant):
    return [record.what for record in records(tenant)]


# Inviting ------------------------------------------------------------------------


def invite(boss, email="lee@new.example", code="agent"):
    return people.invite_member(actor=boss, email=email, role=role(code))


def test_an_invitation_is_open_for_seven_days(boss):
    invitation = invite(boss)

    assert invitation.sent_at == NOW
    assert invitation.expires_at == NOW + timedelta(days=7)
    assert invitation.invited_by == "Ann Major"


def test_an_invitation_looks_the_same_whether_or_not_the_address_has_a_user(
    boss,
    in_tenant,
    other_tenant,
    django_assert_num_queries,
    django_capture_on_commit_callbacks,
):
    make_member(other_tenant, "agent", email="known@southbank.example")
    queued = []
    for email in ("known@southbank.example", "new@southbank.example"):
        with (
            django_assert_num_queries(11),
            django_capture_on_commit_callbacks() as waiting,
        ):
            invite(boss, email)
        queued.append(len(waiting))

    known, new = Invitation.objects.order_by("email")
    same = ("role_id", "tenant_id", "invited_by", "sent_at", "expires_at")
    assert [getattr(known, name) for name in same] == [
        getattr(new, name) for name in same
    ]
    assert queued == [1, 1]


def test_a_member_is_not_invited_again(boss, agent):
    with pytest.raises(people.AlreadyMember):
        invite(boss, agent.email.upper())


def test_an_open_invitation_is_not_doubled(boss):
    invite(boss)

    with pytest.raises(people.AlreadyInvited):
        invite(boss, "LEE@new.example ")


def test_two_who_invite_at_the_same_moment_make_one_invitation(boss, monkeypatch):
    invite(boss)
    monkeypatch.setattr(directory, "find_invitation_to", lambda email: None)

    with pytest.raises(people.AlreadyInvited):
        invite(boss)
    assert Invitation.objects.count() == 1


def test_an_invitation_that_ran_out_is_made_anew(boss, in_tenant):
    invite(boss)
    later = boss.anew(NOW + timedelta(days=8))

    invitation = people.invite_member(
        actor=later, email="lee@new.example", role=role("read_only")
    )

    assert Invitation.objects.get() == invitation
    assert invitation.role.code == "read_only"
    assert invitation.expires_at == NOW + timedelta(days=15)


def test_the_same_address_may_be_invited_by_two_tenants(boss, other_tenant):
    invite(boss)
    with activate_tenant(other_tenant.pk):
        other = make_member(other_tenant, "administrator", email="o@southbank.example")
        invite(actor_of(other, other_tenant))

    assert Invitation.objects.count() == 2


def test_a_role_of_another_tenant_is_refused(boss, colleague, other_tenant):
    with activate_tenant(other_tenant.pk):
        foreign = role("administrator")

    with pytest.raises(people.RoleOfAnotherTenant):
        people.invite_member(actor=boss, email="lee@new.example", role=foreign)
    with pytest.raises(people.RoleOfAnotherTenant):
        people.change_role(actor=boss, membership=colleague, role=foreign)


def test_an_invitation_of_another_tenant_is_out_of_reach(boss, other_tenant):
    with activate_tenant(other_tenant.pk):
        other = make_member(other_tenant, "administrator", email="o@southbank.example")
        foreign = invite(actor_of(other, other_tenant))

    with pytest.raises(people.InvitationClosed):
        people.withdraw_invitation(actor=boss, invitation=foreign)
    with pytest.raises(people.InvitationClosed):
        people.resend_invitation(actor=boss, invitation=foreign)
    assert Invitation.objects.filter(pk=foreign.pk).exists()


def test_an_accepted_invitation_is_not_sent_again(boss):
    invitation = invite(boss)
    Invitation.objects.update(accepted_at=NOW)

    with pytest.raises(people.InvitationClosed):
        people.resend_invitation(actor=boss, invitation=invitation)


def test_an_invitation_is_accepted_by_its_own_address_only(boss, in_tenant):
    invitation = invite(boss)
    thief = User(email="thief@new.example", name="Thief")

    with pytest.raises(people.InvitationClosed):
        people.accept_invitation(
            invitation=invitation, user=thief, at=NOW, ip_address=None
        )
    assert not User.objects.filter(email="thief@new.example").exists()


def test_every_step_of_an_invitation_is_recorded(boss, in_tenant):
    invitation = invite(boss)
    people.resend_invitation(actor=boss, invitation=invitation)
    people.withdraw_invitation(actor=boss, invitation=invitation)

    assert lines(in_tenant) == [
        "Invited lee@new.example as Agent",
        "Invited lee@new.example again",
        "Withdrew the invitation of lee@new.example",
    ]
    assert {r.kind for r in records(in_tenant)} == {AccessRecord.Kind.MEMBERSHIP}
    assert {r.actor_name for r in records(in_tenant)} == {"Ann Major"}


# Roles and memberships -----------------------------------------------------------


def test_a_role_is_changed_and_recorded(boss, colleague, in_tenant):
    changed = people.change_role(
        actor=boss, membership=colleague, role=role("read_only")
    )

    assert changed.role.code == "read_only"
    assert lines(in_tenant) == [
        "Changed the role of Dana Whitfield from Agent to Read-only"
    ]
    assert records(in_tenant)[0].entity_id == colleague.user_id


def test_a_membership_is_ended_and_restored(boss, colleague, in_tenant):
    ended = people.end_membership(actor=boss, membership=colleague)
    assert not ended.is_active
    restored = people.restore_membership(actor=boss, membership=colleague)

    assert restored.is_active
    assert lines(in_tenant) == [
        "Ended the membership of Dana Whitfield, Agent",
        "Restored the membership of Dana Whitfield, Agent",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda boss, own: people.change_role(
            actor=boss, membership=own, role=role("agent")
        ),
        lambda boss, own: people.end_membership(actor=boss, membership=own),
        lambda boss, own: people.restore_membership(actor=boss, membership=own),
        lambda boss, own: people.reset_second_factor(actor=boss, membership=own),
        lambda boss, own: people.unlock_member(actor=boss, membership=own),
    ],
)
def test_nobody_changes_their_own_membership(boss, administrator, in_tenant, change):
    make_member(in_tenant, "administrator", email="second@northwind.example")
    own = Membership.objects.get(user=administrator)

    with pytest.raises(people.OwnMembership):
        change(boss, own)


def test_the_last_administrator_is_neither_ended_nor_demoted(
    administrator, in_tenant, agent
):
    # An author who is no member: the operator, or an administrator just demoted.
    outsider = actor_of(agent, in_tenant)
    last = Membership.objects.get(user=administrator)

    with pytest.raises(people.LastAdministrator):
        people.end_membership(actor=outsider, membership=last)
    with pytest.raises(people.LastAdministrator):
        people.change_role(actor=outsider, membership=last, role=role("agent"))

    last.refresh_from_db()
    assert last.is_active
    assert last.role.code == "administrator"
    assert lines(in_tenant) == []


def test_an_administrator_whose_user_is_switched_off_does_not_count(
    boss, administrator, in_tenant, agent
):
    second = make_member(in_tenant, "administrator", email="s@northwind.example")
    User.objects.filter(pk=second.pk).update(is_active=False)

    with pytest.raises(people.LastAdministrator):
        people.end_membership(
            actor=actor_of(agent, in_tenant),
            membership=Membership.objects.get(user=administrator),
        )


def test_one_of_two_administrators_may_go(boss, in_tenant):
    second = make_member(in_tenant, "administrator", email="s@northwind.example")

    people.end_membership(actor=boss, membership=Membership.objects.get(user=second))

    assert directory.count_members_who_may("settings.edit") == 1


def test_a_membership_of_another_tenant_is_out_of_reach(boss, other_tenant):
    stranger = make_member(other_tenant, "agent", email="s@southbank.example")
    foreign = Membership.objects.get(user=stranger)

    with pytest.raises(Membership.DoesNotExist):
        people.end_membership(actor=boss, membership=foreign)
    with pytest.raises(Membership.DoesNotExist):
        people.change_role(actor=boss, membership=foreign, role=role("agent"))
    with pytest.raises(Membership.DoesNotExist):
        people.reset_second_factor(actor=boss, membership=foreign)
    with pytest.raises(Membership.DoesNotExist):
        people.unlock_member(actor=boss, membership=foreign)
    assert Membership.objects.get(pk=foreign.pk).is_active


# Unlocking and second factor -----------------------------------------------------


@pytest.fixture
def paused_device(colleague):
    """The colleague's authenticator, paused, as their password is."""
    device, _ = give_device(colleague.user)
    TOTPDevice.objects.update(
        throttling_failure_count=5, throttling_failure_timestamp=timezone.now()
    )
    AccessAttempt.objects.create(
        username=colleague.user.email, failures_since_start=5, ip_address="192.0.2.1"
    )
    return device


def test_unlocking_ends_the_pauses_of_passwords_and_codes(
    boss, colleague, in_tenant, paused_device
):
    with_codes = people.unlock_member(actor=boss, membership=colleague)

    paused_device.refresh_from_db()
    assert with_codes
    assert paused_device.throttling_failure_count == 0
    assert not AccessAttempt.objects.exists()
    assert lines(in_tenant) == ["Unlocked Dana Whitfield"]


@pytest.mark.parametrize("who", ["member_elsewhere", "operator"])
def test_the_codes_of_who_serves_more_than_this_tenant_stay_paused(
    boss, colleague, in_tenant, other_tenant, paused_device, who
):
    if who == "operator":
        User.objects.filter(pk=colleague.user_id).update(is_staff=True)
    else:
        add_member(other_tenant, colleague.user)

    with_codes = people.unlock_member(actor=boss, membership=colleague)

    paused_device.refresh_from_db()
    assert not with_codes
    assert paused_device.throttling_failure_count == 5
    assert not AccessAttempt.objects.exists()
    assert lines(in_tenant) == ["Unlocked the password of Dana Whitfield"]


def test_a_second_factor_is_reset_and_the_member_told(
    boss, colleague, in_tenant, django_capture_on_commit_callbacks
):
    give_device(colleague.user)
    with django_capture_on_commit_callbacks(execute=True):
        people.reset_second_factor(actor=boss, membership=colleague)

    assert second_factor.find_device(colleague.user) is None
    assert second_factor.count_recovery_codes(colleague.user) == 0
    assert mail.outbox[0].subject == "Your second factor was reset"
    assert lines(in_tenant) == ["Reset the second factor of Dana Whitfield"]


def test_the_second_factor_of_who_works_elsewhere_too_is_the_operators(
    boss, colleague, other_tenant
):
    give_device(colleague.user)
    add_member(other_tenant, colleague.user)

    with pytest.raises(people.OperatorOnly):
        people.reset_second_factor(actor=boss, membership=colleague)
    assert second_factor.find_device(colleague.user)


def test_the_operators_own_second_factor_is_not_a_tenants_to_reset(boss, colleague):
    User.objects.filter(pk=colleague.user_id).update(is_staff=True)

    with pytest.raises(people.OperatorOnly):
        people.reset_second_factor(actor=boss, membership=colleague)
