from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from lendcore.models import Membership, User
from lendcore.services import mail_links
from lendcore.services import sign_in as services
from lendcore.tenancy.context import activate_tenant
from tests.builders import PASSWORD, make_member
from tests.builders_people import (
    is_signed_in,
    mailed_path,
    records,
    session_key,
    sign_in,
    type_password,
)

pytestmark = pytest.mark.urls("tests.people_urls")
CHOSEN = "a perfectly new one"
NEW_EMAIL = "dana@new.example"


@pytest.fixture
def member(tenant, agent):
    """The agent's browser."""
    return sign_in(tenant, agent)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_the_page_shows_who_one_is_and_where(member):
    page = member.get("/account/").content.decode()

    assert "agent@northwind.example, Agent in Northwind" in page
    assert 'value="Dana Whitfield"' in page


@pytest.mark.parametrize(
    "path",
    [
        "/account/name/",
        "/account/preferences/",
        "/account/password/",
        "/account/email/",
        "/theme/",
    ],
)
def test_nothing_changes_signed_out(client, agent, path):
    response = client.post(path, {"theme": "dark", "profile-name": "X"})

    assert response["Location"].startswith("/login/")
    agent.refresh_from_db()
    assert (agent.theme, agent.name) == ("auto", "Dana Whitfield")


def test_a_member_changes_their_name(member, agent):
    member.post("/account/name/", {"profile-name": " Dana Reyes "})

    agent.refresh_from_db()
    assert agent.name == "Dana Reyes"


def test_a_name_may_not_be_empty(member, agent):
    response = member.post("/account/name/", {"profile-name": "  "})

    assert response.status_code == 422
    assert "Type your name." in response.content.decode()
    agent.refresh_from_db()
    assert agent.name == "Dana Whitfield"


def test_a_member_chooses_theme_and_shortcuts(member, agent):
    member.post("/account/preferences/", {"preferences-theme": "dark"})

    agent.refresh_from_db()
    assert (agent.theme, agent.single_keys) == ("dark", False)
    assert 'data-theme="dark"' in member.get("/account/").content.decode()


@pytest.mark.parametrize("theme", ["pink", "", '"><script>'])
def test_a_made_up_theme_is_refused(member, agent, theme):
    response = member.post("/account/preferences/", {"preferences-theme": theme})

    assert response.status_code == 422
    assert member.post("/theme/", {"theme": theme}).status_code == 400


def test_the_menu_sets_the_theme_and_stays_on_the_page(member, agent):
    plain = member.post(
        "/theme/", {"theme": "light"}, headers={"referer": "http://testserver/switch/"}
    )
    by_htmx = member.post("/theme/", {"theme": "dark"}, headers={"HX-Request": "true"})

    assert plain["Location"] == "http://testserver/switch/"
    assert by_htmx.status_code == 204
    agent.refresh_from_db()
    assert agent.theme == "dark"


@pytest.mark.parametrize("referer", ["https://evil.example/", "//evil.example", ""])
def test_setting_the_theme_sends_nobody_off_the_site(member, referer):
    response = member.post("/theme/", {"theme": "light"}, headers={"referer": referer})

    assert response["Location"] == "/account/"


# Password ------------------------------------------------------------------------


def change(client, current=PASSWORD, new=CHOSEN):
    data = {"password-current": current, "password-password": new}
    return client.post("/account/password/", data)


def test_a_member_changes_their_password_and_stays_signed_in(member, tenant, agent):
    assert change(member).status_code == 302

    assert is_signed_in(member)
    assert type_password(Client(), tenant, agent, CHOSEN).status_code == 302


def test_changing_the_password_ends_all_other_sessions(member, tenant, agent):
    elsewhere = sign_in(tenant, agent)
    key = session_key(member)

    change(member)

    assert not is_signed_in(elsewhere)
    assert session_key(member) != key


def test_the_present_password_is_asked_for_and_wrong_ones_count(member, agent):
    first = change(member, current="wrong").content.decode()
    for _ in range(4):
        last = change(member, current="wrong").content.decode()

    assert "This is not your password. 4 tries left." in first
    assert "Too many wrong passwords. Try again at" in last
    assert change(member).status_code == 422
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)


def test_a_weak_new_password_is_refused(member):
    response = change(member, new="password123")

    assert response.status_code == 422
    assert "too common" in response.content.decode()


def test_a_changed_password_is_recorded_and_told_by_mail(member, tenant, committed):
    with committed():
        change(member)

    assert records(tenant)[-1].what == "Changed their password"
    assert mail.outbox[0].subject == "Your password was changed"


# E-mail --------------------------------------------------------------------------


def ask(client, email=NEW_EMAIL, current=PASSWORD):
    data = {"email-email": email, "email-current": current}
    return client.post("/account/email/", data)


@pytest.fixture
def link(member, committed):
    """The path of the link that was mailed to the new address."""
    with committed():
        ask(member)
    path = mailed_path()
    mail.outbox.clear()
    return path


def test_the_link_goes_to_the_new_address(member, agent, committed):
    with committed():
        ask(member)

    assert mail.outbox[0].to == [NEW_EMAIL]
    agent.refresh_from_db()
    assert agent.email == "agent@northwind.example"


def test_opening_the_link_changes_nothing_yet(client, agent, link):
    response = client.get(link)

    assert response["Location"] == "/account/email/confirm/"
    assert NEW_EMAIL in client.get(response["Location"]).content.decode()
    agent.refresh_from_db()
    assert agent.email == "agent@northwind.example"


def test_the_button_behind_the_link_changes_the_address(
    client, member, tenant, agent, link
):
    client.get(link)

    client.post("/account/email/confirm/")

    agent.refresh_from_db()
    assert agent.email == NEW_EMAIL
    assert is_signed_in(member)
    assert type_password(Client(), tenant, agent).status_code == 302


def test_the_former_address_is_told(client, link, committed):
    client.get(link)
    with committed():
        client.post("/account/email/confirm/")

    (message,) = mail.outbox
    assert message.to == ["agent@northwind.example"]
    assert message.subject == "Your e-mail address was changed"


def test_a_link_to_a_new_address_works_once(client, agent, link):
    client.get(link)
    client.post("/account/email/confirm/")

    assert Client().get(link).status_code == 404


def test_a_link_to_a_new_address_is_good_for_one_hour(client, link, settings):
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert client.get(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "a:b:c", "W10:1:x"])
def test_a_made_up_link_to_a_new_address_is_none(client, agent, token):
    assert client.get(f"/account/email/{token}/").status_code == 404
    assert client.post("/account/email/confirm/").status_code == 404


def test_changing_the_address_takes_the_password(member, committed):
    with committed():
        response = ask(member, current="wrong")

    assert response.status_code == 422
    assert "4 tries left" in response.content.decode()
    assert mail.outbox == []


def test_ones_own_address_is_no_change(member, agent):
    response = ask(member, agent.email.upper())

    assert "This is your address already." in response.content.decode()


def test_an_address_that_somebody_has_gets_the_same_answer_and_no_mail(
    member, other_tenant, committed
):
    make_member(other_tenant, "agent", email="taken@southbank.example")
    with committed():
        taken = ask(member, "taken@southbank.example")
        free = ask(member, "freee@southbank.example")

    assert (taken.status_code, taken["Location"]) == (302, free["Location"])
    assert [message.to for message in mail.outbox] == [["freee@southbank.example"]]


def test_three_links_to_new_addresses_are_sent_within_a_quarter_of_an_hour(
    member, tenant, committed
):
    with committed():
        for number in range(3):
            assert ask(member, f"stranger{number}@new.example").status_code == 302
        refused = ask(member, "stranger3@new.example")

    assert refused.status_code == 422
    assert "You asked for three links already." in refused.content.decode()
    assert len(mail.outbox) == 3
    asked = "Asked for a link to a new e-mail address"
    assert [r.what for r in records(tenant)].count(asked) == 3


def test_links_to_new_addresses_of_long_ago_do_not_count(member, tenant):
    with activate_tenant(tenant.pk):
        for minutes in (16, 17, 18):
            services.request_email_link(
                membership=Membership.objects.select_related("user").get(),
                email=NEW_EMAIL,
                at=timezone.now() - timedelta(minutes=minutes),
                ip_address=None,
            )

    assert ask(member).status_code == 302


def test_an_address_taken_meanwhile_is_left_alone(client, other_tenant, agent, link):
    client.get(link)
    make_member(other_tenant, "agent", email=NEW_EMAIL.upper())

    assert client.post("/account/email/confirm/").status_code == 404
    agent.refresh_from_db()
    assert agent.email == "agent@northwind.example"


def test_a_password_changed_meanwhile_voids_the_link(client, agent, link):
    agent.set_password(CHOSEN)
    agent.save()

    assert client.get(link).status_code == 404


def test_a_user_switched_off_meanwhile_voids_the_link(client, agent, link):
    User.objects.filter(pk=agent.pk).update(is_active=False)

    assert client.get(link).status_code == 404


def test_a_token_of_another_kind_confirms_no_address(client, agent):
    _, token = mail_links.password_link_parts(agent)

    assert client.get(f"/account/email/{token}/").status_code == 404
