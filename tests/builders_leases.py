"""Leases for the tests of the engine."""

from datetime import date
from decimal import Decimal

from accounts.engine.lease_terms import LeaseTerms


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
