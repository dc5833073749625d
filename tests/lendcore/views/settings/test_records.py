import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from lendcore.history.recording import recorded
from lendcore.models import AccessRecord, ImportRun
from lendcore.queries import access_log, import_runs
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_settings import browser_of


@pytest.fixture
def administrator(tenant):
    return builders.make_member(tenant, "administrator", name="Lena Morozova")


@pytest.fixture
def browser(administrator, tenant):
    return browser_of(administrator, tenant)


def make_run(tenant, **changes):
    facts = {
        "entity": "customer",
        "file_name": "book.csv",
        "file_sha256": "0" * 64,
        "mode": "line",
        "outcome": "done",
        "started_at": builders.NOW,
        "finished_at": builders.NOW,
        "run_by": "import_customers",
        "change_set": uuid.uuid4(),
        "rows_read": 1200,
        "rows_added": 1199,
        "rows_rejected": 1,
        "problems": [
            {
                "line": 7,
                "column": "email",
                "value": "=cmd()",
                "reason": "This is no e-mail address.",
                "is_warning": False,
            }
        ],
    }
    with activate_tenant(tenant.pk):
        return ImportRun.objects.create(**(facts | changes))


def look(tenant, at=builders.NOW, **changes):
    facts = {
        "kind": "reveal",
        "entity": "customer",
        "entity_id": 12,
        "what": "tax_number",
        "actor_name": "Dana Whitfield",
        "at": at,
    }
    with activate_tenant(tenant.pk):
        return AccessRecord.objects.create(**(facts | changes))


def only(tenant, agent, *permissions):
    with activate_tenant(tenant.pk), recorded(builders.actor_of(agent, tenant)):
        role = agent.memberships.get().role
        role.permissions = list(permissions)
        role.save()
    return browser_of(agent, tenant)


# Imports --------------------------------------------------------------------------


def test_past_imports_are_listed_with_counts(browser, tenant):
    make_run(tenant)

    page = browser.get(reverse("settings:import_runs")).content.decode()

    assert "book.csv" in page
    assert "1,199" in page
    assert "Imported in part" in page


def test_older_imports_are_a_page_away(browser, tenant, monkeypatch):
    monkeypatch.setattr(import_runs, "ROWS", 1)
    make_run(tenant, file_name="old.csv")
    new = make_run(tenant, file_name="new.csv")

    first = browser.get(reverse("settings:import_runs")).content.decode()
    second = browser.get(reverse("settings:import_runs"), {"before": new.pk})

    assert f"?before={new.pk}" in first
    assert "old.csv" not in first
    assert "old.csv" in second.content.decode()


def test_an_import_shows_its_problems(browser, tenant):
    run = make_run(tenant)

    page = browser.get(reverse("settings:import_run", args=[run.pk])).content.decode()

    assert "This is no e-mail address." in page
    assert "Left out, the others taken" in page


def test_the_report_runs_no_formula(browser, tenant):
    run = make_run(tenant)

    answer = browser.get(reverse("settings:import_report", args=[run.pk]))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines == [
        "Line,Kind,Column,Value,Reason",
        "7,error,email,'=cmd(),This is no e-mail address.",
    ]


def test_imports_need_their_own_permission(tenant, agent):
    run = make_run(tenant)
    without = only(tenant, agent, "settings.view")
    answers = [
        without.get(reverse("settings:import_runs")).status_code,
        without.get(reverse("settings:import_report", args=[run.pk])).status_code,
    ]

    allowed = only(tenant, agent, "import.view")

    assert answers == [403, 403]
    assert allowed.get(reverse("settings:import_runs")).status_code == 200


@pytest.mark.parametrize("name", ["import_run", "import_report"])
def test_an_import_of_another_tenant_is_not_found(browser, other_tenant, name):
    theirs = make_run(other_tenant)

    answer = browser.get(reverse(f"settings:{name}", args=[theirs.pk]))

    assert answer.status_code == 404


# Access log -----------------------------------------------------------------------


def test_the_log_stands_newest_first_and_only_the_own(browser, tenant, other_tenant):
    look(tenant, what="first look")
    look(tenant, at=builders.NOW + timedelta(hours=1), what="second look")
    look(other_tenant, what="a look elsewhere")

    page = browser.get(reverse("settings:access_log")).content.decode()

    assert page.index("second look") < page.index("first look")
    assert "a look elsewhere" not in page


def test_pages_of_the_log_miss_nobody_even_at_the_same_moment(
    browser, tenant, monkeypatch
):
    monkeypatch.setattr(access_log, "ROWS", 2)
    for number in range(5):
        look(tenant, what=f"look {number}")

    seen, query = [], {}
    while query is not None:
        context = browser.get(reverse("settings:access_log"), query).context
        seen += [record.what for record in context["records"]]
        place = context["next_place"]
        query = {"after": str(place)} if place else None

    assert seen == [f"look {number}" for number in (4, 3, 2, 1, 0)]


def test_the_log_narrows_by_kind_and_person(browser, tenant, agent):
    look(tenant, what="by somebody else")
    look(tenant, what="a photo", kind="photo", actor_id=agent.pk)
    look(tenant, what="a number", actor_id=agent.pk)

    answer = browser.get(
        reverse("settings:access_log"), {"kind": "photo", "person": agent.pk}
    )

    assert [record.what for record in answer.context["records"]] == ["a photo"]


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "nonsense"},
        {"person": "x"},
        {"after": "x"},
        {"after": "2026-01-01_1"},
        {"after": "_"},
    ],
)
def test_a_filter_that_makes_no_sense_is_left_out(browser, tenant, query):
    look(tenant)

    answer = browser.get(reverse("settings:access_log"), query)

    assert len(answer.context["records"]) == 1


# The way in -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("permissions", "page"),
    [
        (["settings.view", "import.view"], "settings:statuses"),
        (["import.view"], "settings:import_runs"),
    ],
)
def test_the_way_in_leads_to_the_first_page_that_one_may_open(
    tenant, agent, permissions, page
):
    browser = only(tenant, agent, *permissions)

    assert browser.get(reverse("settings:index")).url == reverse(page)


def test_who_may_open_no_page_is_told_what_is_missing(agent, tenant):
    answer = browser_of(agent, tenant).get(reverse("settings:index"))

    assert answer.status_code == 403


def test_signed_out_leads_to_the_log_in(client, tenant):
    answer = client.get(
        reverse("settings:index"), secure=True, headers={"host": "localhost"}
    )

    assert answer.status_code == 302
