from collections import Counter
from datetime import date

import pytest

from accounts.models import Account, AccountCustomer, LineProgram, Transaction
from accounts.services import rolling
from lendcore.history.recording import recorded
from lendcore.site.bench import account_book
from lendcore.site.bench.account_book import Span
from lendcore.site.bench.account_building import FILES
from tests.builders import NOW
from tests.builders_imports import import_actor, person, reasons, run_import, write

DAY = date(2026, 11, 20)
SPAN = Span(first=1, last=40, customers=1_000, step=25, day=DAY)


def test_the_same_numbers_give_the_same_rows():
    for rows in (
        account_book.account_rows,
        account_book.link_rows,
        account_book.entry_rows,
    ):
        assert list(rows(SPAN)) == list(rows(SPAN))


def test_a_part_has_the_rows_that_the_whole_has():
    part = Span(first=11, last=20, customers=1_000, step=25, day=DAY)
    wanted = {account_book.account_id_of(number) for number in range(11, 21)}

    whole = [row for row in account_book.link_rows(SPAN) if row["account"] in wanted]

    assert list(account_book.link_rows(part)) == whole


def test_there_are_loans_leases_and_lines():
    kinds = Counter(row["kind"] for row in account_book.account_rows(SPAN))

    assert kinds == {"loan": 32, "lease": 4, "line": 4}


def test_primary_customers_are_spread_and_nobody_is_on_an_account_twice():
    rows = list(account_book.link_rows(SPAN))

    primary = [row["customer"] for row in rows if row["role"] == "primary"]
    assert len(set(primary)) == 40
    assert primary[:2] == ["B0000001", "B0000026"]
    pairs = [(row["account"], row["customer"]) for row in rows]
    assert len(set(pairs)) == len(pairs)


def test_nothing_is_paid_ahead_of_the_day():
    days = [date.fromisoformat(row["effective"]) for row in entries(SPAN)]

    assert max(days) < DAY
    assert Counter(row["code"] for row in entries(SPAN))["advance"] == 4


def entries(span):
    return list(account_book.entry_rows(span))


def test_an_account_of_the_race_has_a_payment_a_month():
    span = Span(first=2, last=4, customers=10, step=1, day=DAY, months=31)

    counts = Counter(row["account"] for row in entries(span))

    assert set(counts.values()) <= {28, 29, 30}


@pytest.mark.usefixtures("in_tenant")
def test_the_imports_take_all_of_it_and_no_figure_differs(tenant, tmp_path):
    with recorded(import_actor(tenant)):
        LineProgram.objects.create(
            name=account_book.PROGRAM, terms=account_book.PROGRAM_TERMS
        )
    span = Span(first=1, last=20, customers=26, step=1, day=NOW.date())
    people = [person(number, import_id=f"B{number:07}") for number in range(1, 27)]
    run_import(tenant, write(tmp_path, people), process_count=0)

    for what, run, options, columns, rows in FILES:
        path = tmp_path / f"{what}.csv"
        account_book.write_rows(path, columns, rows(span))
        extra = {"creates_labels": True} if what == "accounts" else {}
        result = run_import(
            tenant, path, importing=run, kind=options, process_count=0, **extra
        )
        assert reasons(result) == []

    assert Account.objects.filter(is_active=True).count() == 20
    assert AccountCustomer.objects.filter(role="primary").count() == 20
    assert Transaction.objects.count() == len(entries(span))
    found = rolling.verify_accounts(rolling.list_ids())
    assert [each.sentence for each in found if each] == []
