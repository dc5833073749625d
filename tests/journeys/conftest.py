"""A browser, the whole site behind a port, and a database that the site may fill.

What a journey saves is committed, because the site answers on other threads. So the
journeys have a database of their own, a copy of the tests', and each journey works in
tenants of its own: nothing has to be emptied in between.
"""

import os
import pathlib
import shutil
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from environ import Env
from playwright.sync_api import Browser, sync_playwright

from lendcore.database.roles import prepare_database
from tests.conftest import become, drop_database
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.journeys.world import Lender, make_lender

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "No browser for the journeys. Install one: apt-get install chromium"
CALM_BROWSER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RESULTS = pathlib.Path(settings.BASE_DIR) / "test-results"
# The site is reached without https here; everything else is as in production.
SITE_SETTINGS = {
    "ALLOWED_HOSTS": ["127.0.0.1"],
    "HTTPS_ONLY": False,
    "SECURE_SSL_REDIRECT": False,
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> object:
    """Let the fixtures know how the journey went."""
    report = yield
    if report.when == "call":
        item.stash[JOURNEY_FAILED] = report.failed
    return report


JOURNEY_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="package")
def browser_path() -> str:
    """The browser; without one the journeys are skipped, and fail where CI is set."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        ending = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        ending(NO_BROWSER)
    return found


@pytest.fixture(scope="package")
def browser(browser_path: str) -> Browser:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread; Django would refuse queries.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=CALM_BROWSER
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def journey_database(
    browser_path: str, django_db_setup: None, django_db_blocker: object
) -> tuple[str, str]:
    """The names of the tests' database and of its copy for the journeys."""
    tests = connection.settings_dict["NAME"]
    journeys = f"{tests}_journeys"
    keeper = Env().db_url("DATABASE_OWNER_URL")["NAME"]
    with django_db_blocker.unblock():
        become("owner", keeper)
        with connection.cursor() as cursor:
            drop_database(cursor, journeys)
            cursor.execute(f"CREATE DATABASE {journeys} TEMPLATE {tests}")
        become("owner", journeys)
        connection.ensure_connection()
        # A copy has the tables, but not the rights on the database itself.
        prepare_database(connection.connection, settings.DATABASE_APP_ROLE)
        become("app", tests)
    yield tests, journeys
    with django_db_blocker.unblock():
        become("owner", keeper)
        with connection.cursor() as cursor:
            drop_database(cursor, journeys)
        become("app", tests)


@pytest.fixture(autouse=True)
def _in_journey_database(
    journey_database: tuple[str, str], django_db_blocker: object
) -> None:
    """Both this thread and the site's work in the journeys' database meanwhile."""
    tests, journeys = journey_database
    with django_db_blocker.unblock():
        become("app", journeys)
        yield
        become("app", tests)


@pytest.fixture(scope="package")
def site(
    journey_database: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Site:
    with ExitStack() as stack:
        media = tmp_path_factory.mktemp("media")
        stack.enter_context(override_settings(MEDIA_ROOT=media, **SITE_SETTINGS))
        yield stack.enter_context(Site())


@pytest.fixture
def lender() -> Lender:
    """A tenant with an administrator, an agent and a read-only member."""
    return make_lender()


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: Browser, site: Site) -> object:
    """Open a browser of its own for somebody; at the end all of them must be clean."""
    visitors: list[Visitor] = []

    def open_browser(**options: object) -> Visitor:
        visitor = Visitor(browser, site.url, **options)
        visitors.append(visitor)
        return visitor

    yield open_browser
    failed = request.node.stash.get(JOURNEY_FAILED, True)
    problems = [problem for visitor in visitors for problem in visitor.problems]
    if failed or problems:
        keep_evidence(request.node.name, visitors)
    for visitor in visitors:
        visitor.close()
    assert not problems, "\n".join(problems)


def keep_evidence(name: str, visitors: list[Visitor]) -> None:
    """Write pictures and consoles of a failed journey to test-results/."""
    RESULTS.mkdir(exist_ok=True)
    for number, visitor in enumerate(visitors, 1):
        visitor.keep_evidence(RESULTS / f"{name}-{number}")
