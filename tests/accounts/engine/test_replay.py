"""What a loan officer would work out by hand."""

from decimal import Decimal

import pytest

from accounts.engine.day_count import DayCount
from accounts.engine.errors import BadQuestion, BadTransaction
from accounts.engine.options import Bucket, Excess, LateFeeKind, Waterfall
from accounts.engine.replay import replay
from accounts.engine.terms import LateFee
from accounts.engine.transactions import Code, Transaction
from tests.accounts.engine.builders import LATE_FEE, day, make_terms, pay

# 10,000.00 at 12 %, twelve payments of 888.49: interest of the first month is 100.00.
PAYMENT = "888.49"
BIG = Decimal(1000)


def money(*amounts):
    return tuple(Decimal(amount) for amount in amounts)


def parts(allocation):
    return allocation.principal, allocation.interest, allocation.fees


def test_a_payment_on_its_day_takes_interest_then_principal():
    result = replay(make_terms(), [pay("2024-02-01", PAYMENT, 1)], day("2024-02-01"))

    assert parts(result.allocations[0]) == money("788.49", "100.00", "0.00")
    assert result.principal == Decimal("9211.51")
    assert result.next_due.due_date == day("2024-03-01")
    assert result.next_due.unpaid == Decimal(PAYMENT)


def test_due_today_is_not_past_due_and_tomorrow_it_is():
    on_the_day = replay(make_terms(), [], day("2024-02-01"))
    after = replay(make_terms(), [], day("2024-02-02"))

    assert (on_the_day.days_past_due, on_the_day.amount_past_due) == (0, 0)
    assert on_the_day.next_due.due_date == day("2024-02-01")
    assert (after.days_past_due, after.amount_past_due) == (1, Decimal(PAYMENT))
    assert after.next_due.due_date == day("2024-03-01")


def test_last_current_is_when_it_last_owed_nothing_that_was_due():
    # January's bill is paid while February's is late already: no day between was clear.
    paid = [pay("2024-03-05", PAYMENT, 1)]

    late = replay(make_terms(), paid, day("2024-03-10"))
    clear = replay(
        make_terms(), [*paid, pay("2024-03-12", "900.00", 2)], day("2024-03-12")
    )

    assert late.oldest_due_date == day("2024-03-01")
    assert late.last_current_date == day("2024-02-01")
    assert clear.last_current_date == day("2024-03-12")


def test_a_late_payment_pays_fees_before_interest_and_principal():
    terms = make_terms(late_fee=LATE_FEE)

    # 888.49 x 5 % = 44.42, above the cap of 40.00; charged after ten days of grace.
    before = replay(terms, [], day("2024-02-11"))
    result = replay(terms, [pay("2024-02-12", PAYMENT, 1)], day("2024-02-12"))

    assert before.fees == 0
    assert parts(result.allocations[-1]) == money("748.49", "100.00", "40.00")
    assert result.amount_past_due == Decimal("40.00")


def test_an_installment_that_lacks_only_an_earlier_late_fee_gets_none():
    terms = make_terms(late_fee=LATE_FEE)
    paid = [
        pay("2024-02-15", PAYMENT, 1),
        pay("2024-03-01", PAYMENT, 2),
        pay("2024-04-01", PAYMENT, 3),
    ]

    result = replay(terms, paid, day("2024-04-30"))

    assert sum(fee.amount for fee in result.ledger.fees) == Decimal("40.00")


def test_a_second_late_installment_gets_a_fee_of_its_own():
    result = replay(make_terms(late_fee=LATE_FEE), [], day("2024-03-31"))

    assert [fee.day for fee in result.ledger.fees] == [
        day("2024-02-12"),
        day("2024-03-12"),
    ]


def test_payments_by_bucket_clear_all_interest_before_any_principal():
    by_bucket = make_terms(waterfall=Waterfall.BY_BUCKET, overdue_accrues=False)
    by_installment = make_terms(overdue_accrues=False)
    paid = [pay("2024-03-01", "500.00", 1)]

    # Two installments: interest 100.00 and 92.12 (on 9,211.51).
    first = replay(by_bucket, paid, day("2024-03-01")).allocations[0]
    second = replay(by_installment, paid, day("2024-03-01")).allocations[0]

    assert parts(first) == money("307.88", "192.12", "0.00")
    assert parts(second) == money("400.00", "100.00", "0.00")


@pytest.mark.parametrize(
    ("excess", "next_unpaid", "payoff_date"),
    [
        # 888.49 + 1,000.00 on the first due date.
        (Excess.NEXT, "776.98", "2025-01-01"),
        (Excess.LAST, PAYMENT, "2024-12-01"),
        (Excess.PRINCIPAL, PAYMENT, "2024-12-01"),
        (Excess.REAMORTIZE, "792.03", "2025-01-01"),
    ],
)
def test_money_beyond_what_is_due_goes_where_the_terms_say(
    excess, next_unpaid, payoff_date
):
    paid = [pay("2024-02-01", "1888.49", 1)]

    result = replay(make_terms(excess=excess), paid, day("2024-02-02"))

    assert result.principal == Decimal("8211.51")
    assert result.next_due.unpaid == Decimal(next_unpaid)
    assert result.projected_payoff_date == day(payoff_date)


def test_a_backdated_payment_is_replayed_in_its_place():
    late = pay("2024-03-15", PAYMENT, 1)
    backdated = pay("2024-02-01", PAYMENT, 2)
    terms = make_terms()

    found = replay(terms, [late, backdated], day("2024-04-01"))
    in_place = replay(
        terms,
        [pay("2024-02-01", PAYMENT, 1), pay("2024-03-15", PAYMENT, 2)],
        day("2024-04-01"),
    )

    assert found.rows == in_place.rows
    assert [each.transaction.entry for each in found.allocations] == [2, 1]


def test_a_reversed_payment_never_was():
    paid = pay("2024-02-01", PAYMENT, 1)
    reversal = Transaction(
        code=Code.REVERSAL, effective=day("2024-02-05"), entry=2, reverses=1
    )

    result = replay(make_terms(), [paid, reversal], day("2024-02-06"))

    assert result.allocations == ()
    assert result.days_past_due == 5


def test_money_that_nothing_takes_stays_unapplied_and_can_be_refunded():
    terms = make_terms()
    paid = pay("2024-02-01", "12000.00", 1)
    refund = pay("2024-02-03", "1900.00", 2, Code.REFUND)

    after = replay(terms, [paid], day("2024-02-02"))
    refunded = replay(terms, [paid, refund], day("2024-02-03"))

    assert (after.principal, after.unapplied) == money("0.00", "1900.00")
    assert refunded.unapplied == 0
    with pytest.raises(BadTransaction, match=r"Only 0\.00 is unapplied"):
        replay(
            terms,
            [paid, refund, pay("2024-02-04", "1.00", 3, Code.REFUND)],
            day("2024-02-05"),
        )


def test_a_split_that_somebody_chose_replaces_the_waterfall():
    split = {Bucket.PRINCIPAL: Decimal("300.00"), Bucket.INTEREST: Decimal("50.00")}
    paid = pay("2024-02-01", "350.00", 1, split=split)

    result = replay(make_terms(), [paid], day("2024-02-01"))

    assert parts(result.allocations[0]) == money("300.00", "50.00", "0.00")


def test_parts_of_a_split_must_add_up():
    with pytest.raises(BadTransaction, match="add up"):
        pay("2024-02-01", "350.00", 1, split={Bucket.PRINCIPAL: Decimal("349.99")})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"split": {Bucket.PRINCIPAL: Decimal(1100), Bucket.FEES: -BIG}}, "above zero"),
        ({"code": Code.PAST_DUE_ADJUSTMENT, "amount": "-5.00"}, "below zero"),
        ({"code": Code.INTEREST_ADJUSTMENT, "amount": "0.005"}, "two decimals"),
    ],
)
def test_amounts_that_cannot_be_posted_are_refused(changes, sentence):
    facts = {"amount": "100.00", "entry": 1, "effective": "2024-02-01"} | changes

    with pytest.raises(BadTransaction, match=sentence):
        pay(**facts)


@pytest.mark.parametrize("rate", ["12", "NaN", "-0.01"])
def test_a_rate_that_cannot_be_is_refused(rate):
    change = Transaction(
        code=Code.RATE_CHANGE,
        effective=day("2024-01-20"),
        entry=1,
        rate_annual=Decimal(rate),
    )

    with pytest.raises(BadTransaction, match="as a fraction"):
        replay(make_terms(), [change], day("2024-02-01"))


def test_half_a_cent_is_rounded_alike_wherever_the_interest_was_looked_at():
    terms = make_terms(
        amount=Decimal("12666.78"),
        rate_annual=Decimal("1.5"),
        contract_date=day("2023-01-26"),
        first_payment_date=day("2023-03-27"),
        number_of_payments=1,
        day_count=DayCount.ACTUAL_360,
    )
    charge = pay("2023-03-15", "1.00", 1, Code.CHARGE)

    # 12,666.78 x 1.5 x 60 / 360 = 3,166.695.
    for looked_at in ("2023-02-01", "2023-03-15", "2023-03-26"):
        assert replay(terms, [], day(looked_at)).next_due.interest == Decimal("3166.70")
    assert replay(terms, [charge], day("2023-03-27")).due_interest == Decimal("3166.70")


def test_a_late_fee_that_was_paid_whole_excuses_no_later_shortfall():
    terms = make_terms(
        late_fee=LateFee(kind=LateFeeKind.FIXED, amount=Decimal("40.00"), grace_days=10)
    )
    paid = [
        pay("2024-02-20", "928.49", 1),
        pay("2024-03-01", PAYMENT, 2),
        pay("2024-04-01", PAYMENT, 3),
        pay("2024-05-01", "850.00", 4),
    ]

    result = replay(terms, paid, day("2024-05-12"))

    assert [fee.day for fee in result.ledger.fees] == [
        day("2024-02-12"),
        day("2024-05-12"),
    ]


def test_an_adjustment_takes_the_past_due_away_but_not_the_debt():
    adjustment = pay("2024-02-10", PAYMENT, 1, Code.PAST_DUE_ADJUSTMENT)

    before = replay(make_terms(), [], day("2024-02-10"))
    after = replay(make_terms(), [adjustment], day("2024-02-10"))

    assert before.days_past_due == 9
    assert (after.days_past_due, after.amount_past_due) == (0, 0)
    assert after.payoff() == before.payoff()


def test_a_charge_a_waiver_and_a_write_off():
    entries = [
        pay("2024-02-02", "25.00", 1, Code.CHARGE),
        pay("2024-02-03", "25.00", 2, Code.WAIVER, bucket=Bucket.FEES),
        pay("2024-02-04", "10000.00", 3, Code.WRITE_OFF),
        pay("2024-03-04", "400.00", 4, Code.RECOVERY),
    ]

    result = replay(make_terms(), entries, day("2024-03-05"))

    assert (result.principal, result.fees) == money("0.00", "0.00")
    assert result.ledger.written_off == Decimal("10000.00")
    assert result.ledger.recovered == Decimal("400.00")


def test_a_skipped_payment_moves_the_maturity_and_interest_goes_on():
    skip = Transaction(
        code=Code.SKIPPED_PAYMENT,
        effective=day("2024-01-20"),
        entry=1,
        old_due_date=day("2024-02-01"),
    )

    result = replay(make_terms(), [skip], day("2024-01-20"))

    assert result.next_due.due_date == day("2024-03-01")
    # Two months of interest on 10,000.00 before the first payment.
    assert result.next_due.interest == Decimal("200.00")
    assert result.maturity_date == day("2025-02-01")


def test_a_moved_due_date_is_late_only_after_its_new_day():
    move = Transaction(
        code=Code.DUE_DATE_CHANGE,
        effective=day("2024-01-20"),
        entry=1,
        old_due_date=day("2024-02-01"),
        new_due_date=day("2024-02-16"),
    )

    on_time = replay(make_terms(), [move], day("2024-02-16"))
    late = replay(make_terms(), [move], day("2024-02-17"))

    assert on_time.days_past_due == 0
    assert late.days_past_due == 1
    # 45 days of 360 at 12 % on 10,000.00.
    assert late.past_due_table[0].due == Decimal(PAYMENT)
    assert late.due_interest == Decimal("150.00")


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (pay("2023-12-31", "1.00", 1), "Is before the contract date"),
        (pay("2024-01-05", "1.00", 1, Code.PENDING_SWIPE), "A loan has no"),
        (pay("2024-01-05", "1.00", 1, Code.WAIVER), "Give fees, interest"),
        (pay("2024-01-05", "1.00", 1, Code.RECOVERY), "more than was written off"),
        (
            pay("2024-01-05", "20000.00", 1, Code.WRITE_OFF),
            "Only 10000.00 of principal is owed",
        ),
        (
            Transaction(
                code=Code.DELINQUENCY_RESUME, effective=day("2024-01-05"), entry=1
            ),
            "is not paused",
        ),
        (
            Transaction(
                code=Code.REVERSAL, effective=day("2024-01-05"), entry=1, reverses=7
            ),
            "There is no entry 7",
        ),
    ],
)
def test_what_a_loan_cannot_take_is_named(entry, sentence):
    with pytest.raises(BadTransaction, match=sentence):
        replay(make_terms(), [entry], day("2024-06-01"))


def test_two_entries_of_one_number_are_refused():
    with pytest.raises(BadTransaction, match="this number"):
        replay(
            make_terms(),
            [pay("2024-02-01", "1.00", 1), pay("2024-02-02", "1.00", 1)],
            day("2024-06-01"),
        )


def test_a_day_before_the_loan_is_refused():
    with pytest.raises(BadQuestion, match="Is before"):
        replay(make_terms(), [], day("2023-12-31"))


def test_ten_days_of_payoffs_grow_by_the_daily_interest():
    quotes = replay(make_terms(), [], day("2024-02-01")).ten_day_payoff()

    # 10,000.00 x 12 % / 12 a month, spread over the 29 days of February.
    assert quotes[0].amount == Decimal("10100.00")
    assert [str(quote.amount) for quote in quotes[1:4]] == [
        "10103.45",
        "10106.90",
        "10110.34",
    ]
    assert len(quotes) == 10
