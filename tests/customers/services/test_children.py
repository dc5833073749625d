import pytest

from customers.models import Phone
from customers.services import customers
from tests import builders
from tests.builders_customers import customer_input, make_customer, phone

pytestmark = pytest.mark.usefixtures("in_tenant")

A, B, C = "(801) 555-0142", "(801) 555-0177", "(801) 555-0188"


def save_phones(actor, customer, *phones):
    customers.update_customer(
        actor=actor.anew(builders.NOW),
        customer_id=customer.pk,
        version=customer.version,
        data=customer_input(phones=phones),
    )
    return Phone.objects.order_by("position")


def last_change(phone_row):
    """Return the newest record of a phone, and the one before it."""
    newest, before, *_ = phone_row.history.order_by("-history_id")
    return newest, before


def test_phones_swap_their_numbers_in_one_save(actor):
    customer = make_customer(actor, phones=(phone(A), phone(B)))
    first, second = Phone.objects.order_by("position")

    rows = save_phones(
        actor, customer, phone(B, id=first.pk), phone(A, id=second.pk, kind="home")
    )

    assert [row.pk for row in rows] == [first.pk, second.pk]
    assert [row.number for row in rows] == ["+18015550177", "+18015550142"]
    assert [row.search_digits for row in rows] == ["8015550177", "8015550142"]
    assert [row.is_primary for row in rows] == [True, False]


def test_each_swapped_phone_has_one_entry_with_its_true_before_and_after(actor):
    customer = make_customer(actor, phones=(phone(A), phone(B)))
    first, second = Phone.objects.order_by("position")

    save_phones(actor, customer, phone(B, id=first.pk), phone(A, id=second.pk))

    for row, numbers in (
        (first, ("+18015550142", "+18015550177")),
        (second, ("+18015550177", "+18015550142")),
    ):
        assert row.history.count() == 2
        newest, before = last_change(row)
        assert (before.number, newest.number) == numbers
        assert newest.changed_fields == ["number"]


def test_three_phones_pass_their_numbers_on(actor):
    customer = make_customer(actor, phones=(phone(A), phone(B), phone(C)))
    ids = [row.pk for row in Phone.objects.order_by("position")]

    rows = save_phones(
        actor,
        customer,
        *(phone(number, id=pk) for number, pk in zip((B, C, A), ids, strict=True)),
    )

    assert [row.pk for row in rows] == ids
    assert [row.number[-4:] for row in rows] == ["0177", "0188", "0142"]
    assert [row.history.count() for row in rows] == [2, 2, 2]


def test_numbers_and_ranks_are_swapped_at_the_same_time(actor):
    customer = make_customer(actor, phones=(phone(A), phone(B, is_secondary=True)))
    first, second = Phone.objects.order_by("position")

    rows = save_phones(
        actor,
        customer,
        phone(B, id=first.pk, is_secondary=True),
        phone(A, id=second.pk, is_primary=True),
    )

    assert [row.number[-4:] for row in rows] == ["0177", "0142"]
    assert [row.is_primary for row in rows] == [False, True]
    assert [row.is_secondary for row in rows] == [True, False]
    for row in rows:
        newest, _ = last_change(row)
        assert newest.changed_fields == ["number", "is_primary", "is_secondary"]
        assert row.history.count() == 2


def test_a_number_moves_to_a_new_phone_while_its_own_takes_another(actor):
    customer = make_customer(actor, phones=(phone(A),))
    kept = Phone.objects.get()

    rows = save_phones(actor, customer, phone(A), phone(B, id=kept.pk))

    assert [row.number[-4:] for row in rows] == ["0142", "0177"]
    assert rows[1].pk == kept.pk


def test_a_removed_phone_leaves_its_number_to_another(actor):
    customer = make_customer(actor, phones=(phone(A), phone(B)))
    _, second = Phone.objects.order_by("position")

    (row,) = save_phones(actor, customer, phone(A, id=second.pk))

    assert (row.pk, row.number) == (second.pk, "+18015550142")


def test_extensions_of_one_number_are_swapped(actor):
    customer = make_customer(
        actor, phones=(phone(A, extension="1"), phone(A, extension="2"))
    )
    first, second = Phone.objects.order_by("position")

    rows = save_phones(
        actor,
        customer,
        phone(A, id=first.pk, extension="2"),
        phone(A, id=second.pk, extension="1"),
    )

    assert [row.extension for row in rows] == ["2", "1"]
    assert {row.number for row in rows} == {"+18015550142"}


def test_phones_swap_their_ranks_in_one_save(actor):
    customer = make_customer(actor, phones=(phone(A), phone(B, is_secondary=True)))
    first, second = Phone.objects.order_by("position")

    save_phones(
        actor,
        customer,
        phone(A, id=first.pk, is_secondary=True),
        phone(B, id=second.pk, is_primary=True),
    )

    assert Phone.objects.get(is_primary=True).pk == second.pk
    assert Phone.objects.get(is_secondary=True).pk == first.pk
