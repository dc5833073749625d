"""One small demo is made for all tests here, since making it takes seconds."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import override_settings

from accounts.models import (
    Account,
    AccountCustomer,
    AccountSnapshot,
    Kind,
    Promise,
    Role,
    SplitPayment,
    Transaction,
)
from accounts.queries.customer_links_on import list_customer_links_on
from accounts.queries.promises import list_promises, states_of
from accounts.services import rolling
from customers.history import tracked_tables
from customers.models import Address, CreditScore, Customer, CustomerStatus, Phone
from customers.queries.customers import list_social_profiles
from customers.services.photos import path_of
from lendcore.history.entries import HistoryFilter, list_entries
from lendcore.models import AccessRecord, CustomField, ImportRun, SavedView, User
from lendcore.site.demo import seeding
from lendcore.site.demo.accounts.drawing import Mix
from lendcore.site.demo.accounts.marisol import CAR, LEASE, LINE, REPAIR
from lendcore.site.demo.members import DANA, LENA, LOGINS, OPERATOR
from lendcore.site.demo.seeding import SeedRefused, Size, seed_demo
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant
from tests import builders

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
SMALL = Size(
    first_book=130,
    before_marisol=100,
    later_files=2,
    later_rows=10,
    reviewed=12,
    deeds=0.25,
    sandbox=20,
    accounts=Mix(loans=70, add_ons=3, leases=9, lines=16, new=3, archived=2),
    sandbox_accounts=Mix(loans=4, add_ons=0, leases=1, lines=2, new=1, archived=0),
)

# Those drawn, and Marisol's five.
ACCOUNTS = 70 + 3 + 9 + 16 + 3 + 5


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The slugs that were filled, in a transaction that is never committed."""
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        transaction.atomic(),
    ):
        yield seed_demo(now=NOW, size=SMALL)
        transaction.set_rollback(True)


@pytest.fixture
def northwind(demo):
    tenant = directory.find_tenant("northwind")
    with activate_tenant(tenant.pk):
        yield tenant


@pytest.fixture
def marisol(northwind):
    return Customer.objects.get(first_name="Marisol")


def actor(tenant, person=DANA):
    return builders.actor_of(User.objects.get(email=person.email), tenant)


def test_two_tenants_are_filled_and_a_second_run_does_nothing(demo):
    assert demo == ["northwind", "northwind-sandbox"]

    assert seed_demo(now=NOW, size=SMALL) == []


def test_a_tenant_that_is_missing_is_filled_while_the_other_stays(demo, monkeypatch):
    lost = seeding.DemoTenant("northwind-lost", "sandbox", "as_written", seed=3)
    monkeypatch.setattr(seeding, "SANDBOX", lost)

    with transaction.atomic():
        assert seed_demo(now=NOW, size=SMALL) == ["northwind-lost"]
        transaction.set_rollback(True)


def test_a_tenant_with_accounts_gets_no_more(demo, northwind):
    assert seed_demo(now=NOW, size=SMALL) == []

    assert Account.objects.count() == ACCOUNTS


def test_a_seeding_that_stopped_before_the_accounts_goes_on(demo, monkeypatch):
    lost = seeding.DemoTenant("northwind-lost", "sandbox", "as_written", seed=3)
    monkeypatch.setattr(seeding, "SANDBOX", lost)
    monkeypatch.setattr(seeding, "_add_accounts", lambda *arguments: False)

    with transaction.atomic():
        seed_demo(now=NOW, size=SMALL)
        monkeypatch.undo()
        monkeypatch.setattr(seeding, "SANDBOX", lost)

        assert seed_demo(now=NOW, size=SMALL) == ["northwind-lost"]
        with activate_tenant(directory.find_tenant("northwind-lost").pk):
            assert Account.objects.count() == 8
        transaction.set_rollback(True)


def test_a_tenant_that_was_switched_off_is_left_alone(northwind):
    with transaction.atomic():
        northwind.is_active = False
        northwind.save()

        assert seed_demo(now=NOW, size=SMALL) == []
        transaction.set_rollback(True)


def test_a_tenant_of_somebody_else_is_refused(demo, monkeypatch):
    with transaction.atomic():
        builders.make_tenant("eastbank")
        other = seeding.DemoTenant("eastbank", "sandbox", "as_written", seed=3)
        monkeypatch.setattr(seeding, "SANDBOX", other)

        with pytest.raises(SeedRefused, match='"eastbank" that the demo did not make'):
            seed_demo(now=NOW, size=SMALL)
        transaction.set_rollback(True)


def test_members_can_switch_to_the_sandbox_and_the_operator_is_none(demo):
    for person in LOGINS:
        user = User.objects.get(email=person.email)
        places = [each.tenant.slug for each in directory.list_memberships_of(user)]
        assert places == ["northwind", "northwind-sandbox"]

    operator = User.objects.get(email=OPERATOR.email)
    assert operator.is_staff
    assert not directory.list_memberships_of(operator)


def test_there_is_something_of_every_kind(northwind):
    types = Counter(Customer.objects.values_list("customer_type", flat=True))

    # Marisol came in the first book; her brother was added by hand.
    assert types.total() == 130 + 20 + 1
    assert min(types["company"], types["flooring"]) >= 3
    assert Customer.objects.exclude(tax_number_problem="").count() >= 3
    assert Address.objects.filter(country="CA").exists()
    assert Phone.objects.exclude(extension="").exists()
    assert CreditScore.objects.count() >= 8
    assert Customer.objects.exclude(photo="").count() >= 2
    assert {view.is_shared for view in SavedView.objects.all()} == {True, False}
    assert AccessRecord.objects.filter(kind="reveal").exists()


def test_all_types_of_custom_fields_have_values(northwind):
    fields = list(CustomField.objects.all())

    assert {field.kind for field in fields} == set(CustomField.Kind.values)
    assert [field.key for field in fields if not field.is_active] == ["branch_code"]
    assert [field.retired_choices for field in fields if field.retired_choices] == [
        ["Thin file"]
    ]
    for field in fields:
        assert Customer.objects.filter(custom_values__has_key=field.key).exists()


def test_old_statuses_are_out_of_use_but_customers_keep_them(northwind):
    retired = CustomerStatus.objects.filter(is_active=False)

    assert {status.name for status in retired} == {"On hold", "Prospect"}
    assert retired.get(name="On hold").customers.exists()


def test_import_runs_are_on_record_without_errors(northwind):
    runs = list(ImportRun.objects.order_by("started_at"))

    assert len(runs) == 4 + 2 + 1
    assert {run.outcome for run in runs} == {"done"}
    assert sum(run.rows_added for run in runs) == 130 + 20
    assert sum(run.rows_rejected for run in runs) == 0
    assert all(run.started_at < NOW for run in runs)


def test_marisol_has_everything(marisol):
    assert marisol.display_name == "Marisol Vega"
    assert marisol.generation_label == "Jr."
    assert marisol.tax_number_last_four == "4417"
    assert marisol.username == "mvega84"
    assert marisol.web_password_set_at.date() < NOW.date()
    assert not marisol.may_sell_information
    assert marisol.addresses.count() == 2
    assert len(list_social_profiles(marisol)) == 2
    assert default_storage.exists(path_of(marisol, "small"))
    active = CustomField.objects.filter(is_active=True)
    assert {field.key for field in active} <= set(marisol.custom_values)


def test_marisols_phones_are_those_of_the_pictures(marisol):
    phones = {phone.number: phone for phone in marisol.phones.all()}

    assert phones["+18015550142"].is_primary
    assert phones["+18015550142"].is_verified
    assert phones["+18015550177"].is_secondary
    assert phones["+18015550177"].is_do_not_call
    assert len(phones) == 3


def test_marisols_history_is_long_in_order_and_by_several_people(northwind, marisol):
    tables = tracked_tables(actor(northwind, LENA))
    entries, has_more = list_entries(
        tables, marisol.pk, chosen=HistoryFilter(), limit=50
    )

    assert not has_more
    assert len(entries) >= 17
    moments = [entry.at for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert moments[0] < NOW
    assert (NOW - moments[-1]).days > 500
    assert entries[-1].source == "import"
    authors = {entry.author for entry in entries}
    assert len(authors) == 4


def test_the_brother_shares_a_phone(marisol):
    brother = Customer.objects.get(first_name="Tomás", last_name="Vega")

    shared = set(marisol.phones.values_list("number", flat=True)) & set(
        brother.phones.values_list("number", flat=True)
    )
    assert shared == {"+18015550177"}


def test_the_sandbox_writes_names_the_way_people_do(demo):
    tenant = directory.find_tenant("northwind-sandbox")

    assert tenant.facts.is_sandbox
    assert tenant.name_style == "as_written"
    with activate_tenant(tenant.pk):
        assert Customer.objects.count() == 20


# Accounts ---------------------------------------------------------------------------


def test_no_stored_figure_differs_from_a_replay(northwind):
    ids = iter(list(Account.objects.values_list("pk", flat=True)))

    found = list(rolling.verify_accounts(ids))

    assert len(found) == ACCOUNTS
    assert [each.sentence for each in found if each] == []


def test_figures_are_those_of_the_day_of_the_seeding(northwind):
    days = set(AccountSnapshot.objects.values_list("as_of", flat=True))

    # What is paid off or waits for its next due date may stand as it was.
    assert max(days) == NOW.date()
    assert rolling.count_due(NOW.date()) == 0


def test_the_rules_of_the_database_hold_for_all_that_was_written(northwind):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_there_are_accounts_in_every_state(northwind):
    states = Counter(Account.objects.values_list("kind", "status__code"))

    assert {kind for kind, _ in states} == {"loan", "lease", "line"}
    assert {status for _, status in states} == {"application", "open", "closed"}
    assert Account.objects.filter(is_active=False).count() == 3
    assert Account.objects.exclude(archived_at=None).count() == 2
    codes = set(Transaction.objects.values_list("code", flat=True))
    assert {"payment", "advance", "boarding", "payoff", "reversal", "charge"} <= codes
    assert SplitPayment.objects.count() >= 4
    roles = set(AccountCustomer.objects.values_list("role", flat=True))
    assert {"primary", "secondary", "authorized", "additional"} <= roles
    assert AccountCustomer.objects.filter(email_source="hand").exists()
    assert Promise.objects.exists()


def test_promises_are_open_kept_and_broken(northwind):
    states = Counter()
    for account in Account.objects.filter(promises__isnull=False).distinct():
        rows = list(Transaction.objects.filter(account=account).order_by("entry"))
        found = states_of(list_promises(account), rows, NOW.date())
        states.update(each.state for each in found)

    assert set(states) == {"open", "kept", "broken"}


def test_history_tells_of_an_account_from_its_application_on(northwind):
    closed = Account.objects.filter(status__code="closed", archived_at=None).first()

    entries = list(
        Account.history.model.objects.filter(id=closed.pk).order_by("history_id")
    )

    assert [entry.history_type for entry in entries] == ["+", "~", "~"]
    assert [entry.status.code for entry in entries] == ["application", "open", "closed"]
    assert entries[1].changed_fields == [
        "is_active",
        "activated_at",
        "status",
        "sub_status",
    ]
    moments = [entry.history_date for entry in entries]
    assert moments == sorted(moments)


def test_access_by_default_follows_the_status(northwind):
    links = AccountCustomer.objects.filter(
        role="primary", email_source="default", web_source="default"
    )

    for link in links.select_related("account__status"):
        is_on = link.account.status.code != "application"
        assert (link.email_access, link.web_access) == (is_on, is_on)


def test_marisols_car_loan_is_late_as_in_the_pictures(marisol):
    car = Account.objects.get(number=CAR)
    figures = AccountSnapshot.objects.get(account=car)

    roles = car.customer_links.order_by("pk").values_list("role", flat=True)
    assert list(roles) == ["primary", "secondary", "additional"]
    assert car.sub_status.name == "Hardship plan"
    assert (NOW.date() - figures.oldest_due_date).days == 15
    assert figures.fees_cents == 2000
    assert Promise.objects.get(account=car).due_date > NOW.date()
    codes = Counter(Transaction.objects.filter(account=car).values_list("code", flat=1))
    assert codes == {"payment": 18, "reversal": 1, "charge": 1, "rate_change": 1}


def test_marisols_other_accounts_stand_as_they_should(marisol):
    figures = {
        row.account.number: row
        for row in AccountSnapshot.objects.select_related("account")
    }

    assert (NOW.date() - figures[LINE].oldest_due_date).days == 17
    assert figures[REPAIR].oldest_due_date is None
    assert figures[LEASE].payoff_cents == 0
    assert marisol.standings.get().open_accounts == 3
    assert marisol.standings.get().oldest_due_date == figures[LINE].oldest_due_date


def test_marisols_accounts_can_be_seen_as_of_last_quarter(marisol):
    until = NOW - timedelta(days=100)

    then = list_customer_links_on(marisol.pk, until=until)

    assert then.linked_later == (REPAIR,)
    assert {row.number for row in then.rows} >= {CAR, LINE, LEASE}


def test_a_dealer_stands_on_the_loans_of_cars_that_it_sold(demo, northwind):
    links = AccountCustomer.objects.filter(customer__customer_type="flooring")
    sold = links.filter(role=Role.ADDITIONAL)

    assert len({link.customer_id for link in sold}) == 1
    assert sold.count() > 15
    assert all(link.account.kind == Kind.LOAN for link in sold)


def test_the_sandbox_has_a_few_accounts(demo):
    with activate_tenant(directory.find_tenant("northwind-sandbox").pk):
        assert Account.objects.count() == 8
