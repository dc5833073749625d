"""A line of credit as of a day: balances, statements, what is due, what is available.

Terms and transactions in, figures out: `replay_line`. `explain` says how a figure came
about. The figures are those at the end of the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from accounts.engine.calendar import LATEST
from accounts.engine.errors import BadQuestion, BadTransaction, IdentityBroken
from accounts.engine.explanation import Explanation, Line
from accounts.engine.line_balances import Allocation
from accounts.engine.line_interest import DAY, Interest
from accounts.engine.line_replay import LateFeeCharged, Problem, Replay
from accounts.engine.line_terms import LineTerms
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket
from accounts.engine.statements import Statement
from accounts.engine.transactions import Code, Transaction, in_order


@dataclass(frozen=True, slots=True)
class LineBalance:
    """One balance of the line.

    interest, fees: charged and unpaid. accrued: interest since the last statement,
    which the next one will charge.
    """

    name: str
    rate_annual: Decimal
    principal: Decimal
    interest: Decimal
    fees: Decimal
    accrued: Interest


@dataclass(frozen=True, slots=True)
class OpenMinimum:
    """A minimum of which something is unpaid. statement: its number."""

    statement: int
    due_date: date
    minimum: Decimal
    unpaid: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReplay:
    """All figures of a line at the end of a day.

    credit_balance: what was paid too much. next_due_date: of the statement that is not
    past due and not met yet, else none; next_due_amount: what is unpaid of its minimum,
    the past due not included. next_close_date: when the running cycle closes.
    past_due_since: the oldest due date that is past and not met. unmet: all minimums
    with something unpaid, oldest first.
    """

    terms: LineTerms
    as_of: date
    balances: tuple[LineBalance, ...]
    credit_balance: Decimal
    statements: tuple[Statement, ...]
    unmet: tuple[OpenMinimum, ...]
    pending: tuple[Transaction, ...]
    allocations: tuple[Allocation, ...]
    late_fees: tuple[LateFeeCharged, ...]
    problems: tuple[Problem, ...]
    written_off: Decimal
    recovered: Decimal
    next_close_date: date

    def __post_init__(self) -> None:
        limit_bar = self.principal + self.interest_and_fees + self.held
        if limit_bar + self.available_credit != self.terms.limit:
            raise IdentityBroken("The parts of the limit do not add up to it.")
        if (self.amount_past_due == 0) != (self.days_past_due == 0):
            raise IdentityBroken("Amount and days past due contradict each other.")
        if sum((each.unpaid for each in self.unmet), ZERO) > max(self.balance, ZERO):
            raise IdentityBroken("More is asked for than is owed.")

    @property
    def principal(self) -> Decimal:
        return sum((each.principal for each in self.balances), ZERO)

    @property
    def interest_and_fees(self) -> Decimal:
        """Charged and unpaid; what has accrued since waits for the statement."""
        return sum((each.interest + each.fees for each in self.balances), ZERO)

    @property
    def accrued_interest(self) -> Decimal:
        """Interest since the last statement."""
        return sum((each.accrued.amount for each in self.balances), ZERO)

    @property
    def held(self) -> Decimal:
        """What pending swipes take off the available credit."""
        return sum((each.amount for each in self.pending), ZERO)

    @property
    def balance(self) -> Decimal:
        """What is owed and charged, negative where the lender owes."""
        return self.principal + self.interest_and_fees - self.credit_balance

    @property
    def available_credit(self) -> Decimal:
        """What may still be drawn; below zero when the line is over its limit.

        Limit less principal, interest and fees charged, and pending swipes. A credit
        balance does not add to it.
        """
        taken = self.principal + self.interest_and_fees + self.held
        return self.terms.limit - taken

    @property
    def payoff(self) -> Decimal:
        """What pays the line off on the day, zero where the lender owes."""
        return max(self.balance + self.accrued_interest, ZERO)

    @property
    def next_due(self) -> OpenMinimum | None:
        """The first minimum due on the day or later that is not met."""
        return next((each for each in self.unmet if each.due_date >= self.as_of), None)

    @property
    def next_due_date(self) -> date | None:
        return self.next_due.due_date if self.next_due else None

    @property
    def next_due_amount(self) -> Decimal:
        return self.next_due.unpaid if self.next_due else ZERO

    @property
    def past_due(self) -> tuple[OpenMinimum, ...]:
        """The minimums whose due date has passed; due today is not past due."""
        return tuple(each for each in self.unmet if each.due_date < self.as_of)

    @property
    def amount_past_due(self) -> Decimal:
        return sum((each.unpaid for each in self.past_due), ZERO)

    @property
    def past_due_since(self) -> date | None:
        return self.past_due[0].due_date if self.past_due else None

    @property
    def days_past_due(self) -> int:
        since = self.past_due_since
        return (self.as_of - since).days if since else 0

    @property
    def draw_end_date(self) -> date | None:
        """The last day on which the contract lets money be drawn."""
        return self.terms.draw_end_date

    @property
    def may_draw(self) -> bool:
        """Whether the draw period still runs."""
        end = self.draw_end_date
        return end is None or self.as_of <= end


def replay_line(
    terms: LineTerms, transactions: Iterable[Transaction], as_of: date
) -> LineReplay:
    """Return a line as of a day, from all entries known with a date up to it.

    A reversed entry and its reversal count as if they had never been. A settled swipe
    that names a pending one in `reverses` ends its hold. Money of any kind but a
    payment does not meet a minimum, but none is asked for above what is owed. Raises
    BadQuestion for a day before the opening, BadTransaction for an entry that no line
    can have; draws beyond the limit or after the draw period are in `problems`.
    """
    if not terms.open_date <= as_of <= LATEST:
        raise BadQuestion("as_of", f"Give a date from {terms.open_date} to {LATEST}.")
    entries = list(transactions)
    _check_settled(entries)
    replay = Replay(terms)
    for entry in in_order(entries):
        if entry.effective > as_of:
            break
        replay.post(entry)
    replay.run_until(as_of, closes_on_it=True)
    through = as_of if terms.includes_today else as_of - DAY
    return LineReplay(
        terms=terms,
        as_of=as_of,
        balances=_balances(replay, replay.interest_since(through, as_of)),
        credit_balance=replay.balances.credit_balance,
        statements=tuple(replay.statements),
        unmet=tuple(
            OpenMinimum(due.number, due.due_date, due.minimum, due.unpaid)
            for due in replay.dues.all
            if due.unpaid
        ),
        pending=tuple(replay.pending.values()),
        allocations=tuple(replay.allocations),
        late_fees=tuple(replay.late_fees),
        problems=tuple(replay.problems),
        written_off=replay.written_off,
        recovered=replay.recovered,
        next_close_date=replay.cycle.close,
    )


def _balances(replay: Replay, accrued: list[Interest]) -> tuple[LineBalance, ...]:
    return tuple(
        LineBalance(
            name=balance.name,
            rate_annual=balance.rate,
            principal=balance.parts[Bucket.PRINCIPAL],
            interest=balance.parts[Bucket.INTEREST],
            fees=balance.parts[Bucket.FEES],
            accrued=interest,
        )
        for balance, interest in zip(replay.balances.all, accrued, strict=True)
    )


def _check_settled(entries: Iterable[Transaction]) -> None:
    """Refuse a settled swipe that names something else than a pending one."""
    entries = list(entries)
    held = {each.entry for each in entries if each.code is Code.PENDING_SWIPE}
    for each in entries:
        if each.code is Code.SETTLED_SWIPE and each.reverses not in held | {None}:
            raise BadTransaction(
                "reverses", f"{each.reverses} is no pending swipe.", entry=each.entry
            )


# Explanations --------------------------------------------------------------------


class LineFigure(StrEnum):
    """The figures that explain themselves.

    INTEREST, MINIMUM_PAYMENT: of a statement. ACCRUED_INTEREST: since the last one.
    """

    INTEREST = "interest"
    MINIMUM_PAYMENT = "minimum_payment"
    ACCRUED_INTEREST = "accrued_interest"
    PAYOFF = "payoff"
    AVAILABLE_CREDIT = "available_credit"
    AMOUNT_PAST_DUE = "amount_past_due"


def explain(
    line: LineReplay,
    figure: LineFigure,
    *,
    statement: int | None = None,
    bucket: str | None = None,
) -> Explanation:
    """Return the lines that add up to a figure.

    statement: the number of the one that is meant, the last when None. bucket: the
    balance whose interest is meant, all when None. Raises BadQuestion for a statement
    or a balance that there is not.
    """
    names = [each.name for each in line.balances]
    if bucket is not None and bucket not in names:
        raise BadQuestion("bucket", f"Give one of: {', '.join(names)}.")
    wanted = [bucket] if bucket is not None else names
    match figure:
        case LineFigure.INTEREST:
            of = _statement(line, statement)
            each_interest = [(name, of.bucket(name).charged) for name in wanted]
            lines = [
                step for name, i in each_interest for step in _interest_lines(name, i)
            ]
            total = sum((interest.amount for _, interest in each_interest), ZERO)
        case LineFigure.MINIMUM_PAYMENT:
            of = _statement(line, statement)
            lines, total = list(of.minimum_lines), of.minimum_due
        case LineFigure.ACCRUED_INTEREST:
            chosen = [each for each in line.balances if each.name in wanted]
            lines = [
                step for b in chosen for step in _interest_lines(b.name, b.accrued)
            ]
            total = sum((each.accrued.amount for each in chosen), ZERO)
        case LineFigure.PAYOFF:
            lines, total = _payoff_lines(line), line.payoff
        case LineFigure.AVAILABLE_CREDIT:
            lines, total = _available_lines(line), line.available_credit
        case LineFigure.AMOUNT_PAST_DUE:
            lines = [
                Line(what="Minimum unpaid", end=each.due_date, amount=each.unpaid)
                for each in line.past_due
            ]
            total = line.amount_past_due
    return Explanation(figure, total, tuple(lines))


def _statement(line: LineReplay, number: int | None) -> Statement:
    if not line.statements:
        raise BadQuestion("statement", "There is no statement yet.")
    if number is None:
        return line.statements[-1]
    if not 1 <= number <= len(line.statements):
        raise BadQuestion("statement", f"Give 1 to {len(line.statements)}.")
    return line.statements[number - 1]


def _interest_lines(name: str, interest: Interest) -> list[Line]:
    return [
        Line(
            what=f"Interest on {name}",
            start=step.start,
            end=step.end,
            days=step.days,
            rate=step.rate,
            balance=step.balance,
            amount=step.amount,
        )
        for step in interest.lines
    ]


def _owed_lines(line: LineReplay, sign: int) -> list[Line]:
    found: list[Line] = []
    for each in line.balances:
        parts = {
            f"Principal of {each.name}": each.principal,
            f"Interest charged on {each.name}": each.interest,
            f"Fees charged on {each.name}": each.fees,
        }
        found += [Line(what=what, amount=sign * owed) for what, owed in parts.items()]
    return [step for step in found if step.amount]


def _payoff_lines(line: LineReplay) -> list[Line]:
    lines = _owed_lines(line, 1)
    for each in line.balances:
        lines += _interest_lines(each.name, each.accrued)
    owed = sum((step.amount for step in lines), ZERO)
    used = min(line.credit_balance, owed)
    if used:
        lines.append(Line(what="Credit balance", amount=-used))
    return lines


def _available_lines(line: LineReplay) -> list[Line]:
    held = [
        Line(what="Pending swipe", start=each.effective, amount=-each.amount)
        for each in line.pending
    ]
    limit = Line(what="Credit limit", amount=line.terms.limit)
    return [limit, *_owed_lines(line, -1), *held]
