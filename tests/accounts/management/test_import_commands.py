"""The commands that import accounts, their customers and their entries."""

import io
import pathlib
from datetime import date

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import Account, AccountCustomer, Portfolio, Transaction
from lendcore.models import ImportRun
from lendcore.tenancy.context import activate_tenant
from tests.builders_account_imports import entry_row, loan, running
from tests.builders_imports import person, write

MAPPINGS = pathlib.Path(settings.BASE_DIR) / "docs" / "mappings"


def run(command, path, **options):
    out, err = io.StringIO(), io.StringIO()
    options = {"tenant": "northwind"} | options
    call_command(command, str(path), stdout=out, stderr=err, **options)
    return out.getvalue()


def test_a_book_comes_in_by_four_commands(tenant, tmp_path):
    link = {"account": "OLD-1", "customer": "BOOK-1", "role": "primary"}

    printed = [
        run("import_customers", write(tmp_path, [person(1)], "people.csv")),
        run(
            "import_accounts",
            write(tmp_path, [running(1, portfolio="Autos")], "loans.csv"),
            create_labels=True,
        ),
        run("import_links", write(tmp_path, [link], "links.csv")),
        run("import_transactions", write(tmp_path, [entry_row(1)], "entries.csv")),
    ]

    assert all("Imported: 1 added" in text for text in printed)
    with activate_tenant(tenant.pk):
        assert Portfolio.objects.get().name == "Autos"
        assert AccountCustomer.objects.get().role == "primary"
        assert Transaction.objects.count() == 2
        entities = ImportRun.objects.order_by("pk").values_list("entity", flat=True)
        assert list(entities) == ["customers", "accounts", "links", "transactions"]


def test_bad_lines_stay_out_and_are_reported(tenant, tmp_path):
    path = write(tmp_path, [loan(1, amount="much"), loan(2)])
    report = tmp_path / "report.csv"

    with pytest.raises(CommandError, match="Correct the rows"):
        run("import_accounts", path)
    printed = run("import_accounts", path, on_error="line", report=report)

    assert "1 added" in printed
    assert '2,error,amount,much,"Write a number' in report.read_text()
    with activate_tenant(tenant.pk):
        assert Account.objects.get().import_id == "OLD-2"


def test_rows_of_one_tenant_stay_in_it(tenant, other_tenant, tmp_path):
    run("import_accounts", write(tmp_path, [loan(1)]), tenant="southbank")

    with activate_tenant(tenant.pk):
        assert not Account.objects.exists()
    with activate_tenant(other_tenant.pk):
        assert Account.objects.count() == 1


def test_the_consumer_loans_come_in_with_their_borrowers(
    tenant, reference_dir, tmp_path
):
    book = (reference_dir / "imports" / "consumer-loans.csv").read_text()
    path = write(tmp_path, "\n".join(book.splitlines()[:101]) + "\n", "loans.csv")

    for turn in ("100 added", "100 unchanged"):
        for entity, mapping in (
            ("customers", "consumer-loans"),
            ("accounts", "consumer-loan-accounts"),
            ("links", "consumer-loan-links"),
        ):
            more = {"create_labels": True} if entity == "accounts" else {}
            printed = run(
                f"import_{entity}", path, mapping=MAPPINGS / f"{mapping}.toml", **more
            )
            assert turn in printed

    with activate_tenant(tenant.pk):
        links = AccountCustomer.objects.values_list(
            "account__import_id", "customer__import_id", "customer__first_name", "role"
        )
        assert all(row == (row[0], row[0], "Borrower", "primary") for row in links)
        assert len(links) == 100


def test_an_import_may_write_into_closed_books_and_says_so(tenant, tmp_path):
    tenant.cut_off_date = date(2026, 11, 1)
    tenant.save()
    err = io.StringIO()

    call_command(
        "import_accounts",
        str(write(tmp_path, [running(1)], "loans.csv")),
        tenant="northwind",
        stdout=io.StringIO(),
        stderr=err,
    )

    assert "The books are closed before 2026-11-01" in err.getvalue()
    with activate_tenant(tenant.pk):
        assert Transaction.objects.get().effective < tenant.cut_off_date
