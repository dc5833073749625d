"""Entries of accounts from a file."""

import pytest

from accounts.models import AccountSnapshot, Transaction
from accounts.services import accounts, listings
from customers.models import CustomerStanding
from lendcore.tenancy.context import activate_tenant
from tests.builders_account_imports import (
    accounts_in,
    entries_in,
    entry_row,
    loan,
    running,
)
from tests.builders_accounts import link, make_account, post
from tests.builders_customers import make_customer
from tests.builders_imports import reasons

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def run(tenant, tmp_path):
    def run(*rows, **options):
        return entries_in(tenant, tmp_path, list(rows), **options)

    return run


@pytest.fixture
def account(actor):
    return make_account(actor, import_id="OLD-1")


def posted(account):
    rows = Transaction.objects.filter(account=account).order_by("entry")
    return list(rows.values_list("entry", "code", "reverses"))


def figures_of(account):
    columns = {each.name for each in AccountSnapshot._meta.get_fields()}
    found = AccountSnapshot.objects.filter(account=account)
    return found.values(*columns - {"id", "account"}).get()


def test_rows_of_the_list_follow_entries(run, account):
    run(entry_row())

    assert posted(account)
    assert listings.find_wrong([account.pk]) == []


def test_entries_give_the_figures_that_posting_gives(run, account, actor):
    by_service = make_account(actor, "LN-2")
    for day in ("2026-02-01", "2026-03-01"):
        post(actor, by_service, "payment", day, "888.49")
    post(actor, by_service, "charge", "2026-03-05", "15.00", details={"bucket": "fees"})

    result = run(
        entry_row(1, effective="02/01/2026", method="ach", payer="M. Vega"),
        entry_row(2, effective="03/01/2026"),
        entry_row(3, effective="03/05/2026", amount="15", code="charge", bucket="fees"),
    )

    assert reasons(result) == []
    assert result.counts.added == 3
    assert figures_of(account) == figures_of(by_service)
    first = Transaction.objects.get(account=account, entry=1)
    assert (first.method, first.payer, first.entered_by) == (
        "ach",
        "M. Vega",
        "dana (import)",
    )


def test_what_follows_opening_figures_goes_on_from_them(run, tenant, tmp_path):
    accounts_in(tenant, tmp_path, [running(1)])

    result = run(entry_row(1))

    assert reasons(result) == []
    assert AccountSnapshot.objects.get().principal_cents < 2600_00
    assert list(Transaction.objects.values_list("entry", flat=True)) == [1, 2]


def test_the_same_external_id_is_not_added_again(run, account):
    run(entry_row(1, effective="2026-02-01"))

    again = run(
        entry_row(1, effective="2026-02-01", account="LN-1"),
        entry_row(2, effective="2026-03-01"),
    )

    assert reasons(again) == []
    assert (again.counts.added, again.counts.unchanged) == (1, 1)
    assert posted(account) == [(1, "payment", None), (2, "payment", None)]


def test_an_external_id_that_stands_for_something_else_is_refused(run, account):
    run(entry_row(1, effective="2026-02-01"))

    result = run(entry_row(1, effective="2026-02-01", amount="1.00"))

    assert "posted already, and differs" in reasons(result)[0][2]
    assert len(posted(account)) == 1


def test_other_accounts_may_use_the_same_external_ids(run, account, actor):
    make_account(actor, "LN-2")

    result = run(entry_row(1), entry_row(1, account="LN-2"))

    assert result.counts.added == 2


def test_a_reversal_names_an_entry_of_this_file_or_an_earlier_one(run, account):
    run(entry_row(1, effective="2026-02-01"))
    untouched = entry_row(9, code="reversal", amount="", effective="2026-02-10")

    result = run(
        untouched | {"external_id": "R-1", "reverses": "P-1", "reason": "nsf"},
        untouched | {"external_id": "R-2", "reverses": "P-2"},
        entry_row(2, effective="2026-03-01", amount="10.00"),
    )

    assert reasons(result) == []
    assert posted(account) == [
        (1, "payment", None),
        (2, "reversal", 1),
        (3, "reversal", 4),
        (4, "payment", None),
    ]
    assert figures_of(account)["principal_cents"] == 10_000_00
    amounts = Transaction.objects.filter(code="reversal").order_by("entry")
    assert [str(row.amount) for row in amounts] == ["888.49", "10.00"]


def test_a_reversal_of_something_else_is_no_repetition(run, account):
    reversal = entry_row(9, code="reversal", amount="", effective="2026-03-10")
    run(
        entry_row(1, effective="2026-02-01"),
        entry_row(2, effective="2026-03-01"),
        reversal | {"reverses": "P-1"},
    )

    same = run(reversal | {"reverses": "P-1"})
    other = run(reversal | {"reverses": "P-2"})

    assert same.counts.unchanged == 1
    assert "posted already, and differs" in reasons(other)[0][2]


def test_an_account_that_is_refused_keeps_out_and_others_go_in(run, account, actor):
    other = make_account(actor, "LN-2")
    before = figures_of(account)

    result = run(
        entry_row(1, effective="2026-02-01"),
        entry_row(2, effective="2025-12-31"),
        entry_row(3, account="LN-2", effective="2026-02-01"),
        takes_good_lines=True,
    )

    (problem,) = reasons(result)
    assert problem[:2] == (3, "effective")
    assert "None of the account's lines is taken." in problem[2]
    assert (result.counts.added, result.counts.rejected) == (1, 2)
    assert posted(account) == []
    assert figures_of(account) == before
    assert len(posted(other)) == 1


def test_in_file_mode_one_refused_account_keeps_all_out(run, account, actor):
    make_account(actor, "LN-2")

    run(entry_row(1), entry_row(2, account="LN-2", effective="2025-12-31"))

    assert not Transaction.objects.exists()


def test_standings_of_customers_follow(run, account, actor):
    customer = make_customer(actor)
    link(actor, account, (customer, "primary"))
    late = CustomerStanding.objects.get().oldest_due_date

    run(entry_row(1, code="payoff", effective="2026-11-20", amount="12000.00"))

    assert late is not None
    assert CustomerStanding.objects.get().oldest_due_date is None


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"account": "OLD-9"}, "account", "No account has"),
        ({"account": "IDLE"}, "account", "not activated"),
        ({"account": "AWAY"}, "account", "archived"),
        ({"external_id": ""}, "external_id", "Can't be empty."),
        ({"external_id": "P-1"}, "external_id", "on line 2 already"),
        ({"code": "gift"}, "code", "advance, payment"),
        ({"code": "boarding"}, "code", "advance, payment"),
        ({"effective": "2026-02-30"}, "effective", "04/17/1988"),
        ({"effective": "1800-01-01"}, "effective", "Give a date from 1900"),
        ({"amount": ""}, "amount", ""),
        ({"amount": "-3.00"}, "amount", ""),
        ({"amount": "3.001"}, "amount", "decimals"),
        ({"amount": "9" * 40}, "amount", ""),
        ({"method": "barter"}, "method", "cash, ach"),
        ({"note": "x" * 501}, "note", "at most 500"),
        ({"reverses": "P-1"}, "reverses", "Only a reversal"),
        ({"code": "reversal"}, "reverses", "Give the external ID"),
        ({"code": "reversal", "reverses": "P-8"}, "reverses", "No entry of this"),
        ({"code": "rate_change"}, "rate_annual", "Give the new rate"),
        ({"split": "interest: 1.00"}, "split", "add up to the payment"),
        ({"split": "tip: 1.00"}, "split", "fees, interest"),
        ({"effective": "(clear)"}, "effective", "never changed"),
    ],
)
def test_a_bad_row_is_named_and_leaves_nothing(
    run, account, actor, cells, column, sentence
):
    make_account(actor, "IDLE", is_active=False)
    away = make_account(actor, "AWAY", is_active=False)
    accounts.set_archived(actor=actor, account_id=away.pk, is_archived=True)

    result = run(entry_row(1), entry_row(2) | cells)

    (problem,) = reasons(result)
    assert problem[:2] == (3, column)
    assert sentence in problem[2]
    assert not Transaction.objects.exists()


def test_accounts_of_another_tenant_are_not_reachable(
    run, tenant, other_tenant, tmp_path
):
    rows = [loan(1, activate="yes")]
    accounts_in(other_tenant, tmp_path, rows)

    result = run(entry_row(1))

    assert "No account has" in reasons(result)[0][2]
    with activate_tenant(other_tenant.pk):
        assert not Transaction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_large_file_replayed_beside_gives_the_same(run, actor, monkeypatch):
    monkeypatch.setattr("accounts.imports.transactions.transaction.ACCOUNTS_AT_ONCE", 1)
    for number in range(1, 4):
        make_account(actor, f"LN-{number}")

    result = run(
        entry_row(1, account="LN-1", effective="2026-02-01"),
        entry_row(1, account="LN-2", effective="2025-12-31"),
        entry_row(1, account="LN-3", effective="2026-02-01"),
        takes_good_lines=True,
        process_count=1,
    )

    assert [problem[0] for problem in reasons(result)] == [3]
    assert (result.counts.added, result.counts.rejected) == (2, 1)
