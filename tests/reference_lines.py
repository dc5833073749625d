"""Reference cases of leases and lines, run through the engine: one adapter a kind.

An adapter gives each expected figure of a case as the engine has it; a figure that it
does not know is a KeyError, so that nothing is passed over.
"""

from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.calendar import MONTHLY, DueDates
from accounts.engine.lease import make_lease_schedule
from accounts.engine.line import replay_line
from accounts.engine.line_terms import LineBucket
from accounts.engine.money import Rounding, round_cents
from tests.builders_leases import make_lease_terms
from tests.builders_lines import Entries, make_line_terms

_HUNDRED = Decimal(100)


def run_lease_payment(case):
    """Return depreciation, rent and payment of a lease."""
    expected = case["expected"]
    tax_percent = case.get("sales_tax_pct") or expected.get("sales_tax_pct") or "0"
    rates = {"money_factor": None}
    if case.get("money_factor"):
        rates["money_factor"] = Decimal(case["money_factor"])
    else:
        rates["rate_annual"] = Decimal(case["apr_pct"]) / _HUNDRED
    terms = make_lease_terms(
        capitalized_cost=Decimal(case["adjusted_cap_cost"]),
        residual=Decimal(case["residual"]),
        term_months=case["term_months"],
        payment_tax=Decimal(tax_percent) / _HUNDRED,
        **rates,
    )
    schedule = make_lease_schedule(terms)
    found = {
        "depreciation": round_cents(schedule.depreciation, terms.rounding),
        "rent_charge": round_cents(schedule.rent, terms.rounding),
        "base_payment": schedule.base_payment,
        "sales_tax_pct": terms.payment_tax * _HUNDRED,
        "total_payment": schedule.payment,
        "apr_pct": terms.rate * _HUNDRED,
    }
    return {name: found[name] for name in expected}


def run_average_daily_balance(case):
    """Return average and charge of a cycle whose balances are drawn and paid."""
    start = date(2026, 7, 21)
    entries, balance, when = Entries(), Decimal(0), start
    for step in case["daily_balances"]:
        change = Decimal(step["balance"]) - balance
        if change > 0:
            entries.draw(when.isoformat(), change)
        elif change < 0:
            entries.pay(when.isoformat(), -change)
        balance += change
        when += timedelta(days=step["days"])
    close = when - timedelta(days=1)
    rate = Decimal(case["apr_pct"] or 0) / _HUNDRED
    terms = make_line_terms(
        limit=Decimal("999999.00"),
        open_date=start,
        closes=DueDates(close, MONTHLY),
        buckets=(LineBucket(name="purchases", rate_annual=rate),),
        rounding=Rounding.HALF_UP,
    )
    charged = replay_line(terms, entries.all, close).statements[0].buckets[0].charged
    found = {
        "average_daily_balance": charged.average_balance,
        "finance_charge": charged.amount,
        "interest": charged.amount,
    }
    return {name: found[name] for name in case["expected"]}


ADAPTERS = {
    "lease_payment": run_lease_payment,
    "average_daily_balance": run_average_daily_balance,
}
