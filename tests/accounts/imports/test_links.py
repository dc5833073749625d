"""Customers of accounts from a file."""

import pytest

from accounts.models import AccountCustomer
from accounts.services import access
from customers.models import CustomerStanding
from lendcore.imports.refusals import ImportRefused
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of, make_member
from tests.builders_account_imports import links_in
from tests.builders_accounts import link, make_account
from tests.builders_customers import make_customer
from tests.builders_imports import reasons

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def run(tenant, tmp_path):
    def run(*rows, **options):
        return links_in(tenant, tmp_path, list(rows), **options)

    return run


@pytest.fixture
def account(actor):
    return make_account(actor, import_id="OLD-1")


@pytest.fixture
def people(actor):
    return [
        make_customer(actor, last_name=name, import_id=f"C-{place}")
        for place, name in enumerate(("Vega", "Okafor"), start=1)
    ]


def row(customer="C-1", role="primary", account="OLD-1", **cells):
    return {"account": account, "customer": customer, "role": role, **cells}


def roles():
    found = AccountCustomer.objects.order_by("customer_id")
    return list(found.values_list("customer__import_id", "role"))


def test_links_are_as_the_services_make_them(run, account, people, actor):
    other = make_account(actor, "LN-2")
    link(actor, other, (people[0], "primary"), (people[1], "additional"))
    by_service = columns_of(other)

    result = run(row("C-1"), row("C-2", "additional"))

    assert reasons(result) == []
    assert columns_of(account) == by_service
    records = AccountCustomer.history.model.objects.filter(account_id=account.pk)
    assert [record.source for record in records] == ["import", "import"]


def columns_of(account):
    columns = {each.name for each in AccountCustomer._meta.get_fields()}
    links = AccountCustomer.objects.filter(account=account).order_by("customer_id")
    return list(links.values(*columns - {"id", "account"}))


def test_accounts_and_customers_go_by_number_and_id_too(run, account, people):
    result = run(row(str(people[0].pk), account="ln-1"))

    assert reasons(result) == []
    assert roles() == [("C-1", "primary")]
    assert CustomerStanding.objects.get(customer=people[0]).open_accounts == 1


def test_a_flag_of_the_file_is_set_by_hand_and_the_others_follow(run, account, people):
    run(row(web_access="no", sms_access="yes", ecoa_code="w"))

    stored = AccountCustomer.objects.get()
    assert (stored.web_access, stored.web_source) == (False, "hand")
    assert (stored.sms_access, stored.sms_source) == (True, "hand")
    assert (stored.email_access, stored.email_source) == (True, "default")
    assert stored.ecoa_code == "W"


def test_unassigned_is_allowed_beside_a_primary(run, account, people):
    result = run(row("C-2", "unassigned"), row("C-1"))

    assert result.counts.added == 2
    assert roles() == [("C-1", "primary"), ("C-2", "unassigned")]


def test_a_file_that_comes_twice_adds_nothing(run, account, people):
    rows = [row("C-1", web_access="no"), row("C-2", "secondary")]
    run(*rows)

    again = run(*rows)

    assert reasons(again) == []
    assert (again.counts.added, again.counts.unchanged) == (0, 2)
    assert AccountCustomer.history.model.objects.count() == 2


@pytest.mark.parametrize(
    ("rows", "line", "sentence"),
    [
        (
            [row("C-1", "secondary"), row("C-2", "unassigned")],
            2,
            "By lines 2, 3 account LN-1 would have no primary customer.",
        ),
        (
            [row("C-1"), row("C-2")],
            2,
            "By lines 2, 3 account LN-1 would have 2 primary customers.",
        ),
    ],
)
def test_one_primary_is_asked_for_per_account(
    run, account, people, actor, rows, line, sentence
):
    make_account(actor, "LN-2", import_id="OLD-2")

    result = run(*rows, row("C-1", account="OLD-2"), takes_good_lines=True)

    assert reasons(result) == [(line, "role", sentence)]
    assert (result.counts.added, result.counts.rejected) == (1, 2)
    assert AccountCustomer.objects.get().account.number == "LN-2"


def test_a_primary_on_file_counts_too(run, account, people, actor):
    link(actor, account, (people[0], "primary"))

    refused = run(row("C-2"))
    taken = run(row("C-2"), row("C-1", "secondary"), updates_existing=True)

    assert "would have 2 primary customers" in reasons(refused)[0][2]
    assert (taken.counts.added, taken.counts.updated) == (1, 1)
    assert roles() == [("C-1", "secondary"), ("C-2", "primary")]


def test_an_update_leaves_what_was_set_by_hand(run, account, people, actor):
    link(actor, account, (people[0], "primary"), (people[1], "secondary"))
    second = AccountCustomer.objects.get(role="secondary")
    access.set_access(actor=actor, link_id=second.pk, channel="email", is_on=True)

    result = run(row("C-2", "additional", action="update"))

    assert result.counts.updated == 1
    second = AccountCustomer.objects.get(customer=people[1])
    assert (second.email_access, second.email_source) == (True, "hand")
    assert (second.web_access, second.web_source) == (False, "default")
    record = second.history.order_by("-history_id").first()
    assert sorted(record.changed_fields) == ["role", "web_access"]


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"account": "OLD-7"}, "account", "No account has"),
        ({"account": ""}, "account", "Can't be empty."),
        ({"customer": "C-7"}, "customer", "No customer has"),
        ({"customer": "9" * 30}, "customer", "No customer has"),
        ({"role": "boss"}, "role", "primary, secondary"),
        ({"role": ""}, "role", "Can't be empty."),
        ({"ecoa_code": "9"}, "ecoa_code", "1, 2, 3"),
        ({"web_access": "some"}, "web_access", "yes or no"),
        ({"action": "remove"}, "action", "add, update"),
        ({"action": "update"}, "customer", "not on the account"),
        ({"customer": "C-1"}, "customer", "Line 2 links this customer"),
    ],
)
def test_a_bad_row_is_named_and_leaves_nothing(
    run, account, people, cells, column, sentence
):
    result = run(row("C-1"), row("C-2", "secondary") | cells)

    (problem,) = reasons(result)
    assert problem[:2] == (3, column)
    assert sentence in problem[2]
    assert not AccountCustomer.objects.exists()


def test_rows_of_another_tenant_are_not_reachable(run, account, people, other_tenant):
    theirs = make_member(other_tenant, email="agent@other.example")
    with activate_tenant(other_tenant.pk):
        their_actor = actor_of(theirs, other_tenant)
        make_account(their_actor, "TH-1", import_id="THEIRS")
        stranger = make_customer(their_actor, import_id="STRANGER")

    result = run(
        row(account="THEIRS"), row(account="TH-1"), row("STRANGER"), row(stranger.pk)
    )

    assert [problem[:2] for problem in reasons(result)] == [
        (2, "account"),
        (3, "account"),
        (4, "customer"),
        (5, "customer"),
    ]


def test_without_the_columns_that_links_need_a_file_is_refused(run):
    with pytest.raises(ImportRefused, match="Links need customer"):
        run({"account": "OLD-1", "role": "primary"})
