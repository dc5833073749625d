import csv

import pytest

from lendcore.imports import problems
from lendcore.imports.problems import Problem, ProblemLog, shown, without_numbers
from lendcore.imports.refusals import ImportRefused


def test_a_protected_cell_is_never_shown():
    assert shown("D1234567", is_protected=True) == "•••••"
    assert shown("", is_protected=True) == ""


@pytest.mark.parametrize("text", ["536-22-8714", "536228714", "12-3456789"])
def test_a_tax_number_in_a_wrong_column_is_masked(text):
    assert shown(text) == "•••••"
    assert text not in shown(f"was {text} before")
    assert text not in without_numbers(f"{text} is none of the choices.")


def test_phones_and_zip_codes_are_shown():
    assert shown("(801) 555-0142") == "(801) 555-0142"
    assert shown("59101-1234") == "59101-1234"


def test_long_cells_are_cut_and_control_characters_made_visible():
    assert shown("x" * 500) == "x" * 80 + "… (500 letters)"
    assert shown("a\x00b\x1b[31m") == "a\ufffdb\ufffd[31m"


def test_the_report_defuses_formulas_and_holds_every_problem(tmp_path):
    path = tmp_path / "report.csv"
    with ProblemLog(path) as log:
        log.add([Problem(7, "=1+1", shown("=HYPERLINK(1)"), "Too odd.")])
        log.add([Problem(8, "City", "", "Look.", is_warning=True)])

    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))

    assert rows == [
        ["line", "kind", "column", "value", "reason"],
        ["7", "error", "'=1+1", "'=HYPERLINK(1)", "Too odd."],
        ["8", "warning", "City", "", "Look."],
    ]


def test_a_report_that_cannot_be_written_is_refused_at_once(tmp_path):
    with (
        pytest.raises(ImportRefused, match="can't be written"),
        ProblemLog(tmp_path / "absent" / "report.csv"),
    ):
        pass


def test_only_the_first_problems_are_kept_and_errors_go_first(monkeypatch):
    monkeypatch.setattr(problems, "MOST_KEPT", 3)
    log = ProblemLog()

    log.add(Problem(line, "", "", "Odd.", is_warning=True) for line in range(10))
    log.add(Problem(line, "", "", "Bad.") for line in (20, 21))

    assert (log.errors, log.warnings) == (2, 10)
    assert [problem.line for problem in log.kept] == [0, 20, 21]


def test_the_record_keeps_plain_data():
    log = ProblemLog()
    log.add([Problem(3, "City", "Lehi", "Odd.")])

    assert log.as_json() == [
        {
            "line": 3,
            "column": "City",
            "value": "Lehi",
            "reason": "Odd.",
            "is_warning": False,
        }
    ]
