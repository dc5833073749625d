"""The real loans of the reference data, through the mappings that we ship."""

import csv
import pathlib
from collections import Counter
from decimal import Decimal

import pytest
from django.conf import settings

from accounts.imports.accounts.run import AccountOptions, import_accounts
from accounts.models import Account, AccountSnapshot, SourceCompany, Transaction
from tests.builders_imports import reasons, run_import

pytestmark = pytest.mark.usefixtures("in_tenant")
MAPPING = pathlib.Path(settings.BASE_DIR) / "docs/mappings/consumer-loan-accounts.toml"
LATE = ("Late", "In Grace")
ENDED = {"Fully Paid": ("Closed", "Paid off"), "Charged Off": ("Closed", "Charged off")}


@pytest.fixture
def book(reference_dir):
    return reference_dir / "imports" / "consumer-loans.csv"


def run(tenant, path, **options):
    return run_import(
        tenant,
        path,
        importing=import_accounts,
        kind=AccountOptions,
        mapping=MAPPING,
        **({"creates_labels": True, "process_count": 0} | options),
    )


def test_every_loan_comes_in_with_its_balance_and_status(tenant, book):
    rows = list(csv.DictReader(book.read_text().splitlines()))

    result = run(tenant, book)

    assert reasons(result) == []
    assert result.counts.added == len(rows) == 2_500
    assert stored_balances() == {
        f"LOAN-{row['id']}": Decimal(row["balance"]) * 100 for row in rows
    }
    statuses = Account.objects.values_list("status__name", "sub_status__name")
    wanted = [ENDED.get(row["loan_status"], ("Open", "Repaying")) for row in rows]
    assert Counter(statuses) == Counter(wanted)
    assert sum(stored_balances().values()) == 100 * sum(
        Decimal(row["balance"]) for row in rows
    )
    assert SourceCompany.objects.get().name == "Peer-to-peer lender"


def test_nothing_is_past_due_that_the_file_gives_no_amount_of(tenant, book):
    rows = csv.DictReader(book.read_text().splitlines())
    late = [row["id"] for row in rows if row["loan_status"].startswith(LATE)]

    run(tenant, book)

    figures = Transaction.objects.filter(
        account__import_id__in=[f"LOAN-{number}" for number in late]
    )
    assert len(late) == len(figures) == 49
    for row in figures:
        assert "past_due" not in row.details["boarding"]


def stored_balances():
    found = AccountSnapshot.objects.values_list("account__import_id", "principal_cents")
    return dict(found)


def test_a_second_run_adds_nothing(tenant, book):
    run(tenant, book)

    again = run(tenant, book, takes_good_lines=True)

    assert reasons(again) == []
    assert (again.counts.added, again.counts.unchanged) == (0, 2_500)
    assert Account.history.model.objects.count() == 2_500
    assert Transaction.objects.count() == 2_500
