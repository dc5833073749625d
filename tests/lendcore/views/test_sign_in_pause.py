from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client

from lendcore.models import User
from tests.builders import PASSWORD
from tests.builders_people import (
    is_signed_in,
    log_in_url,
    records,
    type_password,
)

pytestmark = pytest.mark.urls("tests.people_urls")


def fail(tenant, email, times, client=None):
    client = client or Client()
    for _ in range(times):
        data = {"email": email, "password": "wrong"}
        response = client.post(log_in_url(tenant), data)
    return response


def test_each_wrong_password_counts_down(tenant, agent):
    pages = [fail(tenant, agent.email, 1).content.decode() for _ in range(4)]

    assert "4 tries left before" in pages[0]
    assert "3 tries left before" in pages[1]
    assert "1 try left before" in pages[3]


@pytest.mark.parametrize("email", ["agent@northwind.example", "nobody@x.example"])
def test_the_fifth_wrong_password_pauses_and_says_until_when(tenant, agent, email):
    response = fail(tenant, email, 5)

    page = response.content.decode()
    assert response.status_code == 429
    assert "Too many wrong passwords." in page
    assert "Try again at" in page


def test_during_the_pause_even_the_right_password_is_refused(client, tenant, agent):
    fail(tenant, agent.email, 5)

    response = type_password(client, tenant, agent)

    assert response.status_code == 429
    assert not is_signed_in(client)


def test_spelling_the_address_otherwise_gives_no_further_tries(tenant, agent):
    spellings = [agent.email, agent.email.upper(), f" {agent.email}", agent.email]

    for spelling in spellings:
        fail(tenant, spelling, 1)

    assert "Too many" in fail(tenant, agent.email.title(), 1).content.decode()


def test_the_pause_ends_after_fifteen_minutes(client, tenant, agent):
    fail(tenant, agent.email, 5)
    attempt = AccessAttempt.objects.get()
    attempt.attempt_time -= timedelta(minutes=15, seconds=1)
    attempt.save()

    type_password(client, tenant, agent)

    assert is_signed_in(client)


def test_tries_during_the_pause_do_not_prolong_it_nor_fill_the_records(
    client, tenant, agent
):
    fail(tenant, agent.email, 5)
    before = AccessAttempt.objects.get().attempt_time

    fail(tenant, agent.email, 3)

    assert AccessAttempt.objects.get().attempt_time == before
    assert len(records(tenant)) == 5


def test_another_address_is_not_paused(tenant, agent):
    fail(tenant, agent.email, 5, Client(REMOTE_ADDR="203.0.113.9"))
    client = Client(REMOTE_ADDR="203.0.113.10")

    type_password(client, tenant, agent)

    assert is_signed_in(client)


def test_another_person_at_the_same_address_is_not_paused(client, tenant, agent):
    fail(tenant, "nobody@x.example", 5)

    type_password(client, tenant, agent)

    assert is_signed_in(client)


def test_signing_in_forgets_the_wrong_tries(client, tenant, agent):
    fail(tenant, agent.email, 4)

    type_password(client, tenant, agent)

    assert not AccessAttempt.objects.exists()


def test_the_operators_log_in_pauses_too(db, client):
    User.objects.create_superuser("op@lendcore.example", PASSWORD, name="Op")
    data = {"username": "op@lendcore.example", "password": "wrong"}

    statuses = [client.post("/admin/login/", data).status_code for _ in range(6)]

    assert statuses == [200, 200, 200, 200, 429, 429]
