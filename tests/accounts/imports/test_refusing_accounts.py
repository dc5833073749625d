"""Bad rows of accounts: each named with column and rule, and none of them in."""

import pytest

from accounts.models import Account, AccountSnapshot, SourceCompany, Transaction
from lendcore.imports.refusals import ImportRefused
from lendcore.tenancy.context import activate_tenant
from tests.builders_account_imports import accounts_in, loan, running
from tests.builders_imports import reasons

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def run(tenant, tmp_path):
    def run(*rows, **options):
        return accounts_in(tenant, tmp_path, list(rows), **options)

    return run


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (loan(2, import_id=""), "import_id", "Needs an import ID."),
        (loan(2, kind="mortgage"), "kind", "loan, lease, line"),
        (loan(2, kind=""), "kind", "Say what it is"),
        (loan(2, kind="line"), "program", "A line starts from a program."),
        (loan(2, program="Gold"), "program", "no such program"),
        (loan(2, status="Gone"), "status", "Application, Open, Closed"),
        (loan(2, sub_status="Paid off"), "sub_status", "no such sub-status"),
        (loan(2, closed_on="2026-01-01"), "closed_on", "Only a closed account"),
        (loan(2, activate="yes", status="application"), "status", "no application"),
        (loan(2, activate="perhaps"), "activate", "yes or no"),
        (loan(2, source_company="Nobody"), "source_company", "none of this name"),
        (loan(2, import_id="x" * 41), "number", "too long for a number"),
        (loan(2, number="OLD-1"), "number", "Line 2 has this number."),
        (loan(2, number="old-1"), "number", "Line 2 has this number."),
        (loan(1), "import_id", "on line 2 already"),
        (loan(2, action="update"), "import_id", "No account has"),
        (loan(2, amount=""), "amount", "Is missing."),
        (loan(2, amount="1,000"), "amount", "decimal point"),
        (loan(2, amount="1e9"), "amount", "decimal point"),
        (loan(2, amount="NaN"), "amount", "decimal point"),
        (loan(2, amount="-5"), "amount", ""),
        (loan(2, rate_annual="12"), "rate_annual", "Rates are fractions."),
        (loan(2, number_of_payments="1.5"), "number_of_payments", "whole number"),
        (loan(2, contract_date="2026-13-01"), "contract_date", "04/17/1988"),
        (loan(2, frequency="hourly"), "frequency", "weekly, biweekly"),
        (loan(2, limit="5"), "limit", "Is not known."),
        (loan(2, **{"late_fee.amount": "5"}), "", "late_fee.kind: Is missing."),
        (running(2, boarded_on=""), "principal", "Goes with boarded_on"),
        (running(2, activate="no"), "boarded_on", "Only an activated account"),
        (running(2, principal=""), "principal", "Is missing."),
        (running(2, next_due_date="2026-11-02"), "next_due_date", "no due date"),
        (running(2, past_due="10"), "", "oldest_due_date: Goes with"),
        (running(2, boarded_on="2025-12-31"), "boarded_on", "before the contract"),
        (running(2, balances="cash: 5"), "balances", "add up to the principal"),
        (running(2, balances="cash 5"), "balances", "names and amounts"),
    ],
)
def test_a_bad_cell_is_named_with_line_column_and_rule(run, row, column, sentence):
    result = run(loan(1), row)

    (problem,) = reasons(result)
    assert problem[:2] == (3, column)
    assert sentence in problem[2]
    assert not Account.objects.exists()


def test_in_line_mode_bad_rows_leave_nothing_behind(run):
    result = run(
        running(1, next_due_date="2026-11-02", source_company="Bad"),
        running(2, source_company="Good"),
        running(3, number="OLD-2", source_company="Taken"),
        takes_good_lines=True,
        creates_labels=True,
    )

    assert (result.counts.added, result.counts.rejected) == (1, 2)
    assert Account.objects.get().import_id == "OLD-2"
    assert Transaction.objects.count() == AccountSnapshot.objects.count() == 1
    assert [label.name for label in SourceCompany.objects.all()] == ["Good"]


def test_an_added_row_that_differs_says_in_what(run):
    run(running())

    result = run(running(title="Boat", status="Closed"))

    (problem,) = reasons(result)
    assert "differs in title, status, sub_status, closed_on" in problem[2]
    assert Account.objects.get().title == ""


def test_other_opening_figures_are_refused_whatever_the_mode(run):
    run(running())

    result = run(running(principal="2000.00"), updates_existing=True)

    assert "never changed" in reasons(result)[0][2]
    assert AccountSnapshot.objects.get().principal_cents == 2600_00


def test_accounts_of_another_tenant_are_neither_seen_nor_touched(
    run, tenant, other_tenant, tmp_path
):
    accounts_in(other_tenant, tmp_path, [running(1)])

    unknown = run({"import_id": "OLD-1", "action": "update", "title": "Mine"})
    added = run(loan(1, title="Ours"))

    assert "No account has this import ID." in reasons(unknown)[0][2]
    assert added.counts.added == 1
    with activate_tenant(other_tenant.pk):
        theirs = Account.objects.get()
        assert (theirs.title, theirs.version) == ("", 1)


def test_a_label_of_another_tenant_is_not_ours(run, other_tenant, tmp_path):
    rows = [loan(1, source_company="Broker")]
    accounts_in(other_tenant, tmp_path, rows, creates_labels=True)

    result = run(*rows)

    assert "none of this name" in reasons(result)[0][2]


def test_a_column_that_is_none_of_ours_stops_the_file(run):
    with pytest.raises(ImportRefused, match=r'Did you mean "late_fee\.kind"'):
        run(loan(**{"late_fee.kinds": "fixed"}))


def test_what_looks_like_markup_or_a_formula_is_stored_as_it_is(run):
    run(loan(title="<script>=1+1'; DROP TABLE accounts_account; --"))

    assert Account.objects.get().title.startswith("<script>=1+1'")
