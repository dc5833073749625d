"""What changes a loan on its way: escrow, unapplied money, advances, skips, moves."""

from decimal import Decimal

import pytest

from accounts.engine.allocation import Automatic
from accounts.engine.errors import BadTransaction
from accounts.engine.options import Bucket, Excess, FirstPeriod, InterestMethod
from accounts.engine.replay import replay
from accounts.engine.terms import LateFee, LateFeeKind
from accounts.engine.transactions import Code, Transaction
from tests.accounts.engine.builders import LATE_FEE, day, make_terms, pay

# 10,000.00 at 12 %, twelve payments of 888.49: interest of the first month is 100.00.
PAYMENT = "888.49"
D = Decimal


def change(code, effective, entry=1, **facts):
    return Transaction(code=code, effective=day(effective), entry=entry, **facts)


def skip(old, effective, entry=1):
    return change(Code.SKIPPED_PAYMENT, effective, entry, old_due_date=day(old))


def move(old, new, effective, entry=1):
    dates = {"old_due_date": day(old), "new_due_date": day(new)}
    return change(Code.DUE_DATE_CHANGE, effective, entry, **dates)


# Escrow -------------------------------------------------------------------------


def test_a_payoff_asks_for_no_escrow_that_is_to_come():
    terms = make_terms(escrow_payment=D("50.00"))
    due = replay(terms, [], day("2024-02-01")).payoff()

    paid_off = pay("2024-02-01", due.amount, 1, Code.PAYOFF)
    after = replay(terms, [paid_off], day("2024-12-31"))

    # 10,000.00 + 100.00 + the 50.00 that fell due.
    assert due.amount == D("10150.00")
    assert (after.principal, after.escrow, after.next_due) == (0, 0, None)
    assert sum(row.escrow for row in after.rows) == D("50.00")


def test_a_payment_that_covers_the_payoff_pays_off_and_nothing_ahead():
    terms = make_terms(escrow_payment=D("50.00"))

    after = replay(terms, [pay("2024-02-01", "10200.00", 1)], day("2024-02-02"))

    assert (after.principal, after.unapplied) == (0, D("50.00"))


def test_escrow_ends_with_the_principal():
    # After 5,000.00 off the principal the loan ends six payments earlier.
    terms = make_terms(escrow_payment=D("50.00"))
    paid = pay("2024-01-15", "5000.00", 1, Code.PRINCIPAL_PAYMENT)

    rows = replay(terms, [paid], day("2024-01-15")).rows

    asked = [row for row in rows if row.payment]
    assert len(asked) == 6
    assert all(row.escrow == D("50.00") for row in asked)


# Unapplied money ------------------------------------------------------------------


def test_unapplied_money_pays_what_falls_due_later():
    paid = pay("2024-01-11", "300.00", 1, Code.INTEREST_PAYMENT)

    before = replay(make_terms(), [paid], day("2024-01-31"))
    after = replay(make_terms(), [paid], day("2024-02-01"))

    # Ten of the 31 days of the month: 32.26 of 100.00 had accrued.
    assert before.unapplied == D("267.74")
    assert after.unapplied == 0
    used = after.allocations[-1]
    assert used.what is Automatic.UNAPPLIED_USED
    assert (used.interest, used.principal, used.unapplied) == (
        D("67.74"),
        D("200.00"),
        D("-267.74"),
    )


def test_a_payoff_is_less_by_money_that_nothing_took():
    paid = pay("2024-01-11", "300.00", 1, Code.INTEREST_PAYMENT)

    quote = replay(make_terms(), [paid], day("2024-01-11")).payoff()

    assert (quote.credit, quote.amount) == (D("267.74"), D("9732.26"))


# Advances and rates ---------------------------------------------------------------


def test_an_advance_raises_the_payments_to_come():
    entries = [
        pay("2024-02-01", PAYMENT, 1),
        pay("2024-02-01", "2000.00", 2, Code.ADVANCE),
    ]

    result = replay(make_terms(), entries, day("2024-02-01"))

    # Of one day the advance comes first; it is 9,211.51 + 2,000.00 over 11 months.
    assert result.principal == D("11211.51")
    assert [each.what for each in result.allocations] == [Code.ADVANCE, Code.PAYMENT]
    assert result.next_due.payment == D("1081.40")
    assert sum(row.principal for row in result.rows) == D("12000.00")


@pytest.mark.parametrize(
    ("terms", "entries", "sentence"),
    [
        ({}, [pay("2025-02-01", "1.00", 1, Code.ADVANCE)], "No payment is to come"),
        (
            {"interest_method": InterestMethod.LOCKED},
            [pay("2024-02-01", "1.00", 1, Code.ADVANCE)],
            "fixed interest takes no advance",
        ),
        (
            {"interest_method": InterestMethod.RULE_78},
            [change(Code.RATE_CHANGE, "2024-02-01", rate_annual=D("0.1"))],
            "interest of this loan is fixed",
        ),
    ],
)
def test_an_advance_or_a_rate_that_nothing_could_ask_for_is_refused(
    terms, entries, sentence
):
    with pytest.raises(BadTransaction, match=sentence):
        replay(make_terms(**terms), entries, day("2025-03-01"))


def test_a_loan_of_interest_only_stays_so_whatever_happens():
    terms = make_terms(interest_method=InterestMethod.INTEREST_ONLY, excess=Excess.NEXT)
    entries = [
        pay("2024-02-01", "1100.00", 1),
        change(Code.RATE_CHANGE, "2024-03-02", 2, rate_annual=D("0.06")),
        pay("2024-03-10", "500.00", 3, Code.ADVANCE),
    ]

    result = replay(terms, entries, day("2024-04-01"))

    # 100.00 of interest; the 1,000.00 above it go off the principal.
    assert [row.principal for row in result.rows[:4]] == [0, 0, 0, 0]
    assert result.rows[1].interest == D("90.00")
    assert result.rows[3].interest == D("47.50")
    assert result.rows[-1].principal == D("9500.00")


# Periods ----------------------------------------------------------------------------


def test_a_first_period_that_is_forced_to_be_regular_earns_nothing_before_it():
    terms = make_terms(
        first_payment_date=day("2024-03-15"), first_period=FirstPeriod.FORCED_REGULAR
    )
    paid = pay("2024-01-20", "1000.00", 1, Code.PRINCIPAL_PAYMENT)

    early = replay(terms, [paid], day("2024-02-15"))
    later = replay(terms, [paid], day("2024-02-16"))

    assert (early.accrued_interest, early.principal) == (0, D("9000.00"))
    # 90.00 over the 29 days from 15 February to 15 March.
    assert later.accrued_interest == D("3.10")


def test_a_skipped_last_payment_comes_a_period_later_with_its_balloon():
    terms = make_terms(balloon=D("4000.00"))
    planned = replay(terms, [], day("2024-01-01")).rows

    last = replay(terms, [skip("2025-01-01", "2024-12-20")], day("2024-12-20")).rows
    middle = replay(terms, [skip("2024-06-01", "2024-05-20")], day("2024-05-20")).rows

    for rows in (last, middle):
        assert len(rows) == 12
        assert rows[-1].due_date == day("2025-02-01")
        assert rows[-1].principal > D("4000.00")
        assert rows[-2].principal < D("700.00")
    assert [row.due_date for row in last[:11]] == [row.due_date for row in planned[:11]]


def test_a_lone_payment_can_be_moved_but_not_skipped():
    terms = make_terms(number_of_payments=1)

    moved = replay(
        terms, [move("2024-02-01", "2024-03-01", "2024-01-20")], day("2024-01-20")
    )
    skipped = replay(terms, [skip("2024-02-01", "2024-01-20")], day("2024-01-20"))

    assert moved.maturity_date == day("2024-03-01")
    assert skipped.maturity_date == day("2024-03-01")
    assert skipped.next_due.interest == D("200.00")


@pytest.mark.parametrize("code", [Code.DUE_DATE_CHANGE, Code.SKIPPED_PAYMENT])
def test_a_due_date_can_be_moved_and_skipped_on_its_own_day(code):
    dates = {"old_due_date": day("2024-02-01")}
    if code is Code.DUE_DATE_CHANGE:
        dates["new_due_date"] = day("2024-02-20")

    result = replay(
        make_terms(), [change(code, "2024-02-01", **dates)], day("2024-02-10")
    )

    assert result.days_past_due == 0


def test_interest_that_was_paid_counts_though_its_payment_is_skipped():
    entries = [
        pay("2024-01-31", "96.77", 1, Code.INTEREST_PAYMENT),
        skip("2024-02-01", "2024-02-01", 2),
    ]

    result = replay(make_terms(), entries, day("2024-02-01"))

    # Two months of interest on 10,000.00, of which a part is paid.
    assert result.next_due.interest == D("200.00")
    assert result.next_due.paid == D("96.77")


def test_fixed_interest_ends_with_the_principal():
    terms = make_terms(interest_method=InterestMethod.FLAT)
    paid = pay("2024-01-15", "9000.00", 1, Code.PRINCIPAL_PAYMENT)

    rows = replay(terms, [paid], day("2024-01-15")).rows

    # 933.33 a month: 833.33 and 166.67 of principal, then nothing more is asked for.
    assert [row.payment for row in rows[:3]] == [D("933.33"), D("266.67"), 0]


# What is given up -------------------------------------------------------------------


def test_what_was_written_off_of_any_bucket_can_be_recovered():
    entries = [
        pay("2024-02-10", "10000.00", 1, Code.WRITE_OFF),
        # 100.00 that fell due, and 9 of the 29 days of February.
        pay("2024-02-10", "131.03", 2, Code.WRITE_OFF, bucket=Bucket.INTEREST),
        pay("2024-03-10", "10131.03", 3, Code.RECOVERY),
    ]

    result = replay(make_terms(), entries, day("2024-03-10"))

    assert result.payoff().amount == 0
    assert result.ledger.recovered == D("10131.03")
    assert result.allocations[-1].recovered == D("10131.03")


def test_a_loan_that_is_written_off_costs_no_more_late_fees():
    terms = make_terms(late_fee=LATE_FEE)
    written_off = pay("2024-02-10", "10000.00", 1, Code.WRITE_OFF)

    result = replay(terms, [written_off], day("2024-06-01"))

    assert result.fees == 0
    assert result.due_interest == D("131.03")


def test_a_waived_late_fee_excuses_no_later_shortfall():
    terms = make_terms(late_fee=LATE_FEE)
    entries = [
        pay("2024-02-12", "40.00", 1, Code.WAIVER, bucket=Bucket.FEES),
        pay("2024-02-20", "848.49", 2),
        pay("2024-03-01", "888.49", 3),
    ]

    # The shortfall of 40.00 was never taken by the fee: it was waived.
    result = replay(terms, entries, day("2024-03-20"))

    assert [fee.day for fee in result.ledger.fees] == [
        day("2024-02-12"),
        day("2024-03-12"),
    ]


def test_a_late_fee_of_the_unpaid_part_is_found_from_it():
    fee = LateFee(kind=LateFeeKind.PERCENT_OF_UNPAID, percent=D("0.10"), grace_days=10)
    paid = pay("2024-02-05", "388.49", 1)

    result = replay(make_terms(late_fee=fee), [paid], day("2024-02-12"))

    assert result.fees == D("50.00")


# Past due ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "days", "amount"),
    [
        ({}, 0, "0.00"),
        ({"current_as_of": "2024-02-15"}, 19, "888.49"),
        ({"amount": "100.00"}, 48, "1676.98"),
    ],
)
def test_an_adjustment_takes_an_amount_a_day_or_all(facts, days, amount):
    # On 20 March two payments are past due: 1 February and 1 March.
    if "current_as_of" in facts:
        facts = {"current_as_of": day(facts["current_as_of"])}
    elif facts:
        facts = {"amount": D(facts["amount"])}
    adjustment = change(Code.PAST_DUE_ADJUSTMENT, "2024-03-20", **facts)

    result = replay(make_terms(), [adjustment], day("2024-03-20"))

    assert (result.days_past_due, result.amount_past_due) == (days, D(amount))
    assert result.payoff() == replay(make_terms(), [], day("2024-03-20")).payoff()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"amount": D("888.50")}, "more than is past due"),
        ({"current_as_of": day("2024-01-31")}, "Nothing is past due"),
        ({"current_as_of": day("2024-02-11")}, "after the adjustment"),
    ],
)
def test_an_adjustment_that_fits_nothing_is_refused(facts, sentence):
    adjustment = change(Code.PAST_DUE_ADJUSTMENT, "2024-02-10", **facts)

    with pytest.raises(BadTransaction, match=sentence):
        replay(make_terms(), [adjustment], day("2024-02-10"))


def test_an_installment_that_is_adjusted_away_costs_no_late_fee():
    adjustment = change(Code.PAST_DUE_ADJUSTMENT, "2024-02-05")

    result = replay(make_terms(late_fee=LATE_FEE), [adjustment], day("2024-02-20"))

    assert result.fees == 0


def test_a_split_payment_satisfies_an_installment():
    split = {Bucket.PRINCIPAL: D("788.49"), Bucket.INTEREST: D("100.00")}
    paid = pay("2024-02-03", PAYMENT, 1, split=split)

    result = replay(make_terms(), [paid], day("2024-02-05"))

    assert result.rows[0].satisfied_on == day("2024-02-03")


# What is owed after each -----------------------------------------------------------


def test_each_entry_says_what_is_owed_after_it():
    entries = [
        pay("2024-02-02", "25.00", 1, Code.CHARGE),
        pay("2024-02-10", "500.00", 2),
    ]

    result = replay(make_terms(late_fee=LATE_FEE), entries, day("2024-02-12"))

    after = [
        (each.what, each.after.principal, each.after.fees, each.after.due)
        for each in result.allocations
    ]
    # 500.00 less 25.00 of fees and 100.00 of interest; then a late fee of 5 %.
    assert after == [
        (Code.CHARGE, D("10000.00"), D("25.00"), D("888.49")),
        (Code.PAYMENT, D("9625.00"), D("0.00"), D("413.49")),
        (Automatic.LATE_FEE, D("9625.00"), D("40.00"), D("413.49")),
    ]


def test_a_loan_that_is_paid_off_was_so_on_its_day():
    paid = pay("2024-02-01", "10100.00", 1)

    result = replay(make_terms(), [paid], day("2024-08-01"))

    assert result.projected_payoff_date == day("2024-02-01")
