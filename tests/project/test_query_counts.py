"""How many queries each page costs: on record, and the same for few rows and many.

UPDATE_QUERY_COUNTS=1 rewrites `query_counts.json`; the change is then a line of the
diff, to be looked at.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lendcore.tenancy.context import activate_tenant
from tests.builders_settings import browser_of
from tests.builders_world import grow
from tests.project.url_table import PUBLIC, ROWS

BASELINE = Path(__file__).with_name("query_counts.json")
FEW, MANY = 4, 30
MOST_FOR_A_SECTION = 12
SECTIONS = (
    "customers:detail",
    "customers:contact",
    "customers:additional",
    "customers:history",
    "customers:edit",
)
# Pages that a row of the table shows in more than one way.
VARIANTS = {
    "customers:list searched": ("customers:list", "?q=vega"),
    "customers:list by phone": ("customers:list", "?q=801555"),
    "customers:list newest first": ("customers:list", "?sort=-created"),
    "settings:members filtered": ("settings:members", "?q=member"),
}


def pages(world):
    """Return the address of each page of a member."""
    found = {
        row.name: reverse(row.name, kwargs=row.args(world))
        for row in ROWS.values()
        if "GET" in row.methods and row.permission != PUBLIC and not is_file(row)
    }
    for name, (page, query) in VARIANTS.items():
        found[name] = found[page] + query
    return found


def is_file(row):
    return row.name == "customers:photo"


def count_queries(browser, address):
    """Return the queries of one page, once whatever a process keeps is warm."""
    for _ in range(2):
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


@pytest.fixture(scope="module")
def measured(worlds):
    """The counts with few rows and with many."""
    world = worlds[0]
    grow(world, FEW)
    browser = browser_of(world.members["administrator"], world.tenant)
    few = {name: count_queries(browser, url) for name, url in pages(world).items()}
    grow(world, MANY)
    many = {name: count_queries(browser, url) for name, url in pages(world).items()}
    return few, many


def test_pages_cost_what_is_on_record(measured):
    few, _ = measured
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        BASELINE.write_text(json.dumps(few, indent=2, sort_keys=True) + "\n")

    assert few == json.loads(BASELINE.read_text())


def test_pages_cost_the_same_with_few_rows_and_with_many(measured):
    few, many = measured

    assert many == few


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_of_the_customer_page_stays_inside_its_budget(measured, name):
    _, many = measured

    assert many[name] <= MOST_FOR_A_SECTION
