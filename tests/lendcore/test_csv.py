from decimal import Decimal

import pytest

from lendcore.csv import csv_lines, defuse


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_formula_gets_an_apostrophe(start):
    assert defuse(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (-12, "-12"), (Decimal("-1.50"), "-1.50"), ("a=b", "a=b"), (0, "0")],
)
def test_numbers_and_plain_texts_stay(value, text):
    assert defuse(value) == text


def test_cells_with_commas_quotes_and_nul_are_one_cell():
    assert csv_lines([['a,"b"', "c\0d"]]) == '"a,""b""",cd\r\n'
