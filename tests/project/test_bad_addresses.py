"""Whatever stands behind the question mark, a page answers and never breaks."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from lendcore.tenancy.context import activate_tenant
from tests.builders_settings import browser_of
from tests.project.url_table import ROWS

# Every name that an address of ours may carry.
NAMES = (
    "after author before company copy count custom-risk_band density edit email field "
    "kind next page person q query role rows since sort state status tab until view"
).split()
VALUES = (
    "\0",
    "9" * 40,
    "9999-12-31",
    "<script>alert(1)</script>",
    "",
    "-1",
    # Digits to Python's isdigit(), but no number to int().
    "²",
    "٣",
    "0001-01-01",
    "2026-01-01T00:00:00_00000000-0000-0000-0000-000000000000",
    "9999-12-31T23:59:59_00000000-0000-0000-0000-000000000000",
    "' OR 1=1 --",
    "\U0001f4a5\u202e",
    "%",
    "x" * 5000,
)
# The address of a photo names a file, and the customer of this test has none.
PAGES = [
    row
    for row in ROWS.values()
    if "GET" in row.methods and row.name != "customers:photo"
]
# Pages that read what stands behind the question mark, as far as we know.
READERS = {
    "customers:history",
    "customers:list",
    "customers:match_count",
    "customers:views_create",
    "settings:access_log",
    "settings:import_runs",
    "settings:members",
    "settings:role_add",
    "sign_in",
    "sign_in_again",
    "sign_in_to",
}
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def browser(worlds):
    return browser_of(worlds[0].members["administrator"], worlds[0].tenant)


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_a_page_answers_whatever_its_address_says(row, worlds, browser):
    address = reverse(row.name, kwargs=row.args(worlds[0]))
    browser.raise_request_exception = False
    broken = []
    for value in VALUES if row.name in READERS else VALUES[:4]:
        query = urlencode(dict.fromkeys(NAMES, value))
        with activate_tenant(None), transaction.atomic():
            response = browser.get(f"{address}?{query}")
            transaction.set_rollback(True)
        if response.status_code >= 500:
            broken.append(value[:40])
        content = b"" if response.streaming else response.content
        assert HOSTILE.encode() not in content

    assert broken == []
