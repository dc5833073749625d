"""Files that nobody should be able to break the three imports with."""

import gzip

import pytest

from accounts.models import Account, AccountCustomer, Transaction
from lendcore.imports.refusals import ImportRefused
from lendcore.models import ImportRun
from tests.builders_account_imports import (
    accounts_in,
    entries_in,
    entry_row,
    links_in,
    loan,
    running,
)
from tests.builders_accounts import make_account
from tests.builders_customers import make_customer
from tests.builders_imports import csv_text, reasons

pytestmark = pytest.mark.usefixtures("in_tenant")
LINK = {"account": "OLD-1", "customer": "C-1", "role": "primary"}
EACH = pytest.mark.parametrize(
    ("bring_in", "row"),
    [(accounts_in, running(1)), (links_in, LINK), (entries_in, entry_row(1))],
    ids=["accounts", "links", "transactions"],
)


@EACH
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda text: text + '"never closed', "never closed"),
        (lambda text: text.encode("utf-16"), "UTF-16"),
        (lambda text: text.replace(",", ";"), "semicolons"),
        (lambda text: text.splitlines()[0], "no rows"),
        (lambda text: "", "empty"),
        (lambda text: gzip.compress(text.encode())[:-12], "damaged"),
        (lambda text: text.replace("\n", ",password\n", 1), "password"),
    ],
    ids=["quote", "utf16", "semicolons", "header", "empty", "cut", "column"],
)
def test_a_file_that_cannot_be_used_is_refused_whole(
    tenant, tmp_path, bring_in, row, spoil, sentence
):
    with pytest.raises(ImportRefused, match=sentence):
        bring_in(tenant, tmp_path, spoil(csv_text([row])))

    assert ImportRun.objects.get().outcome == "failed"
    assert_nothing_came_in()


@EACH
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"a,b\n", "The row has 2 cells"),
        (b"\xff" + b"," * 40 + b"\n", "cells"),
        (b'x"y"' + b"," * 40 + b"\n", "cells"),
    ],
)
def test_a_broken_line_is_named(tenant, tmp_path, bring_in, row, line, sentence):
    header = csv_text([row]).splitlines()[0]

    result = bring_in(tenant, tmp_path, header.encode() + b"\n" + line)

    assert sentence in reasons(result)[0][2]
    assert_nothing_came_in()


@EACH
def test_a_null_byte_and_an_endless_cell_are_named(tenant, tmp_path, bring_in, row):
    first = next(iter(row))
    rows = [row | {first: "a\0b"}, row | {first: "x" * 100_001}]

    result = bring_in(tenant, tmp_path, rows)

    found = [problem[2] for problem in reasons(result)]
    assert "NUL byte" in found[0]
    assert "at most 100,000" in found[1]
    assert_nothing_came_in()


@pytest.mark.parametrize(
    ("bring_in", "rows", "target"),
    [
        (
            accounts_in,
            [running(1)],
            "accounts.imports.accounts.transaction.plain_insert",
        ),
        (
            links_in,
            [LINK],
            "accounts.imports.links.transaction.refresh_standings",
        ),
        (
            entries_in,
            [entry_row(1, account="LN-9")],
            "accounts.imports.transactions.transaction.refresh_standings",
        ),
    ],
    ids=["accounts", "links", "transactions"],
)
def test_an_error_in_the_midst_leaves_nothing(
    tenant, actor, tmp_path, monkeypatch, bring_in, rows, target
):
    make_account(actor, "LN-9", import_id="OLD-1" if bring_in is links_in else "")
    make_customer(actor, import_id="C-1")

    def fail(*args, **kwargs):
        raise RuntimeError("Out of luck.")

    monkeypatch.setattr(target, fail)
    with pytest.raises(RuntimeError, match="Out of luck"):
        bring_in(tenant, tmp_path, rows)

    assert ImportRun.objects.get().outcome == "failed"
    assert Account.objects.count() == 1
    assert not AccountCustomer.objects.exists()
    assert not Transaction.objects.exists()


def test_many_columns_of_terms_at_once_are_one_problem_each(tenant, tmp_path):
    cells = {"amount": "x", "rate_annual": "y", "contract_date": "z"}

    result = accounts_in(tenant, tmp_path, [loan(1, **cells)])

    assert [column for _, column, _ in reasons(result)] == [
        "amount",
        "rate_annual",
        "contract_date",
    ]


def assert_nothing_came_in():
    assert not Account.objects.exists()
    assert not AccountCustomer.objects.exists()
    assert not Transaction.objects.exists()
