"""Somebody at a browser, and everything that must not happen in it."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import expect

from lendcore.views.entry import TENANT_COOKIE
from tests.builders_settings import browser_of

ALL_RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# The themes differ in their colors alone: the second needs only the rules on those.
RULES_BY_THEME = {"light": ALL_RULES, "dark": COLOR_RULES}
RUN_AXE = """
axe.run(document, {runOnly: RULES, resultTypes: ["violations"]}).then(
  (results) => results.violations.flatMap((rule) => rule.nodes.map(
    (node) => `${rule.id}: ${node.failureSummary}\\n    ${node.html}`)))
"""
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
# Slow machines need patience; a journey that works never waits that long.
PATIENCE_MS = 10_000
expect.set_options(timeout=PATIENCE_MS)
# The console repeats what the answers say, which are watched one by one; and htmx
# notes each request that a newer one has replaced, as while somebody types on.
HARMLESS = re.compile(
    r"status of \d{3}|Status Error Code \d{3}|^htmx:(sendAbort|afterRequest),"
)


class Visitor:
    """One browser profile with one page, watched from its first request on."""

    def __init__(self, browser, site_url, *, member=None, **options):
        options = {"viewport": DESKTOP, "color_scheme": "light"} | options
        self.site_url = site_url
        self.context = browser.new_context(
            base_url=site_url, reduced_motion="reduce", accept_downloads=True, **options
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.problems = []
        self.console = []
        self.provoked = set()
        self.inspectors = {}
        self.watch()
        if member:
            self.arrive_signed_in(member)
        self.page = self.context.new_page()

    # What must not happen ---------------------------------------------------------

    def watch(self):
        self.context.on("console", self.note_console)
        self.context.on("weberror", lambda error: self.problem(f"{error.error}"))
        self.context.on("request", self.note_request)
        self.context.on("response", self.note_response)

    def problem(self, text):
        self.problems.append(text)

    def note_console(self, message):
        self.console.append(f"{message.type}: {message.text}")
        if message.type not in ("error", "warning"):
            return
        if not HARMLESS.search(message.text):
            self.problem(f"Console {message.type} on {self.where()}: {message.text}")

    def note_request(self, request):
        if not request.url.startswith((self.site_url, "blob:")):
            self.problem(f"A request to another host: {request.url}")

    def note_response(self, response):
        path = urlsplit(response.url).path
        if response.status >= 400 and (response.status, path) not in self.provoked:
            self.problem(f"{response.request.method} {path} answers {response.status}")

    def provoke(self, status, path=None):
        """Say that an answer is wanted in this journey; the path is this page's."""
        self.provoked.add((status, path or urlsplit(self.page.url).path))

    def where(self):
        return urlsplit(self.page.url).path if hasattr(self, "page") else "start"

    # Doing --------------------------------------------------------------------------

    def arrive_signed_in(self, member):
        """Bring the session that the log-in page would have given."""
        session = browser_of(member.user, member.tenant).cookies
        name = settings.SESSION_COOKIE_NAME
        values = {name: session[name].value, TENANT_COOKIE: member.tenant.slug}
        self.context.add_cookies(
            [
                {"name": name, "value": value, "url": self.site_url}
                for name, value in values.items()
            ]
        )

    def open(self, path):
        """Go to an address of the site, and wait until it is loaded."""
        self.page.goto(path)
        return self.page

    def press(self, *keys):
        """Press keys, when the page is there to hear them."""
        self.page.wait_for_load_state()
        for key in keys:
            self.page.keyboard.press(key)

    def rest(self):
        """Wait until nothing is loading."""
        busy = self.page.locator('[aria-busy="true"], .htmx-request')
        expect(busy).to_have_count(0)

    def settle(self, part):
        """Wait until a part that came in hears what is typed: htmx takes it up some
        milliseconds after it is seen."""
        expect(part.locator(".htmx-added, .htmx-settling")).to_have_count(0)

    def see(self, text, *, exact=False):
        expect(self.page.get_by_text(text, exact=exact).first).to_be_visible()

    def see_toast(self, text):
        expect(self.page.locator("#toasts")).to_contain_text(text)

    def heading(self, name):
        expect(self.page.get_by_role("heading", name=name, level=1)).to_be_visible()

    def download(self, click):
        """Return the file that a click brings, as text."""
        with self.page.expect_download() as waiting:
            click()
        return Path(waiting.value.path()).read_text(encoding="utf-8-sig")

    # Looking closely ----------------------------------------------------------------

    def audit(self, what):
        """Check the page as it stands: axe in both themes, nothing sticking out."""
        for theme, rules in RULES_BY_THEME.items():
            self.page.emulate_media(color_scheme=theme)
            for finding in self.run_axe_at_rest(rules):
                self.problem(f"axe, {what}, {theme}: {finding}")
        self.page.emulate_media(color_scheme="light")
        self.refuse_sideways_scroll(what)

    def run_axe_at_rest(self, rules):
        """What axe finds while nothing is loading: what is dimmed meanwhile is too
        pale. A request may begin behind a pause in typing, so findings are looked at
        once more."""
        self.rest()
        if not self.run_axe(rules):
            return []
        self.rest()
        return self.run_axe(rules)

    def run_axe(self, rules):
        # The strict policy of the pages stops scripts of others, axe included, but
        # not the debugger.
        page = self.inspector()
        known = page.send("Runtime.evaluate", {"expression": "typeof axe"})
        if known["result"]["value"] == "undefined":
            page.send("Runtime.evaluate", {"expression": AXE_SCRIPT})
        answer = page.send(
            "Runtime.evaluate",
            {
                "expression": RUN_AXE.replace("RULES", json.dumps(rules)),
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"]["value"]

    def inspector(self):
        if self.page not in self.inspectors:
            self.inspectors[self.page] = self.context.new_cdp_session(self.page)
        return self.inspectors[self.page]

    def refuse_sideways_scroll(self, what):
        wide = self.page.evaluate(
            "() => [document.documentElement.scrollWidth, innerWidth]"
        )
        if wide[0] > wide[1]:
            self.problem(f"{what} is {wide[0]} px wide in a window of {wide[1]} px")

    # The end ------------------------------------------------------------------------

    def keep_evidence(self, path):
        lines = [*self.problems, "", self.page.url, *self.console]
        path.with_suffix(".txt").write_text("\n".join(lines))
        if not self.page.is_closed():
            self.page.screenshot(path=path.with_suffix(".png"), full_page=True)

    def close(self):
        self.context.close()
