"""Leases for the tests of the engine."""

from datetime import date
from decimal import Decimal

from accounts.engine.lease_replay import replay_lease
from accounts.engine.lease_terms import LeaseTerms
from accounts.engine.transactions import Code, Transaction


def day(text):
    return date.fromisoformat(text)


def make_lease_terms(**changes):
    """A car for three years: 48,125 down to 30,000 at a money factor of 0.00245."""
    fields = {
        "capitalized_cost": Decimal("48125.00"),
        "residual": Decimal("30000.00"),
        "term_months": 36,
        "money_factor": Decimal("0.00245"),
        "contract_date": day("2026-01-15"),
        "first_payment_date": day("2026-01-15"),
    }
    return LeaseTerms(**fields | changes)


def make_plain_terms(**changes):
    """A year of 565.40 a month: 500.00 depreciation, 14.00 rent, 51.40 tax.

    (10,000 - 4,000) / 12 = 500, (10,000 + 4,000) x 0.001 = 14, 514 x 0.1 = 51.40. Due
    on the 15th, from February 2026 to January 2027.
    """
    fields = {
        "capitalized_cost": Decimal("10000.00"),
        "residual": Decimal("4000.00"),
        "term_months": 12,
        "money_factor": Decimal("0.001"),
        "payment_tax": Decimal("0.1"),
        "contract_date": day("2026-01-15"),
        "first_payment_date": day("2026-02-15"),
    }
    return LeaseTerms(**fields | changes)


def make_entry(code, effective, amount="0.00", entry=1, **changes):
    return Transaction(
        code=code,
        effective=day(effective) if isinstance(effective, str) else effective,
        entry=entry,
        amount=Decimal(amount),
        **changes,
    )


def pay(effective, amount, entry=1, **changes):
    return make_entry(Code.PAYMENT, effective, amount, entry, **changes)


def replayed(transactions, as_of, **changes):
    """The plain lease on a day."""
    return replay_lease(make_plain_terms(**changes), transactions, day(as_of))
