from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from lendcore.models import Invitation, Role
from lendcore.services import people
from lendcore.tenancy.context import activate_tenant
from lendcore.views.settings import members as views
from tests import builders
from tests.builders_people import add_member
from tests.builders_settings import HTMX, browser_of

LIST = "settings:members"


@pytest.fixture
def administrator(tenant):
    return builders.make_member(tenant, "administrator", name="Lena Morozova")


@pytest.fixture
def browser(administrator, tenant):
    return browser_of(administrator, tenant)


@pytest.fixture
def dana(agent):
    return agent.memberships.get()


def invite(tenant, administrator, email="raj@northwind.example"):
    actor = builders.actor_of(administrator, tenant, at=timezone.now())
    with activate_tenant(tenant.pk):
        role = Role.objects.get(code="agent")
        return people.invite_member(actor=actor, email=email, role=role)


def rows(browser, **query):
    return browser.get(reverse(LIST), query).context["rows"]


def url(name, row):
    return reverse(f"settings:{name}", args=[row.pk])


def test_members_and_invitations_stand_in_one_list(
    browser, tenant, administrator, agent
):
    TOTPDevice.objects.create(user=agent, confirmed=True)
    invite(tenant, administrator)

    answer = browser.get(reverse(LIST))

    facts = [
        (row.name, row.state, row.has_second_factor) for row in answer.context["rows"]
    ]
    assert facts == [
        ("Dana Whitfield", "active", True),
        ("Lena Morozova", "active", False),
        ("raj@northwind.example", "invited", None),
    ]
    assert "1 without second factor" in answer.content.decode()


def test_the_own_row_is_locked(browser, administrator):
    own = administrator.memberships.get()

    page = browser.get(reverse(LIST)).content.decode()
    answer = browser.post(url("member_end", own), follow=True)

    assert "Your own role is locked" in page
    assert url("member_role", own) not in page
    assert "Another administrator has to change" in answer.content.decode()


def test_five_wrong_passwords_show_as_locked_until_unlocked(browser, agent, dana):
    AccessAttempt.objects.create(
        username=agent.email,
        ip_address="192.0.2.1",
        user_agent="",
        failures_since_start=5,
    )

    before = {row.name: row.state for row in rows(browser)}
    browser.post(url("member_unlock", dana))
    after = {row.name: row.state for row in rows(browser)}

    assert before["Dana Whitfield"] == "locked"
    assert after["Dana Whitfield"] == "active"


def test_unlocking_says_so_when_codes_stay_paused(browser, agent, dana, other_tenant):
    add_member(other_tenant, agent)

    answer = browser.post(url("member_unlock", dana), headers=HTMX)

    assert (
        "Dana Whitfield can try passwords again. A pause after wrong codes ends by "
        "itself" in answer.content.decode()
    )


def test_nobody_unlocks_themselves(browser, administrator):
    AccessAttempt.objects.create(
        username=administrator.email,
        ip_address="192.0.2.1",
        user_agent="",
        failures_since_start=5,
    )
    own = url("member_unlock", administrator.memberships.get())

    page = browser.get(reverse(LIST)).content.decode()
    answer = browser.post(own, headers=HTMX)

    assert own not in page
    assert answer.status_code == 422
    assert AccessAttempt.objects.exists()


def test_five_wrong_codes_show_as_locked_too(browser, agent):
    TOTPDevice.objects.create(
        user=agent,
        confirmed=True,
        throttling_failure_count=5,
        throttling_failure_timestamp=timezone.now(),
    )

    states = {row.name: row.state for row in rows(browser)}

    assert states["Dana Whitfield"] == "locked"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "whitfield DANA"}, ["Dana Whitfield"]),
        ({"q": "agent@"}, ["Dana Whitfield"]),
        ({"q": "nobody"}, []),
        ({"state": "invited"}, ["raj@northwind.example"]),
        ({"state": "inactive"}, ["Read_Only of Northwind"]),
        ({"state": "nonsense", "q": "lena"}, ["Lena Morozova"]),
        ({"role": "x", "q": "lena"}, ["Lena Morozova"]),
        ({"state": "all", "q": "northwind read"}, ["Read_Only of Northwind"]),
    ],
)
def test_the_list_narrows_by_words_and_state(
    browser, tenant, administrator, agent, query, names
):
    invite(tenant, administrator)
    former = builders.make_member(tenant, "read_only").memberships.get()
    former.is_active = False
    former.save()

    assert [row.name for row in rows(browser, **query)] == names


def test_the_list_narrows_by_role(browser, agent, dana):
    names = [row.name for row in rows(browser, role=dana.role_id)]

    assert names == ["Dana Whitfield"]


def test_a_long_list_has_pages(browser, agent, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 1)

    first = browser.get(reverse(LIST))
    second = browser.get(reverse(LIST), {"page": "1"})

    assert [row.name for row in first.context["rows"]] == ["Dana Whitfield"]
    assert [row.name for row in second.context["rows"]] == ["Lena Morozova"]
    assert "page=1" in first.content.decode()


def test_inviting_says_the_same_whether_or_not_there_is_a_user(
    browser, tenant, other_tenant
):
    stranger = builders.make_member(other_tenant)
    with activate_tenant(tenant.pk):
        role = Role.objects.get(code="agent")
    said = [
        browser.post(
            reverse("settings:member_invite"),
            {"email": email, "role": role.pk},
            follow=True,
        )
        .content.decode()
        .count(f"{email} is invited.")
        for email in ("new@northwind.example", stranger.email)
    ]

    assert said == [1, 1]


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("lena", "valid email"),
        ("administrator@northwind.example", "is a member already"),
        ("raj@northwind.example", "has an open invitation"),
    ],
)
def test_who_cannot_be_invited_is_told_why(
    browser, tenant, administrator, email, sentence
):
    invite(tenant, administrator)
    with activate_tenant(tenant.pk):
        role = Role.objects.get(code="agent")

    answer = browser.post(
        reverse("settings:member_invite"), {"email": email, "role": role.pk}
    )

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_an_invitation_too_many_is_refused_with_the_reason(
    browser, tenant, administrator, monkeypatch
):
    monkeypatch.setattr(people, "INVITATIONS_TO_ADDRESS", 1)
    invitation = invite(tenant, administrator)
    again = browser.post(url("invitation_resend", invitation), headers=HTMX)
    browser.post(url("invitation_withdraw", invitation))

    data = {"email": invitation.email, "role": invitation.role_id}
    anew = browser.post(reverse("settings:member_invite"), data)

    for answer in (again, anew):
        assert answer.status_code == 422
        assert "This address got too many invitations" in answer.content.decode()


def test_an_invitation_is_sent_again_or_withdrawn(
    browser, tenant, administrator, mailoutbox, django_capture_on_commit_callbacks
):
    invitation = invite(tenant, administrator)

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url("invitation_resend", invitation))
    browser.post(url("invitation_withdraw", invitation))

    assert len(mailoutbox) == 1
    assert not Invitation.objects.exists()


def test_an_invitation_that_is_too_old_says_so(browser, tenant, administrator):
    invitation = invite(tenant, administrator)
    invitation.expires_at = timezone.now() - timedelta(days=1)
    invitation.save()

    assert "too old" in browser.get(reverse(LIST)).content.decode()


def test_a_role_is_changed_in_the_row(browser, tenant, dana):
    with activate_tenant(tenant.pk):
        role = Role.objects.get(code="read_only")

    answer = browser.post(url("member_role", dana), {"role": role.pk}, headers=HTMX)

    dana.refresh_from_db()
    assert dana.role_id == role.pk
    assert "Dana Whitfield is Read-only now." in answer.content.decode()


def test_a_role_of_another_tenant_is_no_role(browser, other_tenant, dana):
    with activate_tenant(other_tenant.pk):
        theirs = Role.objects.get(code="administrator")

    answer = browser.post(url("member_role", dana), {"role": theirs.pk}, headers=HTMX)

    before = dana.role_id
    dana.refresh_from_db()
    assert answer.status_code == 422
    assert dana.role_id == before


def test_ending_asks_first_and_can_be_undone(browser, dana):
    question = browser.get(url("member_end", dana)).content.decode()
    browser.post(url("member_end", dana))
    dana.refresh_from_db()
    ended = dana.is_active
    browser.post(url("member_restore", dana))

    dana.refresh_from_db()
    assert "End the membership of Dana Whitfield?" in question
    assert not ended
    assert dana.is_active


def test_a_second_factor_is_reset_after_a_question(browser, agent, dana):
    TOTPDevice.objects.create(user=agent, confirmed=True)

    question = browser.get(url("member_reset_factor", dana)).content.decode()
    browser.post(url("member_reset_factor", dana))

    assert "Reset the second factor of Dana Whitfield?" in question
    assert not TOTPDevice.objects.exists()


def test_an_agent_may_neither_look_nor_change(agent, tenant, administrator):
    browser = browser_of(agent, tenant)
    boss = administrator.memberships.get()

    assert browser.get(reverse(LIST)).status_code == 403
    assert browser.post(url("member_end", boss)).status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "member_role",
        "member_end",
        "member_restore",
        "member_unlock",
        "member_reset_factor",
    ],
)
def test_a_member_of_another_tenant_is_not_found(browser, other_tenant, name):
    stranger = builders.make_member(other_tenant).memberships.get()

    assert browser.post(url(name, stranger)).status_code == 404


@pytest.mark.parametrize("name", ["invitation_resend", "invitation_withdraw"])
def test_an_invitation_of_another_tenant_is_not_found(browser, other_tenant, name):
    boss = builders.make_member(other_tenant, "administrator")
    theirs = invite(other_tenant, boss)

    assert browser.post(url(name, theirs)).status_code == 404
