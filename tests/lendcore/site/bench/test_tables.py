import pytest

from lendcore.site.bench.tables import (
    LEFT,
    RIGHT,
    markdown_table,
    milliseconds,
    span,
)


def test_columns_are_padded_and_numbers_stand_at_the_right():
    table = markdown_table(
        [("Page", LEFT), ("ms", RIGHT)], [("first page", "9.5"), ("edit", "12.0")]
    )

    assert table.splitlines() == [
        "| Page       |   ms |",
        "| ---------- | ---: |",
        "| first page |  9.5 |",
        "| edit       | 12.0 |",
    ]


def test_a_table_without_rows_has_its_heads():
    assert markdown_table([("A", LEFT)], []) == "| A   |\n| --- |"


def test_a_bar_or_a_line_break_in_a_cell_keeps_the_table_whole():
    table = markdown_table([("A", LEFT)], [("x|y\nz",)])

    assert table.splitlines()[2] == "| x\\|y z |"


def test_a_row_with_a_missing_cell_is_refused():
    with pytest.raises(ValueError, match="each head"):
        markdown_table([("A", LEFT), ("B", LEFT)], [("only one",)])


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.26, "0.3"), (99.94, "99.9"), (100.4, "100"), (1234.5, "1,234")],
)
def test_short_times_have_a_decimal_and_long_ones_none(value, text):
    assert milliseconds(value) == text


def test_equal_numbers_are_one_number_and_others_a_span():
    assert span([7, 7]) == "7"
    assert span([9, 7, 8]) == "7–9"
