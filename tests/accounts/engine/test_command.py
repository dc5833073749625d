"""python -m accounts.engine, as somebody in a shell uses it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from accounts.engine.__main__ import main

ROOT = Path(__file__).parents[3]
TERMS = {
    "amount": "1000.00",
    "rate_annual": "0.12",
    "contract_date": "2024-01-01",
    "first_payment_date": "2024-02-01",
    "number_of_payments": 3,
}
ACCOUNT = {
    "terms": TERMS,
    "transactions": [
        {"code": "payment", "effective": "2024-02-01", "amount": "340.02"},
        {"code": "charge", "effective": "2024-02-10", "amount": "25.00"},
    ],
}


def run(values, *arguments):
    out, err = io.StringIO(), io.StringIO()
    text = values if isinstance(values, str) else json.dumps(values)
    status = main(arguments, io.StringIO(text), out, err)
    return status, out.getvalue(), err.getvalue()


def without(name):
    return {key: value for key, value in TERMS.items() if key != name}


def test_a_quote_has_money_as_strings_and_a_row_for_each_payment():
    status, out, _ = run(TERMS, "quote")

    found = json.loads(out)
    assert status == 0
    assert (found["payment"], found["total_payments"]) == ("340.02", "1020.07")
    assert [row["balance"] for row in found["rows"]] == ["669.98", "336.66", "0.00"]


def test_a_replay_says_what_is_owed_and_until_when_that_holds():
    _, out, _ = run(ACCOUNT, "replay", "--as-of", "2024-02-15")

    found = json.loads(out)
    # 669.98 x 1 % x 14 of 29 days = 3.23.
    assert found["accrued_interest"] == "3.23"
    assert found["payoff"] == "698.21"
    assert found["next_due_date"] == found["true_until"] == "2024-03-01"


def test_a_figure_explains_itself():
    _, out, _ = run(ACCOUNT, "replay", "--as-of", "2024-02-15", "--explain", "payoff")

    found = json.loads(out)
    assert found["payoff"] == "698.21"
    assert [(line["what"], line["amount"]) for line in found["lines"]] == [
        ("Principal", "669.98"),
        ("Interest since the last due date", "3.23"),
        ("Charge", "25.00"),
    ]
    interest = found["lines"][1]
    assert (interest["start"], interest["end"]) == ("2024-02-02", "2024-02-15")
    assert (interest["days"], interest["balance"]) == (14, "669.98")


def test_a_table_is_for_people():
    _, out, _ = run(ACCOUNT, "replay", "--as-of", "2024-02-15", "--table")

    assert "Payoff" in out
    assert "698.21" in out


def test_options_are_read_by_their_names():
    terms = TERMS | {
        "frequency": {"unit": "day", "every": 15},
        "day_count": "actual/365",
        "late_fee": {"kind": "fixed", "amount": "15.00", "grace_days": 10},
        "holidays": {"dates": ["2024-12-25"]},
        "business_days": "next",
        "order": ["interest", "principal", "fees", "escrow"],
    }

    assert run(terms, "quote")[0] == 0


def test_a_rate_for_each_month_is_twelve_of_them_a_year():
    terms = without("rate_annual") | {"rate": "0.01", "rate_period": "monthly"}

    _, out, _ = run(terms, "quote")

    assert json.loads(out)["payment"] == "340.02"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ("{", "JSON: "),
        ("[" * 100_000, "JSON: "),
        ('{"amount": 10.5}', 'JSON: Write 10.5 as a string: "10.5".'),
        ('{"amount": NaN}', "JSON: Write NaN as a string"),
        ("[]", "terms: Give an object with named values."),
        (TERMS | {"colour": "red"}, "colour: Is not known."),
        (TERMS | {"amount": "-5"}, "amount: Give an amount above zero."),
        (TERMS | {"amount": "NaN"}, "amount: Give a number as a string"),
        (TERMS | {"amount": True}, "amount: Give a number as a string"),
        (TERMS | {"amount": "10.001"}, "amount: Give at most two decimals."),
        (TERMS | {"rate_annual": "12"}, "rate_annual: 1200 % is above 1000 %"),
        (
            TERMS | {"first_payment_date": "2023-12-31"},
            "first_payment_date: Can't be before the contract date.",
        ),
        (TERMS | {"first_payment_date": "31.12.2023"}, "Give a date such as"),
        (TERMS | {"number_of_payments": "3"}, "number_of_payments: Give a whole"),
        (TERMS | {"frequency": "fortnightly"}, "frequency: Give one of: weekly"),
        (TERMS | {"day_count": "30/365"}, "day_count: Give one of: 30/360"),
        (TERMS | {"late_fee": {"amount": "1"}}, "late_fee.kind: Is missing."),
        (
            without("number_of_payments") | {"payment_amount": "10.00"},
            "payment_amount: 10.00 does not cover the interest",
        ),
    ],
)
def test_a_mistake_is_named_by_its_field(values, sentence):
    status, out, err = run(values, "quote")

    assert (status, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_a_mistake_in_a_transaction_says_in_which():
    wrong = ACCOUNT | {"transactions": [{"code": "payment", "effective": "2024-02-01"}]}

    _, _, err = run(wrong, "replay", "--as-of", "2024-02-15")

    assert "transactions[1]" in err
    assert "Give an amount above zero." in err


def test_it_runs_on_a_python_without_any_package():
    found = subprocess.run(
        [sys.executable, "-S", "-m", "accounts.engine", "quote"],
        input=json.dumps(TERMS),
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )

    assert json.loads(found.stdout)["payment"] == "340.02"


# Leases and lines ---------------------------------------------------------------

LEASE = {
    "kind": "lease",
    "capitalized_cost": "10000.00",
    "residual": "4000.00",
    "term_months": 12,
    "contract_date": "2026-01-15",
    "first_payment_date": "2026-02-15",
    "money_factor": "0.001",
}
LINE = {
    "kind": "line",
    "limit": "5000.00",
    "open_date": "2026-01-01",
    "buckets": [
        {"name": "purchases", "rate_annual": "0.18", "has_grace": True},
        {"name": "cash", "rate_annual": "0.24"},
    ],
    "closes": 31,
    "minimum": {"kind": "percent_plus_interest_and_fees", "percent": "0.01"},
}


def test_a_lease_is_quoted_and_replayed():
    _, quoted, _ = run(LEASE, "quote")
    paid = [{"code": "payment", "effective": "2026-02-15", "amount": "514.00"}]
    account = {"terms": LEASE, "transactions": paid}
    _, replayed, _ = run(account, "replay", "--as-of", "2026-02-20")

    # 6,000.00 / 12 of depreciation, 14,000.00 x 0.001 of rent.
    assert json.loads(quoted)["payment"] == "514.00"
    found = json.loads(replayed)
    assert (found["principal"], found["next_due_amount"]) == ("9500.00", "514.00")


def test_a_line_is_replayed_with_its_statements():
    drawn = [
        {
            "code": "advance",
            "effective": "2026-01-11",
            "amount": "500.00",
            "bucket": "cash",
        }
    ]
    account = {"terms": LINE, "transactions": drawn}

    _, out, _ = run(account, "replay", "--as-of", "2026-02-05")
    _, explained, _ = run(
        account, "replay", "--as-of", "2026-02-05", "--explain", "available_credit"
    )

    found = json.loads(out)
    # 500.00 x 24 % x 21 / 365.
    assert found["statements"][0]["interest"] == "6.90"
    assert found["available_credit"] == "4493.10"
    assert json.loads(explained)["available_credit"] == "4493.10"


def test_a_line_has_no_quote_and_a_kind_must_be_known():
    assert run(LINE, "quote")[::2] == (
        2,
        "kind: A line has no schedule; replay it.\n",
    )
    assert run(LINE | {"kind": "bond"}, "quote")[::2] == (
        2,
        "kind: Give one of: loan, lease, line.\n",
    )


def test_the_finance_charge_and_the_rate_explain_themselves():
    _, charge, _ = run(TERMS, "quote", "--explain", "finance_charge")
    _, rate, _ = run(TERMS, "quote", "--explain", "apr")

    assert json.loads(charge)["finance_charge"] == "20.07"
    line = json.loads(rate)["lines"][0]
    assert line["what"] == "Rate of a unit period x 12 of them a year"
    assert line["rate"].startswith("0.0100")


def test_a_replay_can_be_gone_through_in_several_ways():
    plain = run(ACCOUNT, "replay", "--as-of", "2024-03-15")

    assert run(ACCOUNT, "replay", "--as-of", "2024-03-15", "--verify") == plain
