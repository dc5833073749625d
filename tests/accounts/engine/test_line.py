"""What entries do to a line, and its figures as of a day."""

from dataclasses import replace
from decimal import Decimal

from accounts.engine.line import replay_line
from accounts.engine.line_explain import explain
from accounts.engine.line_replay import ProblemKind
from accounts.engine.line_terms import (
    CASH,
    PURCHASES,
    BalanceOrder,
    MinimumKind,
)
from accounts.engine.options import Bucket
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
    return replay_line(make_line_terms(**changes), entries.all, day(as_of))


def owed(line):
    return {each.name: each.principal for each in line.balances}


def shares_of(line):
    return [
        (share.bucket, share.part, share.amount) for share in line.placements[-1].shares
    ]


def test_money_above_the_minimum_goes_to_the_highest_rate_first():
    # The minimum of 25.00: interest 6.90, then principal as listed, 18.10. The rest of
    # 75.00 to cash at 24 %.
    entries = draw_both()
    entries.pay("2026-02-20", "100.00")

    line = replay(entries, "2026-02-20", minimum=FIXED_25)

    assert line.placements[-1].minimum_part == D("25.00")
    assert shares_of(line) == [
        (CASH, Bucket.INTEREST, D("6.90")),
        (PURCHASES, Bucket.PRINCIPAL, D("18.10")),
        (CASH, Bucket.PRINCIPAL, D("75.00")),
    ]


def test_highest_rate_is_paid_off_before_the_next_one():
    # 25.00 as above, then 500.00 of cash, then the rest of purchases.
    entries = draw_both()
    entries.pay("2026-02-20", "800.00")

    line = replay(entries, "2026-02-20", minimum=FIXED_25)

    # 1506.90 - 800.00
    assert owed(line) == {PURCHASES: D("706.90"), CASH: D("0.00")}


def test_terms_may_send_the_excess_another_way():
    entries = draw_both()
    entries.pay("2026-02-20", "100.00")

    line = replay(
        entries,
        "2026-02-20",
        minimum=FIXED_25,
        excess_buckets=BalanceOrder.LOWEST_RATE,
    )

    assert owed(line) == {PURCHASES: D("906.90"), CASH: D("500.00")}


def test_terms_name_the_order_of_the_minimum():
    entries = draw_both()
    entries.pay("2026-02-20", "25.00")

    line = replay(
        entries,
        "2026-02-20",
        minimum=FIXED_25,
        minimum_order=(Bucket.PRINCIPAL, Bucket.FEES, Bucket.INTEREST),
        minimum_buckets=BalanceOrder.HIGHEST_RATE,
    )

    assert shares_of(line) == [(CASH, Bucket.PRINCIPAL, D("25.00"))]


def test_custom_split_replaces_the_order():
    entries = draw_both()
    split = {Bucket.PRINCIPAL: D("90.00"), Bucket.INTEREST: D("10.00")}
    entries.pay("2026-02-20", "100.00", split=split)

    line = replay(entries, "2026-02-20", minimum=FIXED_25)

    # Of the interest only 6.90 is owed: the rest goes the way of an excess, to cash.
    assert shares_of(line) == [
        (PURCHASES, Bucket.PRINCIPAL, D("90.00")),
        (CASH, Bucket.INTEREST, D("6.90")),
        (CASH, Bucket.PRINCIPAL, D("3.10")),
    ]
    assert line.next_due_amount == D("0.00")


def test_overpayment_becomes_a_credit_balance_that_draws_use_up():
    entries = Entries()
    entries.draw("2026-01-10", "100.00")
    entries.pay("2026-01-15", "130.00")
    paid = replay(entries, "2026-01-15")
    entries.draw("2026-01-20", "50.00")

    line = replay(entries, "2026-01-31")

    assert paid.placements[-1].overpaid == D("30.00")
    assert (paid.balance, paid.payoff().amount) == (D("-30.00"), D("0.00"))
    assert explain(paid, "payoff").lines == ()
    assert (line.credit_balance, line.balance) == (D("0.00"), D("20.00"))
    statement = line.statements[0]
    assert (statement.purchases, statement.payments) == (D("150.00"), D("130.00"))


def test_refund_pays_the_credit_balance_out():
    entries = Entries()
    entries.draw("2026-01-10", "100.00")
    entries.pay("2026-01-15", "130.00")
    entries.add(Code.REFUND, "2026-01-20", "30.00")

    line = replay(entries, "2026-01-31")

    assert (line.balance, line.credit_balance) == (D("0.00"), D("0.00"))
    assert line.statements[0].closing == D("0.00")


def test_pending_swipe_lowers_the_available_credit_and_not_the_balance():
    # 5000 - 1500 - 6.90 - 200; interest since the statement waits for the next one.
    entries = draw_both()
    entries.add(Code.PENDING_SWIPE, "2026-02-15", "200.00")

    line = replay(entries, "2026-02-16")

    assert line.balance == D("1506.90")
    assert line.available_credit == D("3293.10")
    assert line.accrued_interest > 0
    explained = explain(line, "available_credit")
    assert [step.amount for step in explained.lines] == [
        D("5000.00"),
        D("-1000.00"),
        D("-500.00"),
        D("-6.90"),
        D("-200.00"),
    ]


def test_settled_swipe_ends_the_hold_that_it_names():
    entries = Entries()
    held = entries.add(Code.PENDING_SWIPE, "2026-01-05", "200.00")
    entries.add(Code.SETTLED_SWIPE, "2026-01-08", "210.00", reverses=held.entry)

    before = replay(entries, "2026-01-07")
    after = replay(entries, "2026-01-08")

    assert (before.held, before.balance) == (D("200.00"), D("0.00"))
    assert (after.held, after.balance) == (D("0.00"), D("210.00"))


def test_swipe_settled_on_an_earlier_day_than_its_hold_is_not_held():
    entries = Entries()
    held = entries.add(Code.PENDING_SWIPE, "2026-01-08", "200.00")
    entries.add(Code.SETTLED_SWIPE, "2026-01-07", "200.00", reverses=held.entry)

    assert replay(entries, "2026-01-09").held == D("0.00")


def test_reversed_pending_swipe_holds_nothing():
    entries = Entries()
    entries.reverse(entries.add(Code.PENDING_SWIPE, "2026-01-05", "200.00"))

    assert replay(entries, "2026-01-06").available_credit == D("5000.00")


def test_draw_after_the_period_is_replayed_and_named():
    entries = Entries()
    entries.draw("2026-06-30", "10.00")
    entries.draw("2026-07-01", "20.00")

    line = replay(entries, "2026-07-02", draw_end_date=day("2026-06-30"))

    assert line.balance == D("30.00")
    assert [(each.kind, each.entry) for each in line.problems] == [
        (ProblemKind.DRAW_AFTER_PERIOD, 2)
    ]
    assert not line.may_draw
    assert line.draw_end_date == day("2026-06-30")


def test_draw_beyond_the_limit_is_replayed_and_named():
    entries = Entries()
    entries.add(Code.PENDING_SWIPE, "2026-01-09", "600.00")
    entries.draw("2026-01-10", "4400.01")

    line = replay(entries, "2026-01-10")

    assert [(each.kind, each.entry) for each in line.problems] == [
        (ProblemKind.OVER_LIMIT, 2)
    ]
    assert line.available_credit == D("-0.01")


def test_waiver_takes_fees_off_before_interest_and_no_principal():
    entries = draw_both()
    entries.add(Code.CHARGE, "2026-01-12", "30.00")
    entries.add(Code.WAIVER, "2026-02-10", "50.00")

    line = replay(entries, "2026-02-10")

    assert shares_of(line) == [
        (PURCHASES, Bucket.FEES, D("30.00")),
        (CASH, Bucket.INTEREST, D("6.90")),
    ]
    assert line.placements[-1].unused == D("13.10")
    assert [each.kind for each in line.problems] == [ProblemKind.ABOVE_OWED]


def test_waiver_may_name_a_part():
    entries = draw_both()
    entries.add(Code.CHARGE, "2026-01-12", "30.00")
    entries.add(Code.WAIVER, "2026-02-10", "5.00", bucket=Bucket.INTEREST)

    line = replay(entries, "2026-02-10")

    assert shares_of(line) == [(CASH, Bucket.INTEREST, D("5.00"))]


def test_write_off_clears_the_line_and_recovery_leaves_it_clear():
    entries = draw_both()
    entries.add(Code.WRITE_OFF, "2026-02-10", "1506.90")
    entries.add(Code.RECOVERY, "2026-02-20", "300.00")

    line = replay(entries, "2026-03-15")

    assert line.balance == D("2.96")  # cash of 1 to 9 February: 500 x 9 x 0.24 / 365
    assert (line.written_off, line.recovered) == (D("1506.90"), D("300.00"))
    assert line.amount_past_due == D("0.00")


def test_reversal_restores_what_a_replay_without_the_pair_gives():
    entries = draw_both()
    without = replay(entries, "2026-04-15")
    entries.reverse(entries.pay("2026-02-20", "400.00"))

    assert replay(entries, "2026-04-15") == without


def test_payment_entered_late_is_replayed_on_its_own_day():
    # Entered in April, paid in February: grace holds, and January's cash alone bears.
    in_time, late = draw_both(), draw_both()
    in_time.pay("2026-02-25", "1506.90")
    in_time.draw("2026-03-10", "80.00")
    late.draw("2026-03-10", "80.00")
    late.pay("2026-02-25", "1506.90")

    on_time = replay(in_time, "2026-04-10")
    backdated = replay(late, "2026-04-10")

    assert backdated.statements == on_time.statements
    assert backdated.balances == on_time.balances
    assert backdated.payoff().amount == on_time.payoff().amount


def test_entries_of_later_days_do_not_count():
    entries = draw_both()
    early = replay(entries, "2026-02-10")
    entries.pay("2026-02-11", "10.00")

    later = replay(entries, "2026-02-10")

    assert (early.next_event, later.next_event) == (None, day("2026-02-11"))
    assert replace(later, next_event=None) == early


def test_payoff_explains_itself():
    # Cash of 1 to 9 February: 500 x 9 x 0.24 / 365 = 2.959.
    entries = draw_both()
    entries.add(Code.CHARGE, "2026-02-03", "12.00")

    explained = explain(replay(entries, "2026-02-10"), "payoff")

    assert explained.total == D("1521.86")
    assert [(step.what, step.amount) for step in explained.lines] == [
        ("Principal of purchases", D("1000.00")),
        ("Fees charged on purchases", D("12.00")),
        ("Principal of cash", D("500.00")),
        ("Interest charged on cash", D("6.90")),
        ("Interest on cash", D("2.96")),
    ]


def test_amount_past_due_explains_itself_by_due_date():
    line = replay(draw_both(), "2026-03-26", minimum=FIXED_25)

    explained = explain(line, "amount_past_due")

    assert explained.total == D("50.00")
    ends = [step.end for step in explained.lines]
    assert ends == [day("2026-02-25"), day("2026-03-25")]
