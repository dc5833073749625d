import random
from collections import Counter
from datetime import date

import pytest

from lendcore.site.demo.book import Book
from lendcore.site.demo.features import featured_rows, phones_of

TODAY = date(2026, 11, 20)


def draw(count=400, *, is_first=True, **facts):
    book = Book(random.Random(5), today=TODAY, prefix="NWC", **facts)
    return book.draw(count, year=2026, is_first=is_first)


def test_the_same_day_gives_the_same_rows():
    assert draw() == draw()


def test_import_ids_differ_and_leave_out_the_kept_ones():
    ids = [row["import_id"] for row in draw(kept_ids=("NWC-2026-00003",))]

    assert len(set(ids)) == 400
    assert "NWC-2026-00003" not in ids


def test_there_are_customers_of_all_types_and_of_both_countries():
    rows = draw()

    types = Counter(row["customer_type"] for row in rows)
    assert types["individual"] > types["company"] > types["flooring"] > 0
    assert {row.get("country") for row in rows} == {"US", "CA", None}
    assert all(
        "credit_limit" in row for row in rows if row["customer_type"] == "flooring"
    )


def test_some_records_are_complete_and_some_hardly_begun():
    sizes = [len([value for value in row.values() if value]) for row in draw()]

    assert min(sizes) <= 6
    assert max(sizes) >= 30


def test_nobody_can_be_reached():
    for row in draw():
        assert row.get("email", ".example").endswith(
            (".example", "example.com", "example.net", "example.org")
        )
        for column in ("phone_1", "phone_2", "phone_3", "phone_4"):
            assert "555-01" in row.get(column, "555-01")


def test_couples_share_phone_and_address():
    shared = Counter(row["phone_1"] for row in draw() if "phone_1" in row)

    both = [row for row in draw() if shared.get(row.get("phone_1")) == 2]
    assert both
    assert len({row["street"] for row in both}) == len(both) / 2


@pytest.mark.parametrize("is_first", [True, False])
def test_the_retired_field_and_choice_are_in_the_first_book_only(is_first):
    rows = draw(is_first=is_first)

    assert any("custom:branch_code" in row for row in rows) is is_first
    tiers = {row.get("custom:risk_tier") for row in rows}
    assert ("Thin file" in tiers) is is_first


def test_rows_written_by_hand_have_phones_that_are_not_given_out_again():
    kept = phones_of(featured_rows(TODAY))

    rows = draw(800, kept_phones=kept)

    assert "8015550129" in kept
    assert not set(kept) & set(phones_of(rows))


def test_rows_written_by_hand_have_ids_of_their_own():
    ids = [row["import_id"] for row in featured_rows(TODAY)]

    assert len(set(ids)) == len(ids) > 40
