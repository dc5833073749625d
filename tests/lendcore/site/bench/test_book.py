import csv
from collections import Counter

from lendcore.rules.tax_numbers import TaxNumberChoice, check_tax_number
from lendcore.site.bench import book, words


def test_the_same_span_gives_the_same_rows():
    assert list(book.book_rows(501, 600)) == list(book.book_rows(501, 600))


def test_rows_have_no_columns_that_the_file_lacks():
    columns = {column for row in book.book_rows(1, 500) for column in row}

    assert columns <= set(book.COLUMNS)


def test_import_ids_go_on_from_span_to_span():
    first = [row["import_id"] for row in book.book_rows(1, 3)]
    second = [row["import_id"] for row in book.book_rows(4, 5)]

    assert first + second == [f"B000000{number}" for number in range(1, 6)]


def test_no_two_rows_of_a_million_have_one_tax_number():
    numbers = range(1, 1_000_001)

    assert len({book.ssn_of(number) for number in numbers}) == 1_000_000
    assert len({book.ein_of(number) for number in numbers}) == 1_000_000


def test_tax_numbers_are_right_by_our_own_rules():
    for number in range(1, 2_000, 37):
        ssn = check_tax_number(book.ssn_of(number), choice=TaxNumberChoice.US_PERSON)
        ein = check_tax_number(book.ein_of(number), choice=TaxNumberChoice.US_BUSINESS)
        assert (ssn.problem, ein.problem) == ("", "")


def test_a_few_names_are_frequent_and_most_are_not():
    rows = [row for row in book.book_rows(1, 20_000) if "last_name" in row]
    counts = Counter(row["last_name"] for row in rows)

    assert counts["Smith"] > 100
    assert sum(count == 1 for count in counts.values()) > 1_000


def test_a_last_name_is_common_uncommon_or_rare_and_never_two_of_these():
    kinds = [words.LAST_NAMES, words.UNCOMMON_LAST_NAMES, words.RARE_LAST_NAMES]

    assert len({name for kind in kinds for name in kind}) > 70_000
    assert not set(words.LAST_NAMES) & set(words.RARE_LAST_NAMES)


def test_a_written_book_has_a_line_for_each_row(tmp_path):
    path = tmp_path / "book.csv"

    book.write_book(path, 11, 30)

    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["import_id"] for row in rows] == [
        book.import_id_of(number) for number in range(11, 31)
    ]
    assert all(row["city"] and row["region"] for row in rows)
