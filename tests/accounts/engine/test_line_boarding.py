"""Lines that lived elsewhere: their opening figures, and how they go on."""

from decimal import Decimal

import pytest

from accounts.engine.errors import BadQuestion, BadTransaction
from accounts.engine.line import replay_line
from accounts.engine.line_explain import explain
from accounts.engine.line_replay import ProblemKind
from accounts.engine.line_terms import CASH, PURCHASES
from accounts.engine.options import Bucket, LateFeeKind
from accounts.engine.terms import LateFee
from accounts.engine.transactions import Code
from tests.builders_lines import Entries, day, make_line_terms

D = Decimal
BOTH = {PURCHASES: D("1000.00"), CASH: D("500.00")}
# What a line of ours would show on 10 February: cash bore 6.90 in January, 2.96 since.
FIGURES = {
    "balances": BOTH,
    "due_interest": D("6.90"),
    "accrued_interest": D("2.96"),
    "next_due_date": day("2026-02-25"),
    "next_due_amount": D("25.00"),
}


def board(effective="2026-02-10", principal="1500.00", **changes):
    entries = Entries()
    entries.board(effective, principal, **FIGURES | changes)
    return entries


def replay(entries, as_of, **changes):
    return replay_line(make_line_terms(**changes), entries.all, day(as_of))


def test_boarded_line_shows_its_opening_figures():
    line = replay(board(), "2026-02-10")

    owed = {each.name: each.principal for each in line.balances}
    assert owed == BOTH
    assert (line.due_interest, line.accrued_interest) == (D("6.90"), D("2.96"))
    assert line.payoff().amount == D("1509.86")
    assert (line.next_due_date, line.next_due_amount) == (
        day("2026-02-25"),
        D("25.00"),
    )
    assert line.statements == ()
    for figure in ("principal", "payoff", "accrued_interest", "fees"):
        explain(line, figure)


def test_boarding_is_noted_by_its_parts():
    (noted,) = replay(board(), "2026-02-10").placements

    assert (noted.code, noted.amount) == (Code.BOARDING, D("1506.90"))
    assert (noted.principal, noted.interest) == (D("1500.00"), D("6.90"))
    assert (noted.balance_after, noted.due_after) == (D("1506.90"), D("25.00"))


def test_cycle_that_holds_the_boarding_runs_on():
    # Cash 2.96 and 500 x 19 x 0.24 / 365 = 6.247 of 10 to 28 February. Grace is lost
    # from the boarding on: 1000 x 19 x 0.18 / 365 = 9.370.
    line = replay(board(), "2026-02-28")

    (statement,) = line.statements
    assert (statement.number, statement.cycle.start) == (1, day("2026-02-01"))
    assert (statement.opening, statement.closing) == (D("1506.90"), D("1525.48"))
    assert statement.bucket(CASH).interest == D("9.21")
    assert statement.bucket(PURCHASES).interest == D("9.37")
    explained = explain(line, "interest", bucket=CASH)
    assert [step.amount for step in explained.lines] == [D("2.96"), D("6.25")]


def test_boarded_line_paid_in_full_by_its_due_date_has_grace():
    entries = board()
    entries.pay("2026-02-25", "1506.90")

    statement = replay(entries, "2026-02-28").statements[0]

    assert statement.had_grace
    assert statement.bucket(PURCHASES).interest == D("0.00")


def test_interest_accrued_on_purchases_says_that_they_have_no_grace():
    # 10 to 12 February: 3 x 1000 x 0.18 / 365 = 1.479 beside the 4.00 from before.
    entries = board(
        principal="1000.00",
        balances={PURCHASES: D("1000.00")},
        accrued_interest=D("4.00"),
    )

    assert replay(entries, "2026-02-13").accrued_interest == D("5.48")


LATE = {"past_due": D("30.00"), "oldest_due_date": day("2026-01-20")}


def test_last_statement_that_is_past_due_gives_no_grace():
    # 10 to 12 February: 3 days of 500.00 at 24 % (0.986), of 1000.00 at 18 % (1.479).
    entries = board(
        **LATE,
        accrued_interest=D("0.00"),
        next_due_date=None,
        next_due_amount=D("0.00"),
    )

    assert replay(entries, "2026-02-13").accrued_interest == D("2.47")


def test_nothing_is_spared_where_an_earlier_minimum_was_past_due():
    # Of 406.90 the 55.00 asked for are 6.90 of interest and 48.10 of purchases:
    # (1000 x 10 + 951.90 x 9) x 0.18 / 365 = 9.156.
    entries = board(**LATE)
    entries.pay("2026-02-20", "406.90")

    statement = replay(entries, "2026-02-28").statements[0]

    assert statement.bucket(PURCHASES).interest == D("9.16")


def test_past_due_of_elsewhere_is_past_due_here_and_costs_no_second_late_fee():
    late_fee = LateFee(kind=LateFeeKind.FIXED, amount=D("15.00"))
    entries = board(
        past_due=D("30.00"), oldest_due_date=day("2026-01-20"), fees=D("15.00")
    )

    line = replay(entries, "2026-02-26", late_fee=late_fee)

    assert [row.total for row in line.past_due_table] == [D("30.00"), D("55.00")]
    assert (line.oldest_due_date, line.days_past_due) == (day("2026-01-20"), 37)
    assert line.last_current_date == day("2026-01-20")
    # The one of 25 February is ours.
    assert [fee.due_date for fee in line.late_fees] == [day("2026-02-25")]
    assert line.fees == D("30.00")


def test_without_balances_all_is_in_the_first_one():
    entries = board(balances={}, next_due_amount=D("0.00"), next_due_date=None)

    line = replay(entries, "2026-02-10")

    assert line.balances[0].principal == D("1500.00")
    assert line.next_due_date is None


def test_payment_after_a_boarding_meets_what_was_asked_for():
    entries = board()
    entries.pay("2026-02-20", "25.00")

    line = replay(entries, "2026-02-20")

    paid = line.placements[-1]
    assert (paid.interest, paid.placed_on(Bucket.PRINCIPAL)) == (D("6.90"), D("18.10"))
    assert line.next_due is None


def test_payoff_of_a_boarded_line_pays_what_had_accrued():
    entries = board()
    entries.pay_off("2026-02-10", "1509.86")

    line = replay(entries, "2026-03-15")

    assert line.payoff().amount == D("0.00")
    assert line.statements[0].interest == D("2.96")


def test_boarding_above_the_limit_is_named():
    line = replay(board(), "2026-02-10", limit=D("1000.00"))

    assert [each.kind for each in line.problems] == [ProblemKind.OVER_LIMIT]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"effective": "2025-12-31"}, "effective"),
        ({"balances": {"travel": D("1500.00")}}, "balances"),
        ({"next_due_date": day("2026-02-09")}, "next_due_date"),
        ({"next_due_date": day("2026-03-01")}, "next_due_date"),
        ({"next_due_date": None}, "next_due_date"),
        (
            {"past_due": D("5.00"), "oldest_due_date": day("2026-02-10")},
            "oldest_due_date",
        ),
        (
            {"past_due": D("5.00"), "oldest_due_date": day("2025-12-25")},
            "oldest_due_date",
        ),
        (
            {"past_due": D("1490.00"), "oldest_due_date": day("2026-01-25")},
            "next_due_amount",
        ),
        ({"next_due_amount": D("1506.91")}, "next_due_amount"),
    ],
)
def test_opening_figures_that_do_not_fit_are_refused(changes, field):
    with pytest.raises(BadTransaction) as refusal:
        replay(board(**changes), "2026-03-15")

    assert (refusal.value.field, refusal.value.entry) == (field, 1)


def test_second_boarding_is_refused():
    entries = board()
    entries.board("2026-02-11", "5.00")

    with pytest.raises(BadTransaction) as refusal:
        replay(entries, "2026-02-11")

    assert (refusal.value.field, refusal.value.entry) == ("code", 2)


def test_entry_before_the_boarding_is_refused():
    entries = board()
    entries.draw("2026-02-09", "5.00")

    with pytest.raises(BadTransaction) as refusal:
        replay(entries, "2026-02-11")

    assert (refusal.value.field, refusal.value.entry) == ("effective", 2)


def test_day_before_the_boarding_is_no_question():
    with pytest.raises(BadQuestion):
        replay(board(), "2026-02-09")


def test_reversed_boarding_never_was():
    entries = board()
    entries.reverse(entries.all[0])

    assert replay(entries, "2026-02-09").principal == D("0.00")
