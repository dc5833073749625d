"""Accounts from a file: new ones, running ones, and what they come with."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import (
    Account,
    AccountCustomer,
    AccountListing,
    AccountSnapshot,
    AccountStatus,
    LineProgram,
    Portfolio,
    Transaction,
)
from accounts.services import access, accounts, listings, transactions
from customers.models import CustomerStanding
from lendcore.history.recording import recorded
from lendcore.models import ImportRun
from tests.builders_account_imports import accounts_in, lease, loan, running
from tests.builders_accounts import LINE, LOAN, entry, link, make_account, make_program
from tests.builders_customers import make_customer
from tests.builders_imports import reasons

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def run(tenant, tmp_path):
    def run(*rows, **options):
        return accounts_in(tenant, tmp_path, list(rows), **options)

    return run


def test_a_row_is_an_account_as_the_services_would_make_it(run, actor):
    by_service = make_account(actor, is_active=False)

    result = run(loan(title="Truck"))

    assert reasons(result) == []
    account = Account.objects.get(import_id="OLD-1")
    assert (account.number, account.title, account.kind) == ("OLD-1", "Truck", "loan")
    assert account.terms == by_service.terms == LOAN
    assert account.status.code == "application"
    assert not account.is_active
    assert not AccountSnapshot.objects.exists()
    (record,) = Account.history.model.objects.filter(id=account.pk)
    assert (record.source, record.history_change_reason) == ("import", "book.csv")


def test_rows_of_the_list_come_with_new_and_with_changed_accounts(run):
    run(loan(), loan(2, activate="yes"))
    ids = list(Account.objects.values_list("pk", flat=True))
    added = listings.find_wrong(ids)
    run({"import_id": "OLD-1", "action": "update", "number": "T-1"})

    assert added == listings.find_wrong(ids) == []
    numbers = AccountListing.objects.values_list("number_folded", flat=True)
    assert set(numbers) == {"t-1", "old-2"}


def test_an_activated_row_has_the_figures_that_activating_gives(run, actor):
    by_service = make_account(actor)

    run(loan(activate="yes"))

    account = Account.objects.get(import_id="OLD-1")
    assert (account.status.code, account.sub_status.code) == ("open", "repaying")
    assert figures_of(account) == figures_of(by_service)


def figures_of(account):
    found = AccountSnapshot.objects.filter(account=account)
    columns = {each.name for each in AccountSnapshot._meta.get_fields()}
    return found.values(*columns - {"id", "account"}).get()


def test_opening_figures_are_those_of_the_same_entry_posted(run, actor):
    by_service = make_account(actor)
    boarding = {"principal": "2600.00", "next_due_date": "2026-11-01"}
    transactions.post(
        actor=actor,
        account_id=by_service.pk,
        data=entry("boarding", "2026-10-10", details={"boarding": boarding}),
    )

    run(running())

    account = Account.objects.get(import_id="OLD-1")
    assert figures_of(account) == figures_of(by_service)
    posted = Transaction.objects.get(account=account)
    assert (posted.entry, posted.code, posted.effective) == (
        1,
        "boarding",
        date(2026, 10, 10),
    )
    assert posted.details == {"boarding": boarding}


def test_what_is_past_due_is_boarded_with_its_oldest_date(run):
    run(running(past_due="500.00", oldest_due_date="09/01/2026", fees="15"))

    snapshot = AccountSnapshot.objects.get()
    assert snapshot.oldest_due_date == date(2026, 9, 1)
    assert snapshot.past_due_cents >= 500_00
    assert snapshot.fees_cents == 15_00


def test_nested_terms_stand_in_columns_with_dots(run):
    fee = {
        "late_fee.kind": "Greater",
        "late_fee.amount": "25",
        "late_fee.percent": ".05",
    }
    lists = {"delinquency_buckets.1.name": "Early", "delinquency_buckets.1.first": "1"}

    result = run(loan(**fee, **lists, order="interest; principal; fees; escrow"))

    assert reasons(result) == []
    terms = Account.objects.get().terms
    assert terms["late_fee"] == {"kind": "greater", "amount": "25", "percent": "0.05"}
    assert terms["delinquency_buckets"] == [{"name": "Early", "first": 1}]
    assert terms["order"] == ["interest", "principal", "fees", "escrow"]


def test_a_line_takes_what_its_program_says(run, actor):
    make_program(actor, "Everyday line")
    row = {
        "import_id": "CL-1",
        "kind": "line",
        "program": "everyday LINE",
        "limit": "900",
        "buckets.2.rate_annual": "0.3",
        "activate": "yes",
        "boarded_on": "2026-11-05",
        "principal": "100.00",
        "balances": "purchases: 60.00; cash: 40.00",
    }

    result = run(row)

    assert reasons(result) == []
    line = Account.objects.get()
    assert line.terms["limit"] == "900"
    assert [each["rate_annual"] for each in line.terms["buckets"]] == ["0.18", "0.3"]
    assert AccountSnapshot.objects.get().available_cents == 800_00


def test_days_of_a_program_count_from_the_day_on_which_a_line_opened(run, actor):
    terms = {name: LINE[name] for name in LINE if name != "open_date"}
    with recorded(actor):
        LineProgram.objects.create(
            name="Two years", terms={**terms, "draw_end_days": 730}
        )

    result = run(
        {
            "import_id": "CL-1",
            "kind": "line",
            "program": "Two years",
            "open_date": "2025-01-01",
        }
    )

    assert reasons(result) == []
    terms = Account.objects.get().terms
    assert terms["draw_end_date"] == "2027-01-01"
    assert "draw_end_days" not in terms


def test_leases_come_in_too(run):
    result = run(lease(activate="y"))

    assert reasons(result) == []
    assert Account.objects.get().kind == "lease"
    assert AccountSnapshot.objects.exists()


def test_a_file_that_comes_twice_adds_nothing(run):
    rows = [loan(1), running(2, closed_on="", sub_status="Bankruptcy", status="Open")]
    run(*rows)

    again = run(*rows)

    assert reasons(again) == []
    assert (again.counts.added, again.counts.unchanged) == (0, 2)
    assert Account.history.model.objects.count() == 2
    assert Transaction.objects.count() == 1


def test_labels_are_made_when_asked_for(run):
    refused = run(loan(portfolio="Autos"))
    taken = run(
        loan(portfolio="Autos"), loan(2, portfolio="AUTOS"), creates_labels=True
    )

    assert reasons(refused) == [
        (
            2,
            "portfolio",
            "There is none of this name. Make it, or use --create-labels.",
        )
    ]
    assert taken.counts.added == 2
    label = Portfolio.objects.get()
    assert set(Account.objects.values_list("portfolio_id", flat=True)) == {label.pk}
    assert label.history.get().source == "import"


def test_a_dry_run_says_all_and_keeps_nothing(run):
    result = run(running(portfolio="Autos"), is_dry_run=True, creates_labels=True)

    assert result.counts.added == 1
    assert not Account.objects.exists()
    assert not Portfolio.objects.exists()
    assert ImportRun.objects.get().outcome == "dry_run"


def test_a_removed_account_goes_to_the_archive(run, actor):
    run(loan(1), running(2))

    result = run(
        {"import_id": "OLD-1", "action": "remove"},
        {"import_id": "OLD-2", "action": "remove"},
        takes_good_lines=True,
    )

    assert result.counts.removed == 1
    assert [line for line, *_ in reasons(result)] == [3]
    assert Account.objects.get(import_id="OLD-1").is_archived
    assert not Account.objects.get(import_id="OLD-2").is_archived


def test_what_runs_keeps_its_terms_and_takes_new_labels(run):
    run(running(1), loan(2))

    result = run(
        {"import_id": "OLD-1", "action": "update", "amount": "9000", "title": ""},
        {"import_id": "OLD-2", "action": "update", "amount": "9000", "title": ""},
        {"import_id": "OLD-1", "action": "update", "amount": "", "title": "Boat"},
        takes_good_lines=True,
    )

    assert (2, "amount") in [(line, column) for line, column, _ in reasons(result)]
    assert Account.objects.get(import_id="OLD-2").terms["amount"] == "9000"
    first = Account.objects.get(import_id="OLD-1")
    assert (first.terms["amount"], first.title) == ("10000.00", "Boat")
    record = first.history.order_by("-history_id").first()
    assert record.changed_fields == ["title"]


def test_an_account_activated_later_replays_what_was_posted(run, actor):
    account = make_account(actor, import_id="OLD-9")
    transactions.post(
        actor=actor,
        account_id=account.pk,
        data=entry("payment", "2026-02-01", "888.49"),
    )
    before = figures_of(account)
    accounts.deactivate(actor=actor, account_id=account.pk, reason="Pause")

    result = run({"import_id": "OLD-9", "action": "update", "activate": "yes"})

    assert result.counts.updated == 1
    assert figures_of(account) == before
    assert before["principal_cents"] < int(Decimal(LOAN["amount"]) * 100)


def test_access_follows_another_status_but_for_what_is_set_by_hand(run, actor):
    account = make_account(actor, import_id="OLD-9")
    people = [make_customer(actor, import_id=f"C-{place}") for place in (1, 2)]
    first, second = link(
        actor, account, (people[0], "primary"), (people[1], "secondary")
    )
    access.set_access(actor=actor, link_id=second.pk, channel="web", is_on=True)
    for role in ("primary", "secondary"):
        access.set_default(
            actor=actor,
            status_id=AccountStatus.objects.get(code="closed").pk,
            role=role,
            channel="web",
            is_on=False,
        )

    run({"import_id": "OLD-9", "action": "update", "status": "Closed"})

    assert not AccountCustomer.objects.get(pk=first.pk).web_access
    assert AccountCustomer.objects.get(pk=second.pk).web_access
    record = first.history.order_by("-history_id").first()
    assert (record.changed_fields, record.source) == (["web_access"], "import")
    assert CustomerStanding.objects.get(customer=people[0]).open_accounts == 0


@pytest.mark.django_db(transaction=True)
def test_a_large_file_worked_out_beside_gives_the_same(run):
    rows = [running(1), loan(2, amount="none"), lease(3, activate="yes")]

    result = run(*rows, takes_good_lines=True, process_count=1)

    assert [problem[:2] for problem in reasons(result)] == [(3, "amount")]
    assert result.counts.added == 2
    assert AccountSnapshot.objects.count() == 2
