import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import connection
from django.test import Client
from django.utils import timezone

from lendcore.tenancy import lockout
from tests.builders_people import log_in_url, sign_in

pytestmark = pytest.mark.urls("tests.people_urls")


def test_nothing_of_the_request_is_stored(tenant, agent):
    client = Client(
        headers={"user-agent": "Secret Browser", "accept": "text/secret"},
        REMOTE_ADDR="203.0.113.9",
    )

    for password in ("hunter2", "hunter3"):
        data = {"email": agent.email, "password": password}
        client.post(log_in_url(tenant) + "?next=/secret/", data)

    (row,) = AccessAttempt.objects.values()
    stored = {name: value for name, value in row.items() if value not in ("", None)}
    assert stored.keys() == {
        "id",
        "username",
        "ip_address",
        "failures_since_start",
        "attempt_time",
    }
    assert row["username"] == agent.email
    assert row["failures_since_start"] == 2
    assert not AccessFailureLog.objects.exists()


def test_signing_in_and_out_leaves_nothing_with_axes(tenant, agent):
    sign_in(tenant, agent).post("/logout/")

    assert not AccessLog.objects.exists()
    assert not AccessAttempt.objects.exists()


def test_the_log_names_neither_address_nor_password(tenant, agent, caplog, client):
    for _ in range(6):
        data = {"email": agent.email, "password": "hunter2hunter2"}
        client.post(log_in_url(tenant), data)

    assert agent.email not in caplog.text
    assert "hunter2" not in caplog.text


def test_who_is_paused_is_listed_for_the_members_page(tenant, agent, client):
    for _ in range(5):
        client.post(log_in_url(tenant), {"email": agent.email, "password": "wrong"})

    paused = lockout.list_paused(
        [agent.email.upper(), "nobody@x.example"], timezone.now()
    )

    assert paused == {agent.email.upper()}


def test_ending_a_pause_lets_the_person_in(tenant, agent, client):
    for _ in range(5):
        client.post(log_in_url(tenant), {"email": agent.email, "password": "wrong"})

    lockout.end_pause(agent.email.upper())

    sign_in(tenant, agent)


def held_locks():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks "
            "WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def test_tries_of_one_person_wait_for_each_other(db, rf):
    before = held_locks()

    lockout.hold_tries(rf.get("/"), "dana@northwind.example")
    lockout.hold_tries(rf.get("/"), " DANA@northwind.example")
    of_one = held_locks()
    lockout.hold_tries(rf.get("/"), "lee@northwind.example")

    assert of_one == before + 1
    assert held_locks() == before + 2
