import csv
import io

import pytest
from django.urls import reverse

from lendcore.lists import export as list_export
from lendcore.models import AccessRecord, Role
from tests import builders
from tests.builders_lists import add_customer, add_many

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def url():
    return reverse("customers:export")


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_all_that_match_leave_with_the_chosen_columns(signed_in, actor, url):
    for name in ("Bo", "Ana"):
        add_customer(actor, first_name=name, region="UT", phone="8015550142")
    add_customer(actor, first_name="Cy", region="ID")
    signed_in.post(reverse("customers:columns"), {"columns": ["status", "phone"]})

    answer = signed_in.post(f"{url}?view=all&region=UT", {"scope": "matching"})

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert rows_of(answer) == [
        ["Customer", "Status", "Primary phone"],
        ["Ana Vega", "Active", "(801) 555-0142"],
        ["Bo Vega", "Active", "(801) 555-0142"],
    ]


def test_selected_customers_leave_alone(signed_in, actor, url):
    first = add_customer(actor, first_name="Ana").pk
    add_customer(actor, first_name="Bo")

    answer = signed_in.post(url, {"scope": "selected", "selected": [first, "x", "-1"]})

    assert [row[0] for row in rows_of(answer)] == ["Customer", "Ana Vega"]


def test_without_a_tick_nobody_leaves(signed_in, actor, url):
    add_customer(actor)

    assert len(rows_of(signed_in.post(url, {"scope": "selected"}))) == 1


def test_formulas_are_defused(signed_in, actor, url):
    add_customer(actor, first_name="=1+1", last_name="", import_id="@SUM(A1)")
    signed_in.post(reverse("customers:columns"), {"columns": ["import_id"]})

    [_, row] = rows_of(signed_in.post(url, {"scope": "matching"}))

    assert row == ["'=1+1", "'@SUM(A1)"]


def test_times_are_the_tenants(signed_in, actor, url):
    add_customer(actor)
    signed_in.post(reverse("customers:columns"), {"columns": ["created"]})

    [_, row] = rows_of(signed_in.post(url, {"scope": "matching"}))

    assert row[1] == "2026-11-20 08:30"


def test_many_batches_leave_each_row_once(signed_in, actor, url, monkeypatch):
    monkeypatch.setattr(list_export, "BATCH", 4)
    add_many(actor, 11)
    signed_in.post(reverse("customers:columns"), {"columns": ["id"]})

    rows = rows_of(signed_in.post(f"{url}?sort=city", {"scope": "matching"}))

    assert len({row[1] for row in rows[1:]}) == len(rows) - 1 == 11


def exports():
    return [
        record.what
        for record in AccessRecord.objects.filter(kind="export").order_by("pk")
    ]


def test_an_export_is_recorded_before_the_first_row_leaves(
    signed_in, actor, agent, url
):
    add_customer(actor)
    signed_in.post(reverse("customers:columns"), {"columns": ["email"]})

    signed_in.post(f"{url}?q=vega&type=company&region=UT", {"scope": "matching"})

    record = AccessRecord.objects.get(kind="export")
    assert (record.actor_id, record.entity) == (agent.pk, "customer")
    assert record.what.startswith("Began customers-")
    assert record.what.endswith(
        ".csv, narrowed by Type, State or province, search text: Customer, Email"
    )


@pytest.mark.parametrize(
    ("scope", "extent"),
    [("matching", "all customers"), ("selected", "the selected customers")],
)
def test_the_record_says_whether_all_or_some_were_asked_for(
    signed_in, url, scope, extent
):
    signed_in.post(url, {"scope": scope})

    [began] = exports()
    assert f".csv, {extent}: Customer" in began


def test_the_number_of_rows_is_recorded_when_an_export_ends(signed_in, actor, url):
    add_customer(actor)
    signed_in.post(reverse("customers:columns"), {"columns": ["email"]})

    answer = signed_in.post(url, {"scope": "matching"})
    list(answer.streaming_content)

    began, ended = exports()
    assert began.startswith("Began ")
    assert ended.startswith("1 rows of customers-")
    assert ended.endswith(".csv: Customer, Email")


def test_a_broken_download_is_recorded_too(signed_in, actor, url, monkeypatch):
    monkeypatch.setattr(list_export, "BATCH", 2)
    add_many(actor, 6)

    answer = signed_in.post(url, {"scope": "matching"})
    lines = iter(answer.streaming_content)
    next(lines)
    next(lines)
    # What the server does when the browser is gone, short of closing the connection
    # to the database, in which the test's own transaction lives.
    for close in answer._resource_closers:
        close()

    assert exports()[-1].startswith("2 rows")


@pytest.mark.parametrize("missing", ["export.run", "contact.view"])
def test_both_permissions_are_needed(client, tenant, actor, url, missing):
    add_customer(actor)
    role = Role.objects.get(code="agent")
    with builders.recorded_by_operator(tenant):
        role.permissions = [one for one in role.permissions if one != missing]
        role.save()
    person = builders.make_member(tenant, "agent", email="second@northwind.example")
    builders.sign_in(client, person, tenant)

    assert client.post(url, {"scope": "matching"}).status_code == 403


def test_an_export_is_posted(signed_in, url):
    assert signed_in.get(url).status_code == 405
