"""What pays a line off on a day, and that it does."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.engine.errors import BadQuestion
from accounts.engine.figures import Figures, Payoff, ten_days
from accounts.engine.line import replay_line
from accounts.engine.line_explain import explain
from accounts.engine.line_terms import CASH, PURCHASES
from accounts.engine.money import Rounding
from accounts.engine.transactions import Code
from tests.builders_lines import Entries, day, draw_both, make_line_terms

D = Decimal


def replay(entries, as_of, **changes):
    return replay_line(make_line_terms(**changes), entries.all, day(as_of))


def draw_cash():
    """500 in cash on 11 January: 0.33 a day, 6.90 in January."""
    entries = Entries()
    entries.draw("2026-01-11", "500.00", CASH)
    return entries


def test_line_answers_all_that_every_kind_of_account_does():
    # mypy holds the types against each other where ten_days takes a line.
    line = replay(draw_both(), "2026-02-10")
    names = {*Figures.__annotations__, *vars(Figures)}
    asked = {name for name in names if not name.startswith("_")}

    assert {"payoff", "unapplied", "last_current_date"} <= asked
    assert {name for name in asked if not hasattr(line, name)} == set()
    assert line.ten_day_payoff() == ten_days(line)


def test_payoff_is_told_by_its_parts():
    # Cash of 1 to 9 February: 500 x 9 x 0.24 / 365 = 2.959.
    entries = draw_both()
    entries.add(Code.CHARGE, "2026-02-03", "12.00")

    payoff = replay(entries, "2026-02-10").payoff()

    assert payoff == Payoff(
        day("2026-02-10"), D("1500.00"), D("9.86"), D("12.00"), credit=D("0.00")
    )
    assert payoff.amount == D("1521.86")


def test_payoff_of_a_later_day_assumes_that_nothing_happens():
    # Cash of 1 to 19 February: 500 x 19 x 0.24 / 365 = 6.247.
    line = replay(draw_cash(), "2026-02-10")

    assert line.payoff(day("2026-02-20")).amount == D("513.15")
    assert line.payoff(day("2026-02-20")).day == day("2026-02-20")


def test_payoff_of_an_earlier_day_is_no_question():
    line = replay(draw_cash(), "2026-02-10")

    with pytest.raises(BadQuestion):
        line.payoff(day("2026-02-09"))
    with pytest.raises(BadQuestion):
        line.at(day("2026-02-09"))


@pytest.mark.parametrize(
    ("includes_today", "amounts"),
    [
        # 500 x 0.24 / 365 x 19, 20, 21 and 22 days
        (False, ["506.25", "506.58", "506.90", "507.23"]),
        (True, ["506.58", "506.90", "507.23", "507.56"]),
    ],
)
def test_payoff_grows_by_a_day_over_a_close_too(includes_today, amounts):
    # The last day of January closes the cycle, whose statement holds its interest.
    first = day("2026-01-30")

    found = []
    for count in range(4):
        as_of = (first + timedelta(days=count)).isoformat()
        line = replay(draw_cash(), as_of, includes_today=includes_today)
        found.append(line.payoff().amount)

    assert found == [D(amount) for amount in amounts]


def test_payoff_paid_on_the_day_of_the_close_leaves_nothing_to_the_statement():
    entries = draw_cash()
    quote = replay(entries, "2026-01-31")
    entries.pay_off("2026-01-31", quote.payoff().amount)

    line = replay(entries, "2026-03-15")

    assert (quote.balance, quote.payoff().amount) == (D("506.90"), D("506.58"))
    assert explain(quote, "payoff").total == D("506.58")
    assert (line.statements[0].interest, line.statements[0].closing) == (
        D("6.58"),
        D("0.00"),
    )
    assert line.payoff().amount == line.statements[1].interest == D("0.00")


def test_payoff_charges_what_it_pays_and_interest_begins_anew():
    # Charged 6.90; of 1 to 9 February 2.96. 300.00 of 20 to 28 February: 300 x 9 x 0.24
    # / 365 = 1.775.
    entries = draw_cash()
    entries.pay_off("2026-02-10", "509.86")
    entries.draw("2026-02-20", "300.00", CASH)

    line = replay(entries, "2026-02-28")

    paid = line.placements[1]
    assert (paid.principal, paid.interest) == (D("500.00"), D("9.86"))
    assert (paid.interest_charged, paid.balance_after) == (D("2.96"), D("0.00"))
    statement = line.statements[1]
    assert (statement.interest, statement.closing) == (D("4.74"), D("301.78"))
    # (500 x 9 + 300 x 9) / 28
    assert statement.bucket(CASH).charged.average_balance == D("257.14")
    explained = explain(line, "interest", bucket=CASH)
    assert [step.amount for step in explained.lines if step.amount] == [
        D("2.96"),
        D("1.78"),
    ]


def test_minimum_asks_for_nothing_that_a_payoff_has_paid():
    # 1 % of 300.00, and the interest of 20 to 28 February; a fee of 8.00 of the 21st.
    entries = draw_cash()
    entries.add(Code.CHARGE, "2026-02-03", "12.00")
    entries.pay_off("2026-02-10", "521.86")
    entries.draw("2026-02-20", "300.00", CASH)
    entries.add(Code.CHARGE, "2026-02-21", "8.00")

    statement = replay(entries, "2026-02-28").statements[1]

    assert (statement.interest, statement.fees) == (D("4.74"), D("20.00"))
    amounts = [line.amount for line in statement.minimum_lines]
    assert amounts == [D("3.00"), D("1.78"), D("8.00")]


def test_average_over_two_rates_leaves_no_cent_after_a_payoff():
    # 1000 x (0.24 x 20 + 0.12 x 5) / 365 = 14.795; over 31 days it would be 14.55.
    entries = Entries()
    entries.draw("2026-01-01", "1000.00", CASH)
    entries.add(Code.RATE_CHANGE, "2026-01-21", rate_annual=D("0.12"), bucket=CASH)
    quote = replay(entries, "2026-01-26").payoff()
    entries.pay_off("2026-01-26", quote.amount)

    line = replay(entries, "2026-02-10")

    assert quote.interest == line.statements[0].interest == D("14.79")
    assert (line.balance, line.unapplied) == (D("0.00"), D("0.00"))


def test_payoff_a_cent_too_small_is_a_payment():
    entries = draw_cash()
    entries.pay_off("2026-02-10", "509.85")

    line = replay(entries, "2026-02-10")

    assert line.placements[-1].interest_charged == D("0.00")
    assert line.unapplied == D("2.95")
    assert line.payoff().credit == D("2.95")
    assert line.payoff().amount == D("0.01")


def test_payoff_too_large_is_a_credit_balance():
    entries = draw_cash()
    entries.pay_off("2026-02-10", "510.00")

    line = replay(entries, "2026-03-10")

    assert (line.unapplied, line.balance) == (D("0.14"), D("-0.14"))


def test_line_paid_off_by_the_due_date_keeps_its_grace():
    # What was written off is not paid, and yet the statement was.
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.add(Code.WRITE_OFF, "2026-02-05", "100.00")
    entries.pay_off("2026-02-10", "900.00")
    entries.draw("2026-02-20", "50.00")

    statement = replay(entries, "2026-02-28").statements[1]

    assert statement.had_grace
    assert statement.closing == D("50.00")


def test_per_diem_is_what_one_more_day_adds():
    # Purchases have grace until the due date has passed.
    in_time = replay(draw_both(), "2026-02-10").per_diem
    late = replay(draw_both(), "2026-02-26").per_diem

    assert round(in_time, 8) == D("0.32876712")  # 500 x 0.24 / 365
    assert round(late, 8) == D("0.82191781")  # + 1000 x 0.18 / 365


@pytest.mark.parametrize(
    ("rounding", "rate", "interest"),
    [
        # 730 x 31 / 365 is 62.00; the quotients miss it on the way.
        (Rounding.DOWN, "0.135", "8.37"),
        (Rounding.UP, "0.15", "9.30"),
    ],
)
def test_whole_cents_stay_whatever_the_rounding(rounding, rate, interest):
    entries = Entries()
    entries.draw("2026-01-01", "730.00", CASH)

    line = replay(entries, "2026-02-01", rounding=rounding, cash=rate)

    assert line.statements[0].interest == D(interest)


@pytest.mark.parametrize(
    ("rounding", "interest"), [(Rounding.UP, "6.91"), (Rounding.DOWN, "6.90")]
)
def test_parts_of_a_cent_go_the_way_of_the_rounding(rounding, interest):
    # 500 x 21 x 0.24 / 365 = 6.904
    line = replay(draw_cash(), "2026-02-01", rounding=rounding)

    assert line.statements[0].interest == D(interest)


def test_every_balance_is_rounded_by_itself():
    # A day of 500.00 at 24 % is 0.3288, of 400.00 at 18 % 0.1973: 0.33 + 0.20.
    entries = Entries()
    entries.draw("2026-01-11", "500.00", CASH)
    entries.draw("2026-01-11", "400.00", PURCHASES)

    line = replay(entries, "2026-01-12", grace=False)

    assert line.payoff().interest == D("0.53")
