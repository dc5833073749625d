"""The interest of a line: balances that hold for some days, and a rate on them.

A balance on a day counts for that day, so that an entry counts from its own day. In
terms of day_count, where a day belongs to the date it ends on, the days from a to b,
both inside, are the time from the day before a to b.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext

from accounts.engine.day_count import DayCount, Period, days_360, year_fraction
from accounts.engine.explanation import Line
from accounts.engine.line_terms import InterestBasis, LineTerms
from accounts.engine.money import PRECISION, ZERO, Rounding, round_cents

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A billing cycle: its first and its last day, both inside.

    nominal_days: the days that 30/360 gives it.
    """

    start: date
    close: date
    nominal_days: int

    @property
    def days(self) -> int:
        return (self.close - self.start).days + 1

    def fraction(self, day_count: DayCount, first: date, last: date) -> Decimal:
        """Return the part of a year from one day to another, both inside."""
        period = Period(self.start - DAY, self.close, self.nominal_days)
        return year_fraction(day_count, period, first - DAY, last)


def cycle_at(terms: LineTerms, index: int, *, is_first: bool) -> Cycle:
    """Return the cycle that ends on a close."""
    closes = terms.close_dates
    close = closes[index]
    if is_first:
        before = terms.open_date - DAY
        regular = before == closes[index - 1]
        nominal = terms.frequency.nominal_days if regular else days_360(before, close)
        return Cycle(terms.open_date, close, nominal)
    return Cycle(closes[index - 1] + DAY, close, terms.frequency.nominal_days)


@dataclass(frozen=True, slots=True)
class Step:
    """What a day did to the part of a balance that bears interest."""

    day: date
    drawn: Decimal
    repaid: Decimal


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days, both ends inside, on which a balance bore interest unchanged."""

    start: date
    end: date
    balance: Decimal

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest of some days of a cycle, to the cent, and how it came about.

    average_balance: the average daily balance, to the cent. exact: unrounded, less what
    another lender had found. days: how many it was counted on.
    """

    amount: Decimal
    average_balance: Decimal
    lines: tuple[Line, ...]
    exact: Decimal = Decimal(0)
    days: int = 0


NO_INTEREST = Interest(ZERO, ZERO, ())


def joined(rounding: Rounding, first: Interest, then: Interest) -> Interest:
    """Return the interest of days that follow each other, each rounded by itself."""
    if first == NO_INTEREST:
        return then
    lines, days = first.lines + then.lines, first.days + then.days
    average = ZERO
    if days:
        with localcontext(prec=PRECISION):
            weights = ((line.balance or ZERO) * (line.days or 0) for line in lines)
            average = round_cents(sum(weights, ZERO) / days, rounding)
    amount, exact = first.amount + then.amount, first.exact + then.exact
    return Interest(amount, average, lines, exact, days)


def repaid_until(opening: Decimal, steps: Iterable[Step], day: date) -> Decimal:
    """Return how much of an opening balance was repaid by a day."""
    repaid = sum((step.repaid for step in steps if step.day <= day), ZERO)
    return min(opening, repaid)


def stretches(
    start: date,
    through: date,
    opening: Decimal,
    steps: Sequence[Step],
    *,
    spared: Decimal = ZERO,
    leaves_out_new: bool = False,
) -> list[Stretch]:
    """Return the balances from one day to another, both inside, in order of time.

    steps: in order of time. spared: a part of the opening balance that bears nothing,
    as it was repaid in time. leaves_out_new: what is drawn bears nothing yet.
    """
    found: list[Stretch] = []
    drawn = repaid = ZERO
    first, balance = start, opening - spared
    for step in steps:
        if step.day > through:
            break
        drawn += step.drawn
        repaid += step.repaid
        base = opening - repaid if leaves_out_new else opening + drawn - repaid
        now = max(ZERO, base - spared + min(spared, repaid))
        if now != balance and step.day > first:
            found.append(Stretch(first, step.day - DAY, balance))
            first = step.day
        balance = now
    found.append(Stretch(first, through, balance))
    return found


def interest_on(
    terms: LineTerms,
    cycle: Cycle,
    parts: Sequence[Stretch],
    rates: Sequence[tuple[date, Decimal]],
) -> Interest:
    """Return the interest of stretches that follow each other.

    rates: from which day on which rate holds, the first from the cycle's start. On the
    average: average daily balance x rate x part of the year, with actual/365 the
    average x rate / 365 x days; where the rate changes, each rate for its own days. The
    average is not rounded before. Rounded once, at the end: each line holds what the
    rounded running total gains.
    """
    with localcontext(prec=PRECISION):
        days = sum(part.days for part in parts)
        weight = sum((part.balance * part.days for part in parts), ZERO)
        average = round_cents(weight / days, terms.rounding)
        if not weight:
            return Interest(ZERO, average, (), days=days)
        if terms.interest_basis is InterestBasis.DAILY:
            pieces = _by_rate(parts, rates)
            exact = [
                part.balance * rate * _fraction(terms, cycle, part)
                for part, rate in pieces
            ]
        else:
            whole = Stretch(parts[0].start, parts[-1].end, average)
            spans = _by_rate([whole], rates)
            factor = sum(
                (rate * _fraction(terms, cycle, span) for span, rate in spans),
                Decimal(0),
            )
            shown = spans[0][1]
            if len(spans) > 1:
                shown = factor / _fraction(terms, cycle, whole)
            pieces = [(part, shown) for part in parts]
            exact = [part.balance * part.days * factor / days for part in parts]
        return _rounded(terms.rounding, pieces, exact, average)


def _rounded(
    rounding: Rounding,
    pieces: Sequence[tuple[Stretch, Decimal]],
    exact: Sequence[Decimal],
    average: Decimal,
) -> Interest:
    lines: list[Line] = []
    running, shown = Decimal(0), ZERO
    for (part, rate), amount in zip(pieces, exact, strict=True):
        running += amount
        total = round_cents(running, rounding)
        lines.append(
            Line(
                what="Interest",
                start=part.start,
                end=part.end,
                days=part.days,
                rate=rate,
                balance=part.balance,
                amount=total - shown,
            )
        )
        shown = total
    days = sum(part.days for part, _ in pieces)
    return Interest(shown, average, tuple(lines), running, days)


def _fraction(terms: LineTerms, cycle: Cycle, part: Stretch) -> Decimal:
    return cycle.fraction(terms.day_count, part.start, part.end)


def _by_rate(
    parts: Iterable[Stretch], rates: Sequence[tuple[date, Decimal]]
) -> list[tuple[Stretch, Decimal]]:
    """Return stretches cut where the rate changes, each with its rate."""
    found: list[tuple[Stretch, Decimal]] = []
    for part in parts:
        for place, (since, rate) in enumerate(rates):
            until = rates[place + 1][0] - DAY if place + 1 < len(rates) else part.end
            start, end = max(since, part.start), min(until, part.end)
            if start <= end:
                found.append((Stretch(start, end, part.balance), rate))
    return found
