"""How the figures of a line say where they come from."""

from decimal import Decimal

import pytest

from accounts.engine.errors import BadQuestion
from accounts.engine.line import replay_line
from accounts.engine.line_explain import FIGURES, explain
from accounts.engine.line_terms import CASH, PURCHASES, MinimumKind
from accounts.engine.options import LateFeeKind
from accounts.engine.terms import LateFee
from accounts.engine.transactions import Code
from tests.builders_lines import (
    Entries,
    day,
    draw_both,
    make_line_terms,
    make_minimum,
)

D = Decimal
FIXED_25 = make_minimum(kind=MinimumKind.FIXED, amount=D("25.00"))


def replay(entries, as_of, **changes):
    terms = make_line_terms(**{"minimum": FIXED_25} | changes)
    return replay_line(terms, entries.all, day(as_of))


def steps(line, figure, **asked):
    return [(step.what, step.amount) for step in explain(line, figure, **asked).lines]


def test_every_figure_of_the_list_is_explained():
    line = replay(draw_both(), "2026-03-27")

    for figure in FIGURES:
        assert explain(line, figure).figure == figure


def test_principal_starts_from_the_last_close():
    entries = draw_both()
    entries.pay("2026-02-20", "31.90")
    entries.draw("2026-02-21", "40.00")

    line = replay(entries, "2026-02-22")

    assert steps(line, "principal") == [
        ("Principal at the last close", D("1500.00")),
        ("Payment", D("-25.00")),
        ("Advance", D("40.00")),
    ]
    # 18.10 of the minimum to purchases, listed first; what is above it to cash.
    assert steps(line, "principal", bucket=CASH)[-1] == ("Payment", D("-6.90"))


def test_principal_tells_what_a_credit_balance_paid():
    entries = Entries()
    entries.draw("2026-01-10", "100.00")
    entries.pay("2026-01-15", "130.00")
    entries.draw("2026-01-20", "50.00")

    line = replay(entries, "2026-01-20")

    assert steps(line, "principal") == [
        ("Advance", D("100.00")),
        ("Payment", D("-100.00")),
        ("Advance", D("50.00")),
        ("Paid by the credit balance", D("-30.00")),
    ]


@pytest.mark.parametrize(
    ("kind", "how", "balance", "amount"),
    [
        (LateFeeKind.FIXED, "4.00, never above 20.00", None, "4.00"),
        (
            LateFeeKind.GREATER,
            "20 % of the minimum, at least 4.00, never above 20.00",
            "25.00",
            "5.00",
        ),
        (
            LateFeeKind.LESSER_OF_UNPAID,
            "20 % of what is unpaid, at most 4.00, never above 20.00",
            "15.00",
            "3.00",
        ),
        (
            LateFeeKind.PERCENT_OF_UNPAID,
            "20 % of what is unpaid, never above 20.00",
            "15.00",
            "3.00",
        ),
    ],
)
def test_late_fee_tells_its_minimum_and_how_it_was_found(kind, how, balance, amount):
    late_fee = LateFee(kind=kind, amount=D("4.00"), percent=D("0.2"), cap=D("20.00"))
    entries = draw_both()
    entries.pay("2026-02-20", "10.00")

    line = replay(entries, "2026-02-27", late_fee=late_fee)

    (step,) = explain(line, "fees").lines
    assert step.what == f"Late fee, minimum due 2026-02-25: {how}"
    assert (step.balance, step.amount) == (balance and D(balance), D(amount))


def test_each_fee_tells_what_was_paid_and_given_up():
    entries = draw_both()
    entries.add(Code.CHARGE, "2026-02-03", "12.00")
    entries.add(Code.CHARGE, "2026-02-04", "20.00", bucket=CASH)
    entries.pay("2026-02-05", "5.00")
    entries.add(Code.WAIVER, "2026-02-06", "3.00")

    line = replay(entries, "2026-02-07")

    assert steps(line, "fees") == [
        ("Charge", D("12.00")),
        ("Paid of it", D("-5.00")),
        ("Waived or written off", D("-3.00")),
        ("Charge", D("20.00")),
    ]
    assert explain(line, "fees", bucket=CASH).total == D("20.00")


def test_interest_of_a_statement_tells_of_adjustments():
    entries = draw_both()
    entries.add(Code.INTEREST_ADJUSTMENT, "2026-01-20", "5.00", bucket=CASH)

    line = replay(entries, "2026-01-31")

    found = steps(line, "interest", bucket=CASH)
    assert found[-1] == ("Interest adjusted on cash", D("5.00"))
    assert explain(line, "interest").total == line.statements[0].interest


def test_what_is_due_tells_what_became_of_it():
    # 35.00 meets the first minimum and 10.00 of the second; 5.00 are adjusted later.
    entries = draw_both()
    entries.pay("2026-03-10", "35.00")
    entries.add(Code.PAST_DUE_ADJUSTMENT, "2026-03-27", "5.00")

    due = replay(entries, "2026-03-20")
    late = replay(entries, "2026-03-27")

    assert steps(due, "next_due_amount") == [
        ("Minimum", D("25.00")),
        ("Paid of it", D("-10.00")),
    ]
    assert steps(late, "amount_past_due") == [
        ("Minimum", D("25.00")),
        ("Paid of it", D("-10.00")),
        ("Adjusted", D("-5.00")),
    ]
    assert steps(late, "next_due_amount") == []


def test_days_past_due_are_a_line_of_days():
    line = replay(draw_both(), "2026-03-02")

    (step,) = explain(line, "days_past_due").lines

    assert (step.start, step.end) == (day("2026-02-26"), day("2026-03-02"))
    assert (step.days, step.amount) == (5, D(5))


def test_per_diem_tells_balance_and_rate():
    line = replay(draw_both(), "2026-02-26")

    found = explain(line, "per_diem").lines

    assert [(step.balance, step.rate) for step in found] == [
        (D("1000.00"), D("0.18")),
        (D("500.00"), D("0.24")),
    ]
    assert explain(line, "per_diem", bucket=CASH).lines == (found[1],)


@pytest.mark.parametrize(
    "asked",
    [
        {"figure": "apr"},
        {"figure": "payoff", "bucket": PURCHASES},
        {"figure": "principal", "bucket": "travel"},
        {"figure": "interest", "statement": 3},
    ],
)
def test_what_there_is_not_is_no_question(asked):
    line = replay(draw_both(), "2026-03-27")

    with pytest.raises(BadQuestion):
        explain(line, **asked)
