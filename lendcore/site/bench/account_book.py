"""A book of accounts as another system would export it: rows for the three imports.

The same numbers and the same day always give the same rows. Contract dates are counted
back from that day, so that accounts run now.
"""

import csv
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from accounts.engine.calendar import add_months
from lendcore.site.bench.book import import_id_of

type Cells = Mapping[str, str]

PROGRAM = "Everyday line"
PROGRAM_TERMS = {
    "limit": "5000.00",
    "buckets": [{"name": "purchases", "rate_annual": "0.219", "has_grace": True}],
    "closes": 20,
    "minimum": {"kind": "percent", "percent": "0.04", "floor": "35.00"},
}
ACCOUNT_COLUMNS = (
    "import_id",
    "number",
    "kind",
    "title",
    "activate",
    "program",
    "portfolio",
    "source_company",
    "amount",
    "rate_annual",
    "contract_date",
    "first_payment_date",
    "number_of_payments",
    "frequency",
    "capitalized_cost",
    "residual",
    "term_months",
    "money_factor",
    "open_date",
    "late_fee.kind",
    "late_fee.amount",
    "late_fee.grace_days",
)
LINK_COLUMNS = ("account", "customer", "role", "ecoa_code")
ENTRY_COLUMNS = ("account", "external_id", "code", "effective", "amount", "method")
# Half of all accounts have a second customer; the same ones often, as dealers are.
_WITH_ANOTHER = 0.5
_TITLES = ("Personal loan", "2021 Toyota Camry", "Debt consolidation", "Furniture")
_PORTFOLIOS = ("Auto", "Consumer", "Business", "Small loans")
_COMPANIES = ("Branch East", "Branch West", "Online", "Dealers")
# Months behind an account: of the copied ones few, so that a million fits on a disk.
YOUNGEST_MONTHS, OLDEST_MONTHS = 3, 8


@dataclass(frozen=True)
class Span:
    """Accounts by their numbers, and the customers whom they are spread over.

    customers: how many there are. step: customers from one account to the next.
    months: how many lie behind each; any of a few without it. day: from which all
    dates are counted back.
    """

    first: int
    last: int
    customers: int
    step: int
    day: date
    months: int | None = None


def account_id_of(number: int) -> str:
    """Return the import ID of an account, counted from 1; it is its number too."""
    return f"A{number:07}"


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Cells]) -> None:
    """Write rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)


def account_rows(span: Span) -> Iterator[Cells]:
    """Yield loans, leases and lines."""
    for number, rng in _numbers(span, "terms"):
        start = _start(span, number)
        row = {
            "import_id": account_id_of(number),
            "number": account_id_of(number),
            "activate": "yes",
            "portfolio": rng.choice(_PORTFOLIOS),
            "source_company": rng.choice(_COMPANIES),
        }
        match kind_of(number):
            case "loan":
                yield row | _loan(rng, start)
            case "lease":
                yield row | _lease(rng, start)
            case _:
                yield row | {
                    "kind": "line",
                    "title": PROGRAM,
                    "program": PROGRAM,
                    "open_date": start.isoformat(),
                }


def kind_of(number: int) -> str:
    """Return which kind an account is: eight of ten are loans."""
    return {0: "lease", 5: "line"}.get(number % 10, "loan")


def link_rows(span: Span) -> Iterator[Cells]:
    """Yield one customer for each account, and a second for half of them."""
    for number, rng in _numbers(span, "links"):
        account = account_id_of(number)
        primary = (number - 1) * span.step % span.customers + 1
        yield {
            "account": account,
            "customer": import_id_of(primary),
            "role": "primary",
            "ecoa_code": "1",
        }
        # The square makes low numbers come often.
        other = int(span.customers * rng.random() ** 2) + 1
        if rng.random() < _WITH_ANOTHER and other != primary:
            yield {
                "account": account,
                "customer": import_id_of(other),
                "role": rng.choice(("secondary", "secondary", "authorized")),
            }


def entry_rows(span: Span) -> Iterator[Cells]:
    """Yield payments, each on its due date; one account of ten has stopped."""
    for number, rng in _numbers(span, "entries"):
        start = _start(span, number)
        months = _months(span, number)
        stops = months - rng.randrange(1, 4) if rng.random() < 0.1 else months
        if kind_of(number) == "line":
            yield _entry(number, 0, "advance", start + timedelta(days=2), "1200.00")
        for place in range(1, stops):
            day = add_months(start, place)
            if day < span.day:
                yield _entry(number, place, "payment", day, _amount(number))


# One account ----------------------------------------------------------------------


def _numbers(span: Span, what: str) -> Iterator[tuple[int, random.Random]]:
    for number in range(span.first, span.last + 1):
        yield number, random.Random(f"{what} {number}")  # noqa: S311 - invented


def _months(span: Span, number: int) -> int:
    if span.months is not None:
        return span.months
    return YOUNGEST_MONTHS + number % (OLDEST_MONTHS - YOUNGEST_MONTHS + 1)


def _start(span: Span, number: int) -> date:
    """Return when an account began; due dates lie on all days of the month."""
    day = add_months(span.day, -_months(span, number))
    return day - timedelta(days=number % 28)


def _loan(rng: random.Random, start: date) -> Cells:
    return {
        "kind": "loan",
        "title": rng.choice(_TITLES),
        "amount": "9000.00",
        "rate_annual": f"0.{rng.randrange(800, 1_900):04}",
        "contract_date": start.isoformat(),
        "first_payment_date": add_months(start, 1).isoformat(),
        "number_of_payments": "36",
        "frequency": "monthly",
        "late_fee.kind": "fixed",
        "late_fee.amount": "15.00",
        "late_fee.grace_days": "10",
    }


def _lease(rng: random.Random, start: date) -> Cells:
    return {
        "kind": "lease",
        "title": "Vehicle lease",
        "capitalized_cost": "24000.00",
        "residual": "13000.00",
        "term_months": "36",
        "money_factor": f"0.00{rng.randrange(120, 320)}",
        "contract_date": start.isoformat(),
        "first_payment_date": add_months(start, 1).isoformat(),
    }


def _amount(number: int) -> str:
    """Return a payment that is always enough; what is above it counts for the next."""
    return {"loan": "330.00", "lease": "440.00", "line": "80.00"}[kind_of(number)]


def _entry(number: int, place: int, code: str, day: date, amount: str) -> Cells:
    return {
        "account": account_id_of(number),
        "external_id": f"{number}-{place}",
        "code": code,
        "effective": day.isoformat(),
        "amount": amount,
        "method": "ach" if code == "payment" else "",
    }
