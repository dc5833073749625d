"""Secrets that are typed into the product, and everything that it leaves behind."""

import base64
import json
import logging
import re
from dataclasses import dataclass, field
from io import StringIO

from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Customer
from lendcore.tenancy.context import activate_tenant
from lendcore.views.set_up import SECRET_SESSION_KEY
from tests.builders import PASSWORD
from tests.builders_people import code_of
from tests.builders_settings import HTMX, browser_of
from tests.project import catalog

SSN, OTHER_SSN, WRONG_SSN = "536-71-8254", "212-48-9367", "000-61-7402"
IMPORTED_SSN, WRONG_IMPORTED_SSN = "418-53-6629", "666-37-5183"
EIN = "91-6640275"
LICENSE = "UT90817263X"
WEB_PASSWORD = "Vellum-Quartz-41!"
SECRETS = (
    SSN,
    OTHER_SSN,
    WRONG_SSN,
    IMPORTED_SSN,
    WRONG_IMPORTED_SSN,
    EIN,
    LICENSE,
    WEB_PASSWORD,
    PASSWORD,
)


def spellings(secret):
    """Return a secret as it might be stored or shown: grouped, plain, hex, base64."""
    plain = re.sub(r"[^A-Za-z0-9]", "", secret)
    groups = f"{plain[:3]} {plain[3:6]} {plain[6:]}"
    written = {secret, plain, groups} if plain.isdigit() else {secret}
    found = set()
    for text in written:
        raw = text.encode()
        encoded = base64.b64encode(raw).decode()
        # The last letter of base64 depends on what follows.
        found |= {text, raw.hex(), encoded[: len(raw) * 8 // 6]}
    return found


def traces(text, secrets=SECRETS):
    """Return the secrets that stand in a text, in whatever spelling."""
    return {
        secret
        for secret in secrets
        if any(spelling in text for spelling in spellings(secret))
    }


class Listener(logging.Handler):
    """Keeps every record as text, before any filter, with all that it carries."""

    def __init__(self):
        super().__init__(level=logging.NOTSET)
        self.lines = []

    def emit(self, record):
        carried = {
            name: value for name, value in vars(record).items() if name != "request"
        }
        self.lines.append(f"{record.name} {self.format(record)} {carried!r}")


@dataclass
class Story:
    """What was sent and answered, and what it left behind."""

    world: object
    browser: Client
    answers: list = field(default_factory=list)
    logged: list = field(default_factory=list)
    sql: list = field(default_factory=list)
    printed: str = ""
    totp_key: str = ""
    recovery_codes: list = field(default_factory=list)

    def get(self, name, *args, query="", **options):
        address = reverse(name, args=args) + query
        return self.keep(self.browser.get(address, **options))

    def post(self, name, *args, data=None, **options):
        return self.keep(self.browser.post(reverse(name, args=args), data, **options))

    def keep(self, response):
        content = b"".join(response.streaming_content) if response.streaming else None
        response.kept = (content if content is not None else response.content).decode()
        self.answers.append(response)
        return response


def form_data(**changes):
    """Return what the page for a new customer posts."""
    data = {
        "customer_type": "individual",
        "status": "",
        "first_name": "Canary",
        "last_name": "Vega",
        "birth_date": "04/17/1988",
        "generation_code": "none",
        "gender": "na",
        "mailing_same_as_primary": "on",
        "primary-country": "US",
        "mailing-country": "US",
    }
    for prefix in ("phones", "social"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return data | changes


def tell(world, folder):
    """Type every secret wherever the product takes one; return what it left behind."""
    story = Story(world, browser_of(world.members["administrator"], world.tenant))
    story.browser.raise_request_exception = False
    listener, levels = Listener(), {}
    root = logging.getLogger()
    # The lowest that LOG_LEVEL can ask for: the settings keep Django's own at INFO.
    for name in ("", "lendcore", "customers"):
        levels[name] = logging.getLogger(name).level
        logging.getLogger(name).setLevel(logging.DEBUG)
    root.addHandler(listener)
    try:
        with CaptureQueriesContext(connection) as queries, activate_tenant(None):
            type_on_pages(story)
            type_in_the_search(story)
            take_out(story)
            sign_in_wrongly(story)
            set_up_second_factor(story)
            import_file(story, folder)
    finally:
        root.removeHandler(listener)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
    story.logged = listener.lines
    story.sql = [as_text(query["sql"]) for query in queries]
    return story


def as_text(statement):
    """Return a statement as text; what psycopg composed is not text yet."""
    return statement if isinstance(statement, str) else statement.as_string()


def newest(world):
    with activate_tenant(world.tenant.pk):
        return Customer.objects.order_by("-pk").first()


def type_on_pages(story):
    status = {"status": story.world.active.pk}
    secrets = {
        "tax_number": SSN,
        "driver_license": LICENSE,
        "driver_license_region": "UT",
        "web_password": WEB_PASSWORD,
    }
    story.get("customers:create")
    refused = form_data(**status, **secrets, birth_date="never")
    assert story.post("customers:create", data=refused).status_code == 422
    wrong = form_data(**status, tax_number=WRONG_SSN)
    assert story.post("customers:create", data=wrong).status_code == 422
    added = story.post("customers:create", data=form_data(**status, **secrets))
    assert added.status_code == 302, added.kept[:2000]
    customer = newest(story.world)
    company = form_data(
        **status, customer_type="company", company_name="Canary Inc.", tax_number=EIN
    )
    assert story.post("customers:create", data=company).status_code == 302
    similar = form_data(**status, tax_number=SSN, birth_date="04/18/1988")
    assert story.post("customers:create", data=similar).status_code == 422
    same_person = form_data(**status, tax_number=SSN)
    story.post("customers:create", data=same_person)
    for page in ("detail", "contact", "additional", "history", "edit"):
        story.get(f"customers:{page}", customer.pk)
    edited = form_data(**status, tax_number=OTHER_SSN, version=customer.version)
    assert story.post("customers:edit", customer.pk, data=edited).status_code == 302
    stale = form_data(**status, tax_number=SSN, version=0, first_name="Stale")
    story.post("customers:edit", customer.pk, data=stale)
    for number in ("tax_number", "driver_license"):
        for headers in ({}, HTMX):
            shown = story.post("customers:reveal", customer.pk, number, headers=headers)
            assert shown.status_code == 200
            shown.is_reveal = True
    story.get("customers:detail", customer.pk)


def type_in_the_search(story):
    pasted = f"\N{LEFT-TO-RIGHT OVERRIDE}{SSN}\N{POP DIRECTIONAL FORMATTING}"
    beside = (f"vega {SSN}", f"SSN:{SSN},", f"({SSN})", SSN.replace("-", " - "))
    for typed in (SSN, SSN.replace("-", ""), pasted, *beside):
        story.post("customers:list", data={"q": typed})
        story.post("palette", data={"query": typed})
        story.post("palette", data={"query": typed}, headers=HTMX)


def take_out(story):
    customer = story.world.customer.pk
    story.post("customers:export", data={"scope": "matching"})
    story.get("customers:history_csv", customer)
    story.get("customers:history_json", customer, story.world.change_set)
    story.get("settings:access_log")


def sign_in_wrongly(story):
    stranger = Client(headers={"Host": "localhost"})
    address = reverse("sign_in_to", args=[story.world.tenant.slug])
    email = story.world.members["agent"].email
    for data in ({"email": email, "password": WEB_PASSWORD}, {"email": SSN}):
        story.keep(stranger.post(address, {"password": WEB_PASSWORD} | data))


def set_up_second_factor(story):
    begun = story.post("confirm_second_factor", "set-up", data={"current": PASSWORD})
    assert begun.status_code == 302, begun.kept[:2000]
    page = story.get("own_set_up")
    page.is_reveal = True
    story.totp_key = story.browser.session[SECRET_SESSION_KEY]
    done = story.post("own_set_up", data={"code": code_of(story.totp_key)})
    done.is_reveal = True
    story.recovery_codes = list(done.context["codes"])
    assert len(story.recovery_codes) == 10


def import_file(story, folder):
    rows = (
        ("import_id", "first_name", "last_name", "birth_date", "tax_number", "email"),
        ("c1", "Good", "Row", "1990-01-02", IMPORTED_SSN, "good@example.com"),
        ("c2", "Flagged", "Row", "1990-01-03", WRONG_IMPORTED_SSN, "f@example.com"),
        ("c3", "Bad", "Row", OTHER_SSN, EIN, SSN),
    )
    file = folder / "canary.csv"
    file.write_text("\n".join(",".join(row) for row in rows))
    out, err = StringIO(), StringIO()
    report = folder / "report.csv"
    call_command(
        "import_customers",
        str(file),
        tenant=story.world.tenant.slug,
        on_error="line",
        report=report,
        stdout=out,
        stderr=err,
    )
    story.printed = out.getvalue() + err.getvalue() + report.read_text()


# What is left behind --------------------------------------------------------------


def stored_text(world, table):
    """Return every row of a table as text, as its tenant sees it."""
    with activate_tenant(world.tenant.pk), connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" AS t')
        return "\n".join(row[0] for row in cursor.fetchall())


def all_tables():
    return sorted({*catalog.model_tables(), "django_migrations"})


def session_text():
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session")
        sessions = [row[0] for row in cursor.fetchall()]
    return json.dumps([SessionStore().decode(text) for text in sessions])


def cookie_text(answers):
    """Return the cookies of all answers."""
    return "\n".join(
        morsel.OutputString()
        for response in answers
        for morsel in response.cookies.values()
    )


def message_text(answers):
    """Return the messages of all answers, which wait in the session to be shown."""
    return "\n".join(
        str(message)
        for response in answers
        for message in response.wsgi_request._messages._queued_messages
    )
