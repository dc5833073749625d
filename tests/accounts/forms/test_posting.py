"""What can be posted on an account, as people type it."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.engine.transactions import Code
from accounts.forms.entries import Facts
from accounts.forms.posting import FORMS, forms_for
from accounts.forms.reversal import ReversalForm
from accounts.models import Kind

TODAY = date(2026, 11, 20)
DUE = date(2026, 12, 1)


def facts(kind=Kind.LOAN, **changes):
    common = {"kind": kind, "today": TODAY, "last_entry": 3, "due_dates": (DUE,)}
    if kind == Kind.LINE:
        common["balances"] = ("purchases", "cash")
    return Facts(**(common | changes))


def form(word, kind=Kind.LOAN, **typed):
    data = {"effective": "2026-11-20", "key": str(uuid4()), "seen": "3"}
    return forms_for(kind)[word](data | typed, facts=facts(kind))


def payment(kind=Kind.LOAN, **typed):
    return form("payment", kind, **({"amount": "307", "method": "cash"} | typed))


def test_a_payment_is_what_was_typed():
    typed = payment(
        amount="$1,307.50", method="check", reference="2051", payer="Marisol", note="x"
    )

    assert typed.is_valid(), typed.errors
    entry = typed.entry
    assert (entry.code, entry.amount) == (Code.PAYMENT, Decimal("1307.50"))
    assert (entry.method, entry.reference, entry.payer) == ("check", "2051", "Marisol")
    assert (entry.effective, entry.seen_entry) == (TODAY, 3)
    assert entry.details == {}


@pytest.mark.parametrize("amount", ["0", "-5", "", "12,50", "1.234", "nan", "1e3"])
def test_a_payment_of_no_plain_amount_above_zero_is_refused(amount):
    assert "amount" in payment(amount=amount).errors


@pytest.mark.parametrize("day", ["2026-13-01", "1899-01-01", "tomorrow", ""])
def test_a_day_that_is_none_is_refused(day):
    assert "effective" in payment(effective=day).errors


def test_a_check_needs_its_number():
    assert payment(method="check").errors["reference"] == [
        "Enter the number of the check."
    ]


def test_parts_replace_the_order_of_payment():
    typed = payment(apply_to="custom", part_fees="20", part_principal="287")

    assert typed.is_valid(), typed.errors
    assert typed.entry.details == {"split": {"fees": "20.00", "principal": "287.00"}}
    assert typed.entry.code == Code.PAYMENT


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"part_fees": "20"}, "$287.00 left to place"),
        ({"part_fees": "320"}, "$13.00 too much"),
        ({"part_fees": "-20", "part_principal": "327"}, "below zero"),
    ],
)
def test_parts_that_are_not_the_payment_are_refused(parts, said):
    typed = payment(apply_to="custom", **parts)

    assert said in typed.non_field_errors()[0]


def test_parts_count_only_where_they_were_asked_for():
    typed = payment(apply_to="payment", part_fees="20")

    assert typed.is_valid(), typed.errors
    assert typed.entry.details == {}


def test_a_lease_takes_no_principal_payment():
    assert "apply_to" in payment(Kind.LEASE, apply_to="principal_payment").errors


def test_each_kind_offers_what_its_engine_takes():
    assert "rate-change" not in forms_for(Kind.LEASE)
    assert "skipped-payment" not in forms_for(Kind.LINE)
    assert set(forms_for(Kind.LOAN)) == set(FORMS)


def test_a_charge_says_what_it_is_for():
    assert "note" in form("charge", amount="25").errors
    assert form("charge", amount="25", note="NSF fee").is_valid()


def test_an_advance_on_a_line_names_its_balance():
    typed = form("advance", Kind.LINE, amount="50", bucket="cash")

    assert typed.is_valid(), typed.errors
    assert typed.entry.details == {"bucket": "cash"}


def test_a_waiver_of_a_loan_names_what_it_takes_off():
    typed = form("waiver", amount="20", bucket="fees")

    assert typed.is_valid(), typed.errors
    assert typed.entry.details == {"bucket": "fees"}
    assert "bucket" in form("waiver", amount="20").errors


def test_less_interest_is_an_amount_below_zero():
    less = form("interest-adjustment", amount="5", direction="less")
    more = form("interest-adjustment", amount="5", direction="more")

    assert less.is_valid()
    assert more.is_valid()
    assert less.entry.amount == Decimal("-5.00")
    assert more.entry.amount == Decimal("5.00")


@pytest.mark.parametrize(
    ("typed", "amount", "details"),
    [
        ({"how": "all", "amount": "9"}, "0.00", {}),
        ({"how": "amount", "amount": "9"}, "9.00", {}),
        (
            {"how": "date", "current_as_of": "2026-11-01"},
            "0.00",
            {"current_as_of": "2026-11-01"},
        ),
    ],
)
def test_a_past_due_adjustment_is_of_one_of_three_ways(typed, amount, details):
    filled = form("past-due-adjustment", **typed)

    assert filled.is_valid(), filled.errors
    assert (filled.entry.amount, filled.entry.details) == (Decimal(amount), details)


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"how": "amount"}, "amount"), ({"how": "date"}, "current_as_of")],
)
def test_a_past_due_adjustment_needs_what_its_way_asks_for(typed, field):
    assert field in form("past-due-adjustment", **typed).errors


def test_a_rate_is_typed_in_percent():
    typed = form("rate-change", rate="15.9%")

    assert typed.is_valid(), typed.errors
    assert typed.entry.details == {"rate_annual": "0.159"}


def test_a_due_date_that_moves_is_one_of_those_to_come():
    moved = form(
        "due-date-change", old_due_date="2026-12-01", new_due_date="2026-12-10"
    )

    assert moved.is_valid(), moved.errors
    assert moved.entry.details == {
        "old_due_date": "2026-12-01",
        "new_due_date": "2026-12-10",
    }
    assert "old_due_date" in form("skipped-payment", old_due_date="2026-12-02").errors


def reversal(is_split=False, is_payment=True, **typed):
    data = {"reason": "nsf", "key": str(uuid4())} | typed
    return ReversalForm(data, is_split=is_split, is_payment=is_payment)


def test_only_a_payment_comes_back_for_want_of_funds():
    assert reversal().is_valid()
    assert "reason" in reversal(is_payment=False).errors


def test_another_reason_is_explained():
    assert "note" in reversal(reason="other").errors
    assert reversal(reason="other", note="Wrong account").is_valid()


def test_a_fee_is_charged_on_one_account():
    typed = reversal(is_split=True, whole="all", fee="25")

    assert "fee" in typed.errors
    assert reversal(is_split=True, whole="part", fee="25").is_valid()
    assert "fee" in reversal(fee="-1").errors
