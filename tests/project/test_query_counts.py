"""How many queries each page costs: on record, and the same for few rows and many.

UPDATE_QUERY_COUNTS=1 rewrites `query_counts.json`; the change is then a line of the
diff, to be looked at.
"""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lendcore.tenancy import middleware
from lendcore.tenancy.context import activate_tenant
from tests.builders_growth import grow
from tests.builders_settings import browser_of
from tests.project.url_table import PUBLIC, ROWS

BASELINE = Path(__file__).with_name("query_counts.json")
FEW, MANY = 4, 30
MOST_FOR_A_SECTION = 12
# An account's History has one more: figures of linked accounts stand above it.
SECTIONS = (
    "customers:detail",
    "customers:contact",
    "customers:additional",
    "customers:history",
    "customers:edit",
    "accounts:detail",
    "accounts:linked",
    "accounts:linked as of another day",
    "links:list",
    "links:list as of another day",
)
# Pages that a row of the table shows in more than one way. A list that is longer than
# its page counts what it does not show, by one query more.
VARIANTS = {
    "customers:list": ("customers:list", "?rows=50"),
    "customers:list searched": ("customers:list", "?rows=50&q=vega"),
    "customers:list by phone": ("customers:list", "?rows=50&q=801555"),
    "customers:list newest first": ("customers:list", "?rows=50&sort=-created"),
    "accounts:list": ("accounts:list", "?rows=50"),
    "accounts:list searched": ("accounts:list", "?rows=50&q=vega"),
    "accounts:list by payoff": ("accounts:list", "?rows=50&sort=-payoff&payoff_from=1"),
    # The world's links are of 20 November 2026: before that day there are none.
    "links:list as of another day": ("links:list", "?as_of=2026-12-31"),
    "accounts:linked as of another day": ("accounts:linked", "?as_of=2026-12-31"),
    "accounts:linked_add found": ("accounts:linked_add", "?q=a"),
    "links:add found": ("links:add", "?q=a"),
    "settings:members filtered": ("settings:members", "?q=member"),
}


def pages(world):
    """Return the address of each page of a member."""
    found = {
        row.name: reverse(row.name, kwargs=row.args(world))
        for row in ROWS.values()
        if "GET" in row.methods and row.permission != PUBLIC and not is_file(row)
    }
    return found | {
        name: found[page] + query for name, (page, query) in VARIANTS.items()
    }


def is_file(row):
    return row.name == "customers:photo"


def count_all(world, browser):
    """Return the number of queries of each page."""
    return {name: count_queries(browser, url) for name, url in pages(world).items()}


def count_queries(browser, address):
    with (
        transaction.atomic(),
        activate_tenant(None),
        CaptureQueriesContext(connection) as queries,
    ):
        response = browser.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    assert response.status_code in {200, 302}, address
    wanted = ("SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(1 for query in queries if not query["sql"].startswith(wanted))


@pytest.fixture
def slow_clock(monkeypatch):
    """Keep out what a page does once in a while, however long the test takes."""
    monkeypatch.setattr(middleware, "SEEN_STEP", timedelta(days=1))
    monkeypatch.setattr(middleware, "DOMAINS_SECONDS", 10**9)


@pytest.mark.usefixtures("slow_clock")
def test_pages_cost_what_is_on_record_with_few_rows_and_with_many(worlds):
    world = worlds[0]
    browser = browser_of(world.members["administrator"], world.tenant)
    grow(world, FEW)
    # Whatever a process keeps is read once.
    count_all(world, browser)
    few = count_all(world, browser)
    grow(world, MANY)
    many = count_all(world, browser)
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        BASELINE.write_text(json.dumps(few, indent=2, sort_keys=True) + "\n")

    assert few == json.loads(BASELINE.read_text())
    assert many == few
    assert {name for name in SECTIONS if many[name] > MOST_FOR_A_SECTION} == set()
