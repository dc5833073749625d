"""What a history page says of each save."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from customers.history import tracked_tables
from customers.inputs import SocialProfileInput
from customers.labels import STATUSES
from customers.models import CustomerStatus, Phone
from customers.services import customers, phones
from lendcore.history.entries import (
    EMPTY,
    HistoryFilter,
    find_entry,
    list_authors,
    list_entries,
)
from lendcore.history.recording import recorded
from lendcore.models import CustomField
from lendcore.permissions import Masking
from lendcore.rules.dates import BirthDateMode
from lendcore.services import labels
from lendcore.tenancy.context import activate_tenant
from tests.builders import NOW
from tests.builders_customers import address, customer_input, make_customer, phone, ssn

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def customer(actor):
    return make_customer(
        actor,
        tax_number=ssn(),
        phones=(phone(is_primary=True), phone("(801) 555-0143")),
        primary_address=address(),
        social_profiles=(SocialProfileInput(network="linkedin", username="mvega"),),
    )


@pytest.fixture
def second_phone(customer):
    return Phone.objects.get(customer=customer, is_primary=False)


def later(actor, minutes=1, **changes):
    return replace(actor.anew(NOW + timedelta(minutes=minutes)), **changes)


def entries_of(customer, actor, limit=20, **chosen):
    found, _ = list_entries(
        tracked_tables(actor),
        customer.pk,
        chosen=HistoryFilter(**chosen),
        limit=limit,
    )
    return found


def change_to(entry, field):
    """Return the words before and after of one field, or None."""
    found = [change for change in entry.changes if change.field == field]
    return (found[0].before, found[0].after) if found else None


def save(customer, actor, **changes):
    return customers.update_customer(
        actor=actor,
        customer_id=customer.pk,
        version=customers.lock_customer(customer.pk).version,
        data=customer_input(**changes),
        accepted_duplicates=frozenset(),
    )


# One entry for each save -----------------------------------------------------------


def test_one_save_of_many_rows_is_one_entry(customer, actor):
    (entry,) = entries_of(customer, actor)

    assert entry.title == "Added the customer"
    assert (entry.author, entry.author_id) == ("Dana Whitfield", actor.user_id)
    assert entry.at == NOW
    assert entry.initials == "DW"
    assert change_to(entry, "First name") == (EMPTY, "Marisol")
    assert change_to(entry, "Primary address · City") == (EMPTY, "Lehi")
    assert change_to(entry, "LinkedIn · Username") == (EMPTY, "mvega")
    assert change_to(entry, "(801) 555-0142 · Type") == (EMPTY, "Cell")


def test_a_change_shows_before_and_after_in_words(customer, second_phone, actor):
    phones.make_primary(
        actor=later(actor), customer_id=customer.pk, phone_id=second_phone.pk
    )

    newest = entries_of(customer, actor)[0]

    assert newest.title == "Updated phone numbers"
    assert change_to(newest, "(801) 555-0143 · Primary") == ("No", "Yes")
    assert change_to(newest, "(801) 555-0142 · Primary") == ("Yes", "No")
    assert change_to(newest, "(801) 555-0142 · Secondary") == ("No", "Yes")


def test_a_deleted_row_shows_what_is_gone(customer, second_phone, actor):
    phones.delete_phone(
        actor=later(actor), customer_id=customer.pk, phone_id=second_phone.pk
    )

    newest = entries_of(customer, actor)[0]

    assert change_to(newest, "(801) 555-0143 · Number") == ("(801) 555-0143", EMPTY)


def test_boxes_that_nobody_ticked_are_no_news(customer, actor):
    (entry,) = entries_of(customer, actor)

    assert change_to(entry, "Do not case format") is None
    assert change_to(entry, "(801) 555-0142 · Do not call") is None
    assert change_to(entry, "(801) 555-0142 · Primary") == (EMPTY, "Yes")


def test_one_entry_is_found_by_its_change_set(customer, actor):
    tables = tracked_tables(actor)

    assert find_entry(tables, customer.pk, actor.change_set).title == (
        "Added the customer"
    )
    assert find_entry(tables, customer.pk, actor.anew(NOW).change_set) is None
    assert find_entry(tables, customer.pk + 1, actor.change_set) is None


def test_an_entry_of_another_tenant_is_not_found(customer, actor, other_tenant):
    tables = tracked_tables(actor)

    with activate_tenant(other_tenant.pk):
        assert find_entry(tables, customer.pk, actor.change_set) is None
        assert entries_of(customer, actor) == []
        assert list_authors(tables, customer.pk) == []


# Filters ----------------------------------------------------------------------------


@pytest.fixture
def told(customer, second_phone, actor):
    """A customer with three saves, the last by somebody else on another day."""
    phones.set_verified(
        actor=later(actor),
        customer_id=customer.pk,
        phone_id=second_phone.pk,
        is_verified=True,
    )
    save(
        customer,
        later(actor, minutes=3 * 24 * 60, name="Ruth Adler", ip_address="10.0.0.7"),
        first_name="Marisela",
    )
    return customer


def test_entries_are_newest_first(told, actor):
    titles = [entry.title for entry in entries_of(told, actor)]

    assert titles[1:] == ["Updated phone numbers", "Added the customer"]


def test_entries_are_filtered_by_person(told, actor):
    assert list_authors(tracked_tables(actor), told.pk) == [
        "Dana Whitfield",
        "Ruth Adler",
    ]
    (entry,) = entries_of(told, actor, author="Ruth Adler")
    assert entry.origin == "Web · 10.0.0.7"


def test_entries_are_filtered_by_field(told, actor):
    found = entries_of(told, actor, field="customer.first_name")

    assert [change_to(entry, "First name") for entry in found] == [
        ("Marisol", "Marisela"),
        (EMPTY, "Marisol"),
    ]


def test_entries_are_filtered_by_day_of_the_tenant(told, actor):
    last_day = date(2026, 11, 23)

    assert len(entries_of(told, actor, since=last_day)) == 1
    assert len(entries_of(told, actor, until=last_day - timedelta(days=1))) == 2
    assert entries_of(told, actor, since=last_day + timedelta(days=1)) == []


def test_an_entry_near_midnight_belongs_to_the_day_in_the_active_time_zone(
    customer, second_phone, actor
):
    night = replace(actor.anew(datetime(2026, 12, 1, 6, 30, tzinfo=UTC)))
    phones.set_verified(
        actor=night,
        customer_id=customer.pk,
        phone_id=second_phone.pk,
        is_verified=True,
    )

    with timezone.override(ZoneInfo("America/Denver")):
        assert len(entries_of(customer, actor, since=date(2026, 12, 1))) == 0
        assert len(entries_of(customer, actor, since=date(2026, 11, 30))) == 1
    assert len(entries_of(customer, actor, since=date(2026, 12, 1))) == 1


# Pages --------------------------------------------------------------------------------


def test_pages_join_without_gap_or_repeat_when_times_are_equal(
    customer, second_phone, actor
):
    for number in range(6):
        phones.set_verified(
            actor=actor.anew(NOW + timedelta(minutes=1)),
            customer_id=customer.pk,
            phone_id=second_phone.pk,
            is_verified=number % 2 == 0,
        )
    tables = tracked_tables(actor)
    everything, _ = list_entries(tables, customer.pk, chosen=HistoryFilter(), limit=99)

    paged, after = [], None
    while True:
        found, has_more = list_entries(
            tables, customer.pk, chosen=HistoryFilter(after=after), limit=2
        )
        paged += found
        if not has_more:
            break
        after = (found[-1].at, found[-1].change_set)

    assert len(everything) == 7
    assert [entry.change_set for entry in paged] == [
        entry.change_set for entry in everything
    ]


def test_a_page_costs_the_same_for_few_and_many_entries(
    customer, second_phone, actor, django_assert_num_queries
):
    for number in range(12):
        phones.set_verified(
            actor=later(actor, number),
            customer_id=customer.pk,
            phone_id=second_phone.pk,
            is_verified=number % 2 == 0,
        )
    tables = tracked_tables(actor)

    for limit in (1, 10):
        with django_assert_num_queries(2):
            list_entries(tables, customer.pk, chosen=HistoryFilter(), limit=limit)


# Words and masks -------------------------------------------------------------------


def test_protected_numbers_are_masked_for_everybody(customer, actor):
    (entry,) = entries_of(customer, actor)

    before, after = change_to(entry, "Tax number")
    assert (before, after) == (EMPTY, "SSN •••-••-8714")
    protected = {change.field for change in entry.changes if change.is_protected}
    assert {"Tax number", "Date of birth"} <= protected
    assert "536" not in str(entry)


def test_a_role_sees_in_history_what_it_sees_on_the_page(customer, actor):
    narrow = Masking(birth_date=BirthDateMode.YEAR_MASKED)

    (entry,) = entries_of(customer, replace(actor, masking=narrow))

    shown = change_to(entry, "Date of birth")[1]
    assert "1988" not in shown
    assert "17" in shown
    assert change_to(entry, "Gender") is None
    assert "1988" in change_to(entries_of(customer, actor)[0], "Date of birth")[1]


def test_gender_and_photo_stay_hidden_from_roles_that_see_neither(customer, actor):
    save(customer, later(actor), gender="female")

    hidden = replace(actor, masking=replace(actor.masking, shows_gender=False))

    assert change_to(entries_of(customer, actor)[0], "Gender") == ("N/A", "Female")
    assert change_to(entries_of(customer, hidden)[0], "Gender") is None


def test_a_status_is_called_what_it_was_called_then(customer, actor):
    lead = CustomerStatus.objects.get(code="lead")
    customers.set_status(actor=later(actor, 1), customer_id=customer.pk, status=lead)
    labels.change_label(
        labels=STATUSES,
        actor=later(actor, 2),
        label_id=lead.pk,
        name="Prospect",
        tone="accent",
    )
    active = CustomerStatus.objects.get(code="active")
    customers.set_status(actor=later(actor, 3), customer_id=customer.pk, status=active)

    newest, before, _ = entries_of(customer, actor)

    assert change_to(before, "Status") == ("Active", "Lead")
    # Each side is called what it was called when that row was written.
    assert change_to(newest, "Status") == ("Lead", "Active")


def test_custom_values_are_one_change_each_in_the_words_of_their_type(customer, actor):
    with recorded(actor):
        for key, kind in (("since", "date"), ("limit", "currency")):
            CustomField.objects.create(key=key, label=key.title(), kind=kind)
    values = {"since": "2026-01-31", "limit": "1250.00"}
    save(customer, later(actor, 1), custom_values=values)
    save(customer, later(actor, 2), custom_values={"limit": "1300.00", "lost": "x"})

    newest, before, _ = entries_of(customer, actor)

    assert change_to(before, "Since") == (EMPTY, "Jan 31, 2026")
    assert change_to(before, "Limit") == (EMPTY, "$1,250.00")
    assert change_to(newest, "Since") == ("Jan 31, 2026", EMPTY)
    assert change_to(newest, "Limit") == ("$1,250.00", "$1,300.00")
    # The value of a field that nobody defines any more keeps its key.
    assert change_to(newest, "lost") == (EMPTY, "x")
