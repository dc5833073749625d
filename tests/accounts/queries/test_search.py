"""The Account Manager's search, through the functions that the app role may call."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from accounts.models import (
    Account,
    AccountStatus,
    AccountSubStatus,
    Kind,
    Portfolio,
    Role,
    SourceCompany,
)
from accounts.queries.search import (
    SORTS,
    count_matches,
    find_counted,
    find_ids,
    find_oldest_figures,
    get_totals,
    text_filters,
)
from accounts.services import accounts
from customers.models import Customer
from lendcore.history.recording import recorded
from lendcore.tenancy.context import NoTenant, activate_tenant
from tests import builders
from tests.builders_account_lists import TODAY, add_listed, days_ago
from tests.builders_accounts import link, make_account, make_program
from tests.builders_customers import make_customer

pytestmark = pytest.mark.usefixtures("in_tenant")
ORDERS = [sort.removeprefix("-") for sort in SORTS]


def numbers(filters, **options):
    ids = find_ids(filters, **options)
    names = dict(Account.objects.filter(pk__in=ids).values_list("pk", "number"))
    return [names[each] for each in ids]


def typed(text, **options):
    return set(numbers(text_filters(text), **options))


@pytest.fixture
def book(in_tenant, actor):
    """Accounts that differ in what is filtered and sorted by."""
    with recorded(actor):
        west = Portfolio.objects.create(name="West", position=1)
    add_listed(actor, "A-new", figures=False)
    add_listed(actor, "B-fine", payoff="500.00", next_due=3, portfolio=west)
    add_listed(actor, "C-late", late=5, past_due="50", principal="300", next_due=20)
    add_listed(actor, "D-worst", late=90, past_due="900", payoff="4000", next_due=3)
    add_listed(actor, "E-paid", principal="0", payoff="0")
    add_listed(actor, "F-line", kind=Kind.LINE, late=30, payoff="20", next_due=0)
    return west


# Orders ------------------------------------------------------------------------------


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    ("sort", "descending", "wanted"),
    [
        ("dpd", True, ["D-worst", "F-line", "C-late", "B-fine", "E-paid", "A-new"]),
        ("dpd", False, ["A-new", "E-paid", "B-fine", "C-late", "F-line", "D-worst"]),
        ("apd", True, ["D-worst", "F-line", "C-late", "E-paid", "B-fine", "A-new"]),
        ("payoff", True, ["D-worst", "C-late", "B-fine", "F-line", "E-paid", "A-new"]),
        ("payoff", False, ["A-new", "E-paid", "F-line", "B-fine", "C-late", "D-worst"]),
        ("next_due", False, ["F-line", "B-fine", "D-worst", "C-late", "E-paid"]),
        ("number", False, ["A-new", "B-fine", "C-late", "D-worst", "E-paid", "F-line"]),
    ],
)
def test_each_order_ends_with_what_has_no_figures(sort, descending, wanted):
    found = numbers({}, sort=sort, descending=descending)

    assert found[: len(wanted)] == wanted


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("sort", ORDERS)
def test_pages_go_through_each_order_once(sort):
    options = {"sort": sort, "descending": True}
    whole = find_ids({}, **options)

    paged, after = [], None
    while page := find_ids({}, **options, after_id=after, limit=2):
        paged += page
        after = page[-1]

    assert paged == whole
    assert len(whole) == 6
    assert find_ids({}, sort=sort, descending=False) == whole[::-1]


@pytest.mark.usefixtures("book")
def test_a_list_starts_again_after_a_row_that_is_gone():
    assert find_ids({}, after_id=10**9) == find_ids({})


# Filters -----------------------------------------------------------------------------


FILTERS = [
    ({"oldest_due_to": days_ago(30).isoformat()}, "DF"),
    ({"oldest_due_from": days_ago(30).isoformat()}, "BCEF"),
    ({"oldest_due_from": "9999-12-30"}, "BE"),
    ({"oldest_due_to": "9999-12-30"}, "BCDEF"),
    ({"past_due_from": 5000, "past_due_to": 10000}, "CF"),
    ({"past_due_to": 0}, "BE"),
    ({"past_due_from": 1}, "CDF"),
    ({"principal_from": 1, "principal_to": 30000}, "C"),
    ({"payoff_to": 50000}, "BEF"),
    ({"payoff_from": 0}, "BCDEF"),
    ({"next_due_from": TODAY.isoformat()}, "BCDF"),
    ({"next_due_to": days_ago(-3).isoformat()}, "BDF"),
    ({"kinds": ["line"]}, "F"),
    ({"kinds": ["line", "lease"], "past_due_from": 1}, "F"),
]


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("sort", ORDERS)
def test_every_filter_holds_in_each_order(sort):
    for filters, wanted in FILTERS:
        found = sorted(number[0] for number in numbers(filters, sort=sort))

        assert found == list(wanted), filters
        assert count_matches(filters) == len(wanted)
        assert count_matches(filters, cap=1_001) == len(wanted)


def test_labels_narrow_the_list(book, actor):
    line = Account.objects.get(number="F-line")
    application = AccountStatus.objects.get(code="application")

    assert numbers({"portfolio_ids": [str(book.pk)]}) == ["B-fine"]
    assert numbers({"program_ids": [str(line.program_id)]}) == ["F-line"]
    assert len(numbers({"status_ids": [str(application.pk)]})) == 6
    assert numbers({"status_ids_not": [str(application.pk)]}) == []


@pytest.mark.parametrize("sort", ORDERS)
def test_sub_status_and_source_narrow_the_list_in_every_order(actor, sort):
    repaying = AccountSubStatus.objects.get(name="Repaying")
    with recorded(actor):
        broker = SourceCompany.objects.create(name="Broker", position=1)
    first = add_listed(actor, "LN-1", source_company=broker)
    add_listed(actor, "LN-2")
    accounts.set_status(
        actor=actor, account_id=first.pk, status=repaying.status, sub_status=repaying
    )

    assert numbers({"source_ids": [str(broker.pk)]}, sort=sort) == ["LN-1"]
    assert numbers({"sub_status_ids": [str(repaying.pk)]}, sort=sort) == ["LN-1"]
    assert count_matches({"sub_status_ids": [str(repaying.pk)]}) == 1


def test_the_archive_is_left_out_unless_it_is_asked_for(actor):
    add_listed(actor, "LN-1")
    put_away = make_account(actor, "LN-2", is_active=False)
    accounts.set_archived(actor=actor, account_id=put_away.pk, is_archived=True)

    assert numbers({}) == ["LN-1"]
    assert numbers({"archived": True}) == ["LN-2"]
    assert numbers({"ids": [put_away.pk]}) == ["LN-2"]
    assert count_matches({}) == 1


# Words -------------------------------------------------------------------------------


@pytest.fixture
def shared(in_tenant, actor):
    """A loan that two customers share, and one of somebody else."""
    ana = make_customer(actor, first_name="Ana", last_name="Núñez")
    bo = make_customer(actor, first_name="Bo", last_name="Li")
    stranger = make_customer(actor, first_name="Zoe", last_name="Adams")
    loan = add_listed(actor, "LN-100482", title="2020 Toyota RAV4")
    other = add_listed(actor, "LN-7", title="Boat")
    link(actor, loan, (ana, Role.PRIMARY), (bo, Role.SECONDARY))
    link(actor, other, (stranger, Role.PRIMARY))
    return ana


FINDS_THE_LOAN = (
    *("100482", "ln-1004", "#LN-100482", "toyota", "2020 RAV"),
    *("nunez", "ana nu", "li", "Bo LI"),
)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("sort", ORDERS)
def test_an_account_is_found_by_number_title_and_any_customer(sort):
    for text in FINDS_THE_LOAN:
        assert typed(text, sort=sort) == {"LN-100482"}, text
        assert count_matches(text_filters(text), cap=1_001) == 1


@pytest.mark.usefixtures("shared")
def test_what_stands_nowhere_together_finds_nothing():
    for text in ("ana li", "nunez toyota", "100%", "lehi", "zebra"):
        assert typed(text) == set(), text
    assert text_filters(" _ % ") == {}


def test_a_renamed_customer_is_found_by_the_new_name_alone(actor, shared):
    with recorded(actor):
        customer = Customer.objects.get(pk=shared.pk)
        customer.last_name = "Okafor"
        customer.save()

    assert typed("okafor") == {"LN-100482"}
    assert typed("nunez") == set()


def test_customers_of_one_name_make_one_row(actor):
    people = [make_customer(actor, first_name=name, last_name="Vega") for name in "AB"]
    loan = add_listed(actor, "LN-1")
    link(actor, loan, (people[0], Role.PRIMARY), (people[1], Role.SECONDARY))

    assert numbers(text_filters("vega")) == ["LN-1"]
    assert count_matches(text_filters("vega")) == 1
    assert get_totals(text_filters("vega"), TODAY).accounts == 1


# Counts and totals -------------------------------------------------------------------


@pytest.mark.usefixtures("book")
def test_a_page_of_few_matches_brings_their_count():
    assert find_counted({"kinds": ["line"]}).matches == 1
    assert find_counted({}).matches == 6


@pytest.mark.usefixtures("book")
def test_a_count_stops_at_its_cap():
    assert count_matches({}, cap=3) == 3
    assert count_matches({}) == 6


@pytest.mark.usefixtures("book")
def test_totals_add_up_what_has_figures():
    totals = get_totals({}, TODAY)

    assert (totals.accounts, totals.ended) == (6, 0)
    assert totals.past_due == Decimal("1050.00")
    assert totals.principal == Decimal("3300.00")
    assert totals.payoff == Decimal("5530.00")
    assert get_totals({"status_ids": ["0"]}, TODAY).payoff is None


def test_totals_say_how_many_are_as_last_stored(actor):
    add_listed(actor, "LN-1")

    assert get_totals({}, date(2027, 1, 31)).ended == 0
    assert get_totals({}, date(2027, 2, 1)).ended == 1


def test_the_oldest_figures_are_known(actor):
    assert find_oldest_figures() is None
    add_listed(actor, "LN-1", as_of=days_ago(3))
    add_listed(actor, "LN-2")
    add_listed(actor, "LN-3", figures=False)

    assert find_oldest_figures() == days_ago(3)


# What is refused ---------------------------------------------------------------------


def call(filters, sort="dpd"):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM account_search(%s, %s, false, NULL, 50)",
            [json.dumps(filters), sort],
        )


@pytest.mark.parametrize(
    "filters",
    [
        {"unknown": 1},
        {"payoff_from": "1; DROP TABLE x"},
        {"oldest_due_to": "' OR true --"},
        {"ids": ["x"]},
        {"archived": "' OR true --"},
    ],
)
def test_what_is_no_filter_is_refused(filters):
    with pytest.raises(DatabaseError):
        call(filters)


def test_an_order_is_none_of_sql():
    with pytest.raises(DatabaseError, match="unknown sort"):
        call({}, sort="c.id; DROP TABLE x")


@pytest.mark.parametrize(
    "text", ["o'; DROP TABLE x --", "%", "\\", "100\\%", "a_b", "$1", "'"]
)
def test_words_are_never_sql(actor, text):
    add_listed(actor, "LN-1")

    assert numbers({"terms": [text]}) == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT account_list_condition('{}', 1)",
        "SELECT account_list_source('{}', 1)",
        "SELECT account_list_plain('{}', 1)",
    ],
)
def test_the_helpers_are_closed_to_the_app_role(statement):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_another_tenants_accounts_are_never_found(actor, other_tenant):
    stranger = builders.make_member(other_tenant, "administrator")
    with activate_tenant(other_tenant.pk):
        theirs = builders.actor_of(stranger, other_tenant)
        make_program(theirs)
        hidden = add_listed(theirs, "LN-1", title="Boat")

    assert numbers({}) == numbers(text_filters("boat")) == []
    assert numbers({"ids": [hidden.pk]}) == []
    assert find_ids({}, after_id=hidden.pk) == []
    assert get_totals({}, TODAY).accounts == 0
    with activate_tenant(None), pytest.raises(NoTenant):
        find_ids({})
