from datetime import timedelta

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lendcore.models import Membership, User
from tests.builders import PASSWORD, make_member
from tests.builders_people import (
    code_of,
    give_device,
    is_signed_in,
    mailed_path,
    records,
    sign_in,
    type_password,
)

pytestmark = pytest.mark.urls("tests.people_urls")
FORGOTTEN = "/password/forgotten/northwind/"
NEW = "/password/new/northwind/"
CHOSEN = "a perfectly new one"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Run what waits for the commit, as outside a test."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def link(client, tenant, agent, committed):
    """The path of a mailed link to a new password."""
    with committed():
        client.post(FORGOTTEN, {"email": agent.email})
    return mailed_path()


def ask(email):
    response = Client().post(FORGOTTEN, {"email": email})
    page = response.content.decode()
    return response.status_code, page.partition("<main")[2].replace(email, "")


def test_the_answer_is_the_same_for_any_address(tenant, other_tenant, agent):
    stranger = make_member(other_tenant, "agent")

    answers = [ask(e) for e in (agent.email, stranger.email, "nobody@x.example")]

    assert answers[0][0] == 200
    assert "If that address belongs to a member" in answers[0][1]
    assert answers[1:] == answers[:1] * 2


def test_the_same_is_done_for_any_address(
    client, tenant, other_tenant, agent, committed
):
    stranger = make_member(other_tenant, "agent")
    client.get(FORGOTTEN)  # The process learns the tenants' domains.
    counts, queued = [], []
    for email in (agent.email, stranger.email, "nobody@x.example"):
        with CaptureQueriesContext(connection) as queries, committed() as waiting:
            client.post(FORGOTTEN, {"email": email})
            counts.append(len(queries))
        queued.append(len(waiting))

    assert len(set(counts)) == 1
    assert queued == [1, 1, 1]


def test_only_a_member_of_this_tenant_gets_a_mail(
    client, tenant, other_tenant, agent, committed
):
    make_member(other_tenant, "agent", email="else@southbank.example")
    with committed():
        for email in ("else@southbank.example", "nobody@x.example", agent.email):
            client.post(FORGOTTEN, {"email": email})

    (message,) = mail.outbox
    assert message.to == [agent.email]
    assert "Northwind" in message.subject


def test_the_mail_goes_to_the_address_on_file_not_to_the_one_typed(
    client, tenant, agent, committed
):
    with committed():
        client.post(FORGOTTEN, {"email": agent.email.upper()})

    assert mail.outbox[0].to == [agent.email]


def test_the_link_leads_to_the_site_whatever_host_the_visitor_named(
    tenant, agent, committed, settings
):
    settings.ALLOWED_HOSTS = ["lendcore.example", "evil.example"]
    client = Client(headers={"host": "evil.example"})
    with committed():
        client.post(FORGOTTEN, {"email": agent.email})

    assert "evil.example" not in mail.outbox[0].body
    assert "://lendcore.example" in mail.outbox[0].body


def test_nobody_is_flooded_with_mails(client, tenant, agent, committed):
    for _ in range(5):
        with committed():
            client.post(FORGOTTEN, {"email": agent.email})

    assert len(mail.outbox) == 3


def test_an_address_that_is_none_is_said(client, tenant):
    assert client.post(FORGOTTEN, {"email": "dana"}).status_code == 422


def test_the_link_leaves_the_address_bar_before_the_form_shows(client, link):
    response = client.get(link)

    assert response["Location"] == NEW
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in client.get(NEW).content.decode()
    assert token not in str(dict(client.session))


def test_the_new_password_signs_in_and_the_old_one_does_not(
    client, tenant, agent, link
):
    client.get(link)

    response = client.post(NEW, {"password": CHOSEN})

    assert response["Location"] == "/login/northwind/"
    assert type_password(Client(), tenant, agent, CHOSEN).status_code == 302
    assert type_password(Client(), tenant, agent, PASSWORD).status_code == 422


def test_a_new_password_signs_nobody_in(client, link):
    client.get(link)
    client.post(NEW, {"password": CHOSEN})

    assert not is_signed_in(client)


@pytest.fixture
def elsewhere(tenant, agent):
    """A browser in which the member is signed in."""
    return sign_in(tenant, agent)


def test_a_new_password_ends_the_sessions_there_are(client, elsewhere, link):
    client.get(link)

    client.post(NEW, {"password": CHOSEN})

    assert not is_signed_in(elsewhere)


def test_a_new_password_does_not_replace_the_second_factor(client, tenant, agent, link):
    device, _ = give_device(agent)
    client.get(link)
    client.post(NEW, {"password": CHOSEN})

    response = type_password(client, tenant, agent, CHOSEN)

    assert response["Location"] == "/second-factor/"
    client.post("/second-factor/", {"code": code_of(device)})
    assert is_signed_in(client)


def test_a_link_works_once(client, link):
    client.get(link)
    client.post(NEW, {"password": CHOSEN})

    assert Client().get(link).status_code == 404


def test_of_two_open_pages_only_the_first_sets_a_password(agent, link):
    first, second = Client(), Client()
    first.get(link)
    second.get(link)
    first.post(NEW, {"password": CHOSEN})

    assert second.post(NEW, {"password": "somebody else's"}).status_code == 404
    agent.refresh_from_db()
    assert agent.check_password(CHOSEN)


def test_opening_a_link_twice_is_no_harm(client, link):
    Client().get(link)

    assert client.get(link)["Location"] == NEW


def test_a_link_is_good_for_one_hour(client, tenant, link, monkeypatch):
    now = PasswordResetTokenGenerator._now
    monkeypatch.setattr(
        PasswordResetTokenGenerator,
        "_now",
        lambda self: now(self) + timedelta(hours=1, minutes=1),
    )

    response = client.get(link)

    assert response.status_code == 404
    assert "no longer works" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/password/link/northwind/MQ/abc-def/",
        "/password/link/northwind/____/abc-def/",
        "/password/link/northwind/OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/abc-def/",
        "/password/new/northwind/",
    ],
)
def test_a_made_up_link_is_no_link(client, tenant, agent, path):
    assert client.get(path).status_code == 404


def test_a_link_of_one_tenant_opens_nothing_in_a_tenant_one_is_no_member_of(
    client, other_tenant, agent, link
):
    client.get(link.replace("northwind", "southbank"))

    response = client.post("/password/new/southbank/", {"password": CHOSEN})

    assert response.status_code == 404
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "at least 10 characters"),
        ("password123", "too common"),
        ("8402837465019", "entirely numeric"),
        ("dana whitfield", "too similar"),
        ("", "Type a password."),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(client, link, password, reason):
    client.get(link)

    response = client.post(NEW, {"password": password})

    assert response.status_code == 422
    assert reason in response.content.decode()


def test_a_member_who_left_meanwhile_sets_no_password(client, agent, link):
    client.get(link)
    Membership.objects.filter(user=agent).update(is_active=False)

    assert client.post(NEW, {"password": CHOSEN}).status_code == 404


def test_a_user_switched_off_meanwhile_sets_no_password(client, agent, link):
    client.get(link)
    User.objects.filter(pk=agent.pk).update(is_active=False)

    assert client.post(NEW, {"password": CHOSEN}).status_code == 404


def test_the_change_is_recorded_and_told_by_mail(
    client, tenant, agent, link, committed
):
    client.get(link)
    with committed():
        client.post(NEW, {"password": CHOSEN})

    assert [r.what for r in records(tenant)] == [
        "Asked for a link to a new password",
        "Set a new password by a mailed link",
    ]
    assert mail.outbox[-1].subject == "Your password was changed"
    assert CHOSEN not in mail.outbox[-1].body


def test_the_log_never_holds_a_live_token(client, agent, link, caplog):
    client.get(link)
    client.post(NEW, {"password": "short"})

    token = link.rstrip("/").rpartition("/")[2]
    assert token not in caplog.text
