"""How the principal of an account moved and will move."""

from datetime import date
from decimal import Decimal

from accounts.engine.account import replay_account
from accounts.engine.balance_course import balance_course
from accounts.engine.reading import read_terms, read_transactions
from accounts.engine.transactions import Code

PAYMENT = Decimal("888.49")
LOAN = {
    "amount": "10000.00",
    "rate_annual": "0.12",
    "contract_date": "2026-01-01",
    "first_payment_date": "2026-02-01",
    "number_of_payments": 12,
}
LEASE = {
    "capitalized_cost": "10000.00",
    "residual": "4000.00",
    "term_months": 12,
    "contract_date": "2026-01-15",
    "first_payment_date": "2026-02-15",
    "money_factor": "0.001",
}
LINE = {
    "limit": "5000.00",
    "open_date": "2026-01-01",
    "buckets": [{"name": "purchases", "rate_annual": "0.18"}],
    "closes": 31,
    "minimum": {"kind": "percent_plus_interest_and_fees", "percent": "0.01"},
}


def course_of(kind, terms, entries, day):
    read = read_terms({**terms, "kind": kind})
    rows = read_transactions(
        [
            {"entry": place, "code": code, "effective": on, "amount": amount}
            for place, (code, on, amount) in enumerate(entries, 1)
        ]
    )
    result = replay_account(read, rows, date.fromisoformat(day))
    begins = getattr(read, "contract_date", None) or read.open_date
    return result, balance_course(result, begins)


def test_a_loan_begins_with_its_amount_and_ends_with_nothing():
    paid = [
        (Code.PAYMENT, "2026-02-01", "888.49"),
        (Code.PAYMENT, "2026-03-01", "888.49"),
    ]

    result, course = course_of("loan", LOAN, paid, "2026-03-15")

    assert course.begun.principal == Decimal("10000.00")
    assert course.actual[-1].principal == result.principal
    assert course.principal_paid == Decimal("10000.00") - result.principal
    assert course.principal_paid + course.interest_paid == 2 * PAYMENT
    assert course.coming[-1].principal == 0
    assert (course.satisfied, course.installments) == (2, 12)


def test_a_loan_on_which_nothing_happened_is_one_level_line():
    result, course = course_of("loan", LOAN, [], "2026-01-15")

    assert {point.principal for point in course.actual} == {result.principal}
    assert course.repaid_share == 0


def test_a_charge_does_not_count_as_principal():
    _, course = course_of(
        "loan", LOAN, [(Code.CHARGE, "2026-01-10", "25.00")], "2026-01-15"
    )

    assert course.begun.principal == Decimal("10000.00")
    assert course.principal_paid == 0


def test_a_line_begins_with_nothing_and_has_no_schedule():
    drawn = [
        (Code.ADVANCE, "2026-01-10", "500.00"),
        (Code.PAYMENT, "2026-01-20", "100.00"),
    ]

    _, course = course_of("line", LINE, drawn, "2026-01-25")

    assert course.begun.principal == 0
    assert course.actual[-1].principal == Decimal("400.00")
    assert course.coming == ()
    assert course.repaid_share == Decimal("0.2")


def test_an_advance_adds_to_what_was_lent():
    entries = [
        (Code.PAYMENT, "2026-02-01", "888.49"),
        (Code.ADVANCE, "2026-02-10", "1000.00"),
    ]

    _, course = course_of("loan", LOAN, entries, "2026-02-15")

    assert course.lent == Decimal("11000.00")
    assert course.principal_paid == Decimal("788.49")


def test_an_account_that_came_from_elsewhere_begins_with_what_it_came_with():
    terms = read_terms({**LOAN, "kind": "loan"})
    boarding = {
        "entry": 1,
        "code": "boarding",
        "effective": "2026-05-15",
        "amount": "0.00",
        "boarding": {"principal": "7000.00", "next_due_date": "2026-06-01"},
    }
    payment = {
        "entry": 2,
        "code": "payment",
        "effective": "2026-06-01",
        "amount": "888.49",
    }
    rows = read_transactions([boarding, payment])

    result = replay_account(terms, rows, date(2026, 6, 2))
    course = balance_course(result, date(2026, 1, 1))

    assert course.begun.day == date(2026, 5, 15)
    assert course.begun.principal == Decimal("7000.00")
    assert course.lent == Decimal("7000.00")
    assert course.principal_paid == Decimal("7000.00") - result.principal


def test_a_lease_runs_down_to_its_residual():
    _, course = course_of("lease", LEASE, [], "2026-01-20")

    assert course.begun.principal == Decimal("10000.00")
    assert course.coming[-1].principal == Decimal("4000.00")
