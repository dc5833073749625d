"""Settings: the cut-off date."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lendcore.history.recording import recorded
from lendcore.models import AccessRecord, Tenant
from lendcore.services import books
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_settings import browser_of

URL = "/settings/books/"


@pytest.fixture
def administrator(tenant):
    return builders.make_member(tenant, "administrator", name="Lena Morozova")


@pytest.fixture
def browser(administrator, tenant):
    return browser_of(administrator, tenant)


def save(browser, day, *, known="", reason=""):
    values = {"cut_off_date": day, "known": known, "reason": reason}
    return browser.post(URL, values)


def stored(tenant):
    return Tenant.objects.get(pk=tenant.pk).cut_off_date


def test_an_administrator_sets_the_date_and_the_log_says_so(browser, tenant):
    answer = save(browser, "01/31/2026")

    page = browser.get(URL).content.decode()
    assert answer.url == reverse("settings:books")
    assert stored(tenant) == date(2026, 1, 31)
    assert "Closed before Jan 31, 2026" in page
    with activate_tenant(tenant.pk):
        record = AccessRecord.objects.get(kind="settings")
    assert record.what == "Set the cut-off date to Jan 31, 2026"
    assert record.actor_name == "Lena Morozova"


def test_the_date_moves_on_without_a_reason_and_back_with_one(browser, tenant):
    save(browser, "2026-01-31")

    save(browser, "2026-02-28", known="2026-01-31")
    refused = save(browser, "2026-01-31", known="2026-02-28")
    save(browser, "2026-01-31", known="2026-02-28", reason="Late correction")

    assert refused.status_code == 422
    assert "Say why books" in refused.content.decode()
    assert stored(tenant) == date(2026, 1, 31)
    with activate_tenant(tenant.pk):
        record = AccessRecord.objects.filter(kind="settings").latest("pk")
    assert record.reason == "Late correction"
    assert record.what == ("Moved the cut-off date from Feb 28, 2026 to Jan 31, 2026")


def test_taking_the_date_away_needs_a_reason_too(browser, tenant):
    save(browser, "2026-01-31")

    assert save(browser, "", known="2026-01-31").status_code == 422
    save(browser, "", known="2026-01-31", reason="Set by mistake")

    assert stored(tenant) is None


def test_today_can_be_the_cut_off_date_and_tomorrow_not(tenant, administrator):
    actor = builders.actor_of(administrator, tenant)
    with activate_tenant(tenant.pk):
        with pytest.raises(books.NotYet):
            books.set_cut_off_date(
                actor=actor, known=None, cut_off_date=actor.today + timedelta(days=1)
            )
        books.set_cut_off_date(actor=actor, known=None, cut_off_date=actor.today)

    assert stored(tenant) == actor.today


def test_a_page_that_is_out_of_date_moves_nothing(browser, tenant):
    save(browser, "2026-01-31")

    answer = save(browser, "2026-02-28")

    assert answer.status_code == 422
    assert "Somebody has moved" in answer.content.decode()
    assert stored(tenant) == date(2026, 1, 31)


@pytest.mark.parametrize("day", ["soon", "02/30/2026", "1969-12-31", "2999-01-01"])
def test_what_is_no_cut_off_date_comes_back_with_a_sentence(browser, tenant, day):
    answer = save(browser, day)

    assert answer.status_code == 422
    assert day in answer.content.decode()
    assert stored(tenant) is None


def test_saving_the_same_date_again_records_nothing(browser, tenant):
    save(browser, "2026-01-31")
    save(browser, "2026-01-31", known="2026-01-31")

    with activate_tenant(tenant.pk):
        assert AccessRecord.objects.filter(kind="settings").count() == 1


def test_who_only_views_sees_no_form(agent, tenant):
    with activate_tenant(tenant.pk):
        role = agent.memberships.get().role
        role.permissions = ["settings.view"]
        with recorded(builders.actor_of(agent, tenant, at=timezone.now())):
            role.save()
    browser = browser_of(agent, tenant)

    page = browser.get(URL).content.decode()

    assert "All days are open" in page
    assert "<form method" not in page
    assert save(browser, "2026-01-31").status_code == 403


def test_another_tenants_books_stay_open(browser, tenant, other_tenant):
    save(browser, "2026-01-31")

    assert stored(other_tenant) is None
