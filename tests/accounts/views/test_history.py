"""The history of an account."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AccountCustomer, AccountStatus, Kind, Promise, Role
from accounts.services import access, account_links, accounts, customers
from lendcore.history.recording import recorded
from lendcore.models import AccessRecord
from tests import builders
from tests.builders_accounts import LOAN, link, make_account
from tests.builders_customers import make_customer

pytestmark = pytest.mark.usefixtures("in_tenant")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def customer(actor):
    return make_customer(actor)


@pytest.fixture
def loan(actor, customer):
    account = make_account(actor, "LN-100", is_active=False)
    link(later(actor, 0.5), account, (customer, Role.PRIMARY))
    return account


def later(actor, minutes=1):
    return actor.anew(actor.at + timedelta(minutes=minutes))


def url(account):
    return reverse("accounts:history", args=[account.pk])


def entries_of(client, account, **query):
    page = client.get(url(account), query)
    return [item["entry"] for item in page.context["entries"]]


def words(entry):
    return {each.field: (each.before, each.after) for each in entry.changes}


def test_an_account_and_its_customers_are_shown_newest_first(signed_in, loan, actor):
    accounts.activate(actor=later(actor), account_id=loan.pk)

    activated, linked, added = entries_of(signed_in, loan)

    assert added.title == "Added the account"
    assert words(added)["Number"] == ("", "LN-100")
    assert words(added)["Amount"] == ("", "10000.00")
    assert linked.title == "Updated customers"
    assert words(linked)["Marisol Vega · Role"] == ("", "Primary")
    assert words(activated)["Status"] == ("Application", "Open")
    assert words(activated)["Activated"] == ("No", "Yes")
    assert words(activated)["Marisol Vega · E-mail access"] == ("No", "Yes")


def test_only_the_terms_that_changed_are_named(signed_in, loan, actor):
    accounts.change_terms(
        actor=later(actor),
        account_id=loan.pk,
        version=loan.version,
        terms=LOAN | {"rate_annual": "0.13"},
    )

    assert words(entries_of(signed_in, loan)[0]) == {"Rate annual": ("0.12", "0.13")}


def test_a_switch_says_that_it_was_set_by_hand(signed_in, loan, actor):
    row = AccountCustomer.objects.get(account=loan)
    access.set_access(actor=later(actor), link_id=row.pk, channel="sms", is_on=True)

    assert words(entries_of(signed_in, loan)[0]) == {
        "Marisol Vega · SMS access": ("No", "Yes"),
        "Marisol Vega · SMS access set by hand": ("", "Yes"),
    }


def test_a_customer_who_was_unlinked_keeps_their_name(signed_in, loan, actor):
    row = AccountCustomer.objects.get(account=loan)
    customers.unlink(actor=later(actor), link_id=row.pk)

    gone = words(entries_of(signed_in, loan)[0])

    assert gone["Marisol Vega · Role"] == ("Primary", "")


def test_a_promise_has_its_amount_and_day(signed_in, loan, actor):
    with recorded(later(actor)):
        Promise.objects.create(
            account=loan,
            promised_on=date(2026, 11, 20),
            due_date=date(2026, 11, 27),
            amount=Decimal("888.50"),
            made_by="Dana Whitfield",
        )

    newest = entries_of(signed_in, loan)[0]

    assert words(newest)["Promise by Nov 27, 2026 · Amount"] == ("", "$888.50")


def test_a_tie_stands_in_the_history_of_both_accounts(signed_in, loan, actor):
    line = make_account(actor, "LC-200", Kind.LINE)
    tie = account_links.tie(actor=later(actor), from_id=loan.pk, to_id=line.pk)
    account_links.set_switch(
        actor=later(actor, 2), link_id=tie.pk, switch="copies_payments", is_on=True
    )

    changed, tied, *_ = entries_of(signed_in, loan)
    at_the_other_end = entries_of(signed_in, line)[0]

    assert words(tied)["LC-200 · Linked to"] == ("", "LC-200")
    assert words(changed) == {"LC-200 · Payments copied": ("No", "Yes")}
    assert words(at_the_other_end) == {"LN-100 · Payments copied": ("No", "Yes")}


def test_a_status_is_called_what_it_was_called_then(signed_in, loan, actor):
    closed = AccountStatus.objects.get(code="closed")
    accounts.set_status(actor=later(actor), account_id=loan.pk, status=closed)
    closed.name = "Ended"
    with recorded(later(actor, 2)):
        closed.save()

    assert words(entries_of(signed_in, loan)[0])["Status"] == ("Application", "Closed")


def test_it_is_filtered_by_person_field_and_day(signed_in, loan):
    assert len(entries_of(signed_in, loan, field="customer.role")) == 1
    assert len(entries_of(signed_in, loan, field="account.terms")) == 1
    assert len(entries_of(signed_in, loan, author="Dana Whitfield")) == 2
    assert entries_of(signed_in, loan, author="Nobody") != []
    assert entries_of(signed_in, loan, since="2026-11-21") == []


def test_htmx_gets_the_changes_alone(signed_in, loan):
    part = signed_in.get(url(loan), headers=HTMX).content.decode()

    assert part.lstrip().startswith('<div id="section"')
    assert "Added the account" in part


def test_an_entry_and_the_whole_download_and_are_recorded(signed_in, loan):
    _, added = entries_of(signed_in, loan)
    entry = reverse("accounts:history_json", args=[loan.pk, added.change_set])

    body = signed_in.get(entry).json()
    answer = signed_in.get(reverse("accounts:history_csv", args=[loan.pk]))

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    fields = {row["Field"] for row in csv.DictReader(io.StringIO(text))}
    assert (body["entity"], body["entity_id"]) == ("account", loan.pk)
    assert {"Number", "Marisol Vega · Role"} <= fields
    kept = AccessRecord.objects.filter(kind="export", entity="account")
    assert kept.filter(entity_id=loan.pk).count() == 2


def test_without_the_right_to_export_nothing_downloads(client, loan, tenant):
    reader = builders.make_member(tenant, "read_only")
    builders.sign_in(client, reader, tenant)

    page = client.get(url(loan))

    assert "Export CSV" not in page.content.decode()
    assert {item["json_url"] for item in page.context["entries"]} == {""}
    refused = client.get(reverse("accounts:history_csv", args=[loan.pk]))
    assert refused.status_code == 403


def test_another_tenants_history_is_not_found(client, loan, other_tenant):
    stranger = builders.make_member(other_tenant, "administrator")
    builders.sign_in(client, stranger, other_tenant)
    change_set = loan.history.first().change_set

    for name, args in (
        ("history", [loan.pk]),
        ("history_csv", [loan.pk]),
        ("history_json", [loan.pk, change_set]),
    ):
        assert client.get(reverse(f"accounts:{name}", args=args)).status_code == 404
