"""Lines of credit for the tests of the engine."""

from decimal import Decimal

from accounts.engine.line_terms import (
    CASH,
    PURCHASES,
    LineBucket,
    LineTerms,
    MinimumKind,
    MinimumPayment,
)
from accounts.engine.transactions import Boarding, Code, Transaction
from tests.builders_leases import day


def make_minimum(**changes):
    """One percent of the principal, with interest and fees."""
    fields = {"kind": MinimumKind.PERCENT_PLUS, "percent": Decimal("0.01")}
    return MinimumPayment(**fields | changes)


def make_line_terms(*, purchases="0.18", cash="0.24", grace=True, **changes):
    """A line of 5,000 opened on 1 January 2026, which closes at the month's end."""
    fields = {
        "limit": Decimal("5000.00"),
        "open_date": day("2026-01-01"),
        "buckets": (
            LineBucket(name=PURCHASES, rate_annual=Decimal(purchases), has_grace=grace),
            LineBucket(name=CASH, rate_annual=Decimal(cash)),
        ),
        "closes": 31,
        "minimum": make_minimum(),
    }
    return LineTerms(**fields | changes)


class Entries:
    """Transactions in the order of entry, numbered from 1."""

    def __init__(self):
        self.all = []

    def add(self, code, effective, amount="0.00", **fields):
        entry = Transaction(
            code=code,
            effective=day(effective),
            entry=len(self.all) + 1,
            amount=Decimal(amount),
            **fields,
        )
        self.all.append(entry)
        return entry

    def draw(self, effective, amount, bucket=PURCHASES):
        return self.add(Code.ADVANCE, effective, amount, bucket=bucket)

    def pay(self, effective, amount, **fields):
        return self.add(Code.PAYMENT, effective, amount, **fields)

    def pay_off(self, effective, amount):
        return self.add(Code.PAYOFF, effective, amount)

    def board(self, effective, principal, **opening):
        boarding = Boarding(principal=Decimal(principal), **opening)
        return self.add(Code.BOARDING, effective, boarding=boarding)

    def reverse(self, entry):
        effective = entry.effective.isoformat()
        return self.add(Code.REVERSAL, effective, reverses=entry.entry)


def draw_both():
    """1,000 of purchases and 500 in cash, which January charges 6.90 for."""
    entries = Entries()
    entries.draw("2026-01-10", "1000.00")
    entries.draw("2026-01-11", "500.00", CASH)
    return entries
