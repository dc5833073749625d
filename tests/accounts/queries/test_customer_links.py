from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccountSnapshot, AccountStatus, Kind, Role
from accounts.queries.customer_links import add_others, list_customer_links
from accounts.queries.customer_links_on import (
    add_all_figures,
    list_customer_links_on,
)
from accounts.services import access, accounts, customers
from accounts.services.snapshots import refresh_snapshot
from tests.builders import NOW
from tests.builders_accounts import link, make_account, post
from tests.builders_customers import make_customer

pytestmark = pytest.mark.usefixtures("in_tenant")
D = Decimal
TODAY = date(2026, 11, 20)
KINDS = list(Kind)


@pytest.fixture
def customer(actor):
    return make_customer(actor)


@pytest.fixture
def spouse(actor):
    return make_customer(actor, first_name="Tomás", email="tomas@example.com")


def on(customer, day):
    until = datetime(day.year, day.month, day.day, 7, tzinfo=UTC) + timedelta(days=1)
    links = list_customer_links_on(customer.pk, until=until)
    return add_all_figures(links, day, until=until)


def queries_of(ask, *arguments):
    with CaptureQueriesContext(connection) as queries:
        page = ask(*arguments)
    return len(queries), page


def make_linked(actor, customer, spouse, count):
    for number in range(count):
        account = make_account(actor, f"A-{number}", KINDS[number % 3])
        if account.kind == Kind.LOAN:
            post(actor, account, "payment", "2026-02-03", "888.49")
        link(actor, account, (customer, Role.PRIMARY), (spouse, Role.SECONDARY))


# Today ------------------------------------------------------------------------------


def test_a_row_says_what_the_account_owes(actor, customer):
    account = make_account(actor, title="2020 Toyota RAV4")
    link(actor, account, (customer, Role.PRIMARY))
    post(actor, account, "payment", "2026-02-03", "888.49")

    (row,) = list_customer_links(customer.pk, TODAY).rows

    assert (row.number, row.title, row.kind_label) == ("LN-1", account.title, "Loan")
    assert (row.status, row.sub_status, row.role) == ("Open", "Repaying", "primary")
    assert row.figures.next_due_date == date(2026, 12, 1)
    assert row.figures.next_due == D("888.49")
    assert row.figures.days_past_due == (TODAY - date(2026, 3, 1)).days
    assert row.figures.past_due == 9 * D("888.49")
    assert row.figures.payoff > row.figures.principal > 0


def test_an_account_that_is_not_activated_has_no_figures(actor, customer):
    link(actor, make_account(actor, is_active=False), (customer, Role.PRIMARY))

    page = list_customer_links(customer.pk, TODAY)

    assert page.rows[0].figures is None
    assert page.rows[0].why_no_figures == "Not activated"
    assert page.to_refresh == ()
    assert page.totals.count == 0


def test_an_account_that_begins_later_has_none_either(actor, customer):
    terms = {"contract_date": "2026-12-01", "first_payment_date": "2027-01-01"}
    account = make_account(
        actor,
        terms={"amount": "100.00", "rate_annual": "0", "number_of_payments": 2} | terms,
    )
    link(actor, account, (customer, Role.PRIMARY))

    page = list_customer_links(customer.pk, TODAY)

    assert page.rows[0].figures is None
    assert page.rows[0].why_no_figures == "Begins later"
    assert page.to_refresh == ()


def test_totals_add_up_what_the_customer_owes_alone(actor, customer, spouse):
    roles = (Role.PRIMARY, Role.SECONDARY, Role.ADDITIONAL, Role.AUTHORIZED)
    for number, role in enumerate(roles):
        account = make_account(actor, f"LN-{number}")
        others = [] if role == Role.PRIMARY else [(spouse, Role.PRIMARY)]
        link(actor, account, *others, (customer, role))

    page = list_customer_links(customer.pk, TODAY)

    one = page.rows[0].figures
    assert page.totals.count == 2
    assert page.totals.payoff == 2 * one.payoff
    assert page.totals.principal == 2 * one.principal == D("20000.00")
    assert page.totals.next_due == 2 * one.next_due
    assert page.totals.past_due == 2 * one.past_due


def test_the_primary_can_leave_only_when_alone(actor, customer, spouse):
    alone, shared = make_account(actor, "LN-1"), make_account(actor, "LN-2")
    link(actor, alone, (customer, Role.PRIMARY))
    link(actor, shared, (customer, Role.PRIMARY), (spouse, Role.SECONDARY))

    mine, theirs = (
        add_others(list_customer_links(each.pk, TODAY).rows, each.pk)
        for each in (customer, spouse)
    )

    assert [row.can_unlink for row in mine] == [True, False]
    assert [row.primary_name for row in mine] == ["", ""]
    assert theirs[0].can_unlink
    assert theirs[0].primary_name == str(customer)


def test_ended_figures_are_replayed_and_nothing_is_written(actor, customer):
    fresh, ended = make_account(actor, "LN-1"), make_account(actor, "LN-2")
    for account in (fresh, ended):
        link(actor, account, (customer, Role.PRIMARY))
    refresh_snapshot(ended, date(2026, 2, 10))

    count, page = queries_of(list_customer_links, customer.pk, TODAY)

    assert page.rows[0].figures == page.rows[1].figures
    assert page.to_refresh == (ended.pk,)
    assert count == 3
    assert AccountSnapshot.objects.get(account=ended).as_of == date(2026, 2, 10)


@pytest.mark.parametrize("count", [3, 30])
def test_two_queries_however_many_accounts(actor, customer, spouse, count):
    make_linked(actor, customer, spouse, count)

    fresh, page = queries_of(list_customer_links, customer.pk, TODAY)
    ended, later = queries_of(list_customer_links, customer.pk, date(2027, 3, 10))
    beside, _ = queries_of(add_others, page.rows, customer.pk)

    assert len(page.rows) == len(later.rows) == count
    assert (fresh + beside, ended + beside) == (2, 4)
    assert len(later.to_refresh) == count


# Another day ------------------------------------------------------------------------


@pytest.mark.parametrize("count", [3, 30])
def test_five_queries_for_another_day_however_many(actor, customer, spouse, count):
    make_linked(actor, customer, spouse, count)

    asked, page = queries_of(on, customer, date(2026, 12, 24))

    assert len(page.rows) == count
    assert asked == 5


def test_a_day_to_come_shows_what_will_be_if_nothing_is_posted(actor, customer):
    account = make_account(actor)
    link(actor, account, (customer, Role.PRIMARY))

    today = list_customer_links(customer.pk, TODAY).rows[0].figures
    later = on(customer, date(2026, 12, 20)).rows[0].figures

    assert later.days_past_due == today.days_past_due + 30
    assert later.payoff > today.payoff
    assert later.next_due_date == date(2027, 1, 1)
    assert on(customer, TODAY).rows[0].figures == today


def test_entries_known_now_count_on_the_day_of_their_effect(actor, customer):
    account = make_account(actor)
    link(actor, account, (customer, Role.PRIMARY))
    before = on(customer, date(2026, 11, 21)).rows[0].figures

    post(
        actor.anew(NOW + timedelta(days=5)), account, "payment", "2026-02-01", "888.49"
    )

    after = on(customer, date(2026, 11, 21)).rows[0].figures
    assert after.past_due == before.past_due - D("888.49")


def test_role_status_and_access_are_those_of_that_day(actor, customer, spouse):
    account = make_account(actor)
    first, second = link(
        actor, account, (customer, Role.PRIMARY), (spouse, Role.SECONDARY)
    )
    later = actor.anew(NOW + timedelta(days=3))
    customers.set_role(actor=later, link_id=second.pk, role=Role.PRIMARY)
    access.set_access(actor=later, link_id=first.pk, channel="email", is_on=False)
    accounts.set_status(
        actor=later,
        account_id=account.pk,
        status=AccountStatus.objects.get(code="closed"),
    )

    then = on(customer, date(2026, 11, 22)).rows[0]
    now = on(customer, date(2026, 11, 23)).rows[0]

    assert (then.role, then.status, then.sub_status) == ("primary", "Open", "Repaying")
    assert (now.role, now.status, now.sub_status) == ("secondary", "Closed", "")
    assert [each.is_on for each in then.access] == [True, True, False]
    assert not then.access[0].is_by_hand
    assert not now.access[0].is_on
    assert now.access[0].is_by_hand


def test_links_are_those_of_that_day(actor, customer):
    gone, late = make_account(actor, "LN-1"), make_account(actor, "LN-2")
    (ended,) = link(actor, gone, (customer, Role.PRIMARY))
    later = actor.anew(NOW + timedelta(days=3))
    customers.unlink(actor=later, link_id=ended.pk)
    link(later, late, (customer, Role.PRIMARY))

    then, now = on(customer, date(2026, 11, 21)), on(customer, date(2026, 11, 24))

    assert [row.number for row in then.rows] == ["LN-1"]
    assert then.linked_later == ("LN-2",)
    assert [row.number for row in now.rows] == ["LN-2"]
    assert now.linked_later == ()


def test_an_account_not_activated_on_that_day_has_no_figures(actor, customer):
    account = make_account(actor, is_active=False)
    link(actor, account, (customer, Role.PRIMARY))
    later = actor.anew(NOW + timedelta(days=3))
    accounts.activate(actor=later, account_id=account.pk)

    assert on(customer, date(2026, 11, 21)).rows[0].figures is None
    assert on(customer, date(2026, 11, 21)).rows[0].status == "Application"
    assert on(customer, date(2026, 11, 23)).rows[0].figures is not None


def test_without_accounts_nothing_is_replayed(customer):
    asked, page = queries_of(on, customer, date(2026, 11, 21))

    assert page.rows == ()
    assert asked <= 3
