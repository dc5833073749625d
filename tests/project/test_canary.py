"""Secrets typed into the product never come out where they do not belong."""

import io
import logging

import pytest
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.test import Client

from customers.forms.conflicts import SALT
from customers.services import customers
from lendcore.logs import WithoutSecrets
from lendcore.tenancy.context import activate_tenant
from tests.builders_settings import browser_of
from tests.project import canary
from tests.project.canary import (
    LICENSE,
    OTHER_SSN,
    PASSWORD,
    SSN,
    WEB_PASSWORD,
    form_data,
    session_text,
    stored_text,
    traces,
)

# Where the key of an authenticator stands, unencrypted, as django-otp keeps it.
# docs/security.md says so.
TOTP_TABLE = "otp_totp_totpdevice"


@pytest.fixture(scope="module")
def story(worlds, tmp_path_factory):
    return canary.tell(worlds[0], tmp_path_factory.mktemp("canary"))


def pages_without_reveals(story):
    """Return the pages that were read after the secrets had been typed.

    A page that refuses a form shows again what was typed into it.
    """
    return [
        answer
        for answer in story.answers
        if answer.status_code != 422 and not hasattr(answer, "is_reveal")
    ]


def test_the_search_for_traces_finds_every_spelling():
    for spelling in canary.spellings(SSN):
        assert traces(f"before {spelling} after") == {SSN}
    assert {"536718254", "536-71-8254", "536 718 254"} <= canary.spellings(SSN)
    assert traces(f"{SSN[-4:]} {WEB_PASSWORD[:-1]}") == set()


def test_the_story_was_told(story):
    assert len(story.answers) > 30
    assert any(answer.status_code == 422 for answer in story.answers)
    assert len(story.logged) > 5
    assert len(story.sql) > 200
    assert "3 rows read" in story.printed
    failed = [answer for answer in story.answers if answer.status_code >= 500]
    assert [answer.request["PATH_INFO"] for answer in failed] == []


def test_reveals_show_the_number_so_the_search_would_find_it(story):
    shown = "".join(
        answer.kept for answer in story.answers if hasattr(answer, "is_reveal")
    )

    assert {OTHER_SSN, LICENSE} <= traces(shown)


def test_no_table_holds_a_secret_in_clear(story):
    for table in canary.all_tables():
        text = stored_text(story.world, table)

        assert traces(text) == set(), table
        if table != TOTP_TABLE:
            assert story.totp_key not in text, table
        for code in story.recovery_codes:
            assert code not in text, table
            assert code.replace("-", "") not in text, table


def test_the_tables_with_secrets_have_rows(story):
    assert len(stored_text(story.world, "customers_historicalcustomer")) > 500
    assert "reveal" in stored_text(story.world, "lendcore_accessrecord")
    assert "tax_number_search" in stored_text(story.world, "lendcore_accessrecord")
    assert story.totp_key in stored_text(story.world, TOTP_TABLE)


def test_no_session_holds_a_secret_once_the_page_is_done(story):
    text = session_text()

    assert len(text) > 100
    assert traces(text) == set()
    assert story.totp_key not in text


def test_no_statement_carries_a_secret(story):
    # What a server logs of a slow or broken statement is what stands here.
    own = [text for text in story.sql if TOTP_TABLE not in text]

    assert traces("\n".join(own)) == set()


def test_no_log_record_carries_a_secret_at_any_level(story):
    logged = "\n".join(story.logged)

    assert traces(logged) == set()
    assert story.totp_key not in logged


def test_djangos_own_loggers_stay_silent_whatever_the_level_of_the_process():
    # At DEBUG they write whole statements and the whole context of a template.
    assert settings.LOGGING["loggers"]["django"]["level"] == "INFO"


def test_no_page_or_download_shows_a_secret_unasked(story):
    for answer in pages_without_reveals(story):
        assert traces(answer.kept) == set(), answer.request["PATH_INFO"]


def test_a_refused_form_keeps_what_was_typed_but_never_a_password(story):
    refused = [answer.kept for answer in story.answers if answer.status_code == 422]

    assert SSN in traces("".join(refused))
    for text in refused:
        assert traces(text, (WEB_PASSWORD, PASSWORD)) == set()


def test_what_an_edit_page_carries_to_compare_holds_no_secret(story):
    for answer in story.answers:
        base = (answer.context or {}).get("base") if answer.context else None
        if base:
            assert traces(repr(signing.loads(base, salt=SALT))) == set()


def test_no_address_header_or_cookie_carries_a_secret(story):
    for answer in story.answers:
        headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
        assert traces(answer.request["PATH_INFO"] + headers) == set()
    cookies = canary.cookie_text(story.answers)
    assert "lendcore_session=" in cookies
    assert "messages=" not in cookies
    assert traces(cookies) == set()


def test_no_message_carries_a_secret(story):
    messages = canary.message_text(story.answers)

    assert "added" in messages
    assert traces(messages) == set()


def test_an_import_tells_of_bad_rows_without_their_numbers(story):
    assert "tax_number" in story.printed
    assert traces(story.printed) == set()


# When something breaks ------------------------------------------------------------


@pytest.fixture
def world(story):
    with transaction.atomic():
        yield story.world
        transaction.set_rollback(True)


def post_and_fail(world, caplog):
    browser = browser_of(world.members["administrator"], world.tenant)
    browser.raise_request_exception = False
    data = form_data(
        status=world.active.pk,
        last_name="Unlucky",
        birth_date="01/05/1977",
        tax_number="536-71-9999",
        driver_license=LICENSE,
        driver_license_region="UT",
        web_password=WEB_PASSWORD,
    )
    with caplog.at_level(logging.DEBUG), activate_tenant(None):
        response = browser.post("/customers/new/", data)
    assert response.status_code == 500
    assert any("Internal Server Error" in line.getMessage() for line in caplog.records)
    return response.content.decode(), caplog.text


def test_an_error_in_the_code_shows_and_logs_no_secret(world, caplog, monkeypatch):
    def broken(customer, actor, data, *args, **kwargs):
        raise RuntimeError(f"Could not save {data!r}")

    monkeypatch.setattr(customers, "save", broken)
    page, logged = post_and_fail(world, caplog)

    for text in (page, logged):
        assert traces(text, ("536-71-9999", LICENSE, WEB_PASSWORD)) == set()
    assert "Could not save" in logged
    assert "Traceback" not in page


def test_an_error_of_the_database_does_not_repeat_the_row(world, caplog, monkeypatch):
    def broken(customer, data):
        plain(customer, data)
        # A rule of the table that no form lets through.
        customer.credit_limit = -1

    plain = customers.apply_values
    monkeypatch.setattr(customers, "apply_values", broken)
    page, logged = post_and_fail(world, caplog)

    assert "customers_customer_credit_limit" in logged
    for private in ("Unlucky", "9999", "1977", "UT90817263X"):
        assert private not in logged.partition("Traceback")[2]
        assert private not in page


def test_nothing_is_mailed_when_something_breaks():
    # A mailed error report would carry the request.
    handlers = {
        type(handler).__name__
        for logger in (logging.getLogger(), *logging.root.manager.loggerDict.values())
        for handler in getattr(logger, "handlers", [])
    }

    assert "AdminEmailHandler" not in handlers
    assert not settings.DEBUG


def test_what_slips_into_a_message_is_blanked_on_its_way_out():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutSecrets())
    logger = logging.getLogger("planted")
    logger.addHandler(handler)
    try:
        logger.error("Could not save %s", SSN)
        try:
            raise ValueError(SSN)
        except ValueError:
            logger.exception("Refused")
    finally:
        logger.removeHandler(handler)

    assert traces(stream.getvalue()) == set()
    assert stream.getvalue().count("[number removed]") == 2


@pytest.mark.django_db
def test_a_stranger_is_told_nothing_of_an_error(monkeypatch):
    def broken(request):
        raise RuntimeError(SSN)

    monkeypatch.setattr("lendcore.views.sign_in.known_slug", broken)
    browser = Client(raise_request_exception=False)

    response = browser.get("/login/")

    assert response.status_code == 500
    assert traces(response.content.decode()) == set()
