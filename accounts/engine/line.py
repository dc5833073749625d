"""A line of credit as of a day: balances, statements, what is due, what is available.

Terms and transactions in, figures out: `replay_line`. The figures are those at the end
of the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.allocation import Allocation, moved_by
from accounts.engine.calendar import LATEST
from accounts.engine.errors import BadQuestion, IdentityBroken
from accounts.engine.figures import (
    PastDue,
    Payoff,
    bucket_of,
    count_delinquent_days,
    ten_days,
)
from accounts.engine.line_balances import Placement
from accounts.engine.line_boarding import board
from accounts.engine.line_events import check_settled, run
from accounts.engine.line_fees import LateFeeCharged, LineFee
from accounts.engine.line_interest import Interest
from accounts.engine.line_replay import Problem, Replay
from accounts.engine.line_terms import LineTerms
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket
from accounts.engine.statements import Statement
from accounts.engine.transactions import Code, Transaction, in_order


@dataclass(frozen=True, slots=True)
class LineBalance:
    """One balance of the line.

    interest, fees: charged and unpaid. accrued: interest that is not charged yet; the
    next statement or a payoff will. bearing: what bears interest on one more day;
    per_diem: the interest of it, unrounded.
    """

    name: str
    rate_annual: Decimal
    principal: Decimal
    interest: Decimal
    fees: Decimal
    fees_unpaid: tuple[LineFee, ...]
    accrued: Interest
    bearing: Decimal
    per_diem: Decimal


@dataclass(frozen=True, slots=True)
class OpenMinimum:
    """A minimum of which something is unpaid.

    statement: its number, 0 where it came with the line. paid: by payments. adjusted:
    taken out of what is past due. The rest fell off, as it was above what was owed.
    """

    statement: int
    due_date: date
    minimum: Decimal
    unpaid: Decimal
    paid: Decimal
    adjusted: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReplay:
    """All figures of a line at the end of a day.

    credit_balance: what was paid too much. unmet: all minimums with something unpaid,
    oldest first. allocations: what became of each entry, and of what happened by
    itself; placements: where an entry's money went, balance by balance.
    next_close_date: when the running cycle closes. payoff_balances: the balances as a
    payment of the day finds them, before a cycle closes at its end; payoff_credit
    likewise. state: what later days go on from.
    """

    terms: LineTerms
    as_of: date
    next_event: date | None
    balances: tuple[LineBalance, ...]
    credit_balance: Decimal
    payoff_balances: tuple[LineBalance, ...]
    payoff_credit: Decimal
    statements: tuple[Statement, ...]
    unmet: tuple[OpenMinimum, ...]
    pending: tuple[Transaction, ...]
    allocations: tuple[Allocation, ...]
    placements: tuple[Placement, ...]
    late_fees: tuple[LateFeeCharged, ...]
    problems: tuple[Problem, ...]
    pauses: tuple[tuple[date, date | None], ...]
    behind_since: date | None
    written_off: Decimal
    recovered: Decimal
    next_close_date: date
    state: Replay = field(compare=False, repr=False)

    def __post_init__(self) -> None:
        limit_bar = self.principal + self.interest_and_fees + self.held
        if limit_bar + self.available_credit != self.terms.limit:
            raise IdentityBroken("The parts of the limit do not add up to it.")
        if (self.amount_past_due == 0) != (self.days_past_due == 0):
            raise IdentityBroken("Amount and days past due contradict each other.")
        if sum((each.unpaid for each in self.unmet), ZERO) > max(self.balance, ZERO):
            raise IdentityBroken("More is asked for than is owed.")
        unpaid = (fee.unpaid for each in self.balances for fee in each.fees_unpaid)
        if sum(unpaid, ZERO) != self.fees:
            raise IdentityBroken("The fees do not add up to what is owed of them.")
        owed = (self.principal, self.due_interest, self.fees, self.credit_balance)
        if moved_by(self.allocations) != owed:
            raise IdentityBroken("What is owed is not what the entries make of it.")

    # What is owed -------------------------------------------------------------

    @property
    def principal(self) -> Decimal:
        return sum((each.principal for each in self.balances), ZERO)

    @property
    def due_interest(self) -> Decimal:
        """Interest that was charged and is unpaid."""
        return sum((each.interest for each in self.balances), ZERO)

    @property
    def fees(self) -> Decimal:
        """Fees that were charged and are unpaid."""
        return sum((each.fees for each in self.balances), ZERO)

    @property
    def interest_and_fees(self) -> Decimal:
        """Charged and unpaid; what has accrued since waits for the statement."""
        return self.due_interest + self.fees

    @property
    def accrued_interest(self) -> Decimal:
        """Interest since the last statement or payoff."""
        return sum((each.accrued.amount for each in self.balances), ZERO)

    @property
    def unapplied(self) -> Decimal:
        """The credit balance."""
        return self.credit_balance

    @property
    def balance(self) -> Decimal:
        """What is owed and charged, negative where the lender owes."""
        return self.principal + self.interest_and_fees - self.credit_balance

    @property
    def per_diem(self) -> Decimal:
        """The interest of one more day, unrounded, at today's rates."""
        return sum((each.per_diem for each in self.growing_balances), Decimal(0))

    @property
    def growing_balances(self) -> tuple[LineBalance, ...]:
        """The balances whose cycle holds the first day that no payoff of today owes."""
        return self.balances if self.terms.includes_today else self.payoff_balances

    def payoff(self, day: date | None = None) -> Payoff:
        """Return what pays the line off on a day, today or later.

        Raises BadQuestion for an earlier day.
        """
        if day is not None and day != self.as_of:
            return self.at(day).payoff()
        found = self.payoff_balances
        principal = sum((each.principal for each in found), ZERO)
        charged = sum((each.interest + each.accrued.amount for each in found), ZERO)
        fees = sum((each.fees for each in found), ZERO)
        credit = min(self.payoff_credit, principal + charged + fees)
        return Payoff(self.as_of, principal, charged, fees, credit=credit)

    def ten_day_payoff(self) -> tuple[Payoff, ...]:
        """Return the payoff of today and the nine days after it."""
        return ten_days(self)

    def at(self, day: date) -> "LineReplay":
        """Return the line on a later day, if nothing happens until then.

        Raises BadQuestion for an earlier day.
        """
        if day == self.as_of:
            return self
        if not self.as_of < day <= LATEST:
            raise BadQuestion("day", f"Give a date from {self.as_of} to {LATEST}.")
        return self.then((), day)

    def then(self, transactions: Iterable[Transaction], as_of: date) -> "LineReplay":
        """Return the line on a later day, after more entries of the days after this
        one. Raises BadTransaction."""
        state, known = self.state.copy(), self.next_event
        next_event = run(state, in_order(transactions), as_of)
        if next_event is None and known is not None and known > as_of:
            next_event = known
        return seen_on(state, as_of, next_event)

    # What may be drawn --------------------------------------------------------

    @property
    def held(self) -> Decimal:
        """What pending swipes take off the available credit."""
        return sum((each.amount for each in self.pending), ZERO)

    @property
    def available_credit(self) -> Decimal:
        """What may still be drawn; below zero when the line is over its limit.

        Limit less principal, interest and fees charged, and pending swipes. A credit
        balance does not add to it.
        """
        taken = self.principal + self.interest_and_fees + self.held
        return self.terms.limit - taken

    @property
    def draw_end_date(self) -> date | None:
        """The last day on which the contract lets money be drawn."""
        return self.terms.draw_end_date

    @property
    def may_draw(self) -> bool:
        """Whether the draw period still runs."""
        end = self.draw_end_date
        return end is None or self.as_of <= end

    # What is due --------------------------------------------------------------

    @property
    def next_due(self) -> OpenMinimum | None:
        """The first minimum due on the day or later that is not met."""
        return next((each for each in self.unmet if each.due_date >= self.as_of), None)

    @property
    def next_due_date(self) -> date | None:
        return self.next_due.due_date if self.next_due else None

    @property
    def next_due_amount(self) -> Decimal:
        """What is unpaid of the next minimum, the past due not included."""
        return self.next_due.unpaid if self.next_due else ZERO

    @property
    def past_due(self) -> tuple[OpenMinimum, ...]:
        """The minimums whose due date has passed; due today is not past due."""
        return tuple(each for each in self.unmet if each.due_date < self.as_of)

    @property
    def past_due_table(self) -> tuple[PastDue, ...]:
        """Each due date before the day of which something is missing."""
        rows: list[PastDue] = []
        total = ZERO
        for each in self.past_due:
            total += each.unpaid
            paid, days = each.minimum - each.unpaid, (self.as_of - each.due_date).days
            rows.append(
                PastDue(each.due_date, each.minimum, paid, each.unpaid, total, days)
            )
        return tuple(rows)

    @property
    def amount_past_due(self) -> Decimal:
        return sum((each.unpaid for each in self.past_due), ZERO)

    @property
    def oldest_due_date(self) -> date | None:
        """The oldest due date that is past and not met."""
        return self.past_due[0].due_date if self.past_due else None

    @property
    def days_past_due(self) -> int:
        oldest = self.oldest_due_date
        return (self.as_of - oldest).days if oldest else 0

    @property
    def delinquent_days(self) -> int:
        """Days past due beyond the grace days, less those on which it was paused."""
        return count_delinquent_days(
            self.oldest_due_date,
            self.as_of,
            grace_days=self.terms.delinquency_grace_days,
            pauses=self.pauses,
        )

    @property
    def delinquency_bucket(self) -> str:
        """The name of the bucket of the delinquent days; "" outside of all."""
        return bucket_of(self.terms.delinquency_buckets, self.delinquent_days)

    @property
    def last_current_date(self) -> date:
        """The last day on which nothing was past due: today, or the due date since
        which something has been."""
        return self.behind_since or self.as_of


def replay_line(
    terms: LineTerms, transactions: Iterable[Transaction], as_of: date
) -> LineReplay:
    """Return a line as of a day, from all entries known with a date up to it.

    A reversed entry and its reversal count as if they had never been. A settled swipe
    that names a pending one in `reverses` ends its hold. Money of any kind but a
    payment does not meet a minimum, but none is asked for above what is owed. Raises
    BadQuestion for a day before the line, BadTransaction for an entry that no line
    can have; draws beyond the limit or after the draw period are in `problems`.
    """
    if not terms.open_date <= as_of <= LATEST:
        raise BadQuestion("as_of", f"Give a date from {terms.open_date} to {LATEST}.")
    entries = list(transactions)
    check_settled(entries)
    entries = in_order(entries)
    boarding = next((each for each in entries if each.code is Code.BOARDING), None)
    if boarding is None:
        state = Replay(terms)
    elif as_of < boarding.effective:
        sentence = f"Is before the boarding of {boarding.effective}."
        raise BadQuestion("as_of", sentence)
    else:
        state = board(terms, boarding)
        entries.remove(boarding)
    return seen_on(state, as_of, run(state, entries, as_of))


def seen_on(state: Replay, as_of: date, next_event: date | None) -> LineReplay:
    """Return the figures of a state on a day to which no further entries belong.

    The state moves on to the end of the day and belongs to the result.
    """
    state.run_until(as_of, closes_on_it=False)
    before, credit_before = _balances(state, as_of), state.balances.credit_balance
    closes = state.cycle.close == as_of
    state.run_until(as_of, closes_on_it=True)
    return LineReplay(
        terms=state.terms,
        as_of=as_of,
        next_event=next_event,
        balances=_balances(state, as_of) if closes else before,
        credit_balance=state.balances.credit_balance,
        payoff_balances=before,
        payoff_credit=credit_before,
        statements=tuple(state.statements),
        unmet=tuple(
            OpenMinimum(
                due.number,
                due.due_date,
                due.minimum,
                due.unpaid,
                due.paid,
                due.adjusted,
            )
            for due in state.dues.all
            if due.unpaid
        ),
        pending=tuple(state.pending.values()),
        allocations=tuple(state.allocations),
        placements=tuple(state.placements),
        late_fees=tuple(state.late_fees),
        problems=tuple(state.problems),
        pauses=tuple(state.pauses),
        behind_since=state.dues.behind_since,
        written_off=state.written_off,
        recovered=state.recovered,
        next_close_date=state.cycle.close,
        state=state,
    )


def _balances(state: Replay, as_of: date) -> tuple[LineBalance, ...]:
    through = state.counted_until(as_of)
    growth = state.growth(through + timedelta(days=1), as_of)
    accrued = state.interest_since(through, as_of)
    return tuple(
        LineBalance(
            name=balance.name,
            rate_annual=balance.rate,
            principal=balance.parts[Bucket.PRINCIPAL],
            interest=balance.parts[Bucket.INTEREST],
            fees=balance.parts[Bucket.FEES],
            fees_unpaid=tuple(fee for fee in balance.fees if fee.unpaid),
            accrued=interest,
            bearing=bearing,
            per_diem=per_diem,
        )
        for balance, interest, (bearing, per_diem) in zip(
            state.balances.all, accrued, growth, strict=True
        )
    )
