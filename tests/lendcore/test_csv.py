import csv
from decimal import Decimal

import pytest

from lendcore.csv import csv_lines, defuse


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_formula_gets_an_apostrophe(start):
    assert defuse(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("separator", [";", "\t", "|", "\n", "\r\n"])
def test_a_formula_behind_another_separator_gets_one_too(separator):
    text = f"x{separator}=cmd|' /C calc'!A0{separator}y"

    assert defuse(text) == f"x{separator}'=cmd|' /C calc'!A0{separator}y"


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("text", ["x{}=1+1", 'x{}"=1+1{}y', "x{}{}@SUM(A1)", "{}-2"])
def test_no_cell_is_a_formula_whatever_the_separator(separator, text):
    lines = csv_lines([["Ana", text.replace("{}", separator), "=1"]])

    for chosen in (",", separator):
        cells = next(csv.reader([lines], delimiter=chosen))
        assert not [cell for cell in cells if cell.startswith(("=", "@", "-"))]


@pytest.mark.parametrize(
    "text", ["a; b", "a;b=c", "Smith-Jones|x", "mon; +1 (801) 555-0142", "a'=b", "1;2"]
)
def test_texts_with_other_separators_stay(text):
    assert defuse(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (-12, "-12"), (Decimal("-1.50"), "-1.50"), ("a=b", "a=b"), (0, "0")],
)
def test_numbers_and_plain_texts_stay(value, text):
    assert defuse(value) == text


def test_cells_with_commas_quotes_and_nul_are_one_cell():
    assert csv_lines([['a,"b"', "c\0d"]]) == '"a,""b""",cd\r\n'
