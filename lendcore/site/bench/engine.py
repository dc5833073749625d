"""How long the money engine takes, beside arithmetic that any engine has to do.

The references are run in the same process: bare decimal arithmetic, which is the least
that a payment costs, and a loop over every day, as engines that keep a row per day do.
"""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.calendar import add_months
from accounts.engine.horizon import payoff_line, true_until
from accounts.engine.line import replay_line
from accounts.engine.line_terms import (
    CASH,
    PURCHASES,
    LineBucket,
    LineTerms,
    MinimumKind,
    MinimumPayment,
)
from accounts.engine.replay import replay
from accounts.engine.terms import LoanTerms
from accounts.engine.transactions import Code, Transaction
from lendcore.site.bench.figures import Spread, verdict
from lendcore.site.bench.tables import LEFT, RIGHT, markdown_table, milliseconds

START = date(2020, 1, 1)
CENT = Decimal("0.01")
LOANS = 1_000
CAUGHT_UP = (1, 7, 30, 100, 300, 700)


@dataclass(frozen=True)
class Timed:
    """Something that was done many times. budget: milliseconds, p95; none if None."""

    label: str
    spread: Spread
    budget: int | None = None

    @property
    def is_over(self) -> bool:
        return self.budget is not None and self.spread.p95 > self.budget


@dataclass(frozen=True)
class Pace:
    """Loans a second on one core. days: by which they are caught up."""

    days: int
    replayed: float
    by_day: float


def time_all(repeats: int) -> list[Timed]:
    """Return how long each account takes, the references among them."""
    loan, busy, line, late = _loan(60), _busy_loan(), _line(), _backdated()
    runs: list[tuple[str, Callable[[], object], int | None]] = [
        ("loan, 60 payments", lambda: replay(*loan, _after(61)), 3),
        ("the same, with what a snapshot keeps", lambda: _snapshot(loan), None),
        ("reference: 60 payments, bare arithmetic", lambda: _bare(60), None),
        ("reference: 60 payments, a loop over every day", _day_loop, None),
        ("loan, 5,000 transactions", lambda: replay(*busy, _BUSY_END), 150),
        ("reference: 5,000 transactions, bare arithmetic", lambda: _bare(5_000), None),
        ("loan, 2,000 days, a payment backdated", lambda: replay(*late, _LATE_END), 20),
        ("line, 24 cycles, 2,000 swipes", lambda: replay_line(*line, _LINE_END), 100),
        ("reference: 2,000 swipes, bare arithmetic", lambda: _bare(2_000), None),
    ]
    return [Timed(label, _spread(run, repeats), most) for label, run, most in runs]


def time_paces() -> list[Pace]:
    """Return how many loans a second are caught up by some days."""
    paces = []
    for days in CAUGHT_UP:
        loans = [_loan(24, place) for place in range(LOANS)]
        until = add_months(START, 12) + timedelta(days=days)
        replayed = _seconds(lambda: [replay(*loan, until) for loan in loans])  # noqa: B023
        length = (until - START).days
        by_day = _seconds(lambda: [_by_day(length) for _ in loans])  # noqa: B023
        paces.append(Pace(days, LOANS / replayed, LOANS / by_day))
    return paces


# Accounts -----------------------------------------------------------------------


def _loan(payments: int, place: int = 0) -> tuple[LoanTerms, list[Transaction]]:
    terms = LoanTerms(
        amount=Decimal(20_000 + place) + CENT,
        rate_annual=Decimal("0.089"),
        contract_date=START,
        first_payment_date=add_months(START, 1),
        number_of_payments=payments,
    )
    # Every third payment is two days late.
    paid = [
        Transaction(
            code=Code.PAYMENT,
            effective=add_months(START, number) + timedelta(days=2 * (number % 3 == 0)),
            entry=number,
            amount=Decimal("420.00"),
        )
        for number in range(1, payments + 1)
    ]
    return terms, paid


def _after(months: int) -> date:
    return add_months(START, months)


def _snapshot(loan: tuple[LoanTerms, list[Transaction]]) -> object:
    result = replay(*loan, _after(30))
    return true_until(result), payoff_line(result), result.next_due


_BUSY_END = START + timedelta(days=2 * 5_000)


def _busy_loan() -> tuple[LoanTerms, list[Transaction]]:
    terms = LoanTerms(
        amount=Decimal("300000.00"),
        rate_annual=Decimal("0.089"),
        contract_date=START,
        first_payment_date=add_months(START, 1),
        number_of_payments=360,
    )
    paid = [
        Transaction(
            code=Code.PAYMENT,
            effective=START + timedelta(days=2 * number),
            entry=number,
            amount=Decimal("160.00"),
        )
        for number in range(1, 5_001)
    ]
    return terms, paid


_LATE_END = START + timedelta(days=2_000)


def _backdated() -> tuple[LoanTerms, list[Transaction]]:
    terms, paid = _loan(66)
    back = Transaction(
        code=Code.PAYMENT,
        effective=START + timedelta(days=20),
        entry=900,
        amount=Decimal("250.00"),
    )
    return terms, [*paid, back]


_LINE_END = add_months(START, 24)


def _line() -> tuple[LineTerms, list[Transaction]]:
    terms = LineTerms(
        limit=Decimal("500000.00"),
        open_date=START,
        buckets=(
            LineBucket(name=PURCHASES, rate_annual=Decimal("0.18"), has_grace=True),
            LineBucket(name=CASH, rate_annual=Decimal("0.24")),
        ),
        closes=31,
        minimum=MinimumPayment(kind=MinimumKind.PERCENT_PLUS, percent=Decimal("0.01")),
    )
    swipes = [
        Transaction(
            code=Code.SETTLED_SWIPE,
            effective=START + timedelta(days=number * 730 // 2_000),
            entry=number + 1,
            amount=Decimal("41.17"),
            bucket=CASH if number % 10 == 0 else PURCHASES,
        )
        for number in range(2_000)
    ]
    paid = [
        Transaction(
            code=Code.PAYMENT,
            effective=add_months(START, number) + timedelta(days=20),
            entry=3_000 + number,
            amount=Decimal("2900.00"),
        )
        for number in range(1, 24)
    ]
    return terms, [*swipes, *paid]


# References ---------------------------------------------------------------------


def _bare(payments: int) -> Decimal:
    """Return a balance after payments: a product, a rounding and two differences."""
    balance, rate = Decimal("300000.00"), Decimal("0.089") / 12
    for _ in range(payments):
        interest = (balance * rate).quantize(CENT)
        balance -= Decimal("420.00") - interest
    return balance


def _by_day(days: int) -> Decimal:
    """Return interest that is added day by day."""
    balance, accrued = Decimal("20000.00"), Decimal(0)
    rate = Decimal("0.089") / 365
    for day in range(days):
        accrued += balance * rate
        if day % 30 == 29:
            interest, accrued = accrued.quantize(CENT), Decimal(0)
            balance -= Decimal("420.00") - interest
    return balance


def _day_loop() -> object:
    return _by_day((_after(61) - START).days)


# Times --------------------------------------------------------------------------


def _spread(run: Callable[[], object], repeats: int) -> Spread:
    run()
    gc.collect()
    # As timeit does: what other runs left behind is not this one's to clear away.
    gc.disable()
    try:
        return Spread.of([_seconds(run) * 1_000 for _ in range(repeats)])
    finally:
        gc.enable()


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


# The page -----------------------------------------------------------------------


def render_engine(
    day: date, machine: str, load: str, timed: Sequence[Timed], paces: Sequence[Pace]
) -> str:
    """Return the whole page of documentation."""
    over = [each.label for each in timed if each.is_over]
    result = "Everything is inside its budget."
    if over:
        result = f"Over budget: {', '.join(over)}."
    parts = [
        "# Benchmarks of the money engine",
        "`make bench` writes this page, `manage.py bench_engine` writes it alone.",
        f"Run on {day.isoformat()}: {machine}. {load} {result}",
        "## Accounts",
        "One account replayed from its terms and all its transactions, in one "
        "process on one core. The references are the least that such arithmetic "
        "costs in this Python: bare decimal numbers, and a loop over every day as "
        "engines run it that keep a row per day. Garbage collection is off while "
        "these are timed, and on while loans are caught up.",
        timed_table(timed),
        "## Catching up",
        f"{LOANS:,} loans with 24 payments each, replayed as of a year after they "
        "began and some days more: how many a second. A replay goes through all, so "
        "that the days hardly matter; beside it bare arithmetic that adds interest "
        "day by day and does nothing else.",
        paces_table(paces),
    ]
    return "\n\n".join(parts) + "\n"


def timed_table(timed: Sequence[Timed]) -> str:
    """Return times, with their budgets where they have one."""
    heads = [
        ("", LEFT),
        ("p50 ms", RIGHT),
        ("p95 ms", RIGHT),
        ("max ms", RIGHT),
        ("budget (p95)", LEFT),
        ("", LEFT),
    ]
    return markdown_table(heads, [_timed_line(each) for each in timed])


def _timed_line(each: Timed) -> list[str]:
    budget = f"≤ {each.budget} ms" if each.budget else "—"
    return [
        each.label,
        milliseconds(each.spread.p50),
        milliseconds(each.spread.p95),
        milliseconds(each.spread.worst),
        budget,
        verdict(holds=not each.is_over) if each.budget else "",
    ]


def paces_table(paces: Sequence[Pace]) -> str:
    """Return loans a second by the days that they are caught up."""
    heads = [
        ("days", RIGHT),
        ("loans/s", RIGHT),
        ("by day, arithmetic alone, loans/s", RIGHT),
    ]
    lines = [
        [f"{each.days}", f"{each.replayed:,.0f}", f"{each.by_day:,.0f}"]
        for each in paces
    ]
    return markdown_table(heads, lines)
