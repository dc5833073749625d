"""What pays a lease, worked out by hand.

Unless said otherwise a payment is 565.40: depreciation 500.00, rent 14.00, tax 51.40.
"""

from decimal import Decimal

import pytest

from accounts.engine.errors import BadTransaction
from accounts.engine.lease_explain import FIGURES, explain_lease
from accounts.engine.options import Bucket, Excess, Waterfall
from accounts.engine.transactions import Code, Transaction
from tests.builders_leases import day, make_entry, pay, replayed

D = Decimal
PAYMENT = "565.40"


def parts(allocation):
    """Depreciation, rent, fees, tax, unapplied."""
    return [
        str(part)
        for part in (
            allocation.principal,
            allocation.interest,
            allocation.fees,
            allocation.tax,
            allocation.unapplied,
        )
    ]


def test_a_payment_on_its_day_pays_rent_depreciation_and_tax():
    result = replayed([pay("2026-02-15", PAYMENT)], "2026-02-15")

    allocation = result.allocations[0]
    assert parts(allocation) == ["500.00", "14.00", "0.00", "51.40", "0.00"]
    after = allocation.after
    assert result.principal == after.principal == D("9500.00")
    assert after.interest == after.fees == after.due == 0
    row = result.rows[0]
    assert (row.depreciation_paid, row.rent_paid, row.tax_paid) == (
        D("500.00"),
        D("14.00"),
        D("51.40"),
    )
    assert row.satisfied_on == day("2026-02-15")
    assert (result.next_due.due_date, result.next_due.unpaid) == (
        day("2026-03-15"),
        D(PAYMENT),
    )


def test_a_payment_that_is_too_small_leaves_the_tax_for_last():
    # 14.00 rent, then 86.00 of the depreciation; 414.00 and 51.40 stay due.
    result = replayed([pay("2026-02-20", "100.00")], "2026-02-20")

    assert parts(result.allocations[0]) == ["86.00", "14.00", "0.00", "0.00", "0.00"]
    assert result.allocations[0].after.due == result.amount_past_due == D("465.40")
    assert result.tax == D("51.40")


def test_the_order_of_the_terms_may_put_tax_first():
    order = (Bucket.ESCROW, Bucket.FEES, Bucket.INTEREST, Bucket.PRINCIPAL)

    result = replayed([pay("2026-02-20", "60.00")], "2026-02-20", order=order)

    assert parts(result.allocations[0]) == ["0.00", "8.60", "0.00", "51.40", "0.00"]


def test_by_bucket_the_rent_of_all_payments_comes_first():
    # Two are due: rent 28.00, depreciation 572.00 of 1,000.00, no tax.
    paid = [pay("2026-03-20", "600.00")]

    by_bucket = replayed(paid, "2026-03-20", waterfall=Waterfall.BY_BUCKET)
    by_installment = replayed(paid, "2026-03-20")

    assert parts(by_bucket.allocations[0])[:2] == ["572.00", "28.00"]
    # The first whole, then 14.00 of rent and 20.60 of depreciation.
    assert parts(by_installment.allocations[0])[:2] == ["520.60", "28.00"]


def test_too_much_goes_to_the_next_payment():
    result = replayed([pay("2026-02-15", "665.40")], "2026-02-15")

    assert parts(result.allocations[0]) == ["586.00", "28.00", "0.00", "51.40", "0.00"]
    assert result.next_due.unpaid == D("465.40")


def test_too_much_may_go_to_the_last_payment():
    paid = [pay("2026-02-15", "1130.80")]

    result = replayed(paid, "2026-02-15", excess=Excess.LAST)

    assert result.next_due.unpaid == D(PAYMENT)
    assert result.projected_payoff_date == day("2026-12-15")
    assert result.maturity_date == day("2027-01-15")


def test_all_payments_leave_the_residual_which_is_never_past_due():
    # 12 x 565.40 = 6,784.80; what is above waits.
    result = replayed([pay("2026-02-15", "6800.00")], "2030-01-01")

    assert result.unapplied == D("15.20")
    assert (result.principal, result.payoff().amount) == (D("4000.00"), D("3984.80"))
    assert (result.amount_past_due, result.next_due) == (0, None)


def test_a_rent_payment_pays_rent_that_is_due_and_the_rest_waits():
    rent = make_entry(Code.INTEREST_PAYMENT, "2026-02-20", "20.00")

    now = replayed([rent], "2026-02-20")
    later = replayed([rent], "2026-03-15")

    # The 6.00 that are no rent run through what is due: depreciation of February.
    assert parts(now.allocations[0]) == ["0.00", "14.00", "0.00", "0.00", "6.00"]
    assert parts(now.allocations[1]) == ["6.00", "0.00", "0.00", "0.00", "-6.00"]
    assert later.unapplied == 0
    assert later.principal == D("9994.00")


def test_unapplied_money_pays_a_charge_at_once():
    entries = [
        pay("2026-02-15", "6800.00"),
        make_entry(Code.CHARGE, "2027-03-01", "20.00", 2),
    ]

    result = replayed(entries, "2027-03-01")

    assert (result.fees, result.unapplied) == (D("4.80"), 0)


def test_a_charge_is_paid_before_rent():
    entries = [
        make_entry(Code.CHARGE, "2026-02-20", "25.00"),
        pay("2026-02-20", "30.00", 2),
    ]

    result = replayed(entries, "2026-02-20")

    assert parts(result.allocations[1]) == ["0.00", "5.00", "25.00", "0.00", "0.00"]


def test_the_worked_example_of_the_manual():
    charge = make_entry(Code.CHARGE, "2026-02-20", "25.00")
    result = replayed([charge, pay("2026-02-20", "125.00", 2)], "2026-02-20")

    assert parts(result.allocations[1]) == ["86.00", "14.00", "25.00", "0.00", "0.00"]
    assert result.principal == D("9914.00")
    assert (result.amount_past_due, result.days_past_due) == (D("465.40"), 5)
    assert result.payoff().amount == D("9965.40")
    assert result.payoff(day("2026-03-15")).amount == D("10030.80")


def test_a_split_pays_its_parts_as_far_as_they_are_due():
    split = {Bucket.PRINCIPAL: D("490.00"), Bucket.INTEREST: D("20.00")}
    result = replayed([pay("2026-02-20", "510.00", split=split)], "2026-02-20")

    assert parts(result.allocations[0]) == ["490.00", "14.00", "0.00", "0.00", "6.00"]
    # The 6.00 that are no rent pay depreciation that is due.
    assert result.amount_past_due == D("55.40")


def test_a_credit_without_a_bucket_runs_like_a_payment():
    result = replayed([make_entry(Code.CREDIT, "2026-02-15", PAYMENT)], "2026-02-15")

    assert parts(result.allocations[0]) == ["500.00", "14.00", "0.00", "51.40", "0.00"]


def test_a_waiver_takes_off_what_is_due_of_its_bucket():
    waiver = make_entry(Code.WAIVER, "2026-02-20", "10.00", bucket=Bucket.INTEREST)

    result = replayed([waiver], "2026-02-20")

    assert result.due_interest == D("4.00")
    assert result.amount_past_due == D("555.40")


def test_giving_up_all_of_the_cost_ends_the_lease():
    # Rent and tax of February stay due; no more of them comes.
    entry = make_entry(Code.WRITE_OFF, "2026-03-01", "10000.00")

    result = replayed([entry], "2026-09-01")

    assert result.principal == 0
    assert (result.due_interest, result.tax) == (D("14.00"), D("51.40"))
    assert result.next_due is None
    assert (result.rows[1].rent, result.rows[1].unpaid) == (0, 0)


def test_a_part_that_is_given_up_comes_off_the_oldest_payments():
    entry = make_entry(Code.WRITE_OFF, "2026-03-01", "600.00")

    result = replayed([entry], "2026-03-01")

    # 500.00 of February, 100.00 of March.
    assert [row.unpaid for row in result.rows[:2]] == [D("65.40"), D("465.40")]
    assert result.principal == D("9400.00")


def test_what_is_recovered_is_never_above_what_was_given_up():
    entries = [
        make_entry(Code.WRITE_OFF, "2026-03-01", "14.00", 1, bucket=Bucket.INTEREST),
        make_entry(Code.WRITE_OFF, "2026-03-01", "600.00", 2),
        make_entry(Code.RECOVERY, "2026-04-01", "614.00", 3),
    ]

    assert replayed(entries, "2026-04-01").ledger.recovered == D("614.00")
    with pytest.raises(BadTransaction, match=r"amount of 4: Is more than was written"):
        replayed(
            [*entries, make_entry(Code.RECOVERY, "2026-04-02", "0.01", 4)], "2026-05-01"
        )


def test_unapplied_money_can_be_paid_back():
    entries = [
        pay("2026-02-15", "6800.00"),
        make_entry(Code.REFUND, "2026-03-01", "15.20", 2),
    ]

    assert replayed(entries, "2026-03-01").unapplied == 0


def test_a_due_date_can_be_moved_on_its_own_day():
    entry = make_entry(
        Code.DUE_DATE_CHANGE,
        "2026-02-15",
        old_due_date=day("2026-02-15"),
        new_due_date=day("2026-02-28"),
    )

    result = replayed([entry], "2026-02-20")

    assert result.days_past_due == 0
    assert result.next_due.due_date == day("2026-02-28")
    assert result.rows[1].due_date == day("2026-03-15")


def test_a_skipped_payment_moves_to_the_end():
    entry = make_entry(
        Code.SKIPPED_PAYMENT, "2026-02-15", old_due_date=day("2026-02-15")
    )

    result = replayed([entry], "2026-03-01")

    assert result.amount_past_due == 0
    assert result.next_due.due_date == day("2026-03-15")
    assert result.maturity_date == day("2027-02-15")
    assert [row.number for row in result.rows] == list(range(1, 13))
    assert sum(row.rent for row in result.rows) == D("168.00")


def test_the_last_payment_can_be_skipped_too():
    entry = make_entry(
        Code.SKIPPED_PAYMENT, "2026-02-01", old_due_date=day("2027-01-15")
    )

    assert replayed([entry], "2026-02-01").maturity_date == day("2027-02-15")


def test_a_reversed_payment_counts_nowhere():
    paid = pay("2026-02-15", PAYMENT)
    reversal = Transaction(
        code=Code.REVERSAL, effective=day("2026-03-01"), entry=2, reverses=1
    )

    result = replayed([paid, reversal], "2026-03-01")

    assert result.allocations == ()
    assert result.principal == D("10000.00")
    assert result.days_past_due == 14


def test_what_is_known_of_later_is_not_counted_yet():
    result = replayed([pay("2026-03-01", PAYMENT)], "2026-02-20")

    assert result.amount_past_due == D(PAYMENT)
    assert result.next_event == day("2026-03-01")


def test_every_figure_is_explained_in_lines():
    charge = make_entry(Code.CHARGE, "2026-02-01", "10.00")
    entries = [charge, pay("2026-02-20", "30.00", 2)]
    result = replayed(entries, "2026-03-16")

    lines = {
        figure: [
            (line.what, str(line.amount))
            for line in explain_lease(result, figure).lines
        ]
        for figure in FIGURES
    }

    # 10.00 fee, 14.00 rent, 6.00 depreciation were paid.
    assert lines["principal"] == [
        ("Cost at the beginning", "10000.00"),
        ("Payment", "-6.00"),
    ]
    assert lines["due_interest"] == [("Rent due 2026-03-15", "14.00")]
    assert lines["fees"] == []
    assert lines["amount_past_due"] == [
        ("Due 2026-02-15", "565.40"),
        ("Paid of it", "-20.00"),
        ("Due 2026-03-15", "565.40"),
    ]
    assert lines["next_due_amount"] == [
        ("Depreciation", "500.00"),
        ("Rent", "14.00"),
        ("Tax", "51.40"),
    ]
    assert lines["days_past_due"] == [
        ("Days since 2026-02-15, the oldest due date that is not paid", "29")
    ]
    assert lines["payoff"] == [
        ("Depreciation", "6000.00"),
        ("Depreciation paid", "-6.00"),
        ("Residual", "4000.00"),
        ("Rent due 2026-03-15", "14.00"),
        ("Tax due 2026-02-15", "51.40"),
        ("Tax due 2026-03-15", "51.40"),
    ]
