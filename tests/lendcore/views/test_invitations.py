import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from lendcore.models import Invitation, Membership, Role, User
from lendcore.services import people
from lendcore.tenancy.context import activate_tenant
from tests.builders import PASSWORD, actor_of, make_member
from tests.builders_people import (
    add_member,
    give_device,
    is_signed_in,
    mailed_path,
    records,
    sign_in,
)

pytestmark = pytest.mark.urls("tests.people_urls")
ACCEPT = "/invitation/"
NEWCOMER = {"name": "Lee Chan", "password": "a perfectly new one"}


@pytest.fixture
def administrator(tenant):
    return make_member(tenant, "administrator", name="Ann Major")


@pytest.fixture
def invite(tenant, administrator, django_capture_on_commit_callbacks):
    """Invite an address; return the path in its mail."""

    def send(email="lee@new.example", role="agent", at=None):
        mail.outbox.clear()
        actor = actor_of(administrator, tenant, at or timezone.now())
        with (
            activate_tenant(tenant.pk),
            django_capture_on_commit_callbacks(execute=True),
        ):
            people.invite_member(
                actor=actor, email=email, role=Role.objects.get(code=role)
            )
        return mailed_path()

    return send


def test_the_mail_says_who_invites_where_and_as_what(invite):
    invite()

    (message,) = mail.outbox
    assert message.to == ["lee@new.example"]
    assert message.subject == "Invitation to Northwind"
    assert "Ann Major invites you" in message.body
    assert "as Agent" in message.body


def test_a_new_person_chooses_name_and_password_and_is_in(client, tenant, invite):
    client.get(invite(role="read_only"))

    response = client.post(ACCEPT, NEWCOMER)

    assert response["Location"] == "/"
    assert client.get("/").content.decode() == "Lee Chan in Northwind"
    user = User.objects.get(email="lee@new.example")
    assert user.check_password(NEWCOMER["password"])
    with activate_tenant(tenant.pk):
        assert Membership.objects.get(user=user).role.code == "read_only"


def test_the_token_leaves_the_address_bar_and_is_stored_nowhere(client, invite):
    path = invite()
    token = path.strip("/").rpartition("/")[2]

    response = client.get(path)

    assert response["Location"] == ACCEPT
    assert token not in client.get(ACCEPT).content.decode()
    assert token not in str(dict(client.session))
    assert token not in str(Invitation.objects.values())


def test_a_weak_password_is_refused_and_the_name_is_kept(client, invite):
    client.get(invite())

    response = client.post(ACCEPT, {"name": "Lee Chan", "password": "leechan"})

    assert response.status_code == 422
    assert "at least 10 characters" in response.content.decode()
    assert 'value="Lee Chan"' in response.content.decode()
    assert not User.objects.filter(email="lee@new.example").exists()


def test_an_invitation_works_once(client, invite):
    path = invite()
    client.get(path)
    client.post(ACCEPT, NEWCOMER)

    assert Client().get(path).status_code == 404
    assert client.get(ACCEPT).status_code == 404


def test_of_two_open_pages_only_the_first_accepts(invite):
    path = invite()
    first, second = Client(), Client()
    first.get(path)
    second.get(path)
    first.post(ACCEPT, NEWCOMER)

    response = second.post(ACCEPT, NEWCOMER | {"name": "Somebody Else"})

    assert response.status_code == 404
    assert User.objects.get(email="lee@new.example").name == "Lee Chan"


def test_after_seven_days_it_is_closed(client, invite):
    path = invite(at=timezone.now() - timedelta(days=7, minutes=1))

    response = client.get(path)

    assert response.status_code == 404
    assert "no longer open" in response.content.decode()


@pytest.mark.parametrize("token", ["x", "unsent:", "a" * 500])
def test_a_made_up_token_opens_nothing(client, tenant, invite, token):
    invite()

    assert client.get(f"/invitation/{token}/").status_code == 404


def test_the_mark_of_an_unsent_invitation_is_no_token(client, invite):
    invite()
    mark = people.unsent_mark()
    Invitation.objects.update(token_hash=mark)

    assert client.get(f"/invitation/{mark}/").status_code == 404


def test_sending_again_ends_the_former_link(
    client, tenant, administrator, invite, django_capture_on_commit_callbacks
):
    former = invite()
    opened = Client()
    opened.get(former)
    mail.outbox.clear()
    with activate_tenant(tenant.pk), django_capture_on_commit_callbacks(execute=True):
        people.resend_invitation(
            actor=actor_of(administrator, tenant, timezone.now()),
            invitation=Invitation.objects.get(),
        )

    assert client.get(former).status_code == 404
    assert opened.post(ACCEPT, NEWCOMER).status_code == 404
    assert client.get(mailed_path())["Location"] == ACCEPT


def test_a_withdrawn_invitation_is_closed(client, tenant, administrator, invite):
    path = invite()
    with activate_tenant(tenant.pk):
        people.withdraw_invitation(
            actor=actor_of(administrator, tenant), invitation=Invitation.objects.get()
        )

    assert client.get(path).status_code == 404


# Somebody who has a user ---------------------------------------------------------


def test_who_has_a_user_is_asked_for_the_present_password(
    client, tenant, other_tenant, invite
):
    user = make_member(other_tenant, "agent", email="lee@new.example", name="Lee")
    client.get(invite())

    page = client.get(ACCEPT).content.decode()
    client.post(ACCEPT, {"password": PASSWORD})

    assert "You have a lendcore password already" in page
    assert client.get("/").content.decode() == "Lee in Northwind"
    assert Membership.objects.filter(user=user).count() == 2


def test_a_wrong_password_accepts_nothing_and_is_counted(
    client, tenant, other_tenant, invite
):
    user = make_member(other_tenant, "agent", email="lee@new.example")
    client.get(invite())

    first = client.post(ACCEPT, {"password": "wrong"})
    for _ in range(4):
        last = client.post(ACCEPT, {"password": "wrong"})

    assert "4 tries left" in first.content.decode()
    assert last.status_code == 429
    assert client.post(ACCEPT, {"password": PASSWORD}).status_code == 429
    assert Membership.objects.filter(user=user).count() == 1


def test_the_password_of_who_holds_the_mail_never_changes_the_users(
    client, tenant, other_tenant, invite
):
    user = make_member(other_tenant, "agent", email="lee@new.example")
    client.get(invite())

    client.post(ACCEPT, NEWCOMER)

    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert not is_signed_in(client)


def test_somebody_else_who_is_signed_in_cannot_take_the_invitation(
    tenant, other_tenant, agent, invite
):
    add_member(other_tenant, agent)
    make_member(other_tenant, "administrator", email="lee@new.example")
    client = sign_in(other_tenant, agent)
    client.get(invite())

    client.post(ACCEPT, {"password": PASSWORD + "x"})

    assert Membership.objects.filter(user__email="lee@new.example").count() == 1
    assert Invitation.objects.get().accepted_at is None


def test_the_second_factor_is_asked_for_after_accepting(
    client, tenant, other_tenant, invite
):
    user = make_member(other_tenant, "agent", email="lee@new.example")
    give_device(user)
    client.get(invite())

    response = client.post(ACCEPT, {"password": PASSWORD})

    assert response["Location"] == "/second-factor/"
    assert not is_signed_in(client)


def test_a_new_person_sets_a_second_factor_up_where_one_is_required(
    client, tenant, invite
):
    tenant.requires_second_factor = True
    tenant.save()
    client.get(invite())

    client.post(ACCEPT, NEWCOMER)

    assert client.get("/second-factor/")["Location"] == "/second-factor/set-up/"


def test_who_left_comes_back_with_the_new_role(client, tenant, agent, invite):
    Membership.objects.filter(user=agent).update(is_active=False)
    client.get(invite(email=agent.email.upper(), role="read_only"))

    client.post(ACCEPT, {"password": PASSWORD})

    with activate_tenant(tenant.pk):
        membership = Membership.objects.get(user=agent)
        assert membership.is_active
        assert membership.role.code == "read_only"


def test_accepting_rotates_the_session(client, invite):
    client.get(invite())
    key = client.session.session_key

    client.post(ACCEPT, NEWCOMER)

    assert client.session.session_key != key
    assert "invitation" not in client.session


def test_inviting_and_accepting_are_recorded(client, tenant, invite):
    client.get(invite())
    client.post(ACCEPT, NEWCOMER)

    lines = [(r.actor_name, r.what) for r in records(tenant)]
    assert lines == [
        ("Ann Major", "Invited lee@new.example as Agent"),
        ("Lee Chan", "Accepted the invitation as Agent"),
        ("Lee Chan", "Signed in"),
    ]


def test_a_live_token_never_reaches_the_log(client, invite, caplog):
    path = invite()
    token = re.search(r"/invitation/(.+)/", path)[1]
    client.get(path)
    client.post(ACCEPT, {"name": "", "password": ""})

    assert "Unprocessable" in caplog.text
    assert token not in caplog.text
