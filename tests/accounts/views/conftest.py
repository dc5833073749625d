"""An agent at the pages of accounts."""

import pytest

from accounts.models import AccountDraft
from accounts.services import programs
from tests import builders
from tests.builders_accounts import LINE
from tests.builders_customers import make_customer
from tests.builders_new_accounts import KIND, PROGRAM, TERMS, keyed, typed
from tests.builders_settings import browser_of


@pytest.fixture
def clock(monkeypatch):
    """It is 20 November 2026, for sessions and pages alike."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: builders.NOW)


@pytest.fixture
def agent(tenant):
    return builders.make_member(tenant, name="Dana Whitfield")


@pytest.fixture
def actor(agent, tenant):
    return builders.actor_of(agent, tenant)


@pytest.fixture
def browser(agent, tenant):
    return browser_of(agent, tenant)


@pytest.fixture
def draft(browser, in_tenant):
    """A loan that was begun from blank."""
    browser.post(KIND, {"start": "loan"})
    return AccountDraft.objects.get()


@pytest.fixture
def ready(browser, draft):
    """A draft with terms."""
    browser.post(TERMS, typed(draft))
    return draft


@pytest.fixture
def people(actor, in_tenant):
    return [
        make_customer(actor, first_name="Marisol", last_name="Vega"),
        make_customer(
            actor, first_name="Tomas", last_name="Vega", email="t@example.com"
        ),
    ]


@pytest.fixture
def program(actor, in_tenant):
    return programs.add_program(
        actor=actor,
        data=programs.ProgramInput(
            name="Everyday 5K", terms={**LINE, "draw_end_days": 730}
        ),
    )


@pytest.fixture
def line_draft(browser, program):
    browser.post(KIND, {"start": "line"})
    draft = AccountDraft.objects.get()
    browser.post(PROGRAM, keyed(draft, program=program.pk))
    return draft
