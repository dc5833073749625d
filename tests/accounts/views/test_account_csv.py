"""Entries and schedule of an account as files."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Kind
from accounts.services import transactions
from lendcore.models import AccessRecord
from tests import builders
from tests.builders_accounts import make_account, post
from tests.builders_settings import browser_of

pytestmark = pytest.mark.usefixtures("clock", "in_tenant")
D = Decimal


@pytest.fixture
def browser(agent, tenant):
    return browser_of(builders.make_member(tenant, "administrator"), tenant)


@pytest.fixture
def loan(actor):
    account = make_account(actor, "LN-1")
    post(actor, account, "payment", "2026-02-03", "888.49")
    post(actor, account, "payment", "2026-03-03", "900.00")
    transactions.reverse(actor=actor, account_id=account.pk, entry=2, reason="nsf")
    return account


def rows_of(browser, name, account, query=""):
    answer = browser.get(reverse(f"accounts:{name}", args=[account.pk]) + query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_entries_are_as_on_the_page_the_latest_first(browser, loan):
    reversal, taken_back, first = rows_of(browser, "transactions_csv", loan)

    assert (first["Entry"], first["What"], first["Amount"]) == (
        "1",
        "Payment",
        "888.49",
    )
    assert float(first["Principal"]) + float(first["Interest"]) == 888.49
    assert first["Effective"] == "2026-02-03"
    assert taken_back["Reversed"] == "yes"
    assert (reversal["Takes back"], reversal["Amount"]) == ("2", "-900.00")


def test_the_file_has_what_the_page_was_narrowed_to(browser, loan):
    shown = rows_of(browser, "transactions_csv", loan, "?reversed=hide")
    then = rows_of(browser, "transactions_csv", loan, "?as_of=2026-02-10")
    changes = rows_of(browser, "transactions_csv", loan, "?show=changes")

    assert [row["Entry"] for row in shown] == ["1"]
    assert [row["Entry"] for row in then] == ["1"]
    assert changes == []


def test_a_note_that_would_be_a_formula_stays_text(browser, actor, loan):
    post(actor, loan, "payment", "2026-04-03", "10.00", note="=HYPERLINK(1)")

    notes = [row["Note"] for row in rows_of(browser, "transactions_csv", loan)]
    assert "'=HYPERLINK(1)" in notes


def test_the_schedule_has_a_line_for_each_payment(browser, loan):
    rows = rows_of(browser, "schedule_csv", loan)

    assert len(rows) == 12
    assert rows[0]["State"] == "Paid"
    assert rows[0]["Settled on"] == "2026-02-03"
    assert rows[1]["State"] == "Past due"
    assert rows[-1]["Balance after"] == "0.00"
    assert sum(D(row["Principal"]) for row in rows) == D("10000.00")


def test_a_lease_has_its_tax_and_a_line_its_statements(browser, actor):
    lease = make_account(actor, "LS-1", Kind.LEASE)
    line = make_account(actor, "LC-1", Kind.LINE)
    post(actor, line, "advance", "2026-10-02", "700.00")

    assert {"Cost", "Rent", "Balance after"} <= rows_of(browser, "schedule_csv", lease)[
        0
    ].keys()
    statements = rows_of(browser, "schedule_csv", line)
    assert statements[0].keys() >= {"Closed on", "Closing", "Minimum", "Due"}
    assert statements[-1]["Drawn"] == "700.00"


def test_parts_add_up_to_the_amount_and_say_their_direction(browser, actor, loan):
    post(actor, loan, "charge", "2026-05-03", "25.00")
    lease = make_account(actor, "LS-1", Kind.LEASE)
    post(actor, lease, "payment", "2026-03-03", "700.00")
    parts = ("Fees", "Escrow", "Tax", "Unapplied", "Recovered", "Held")

    lines = rows_of(browser, "transactions_csv", loan)
    lease_lines = rows_of(browser, "transactions_csv", lease)

    for rows, names in (
        (lines, ("Principal", "Interest", *parts)),
        (lease_lines, ("Cost", "Rent", *parts)),
    ):
        moved = [row for row in rows if row["Fees"]]
        assert moved
        for row in moved:
            assert sum(D(row[name]) for name in names) == D(row["Amount"])
    raising = [row["What"] for row in lines if row["Raises what is owed"]]
    assert "Charge" in raising
    assert "Payment" not in raising


def test_a_file_names_its_day_and_is_of_no_other(browser, loan):
    path = reverse("accounts:schedule_csv", args=[loan.pk])

    then = browser.get(path + "?as_of=2026-03-31")

    name = f'filename="account-{loan.pk}-schedule-2026-03-31.csv"'
    assert name in then["Content-Disposition"]
    assert browser.get(path + "?as_of=2026-02-31").status_code == 404
    rows_of(browser, "transactions_csv", loan, "?show=payments&reversed=hide")
    latest = AccessRecord.objects.filter(entity_id=loan.pk).latest("pk")
    assert latest.what.endswith("2026-11-20, payments only, without reversed")


def test_what_leaves_is_on_record(browser, loan):
    rows_of(browser, "transactions_csv", loan)
    rows_of(browser, "schedule_csv", loan)

    kept = AccessRecord.objects.filter(kind="export", entity_id=loan.pk)
    assert [row.what for row in kept.order_by("pk")] == [
        "Transactions of an account as of 2026-11-20",
        "Schedule of an account as of 2026-11-20",
    ]


def test_an_account_without_figures_has_no_schedule_to_download(browser, actor):
    account = make_account(actor, is_active=False)
    path = reverse("accounts:schedule_csv", args=[account.pk])
    page = browser.get(reverse("accounts:schedule", args=[account.pk]))

    assert browser.get(path).status_code == 404
    assert path not in page.content.decode()


def test_who_may_not_export_is_not_offered_it(tenant, loan):
    browser = browser_of(builders.make_member(tenant, "read_only"), tenant)
    page = browser.get(reverse("accounts:transactions", args=[loan.pk]))

    assert "Export CSV" not in page.content.decode()
    for name in ("transactions_csv", "schedule_csv"):
        path = reverse(f"accounts:{name}", args=[loan.pk])
        assert browser.get(path).status_code == 403
