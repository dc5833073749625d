"""Recoveries and waivers on a line, and what is noted of each entry."""

from decimal import Decimal

import pytest

from accounts.engine.errors import BadTransaction
from accounts.engine.line import replay_line
from accounts.engine.line_terms import PURCHASES, MinimumKind
from accounts.engine.options import Bucket, LateFeeKind
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
LATE_15 = LateFee(kind=LateFeeKind.FIXED, amount=D("15.00"))


def replay(entries, as_of, **changes):
    terms = make_line_terms(**{"minimum": FIXED_25} | changes)
    return replay_line(terms, entries.all, day(as_of))


def test_recovery_above_what_was_written_off_is_refused():
    entries = draw_both()
    entries.add(Code.WRITE_OFF, "2026-02-10", "100.00")
    entries.add(Code.RECOVERY, "2026-02-11", "60.00")
    assert replay(entries, "2026-02-12").recovered == D("60.00")

    entries.add(Code.RECOVERY, "2026-02-12", "40.01")

    with pytest.raises(BadTransaction) as refusal:
        replay(entries, "2026-02-12")
    assert refusal.value.field == "amount"


def late_fee_waived(amount):
    """10.00 due on 25 February and unpaid; its late fee of 15.00 is waived."""
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.add(Code.WAIVER, "2026-02-27", amount, bucket=Bucket.FEES)
    return entries


def test_waived_late_fee_is_not_asked_for():
    # March: 10.00 of the principal and 13.81 of interest; 5.00 of the fee are left.
    entries = late_fee_waived("5.00")

    line = replay(entries, "2026-03-01", minimum=make_minimum(), late_fee=LATE_15)

    assert line.statements[1].fees == D("10.00")
    assert line.statements[1].minimum_due == D("28.81")


def test_waived_late_fee_excuses_no_later_payment():
    # 10.00 short of two minimums: as much as the late fee, of which nothing is asked.
    entries = late_fee_waived("10.00")
    entries.pay("2026-03-24", "23.81")

    line = replay(entries, "2026-03-28", minimum=make_minimum(), late_fee=LATE_15)

    assert line.amount_past_due == D("10.00")
    assert [fee.due_date for fee in line.late_fees] == [
        day("2026-02-25"),
        day("2026-03-25"),
    ]


def test_late_fee_paid_in_its_cycle_excuses_nothing_of_a_full_minimum():
    # February closes with what was drawn on its last day, and no late fee in it. All
    # but 15.00 is paid.
    terms = {
        "minimum": make_minimum(kind=MinimumKind.FULL),
        "late_fee": LATE_15,
        "purchases": "0",
    }
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.pay("2026-02-27", "1015.00")
    entries.draw("2026-02-28", "100.00")
    entries.pay("2026-03-20", "85.00")

    line = replay(entries, "2026-03-28", **terms)

    assert line.statements[1].minimum_due == D("100.00")
    assert line.amount_past_due == D("15.00")
    assert line.late_fees[-1].due_date == day("2026-03-25")


def test_allocation_tells_the_balances_after_it():
    entries = draw_both()
    entries.add(Code.CHARGE, "2026-02-03", "12.00")
    entries.pay("2026-02-10", "20.00")

    paid = replay(entries, "2026-02-10").placements[-1]

    # Fees 12.00, interest 6.90, then principal of the minimum: 6.10 - 5.00 above it.
    assert (paid.fees, paid.interest, paid.principal) == (
        D("12.00"),
        D("6.90"),
        D("1.10"),
    )
    assert (paid.principal_after, paid.interest_after, paid.fees_after) == (
        D("1498.90"),
        D("0.00"),
        D("0.00"),
    )
    assert (paid.balance_after, paid.due_after) == (D("1498.90"), D("5.00"))


def test_allocation_tells_what_nothing_took():
    entries = Entries()
    entries.draw("2026-01-10", "100.00", PURCHASES)
    entries.pay("2026-01-15", "130.00")
    entries.draw("2026-01-20", "50.00")

    paid, drawn = replay(entries, "2026-01-20").placements[1:]

    assert (paid.unapplied, paid.balance_after) == (D("30.00"), D("-30.00"))
    assert (drawn.principal, drawn.from_credit) == (D("50.00"), D("30.00"))
    assert drawn.principal_after == D("20.00")
