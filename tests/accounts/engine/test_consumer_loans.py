"""The payments of 2,500 real loans, from what was lent, the rate and the term."""

import csv
from decimal import Decimal

import pytest

from accounts.engine.options import PaymentRounding
from accounts.engine.schedule import make_schedule
from tests.accounts.engine.builders import make_terms
from tests.accounts.engine.cases import FOLDER

BOOK = FOLDER.parent / "imports" / "consumer-loans.csv"
# Their installment is that of another rate than the one they bear: it was changed.
OF_ANOTHER_RATE = {"1548", "1968"}


def test_every_level_payment_is_the_one_of_the_book():
    if not BOOK.is_file():
        pytest.skip("The reference data is absent; set REFERENCE_DIR to its folder.")
    with BOOK.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    others = {
        row["id"] for row in rows if payment_of(row) != Decimal(row["installment"])
    }

    assert len(rows) == 2_500
    assert others == OF_ANOTHER_RATE


def payment_of(row):
    terms = make_terms(
        amount=Decimal(row["loan_amount"]),
        rate_annual=Decimal(row["interest_rate"]) / 100,
        number_of_payments=int(row["term"]),
        payment_rounding=PaymentRounding.UP_TO_CENT,
    )
    return make_schedule(terms).level_payment
