"""The search against the database, through the functions that the app role may call."""

import json
from itertools import product

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from customers.models import CustomerStatus
from customers.queries.search import (
    count_matches,
    find_counted,
    find_ids,
    search_filters,
)
from customers.services.customers import set_status
from lendcore.models import CustomField
from lendcore.search import parse_search
from lendcore.tenancy.context import NoTenant, activate_tenant
from tests import builders
from tests.builders_lists import add_customer, add_field, add_many

pytestmark = pytest.mark.usefixtures("in_tenant")
SORTS = ("name", "id", "created", "city")


def find(text, **options):
    return set(find_ids(search_filters(parse_search(text, region="US")), **options))


@pytest.fixture
def people(actor):
    made = {
        "obrien": {"first_name": "Siobhán", "last_name": "O'Brien", "city": "Provo"},
        "jones": {"first_name": "Ana", "last_name": "Smith-Jones"},
        "nunez": {"first_name": "Íñigo", "last_name": "Núñez", "city": "Québec"},
        "ab": {"company_name": "A&B Plumbing", "contact_name": "Wei Li"},
        "supply": {"company_name": "3M Supply", "import_id": "B-77120"},
        "billings": {
            "company_name": "Better Billings Bikes",
            "city": "Billings",
            "postal_code": "59101-1234",
            "import_id": "100455",
        },
        "canadian": {"last_name": "Tremblay", "postal_code": "K1A 0B1"},
        "phone": {"first_name": "Bo", "last_name": "Ng", "phone": "8015550142"},
        "mail": {"first_name": "Olga", "email": "Olga.Orlova+x@Example.com"},
        "four": {"first_name": "Ida", "tax_number_last_four": "8714"},
        "digits": {"company_name": "Studio 54"},
    }
    return {key: add_customer(actor, **facts).pk for key, facts in made.items()}


RULES = [
    ("O'Brien", {"obrien"}),
    ("o’brien", {"obrien"}),
    ("brien siobhan", {"obrien"}),
    ("provo siob", {"obrien"}),
    ("Smith-Jones", {"jones"}),
    ("jones smith", {"jones"}),
    ("NUNEZ", {"nunez"}),
    ("inigo quebec", {"nunez"}),
    ("A&B", {"ab"}),
    ("a & b plumb", {"ab"}),
    ("li wei", {"ab"}),
    ("3M", {"supply"}),
    ("b-7712", {"supply"}),
    ("better billings", {"billings"}),
    ("bett 59101", {"billings"}),
    ("59101-1234", {"billings"}),
    ("100455", {"billings"}),
    ("1004", {"billings"}),
    ("import=1004", {"billings"}),
    ("import=1004 better", {"billings"}),
    ("IMPORT=b-77", {"supply"}),
    ("import=8714", set()),
    ("k1a 0b1", {"canadian"}),
    ("K1A", {"canadian"}),
    ("(801) 555-0142", {"phone"}),
    ("+1 801 555", {"phone"}),
    ("18015550142", {"phone"}),
    ("8015550", {"phone"}),
    ("olga.orlova+x@example.com", {"mail"}),
    ("orlova+x@", {"mail"}),
    ("8714", {"four"}),
    ("ida 8714", {"four"}),
    ("studio 54", {"digits"}),
    ("nobody", set()),
    ("nunez billings", set()),
    ("100%", set()),
]


def test_customers_are_found_by_what_was_typed(people):
    keys = {pk: key for key, pk in people.items()}

    found = {text: {keys[pk] for pk in find(text)} for text, _ in RULES}

    assert found == dict(RULES)


def test_an_id_finds_one_customer_and_plain_digits_find_it_too(people):
    target = people["mail"]

    assert find(f"id={target}") == {target}
    assert find(f"#{target}") == {target}
    assert target in find(str(target))
    assert find("id=999999999999999999") == set()


def test_a_short_word_is_found_at_the_start_of_words_only(actor):
    lee = add_customer(actor, first_name="Ang", last_name="Lee").pk
    add_customer(actor, first_name="Kaleen", last_name="Voss")

    assert find("le") == {lee}


def test_wildcards_are_letters(actor):
    odd = add_customer(actor, company_name=r"50%_off\now").pk
    add_customer(actor, company_name="50 plus off now")

    assert find("%_off") == {odd}
    assert find(r"off\now") == {odd}


HOSTILE = [
    "'; DROP TABLE customers_customer; --",
    "$1 $2 %s %L %1$s",
    "\0\x1b[31m",
    "x" * 10_000,
    "a" + "'" * 300,
    "q{}[]\\\\",
    "⁦‮אבג🙂",
    "1" * 5_000,
    "id=99999999999999999999999",
]


def test_hostile_text_finds_nothing_and_breaks_nothing(people):
    found = [find(text, sort=sort) for text in HOSTILE for sort in SORTS]

    assert set().union(*found) == set()
    assert count_matches({}) == len(people)


def pages(filters, **order):
    """Return all rows, four at a time."""
    paged, after_id = [], None
    while ids := find_ids(filters, after_id=after_id, limit=4, **order):
        paged += ids
        after_id = ids[-1]
    return paged


def test_pages_show_each_row_once_whatever_the_ties(actor):
    field = add_field(actor, "tier", CustomField.Kind.TEXT)
    without_value = {"custom_not": [{"field_id": field.pk, "op": "is_set"}]}
    add_many(actor, 23)

    for filters in ({}, {"terms": ["diaz"]}, {"regions": ["UT"]}, without_value):
        for sort, descending in product(SORTS, (False, True)):
            order = {"sort": sort, "descending": descending}
            whole = find_ids(filters, **order)

            assert pages(filters, **order) == whole
            found = find_counted(filters, **order, after_id=whole[0], limit=2)
            assert found.ids == whole[1:3]
            assert found.matches in (None, len(whole))
            assert len(set(whole)) == count_matches(filters) > 4


def test_the_turned_order_is_the_order_turned(actor):
    add_many(actor, 17)

    for sort in SORTS:
        turned = find_ids({}, sort=sort, descending=True)

        assert turned == find_ids({}, sort=sort)[::-1]


def test_a_place_that_is_gone_starts_the_list_again(actor):
    ids = [customer.pk for customer in add_many(actor, 3)]

    assert sorted(find_ids({}, after_id=max(ids) + 1000)) == sorted(ids)


def test_a_name_with_a_quote_is_a_place_in_the_list(actor):
    first = add_customer(actor, first_name="D'Angelo", last_name="O'B").pk
    second = add_customer(actor, first_name="Eve").pk

    assert find_ids({}, after_id=first) == [second]


FILTERS = [
    ({"types": ["company"]}, {"Acme"}),
    ({"types": ["company", "individual"]}, {"Acme", "Ana", "Bo"}),
    ({"regions": ["UT"]}, {"Ana", "Acme"}),
    ({"regions": ["UT", "GU"]}, {"Ana", "Acme"}),
    ({"has_email": True}, {"Ana"}),
    ({"has_email": False}, {"Bo", "Acme"}),
    ({"do_not_call": True}, {"Bo"}),
    ({"do_not_call": False, "types": ["individual"]}, {"Ana"}),
    ({"phone_verified": True}, {"Ana"}),
    ({"address_verified": True}, {"Acme"}),
    ({"phone_verified": True, "address_verified": True}, set()),
    ({"created_from": "2026-11-01T00:00:00+00:00"}, {"Ana", "Bo", "Acme"}),
    ({"created_before": "2026-11-01T00:00:00+00:00"}, set()),
    ({"terms": ["ana"], "regions": ["UT"], "has_email": True}, {"Ana"}),
]


def test_filters_hold_together(actor):
    facts = {
        "Ana": {"region": "UT", "email": "a@x.example", "is_phone_verified": True},
        "Bo": {"is_do_not_call": True},
    }
    acme = {"company_name": "Acme", "region": "UT", "is_address_verified": True}
    names = {
        add_customer(actor, first_name=name, **more).pk: name
        for name, more in facts.items()
    } | {add_customer(actor, **acme).pk: "Acme"}

    for filters, expected in FILTERS:
        for sort in SORTS:
            assert {names[pk] for pk in find_ids(filters, sort=sort)} == expected
        assert count_matches(filters) == len(expected)


def test_statuses_are_chosen_or_left_out(actor):
    active = add_customer(actor).pk
    lead = add_customer(actor, status="lead").pk
    lead_id = CustomerStatus.objects.get(code="lead").pk

    assert find_ids({"status_ids": [lead_id]}) == [lead]
    assert find_ids({"status_ids_not": [lead_id]}) == [active]


def test_a_changed_status_is_found_at_once(actor):
    customer = add_customer(actor)
    lead = CustomerStatus.objects.get(code="lead")

    set_status(actor=actor, customer_id=customer.pk, status=lead)

    assert find_ids({"status_ids": [lead.pk]}) == [customer.pk]


def test_custom_values_are_compared_by_their_kind(actor):
    tier = add_field(actor, "tier", CustomField.Kind.SELECT, choices=["A", "B"])
    income = add_field(actor, "income", CustomField.Kind.CURRENCY)
    review = add_field(actor, "review", CustomField.Kind.DATE)
    low = {"tier": "A", "income": "100.00", "review": "2026-03-01"}
    high = {"tier": "B", "income": "-5.50"}
    first = add_customer(actor, custom_values=low).pk
    second = add_customer(actor, custom_values=high).pk
    third = add_customer(actor).pk

    def custom(field, key="custom", **item):
        return set(find_ids({key: [{"field_id": field.pk, **item}]}))

    assert custom(tier, op="is", text="A") == {first}
    assert custom(tier, op="begins", text="B") == {second}
    assert custom(tier, "custom_not", op="is_set") == {third}
    assert custom(income, op="number_between", to=0) == {second}
    assert custom(income, **{"op": "number_between", "from": 0, "to": 10**7}) == {first}
    assert custom(income, op="is", number=-55_000) == {second}
    assert custom(review, **{"op": "date_between", "from": "2026-01-01"}) == {first}
    assert custom(review, op="date_between", to="2026-01-01") == set()


def test_several_custom_filters_and_a_number_must_all_hold(actor):
    tier = add_field(actor, "tier", CustomField.Kind.TEXT)
    score = add_field(actor, "score", CustomField.Kind.NUMBER)
    both = {"tier": "gold", "score": 7}
    match = add_customer(actor, custom_values=both, import_id="7001").pk
    add_customer(actor, custom_values=both)
    add_customer(actor, custom_values={"tier": "gold"}, import_id="7002")
    filters = search_filters(parse_search("700", region="US")) | {
        "custom": [
            {"field_id": tier.pk, "op": "begins", "text": "go"},
            {"field_id": score.pk, "op": "is", "number": 7},
        ]
    }

    assert find_ids(filters) == [match]
    assert count_matches(filters) == 1


def test_a_count_stops_at_its_cap(actor):
    add_many(actor, 6)

    assert count_matches({}, cap=4) == 4
    assert count_matches({"terms": ["diaz"]}, cap=4) == 4
    assert count_matches({"terms": ["diaz"]}) == 6


def test_another_tenants_customers_are_never_found(actor, other_tenant):
    stranger = builders.make_member(other_tenant, "administrator")
    with activate_tenant(other_tenant.pk):
        theirs = add_customer(
            builders.actor_of(stranger, other_tenant),
            import_id="1248",
            phone="8015550142",
        )

    for text in ("vega", "1248", "8015550142", f"id={theirs.pk}"):
        assert find(text) == set()
    assert find_ids({"ids": [theirs.pk]}) == []
    assert find_ids({}, after_id=theirs.pk) == []
    assert count_matches({}) == 0


def test_a_search_needs_a_tenant():
    with activate_tenant(None), pytest.raises(NoTenant):
        find_ids({})


def call(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_the_functions_refuse_to_run_without_a_tenant():
    with activate_tenant(None), pytest.raises(DatabaseError, match="no tenant"):
        call("SELECT customer_count('{}', 1)")


@pytest.mark.parametrize(
    "filters",
    [
        {"where": "true"},
        {"terms": []},
        {"exact_id": "1 OR true"},
        {"ids": ["1) OR (true"]},
        {"created_from": "yesterday'; --"},
        {"custom": [{"field_id": "1 OR true", "op": "is_set"}]},
        {"custom": [{"field_id": 1, "op": "matches", "text": "x"}]},
        {"tax_indexes": ["zz"]},
        {"do_not_call": "maybe; --"},
    ],
)
def test_filters_outside_the_closed_set_are_refused(filters):
    with pytest.raises(DatabaseError):
        call("SELECT customer_count(%s, 1)", json.dumps(filters))


def test_unknown_orders_are_refused():
    with pytest.raises(DatabaseError, match="unknown sort"):
        call("SELECT customer_search('{}', 'search', false, null, 1)")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT customer_search_condition('{}', 1, true)",
        "SELECT customer_search_source('{}', 1)",
        "SELECT customer_search_sets('{}', 1)",
        "SELECT customer_search_tenant()",
    ],
)
def test_the_helpers_are_closed_to_the_app(sql):
    with pytest.raises(ProgrammingError, match="permission denied"):
        call(sql)
