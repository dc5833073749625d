"""The schedule as its page shows it; the account is replayed, nothing is stored."""

from decimal import Decimal

from accounts.engine.options import Bucket, Excess
from accounts.engine.replay import replay
from accounts.engine.transactions import Boarding, Code, Transaction
from accounts.queries import schedule
from accounts.queries.schedule import ShownSchedule
from tests.accounts.engine.builders import day, make_terms, pay
from tests.builders_leases import make_plain_terms, replayed

D = Decimal
PAYMENT = "888.49"


def shown(transactions, as_of, **terms):
    return ShownSchedule(replay(make_terms(**terms), transactions, day(as_of)))


def states_of(found):
    return [row.state for row in found.rows]


def test_a_row_says_what_is_due_and_what_that_repays():
    row = shown([], "2024-01-10").rows[0]

    assert (row.number, row.due_date, row.days) == (1, day("2024-02-01"), 31)
    assert (row.payment, row.main, row.cost) == (D(PAYMENT), D("788.49"), D("100.00"))
    assert row.balance == D("9211.51")
    assert row.state == schedule.NEXT


def test_states_tell_paid_late_due_and_coming_payments_apart():
    entries = [pay("2024-02-01", PAYMENT, 1), pay("2024-03-05", "100.00", 2)]

    on_a_due_date = shown(entries, "2024-04-01")
    between = shown(entries, "2024-03-20")

    assert states_of(on_a_due_date)[:4] == [
        schedule.PAID,
        schedule.PAST_DUE,
        schedule.DUE,
        schedule.TO_COME,
    ]
    assert states_of(between)[2] == schedule.NEXT
    first, second = between.rows[:2]
    assert (first.satisfied_on, first.is_short) == (day("2024-02-01"), False)
    assert second.is_short
    assert second.unpaid == D("788.49")


def test_a_payment_made_ahead_is_partly_paid():
    entries = [pay("2024-01-20", "900.00", 1)]

    found = shown(entries, "2024-01-25", excess=Excess.NEXT)

    assert states_of(found)[:3] == [
        schedule.PAID,
        schedule.PARTLY_PAID,
        schedule.TO_COME,
    ]


def test_what_was_taken_out_of_past_due_is_not_called_past_due():
    clean = Transaction(
        code=Code.PAST_DUE_ADJUSTMENT,
        effective=day("2024-02-20"),
        entry=1,
        amount=D(PAYMENT),
    )

    assert states_of(shown([clean], "2024-02-25"))[0] == schedule.EXCUSED


def test_sums_are_of_all_payments():
    found = shown([pay("2024-02-01", PAYMENT, 1)], "2024-02-10")
    sums = found.sums

    assert sums["main"] == D("10000.00")
    assert sums["payment"] == sums["main"] + sums["cost"]
    assert sums["paid"] == D(PAYMENT)
    assert found.extra_label == ""


def test_escrow_is_a_column_where_there_is_any():
    found = shown([], "2024-01-10", escrow_payment=D("41.17"))

    assert found.extra_label == "Escrow"
    assert found.rows[0].payment == D(PAYMENT) + D("41.17")
    assert found.sums["extra"] == 12 * D("41.17")


def test_money_given_up_is_named_and_never_called_paid():
    first = pay("2024-02-01", PAYMENT, 1)
    owed = replay(make_terms(), [first], day("2024-03-20"))
    given_up = [
        pay("2024-03-20", amount, entry, Code.WRITE_OFF, bucket=bucket)
        for entry, bucket, amount in (
            (2, Bucket.INTEREST, owed.due_interest + owed.accrued_interest),
            (3, Bucket.PRINCIPAL, owed.principal),
        )
    ]

    before, after = (
        shown(rows, "2024-03-25") for rows in ([first], [first, *given_up])
    )

    assert before.paid_label == "Paid"
    assert after.paid_label == "Paid or written off"
    assert states_of(after)[:2] == [schedule.PAID, schedule.SETTLED]


def test_unapplied_money_that_will_pay_a_part_is_taken_off():
    fee = pay("2024-01-10", "20.00", 1, Code.CHARGE)
    by_hand = pay("2024-01-15", "50.00", 2, split={Bucket.FEES: D("50.00")})

    row = shown([fee, by_hand], "2024-01-20").rows[0]

    assert (row.paid, row.unpaid) == (0, D(PAYMENT) - D("30.00"))
    assert row.is_short


def test_days_are_those_that_interest_is_asked_for():
    moved = Transaction(
        code=Code.DUE_DATE_CHANGE,
        effective=day("2024-01-20"),
        entry=1,
        old_due_date=day("2024-02-01"),
        new_due_date=day("2024-02-15"),
    )

    first, second = shown([moved], "2024-01-25").rows[:2]

    assert (first.due_date, first.days) == (day("2024-02-15"), 45)
    assert second.days == (second.due_date - first.due_date).days


def test_days_of_a_boarded_loan_begin_at_the_due_date_before():
    opening = Boarding(
        principal=D("7000.00"),
        due_interest=D("0.00"),
        accrued_interest=D("10.00"),
        fees=D("0.00"),
        next_due_date=day("2024-05-01"),
        past_due=D("0.00"),
        oldest_due_date=None,
    )
    boarded = Transaction(
        code=Code.BOARDING, effective=day("2024-04-10"), entry=1, boarding=opening
    )

    row = shown([boarded], "2024-04-12").rows[0]

    assert (row.due_date, row.days) == (day("2024-05-01"), 30)


def test_a_lease_has_cost_rent_and_tax():
    found = ShownSchedule(replayed([], "2026-02-20"))
    row = found.rows[0]

    assert found.extra_label == "Tax"
    assert (row.main, row.cost, row.extra) == (D("500.00"), D("14.00"), D("51.40"))
    assert row.state == schedule.PAST_DUE
    assert len(found.rows) == make_plain_terms().term_months


def test_rows_that_ask_for_nothing_are_left_out():
    early = [pay("2024-02-01", "5000.00", 1, Code.PRINCIPAL_PAYMENT)]

    found = shown(early, "2024-02-10")

    assert all(row.payment or row.paid for row in found.rows)
    assert len(found.rows) < 12
    assert found.rows[-1].balance == 0


def test_a_loan_that_was_boarded_matured_has_no_rows():
    opening = Boarding(
        principal=D("0.00"),
        due_interest=D("0.00"),
        accrued_interest=D("0.00"),
        fees=D("25.00"),
        next_due_date=None,
        past_due=D("0.00"),
        oldest_due_date=None,
    )
    boarded = Transaction(
        code=Code.BOARDING, effective=day("2025-04-10"), entry=1, boarding=opening
    )

    found = shown([boarded], "2025-04-12")

    assert found.rows == ()
    assert found.sums["payment"] == 0
