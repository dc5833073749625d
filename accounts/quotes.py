"""What terms come to, for whoever is about to agree on them. No database is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.account import Terms
from accounts.engine.apr import disclose
from accounts.engine.calendar import NAMED
from accounts.engine.errors import BadTerms, EngineError
from accounts.engine.lease import make_lease_schedule
from accounts.engine.lease_terms import LeaseTerms
from accounts.engine.line_terms import LineTerms, first_close
from accounts.engine.schedule import make_schedule
from accounts.engine.terms import LoanTerms
from accounts.mapping import check_agreed
from accounts.models import Account

HEAD = 4
# The drawing: so many units wide and high, so many bars at most.
WIDTH, HEIGHT, MOST_BARS = 400, 90, 100
_OFTEN = {
    "weekly": "weekly",
    "biweekly": "two-weekly",
    "semimonthly": "half-monthly",
    "monthly": "monthly",
    "quarterly": "quarterly",
    "semiannual": "half-yearly",
    "annual": "yearly",
}


@dataclass(frozen=True, kw_only=True)
class PlannedPayment:
    """One payment as planned. Of a lease interest is rent, principal depreciation."""

    due_date: date
    payment: Decimal
    interest: Decimal
    principal: Decimal
    balance: Decimal


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A figure of the preview. is_rate: a percentage, not money."""

    label: str
    value: Decimal | None
    is_rate: bool = False


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Payments as bars of interest over principal: two SVG paths in a box."""

    interest: str
    principal: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """What a loan or lease comes to."""

    payments: tuple[PlannedPayment, ...]
    often: str
    amounts: tuple[Amount, ...]
    is_lease: bool
    total_interest: Decimal
    total_principal: Decimal
    includes: str = ""

    @property
    def first(self) -> PlannedPayment:
        return self.payments[0]

    @property
    def last(self) -> PlannedPayment:
        return self.payments[-1]

    @property
    def count(self) -> int:
        return len(self.payments)

    @property
    def count_before_last(self) -> int:
        return len(self.payments) - 1

    @property
    def head(self) -> tuple[PlannedPayment, ...]:
        """The first payments; the last one stands by itself."""
        return self.payments[:-1][:HEAD]

    @property
    def count_between(self) -> int:
        return len(self.payments) - len(self.head) - 1

    @property
    def bars(self) -> Bars:
        return draw_bars(self.payments)


@dataclass(frozen=True, kw_only=True)
class LineDate:
    """A date of a line that is about to open. days: from today."""

    label: str
    day: date
    days: int


@dataclass(frozen=True, kw_only=True)
class LineDates:
    """The dates that a new line begins with."""

    dates: tuple[LineDate, ...]


type Quote = Schedule | LineDates


def find_quote(account: Account, today: date) -> Quote | None:
    """Return what an account's terms come to; None for terms that can't be used."""
    try:
        return make_quote(check_agreed(account.kind, account.terms), today)
    except EngineError:
        return None


def make_quote(terms: Terms, today: date) -> Quote:
    """Return what terms come to. Raises BadTerms."""
    match terms:
        case LoanTerms():
            return quote_loan(terms)
        case LeaseTerms():
            return quote_lease(terms)
        case LineTerms():
            return date_line(terms, today)


def quote_loan(terms: LoanTerms) -> Schedule:
    """Return a loan's schedule, with what its borrower is told by Regulation Z."""
    schedule = make_schedule(terms)
    payments = tuple(
        PlannedPayment(
            due_date=row.due_date,
            payment=row.payment,
            interest=row.interest,
            principal=row.principal,
            balance=row.balance,
        )
        for row in schedule.rows
    )
    try:
        told = disclose(terms, schedule)
    except BadTerms:
        # Such as a loan that is due on the day on which it begins.
        told = None
    amounts = (
        Amount(label="APR", value=told and told.apr.percent / 100, is_rate=True),
        Amount(label="Finance charge", value=told and told.finance_charge),
        Amount(label="Amount financed", value=told and told.amount_financed),
        Amount(label="Total of payments", value=told and told.total_of_payments),
    )
    named = {frequency: name for name, frequency in NAMED.items()}
    return Schedule(
        payments=payments,
        often=_OFTEN.get(named.get(terms.frequency, ""), ""),
        amounts=amounts,
        is_lease=False,
        total_interest=schedule.total_interest,
        total_principal=schedule.amount,
        includes="escrow" if terms.escrow_payment else "",
    )


def quote_lease(terms: LeaseTerms) -> Schedule:
    """Return a lease's payments."""
    schedule = make_lease_schedule(terms)
    payments = tuple(
        PlannedPayment(
            due_date=row.due_date,
            payment=row.payment,
            interest=row.rent,
            principal=row.depreciation,
            balance=row.balance,
        )
        for row in schedule.rows
    )
    return Schedule(
        payments=payments,
        often="monthly",
        amounts=(
            Amount(label="Annual rate", value=terms.rate, is_rate=True),
            Amount(label="Total rent", value=schedule.total_rent),
            Amount(label="Residual", value=terms.residual),
            Amount(label="Total of payments", value=schedule.total_payments),
        ),
        is_lease=True,
        total_interest=schedule.total_rent,
        total_principal=terms.capitalized_cost - terms.residual,
        includes="tax" if terms.payment_tax else "",
    )


def date_line(terms: LineTerms, today: date) -> LineDates:
    """Return the dates that a line begins with."""
    closes = terms.close_dates[first_close(terms)]
    named = [
        ("Open date", terms.open_date),
        ("First statement", closes),
        ("First due date", closes + timedelta(days=terms.due_days)),
        ("Draw period ends", terms.draw_end_date),
    ]
    return LineDates(
        dates=tuple(
            LineDate(label=label, day=day, days=(day - today).days)
            for label, day in named
            if day is not None
        )
    )


def draw_bars(payments: Sequence[PlannedPayment]) -> Bars:
    """Return payments as bars; of many only some are drawn, the last one always."""
    step = -(-len(payments) // MOST_BARS)
    shown = payments[::-1][::step][::-1]
    top = max(each.interest + each.principal for each in shown) or Decimal(1)
    width = WIDTH // len(shown)
    interest, principal = [], []
    for place, each in enumerate(shown):
        whole = int((each.interest + each.principal) * HEIGHT / top)
        lower = int(each.principal * HEIGHT / top)
        across = place * WIDTH // len(shown)
        gap = 1 if width > 2 else 0
        interest.append(_bar(across, HEIGHT - whole, width - gap, whole - lower))
        principal.append(_bar(across, HEIGHT - lower, width - gap, lower))
    return Bars(interest="".join(interest), principal="".join(principal))


def _bar(across: int, down: int, width: int, height: int) -> str:
    return f"M{across} {down}h{width}v{height}h-{width}z" if height else ""
