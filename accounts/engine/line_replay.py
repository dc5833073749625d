"""A line gone through from its beginning on: what entries and the calendar change."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum

from accounts.engine.allocation import Allocation, Automatic, Owed
from accounts.engine.line_balances import Balances, Placement, Share
from accounts.engine.line_dues import Due, Dues, late_fees_asked
from accounts.engine.line_fees import LateFeeCharged
from accounts.engine.line_grace import Grace
from accounts.engine.line_interest import DAY, Interest, cycle_at, joined
from accounts.engine.line_terms import LineTerms, first_close
from accounts.engine.money import PRECISION, ZERO
from accounts.engine.options import Bucket
from accounts.engine.statements import Flow, Statement, minimum_lines
from accounts.engine.transactions import Code, Transaction

# Entries whose parts raise what is owed.
RAISING = frozenset(
    {
        Code.ADVANCE,
        Code.SETTLED_SWIPE,
        Code.CHARGE,
        Code.REFUND,
        Code.INTEREST_ADJUSTMENT,
        Code.BOARDING,
    }
)


class ProblemKind(StrEnum):
    """What the engine replays though it should not have happened."""

    DRAW_AFTER_PERIOD = "draw_after_period"
    OVER_LIMIT = "over_limit"
    ABOVE_OWED = "above_owed"


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry that the terms do not allow, replayed all the same."""

    kind: ProblemKind
    entry: int
    effective: date
    sentence: str


class Replay:
    """The state of a line in the middle of a replay.

    begins: the opening, or the day on which the line came from elsewhere. opened_with:
    what was owed when the running cycle began, or on that day. settled: pending swipes
    that were settled. pauses: of delinquency, the last one open without a second day.
    """

    def __init__(self, terms: LineTerms) -> None:
        self.terms = terms
        self.begins = terms.open_date
        self.balances = Balances(terms)
        self.close_index = first_close(terms)
        self.cycle = cycle_at(terms, self.close_index, is_first=True)
        self.grace = Grace()
        self.dues = Dues(terms)
        self.statements: list[Statement] = []
        self.placements: list[Placement] = []
        self.allocations: list[Allocation] = []
        self.problems: list[Problem] = []
        self.late_fees: list[LateFeeCharged] = []
        self.pending: dict[int, Transaction] = {}
        self.settled: set[int] = set()
        self.pauses: list[tuple[date, date | None]] = []
        self.written_off = self.recovered = self.opened_with = ZERO

    def copy(self) -> "Replay":
        """Return a state that can move on while the other stays."""
        new = copy(self)
        new.balances, new.dues = self.balances.copy(), self.dues.copy()
        new.grace = replace(self.grace)
        new.statements = [*self.statements]
        new.placements = [*self.placements]
        new.allocations = [*self.allocations]
        new.problems, new.late_fees = [*self.problems], [*self.late_fees]
        new.pending, new.settled = dict(self.pending), set(self.settled)
        new.pauses = [*self.pauses]
        return new

    # Time ---------------------------------------------------------------------

    def run_until(self, day: date, *, closes_on_it: bool) -> None:
        """Do what falls due by itself before the entries of a day.

        closes_on_it: after them too, as a cycle closes at the end of its last day.
        """
        while True:
            close, late = self.cycle.close, self.dues.next_late()
            if late is not None and late[1] <= min(day, close):
                self._charge_late_fee(*late)
            elif close < day or (close == day and closes_on_it):
                self._close_cycle()
            else:
                break
        self.dues.note_behind(day)

    def counted_until(self, day: date) -> date:
        """Return the last day whose interest is owed on a day."""
        return day if self.terms.includes_today else day - DAY

    @property
    def spared_until(self) -> date | None:
        """The day by which what was repaid bears no interest, if grace is lost."""
        return self.grace.spared_until if self.terms.spares_repaid else None

    def interest_since(self, through: date, as_of: date) -> list[Interest]:
        """Return the interest of each balance that is not charged yet."""
        return [
            balance.interest(
                self.terms,
                self.cycle,
                through,
                in_grace=self.grace.holds_on(as_of),
                spared_until=self.spared_until,
            )
            for balance in self.balances.all
        ]

    def growth(self, day: date, as_of: date) -> list[tuple[Decimal, Decimal]]:
        """Return what bears the interest of a day, and that interest unrounded.

        Of each balance; nothing outside of the running cycle.
        """
        cycle, terms = self.cycle, self.terms
        if not cycle.start <= day <= cycle.close:
            return [(ZERO, Decimal(0))] * len(self.balances.all)
        found: list[tuple[Decimal, Decimal]] = []
        with localcontext(prec=PRECISION):
            year_part = cycle.fraction(terms.day_count, day, day)
            for balance in self.balances.all:
                bearing = balance.bearing(
                    terms,
                    day,
                    in_grace=self.grace.holds_on(as_of),
                    spared_until=self.spared_until,
                )
                found.append((bearing, bearing * balance.rate * year_part))
        return found

    def _close_cycle(self) -> None:
        terms, cycle = self.terms, self.cycle
        # Judged as of the next day: a due date on the close has passed by then.
        had_grace = self.grace.holds_on(cycle.close + DAY)
        charged = self.interest_since(cycle.close, cycle.close + DAY)
        used = self._charge_interest(charged, cycle.close)
        buckets = tuple(
            balance.statement(terms.rounding, interest)
            for balance, interest in zip(self.balances.all, charged, strict=True)
        )
        charged_now = sum((interest.amount for interest in charged), ZERO)
        if charged_now:
            self._note_charge(Automatic.INTEREST, charged_now, used, cycle.close)
        closing, past_due = self.balances.owed, self.dues.unpaid
        lines = minimum_lines(terms, buckets, closing, past_due)
        statement = Statement(
            number=len(self.statements) + 1,
            cycle=cycle,
            due_date=cycle.close + timedelta(days=terms.due_days),
            opening=self.opened_with,
            closing=closing,
            buckets=buckets,
            overpaid=self.balances.overpaid,
            minimum_due=sum((line.amount for line in lines), ZERO),
            minimum_lines=lines,
            past_due=past_due,
            asks_past_due=terms.minimum.past_due_added,
            had_grace=had_grace,
        )
        self.statements.append(statement)
        fees = (fee for balance in self.balances.all for fee in balance.fees)
        self.dues.add(statement, late_fees_asked(terms, fees))
        self.close_index += 1
        self.cycle = cycle_at(terms, self.close_index, is_first=False)
        self.balances.begin_cycle(self.cycle.start)
        self.grace = Grace(statement.due_date, closing, had_before=had_grace)
        self.opened_with = closing

    def _charge_interest(self, interests: Iterable[Interest], day: date) -> Decimal:
        """Charge interest on each balance; return what a credit balance paid of it."""
        used = ZERO
        for balance, interest in zip(self.balances.all, interests, strict=True):
            used += self.balances.debit(
                balance, Bucket.INTEREST, interest.amount, day, Flow.INTEREST
            )
        return used

    def _charge_late_fee(self, due: Due, day: date) -> None:
        fee = self.dues.late_fee_of(due)
        due.is_judged = True
        if not fee:
            return
        late = LateFeeCharged(day, fee, due.due_date, due.minimum, due.unpaid)
        balance = self.balances.all[0]
        used = self.balances.debit(balance, Bucket.FEES, fee, day, Flow.FEES, late=late)
        self.late_fees.append(late)
        self._note_charge(Automatic.LATE_FEE, fee, used, day)

    # Payoff -------------------------------------------------------------------

    def charge_for_payoff(self, entry: Transaction) -> Decimal | None:
        """Charge the interest that a payoff owes, if the entry pays everything off.

        Returns what was charged; None where the money does not reach, which is a
        payment like any other then.
        """
        day, balances = entry.effective, self.balances
        accrued = self.interest_since(self.counted_until(day), day)
        total = sum((interest.amount for interest in accrued), ZERO)
        if entry.amount < balances.owed + total:
            return None
        used = self._charge_interest(accrued, day)
        if total:
            self._note_charge(Automatic.INTEREST, total, used, day)
        for balance, interest in zip(balances.all, accrued, strict=True):
            balance.settled = joined(self.terms.rounding, balance.settled, interest)
        return total

    def begin_after_payoff(self, day: date) -> None:
        """Count interest anew: nothing of before is owed any more.

        The day bears on what it ends with: nothing, unless more is drawn or refunded.
        """
        for balance in self.balances.all:
            balance.begin_after_payoff(day, self.terms.accrues_on)
        self.grace.repay_all(day)

    # What is noted of entries -------------------------------------------------

    def note(
        self,
        entry: Transaction,
        shares: Iterable[Share],
        *,
        amount: Decimal | None = None,
        minimum_part: Decimal = ZERO,
        overpaid: Decimal = ZERO,
        held: Decimal = ZERO,
        recovered: Decimal = ZERO,
        adjusted: Decimal = ZERO,
        unused: Decimal = ZERO,
        from_credit: Decimal = ZERO,
        interest_charged: Decimal = ZERO,
    ) -> None:
        """Note what became of an entry. amount: where it is not the entry's own."""
        balances, placed = self.balances, tuple(shares)
        self.placements.append(
            Placement(
                entry=entry.entry,
                code=entry.code,
                effective=entry.effective,
                amount=entry.amount if amount is None else amount,
                shares=placed,
                balance_after=balances.owed,
                principal_after=balances.total(Bucket.PRINCIPAL),
                interest_after=balances.total(Bucket.INTEREST),
                fees_after=balances.total(Bucket.FEES),
                due_after=self.dues.unpaid,
                minimum_part=minimum_part,
                overpaid=overpaid,
                held=held,
                recovered=recovered,
                adjusted=adjusted,
                unused=unused,
                from_credit=from_credit,
                interest_charged=interest_charged,
            )
        )
        self._allocate_placed(entry, self.placements[-1])

    def _allocate_placed(self, entry: Transaction, placed: Placement) -> None:
        """Remember in the words of all kinds of account what became of an entry."""
        raises = entry.code in RAISING
        parts = {
            "principal": placed.principal,
            "interest": placed.interest,
            "fees": placed.fees,
            "unapplied": placed.from_credit if raises else placed.overpaid,
            "recovered": placed.recovered,
            "held": placed.held,
        }
        if raises and placed.from_credit:
            # A credit balance paid a part of what was charged or drawn.
            names = (name for name in ("principal", "interest", "fees") if parts[name])
            parts[next(names)] -= placed.from_credit
        amount = placed.amount - placed.unused - placed.adjusted
        day = entry.effective
        self._allocate(
            entry, entry.code, amount, day, parts, raises=raises, placed=placed
        )

    def note_change(self, entry: Transaction) -> None:
        """Note an entry that moves no money."""
        self._allocate(entry, entry.code, ZERO, entry.effective, {}, raises=False)

    def _note_charge(
        self, what: Automatic, amount: Decimal, used: Decimal, day: date
    ) -> None:
        """Note what raised a balance by itself. used: of a credit balance."""
        part = "fees" if what is Automatic.LATE_FEE else "interest"
        parts = {part: amount - used, "unapplied": used}
        self._allocate(None, what, amount, day, parts, raises=True)

    def _allocate(
        self,
        entry: Transaction | None,
        what: Code | Automatic,
        amount: Decimal,
        day: date,
        parts: Mapping[str, Decimal],
        *,
        raises: bool,
        placed: Placement | None = None,
    ) -> None:
        balances = self.balances
        if placed is None:
            parts_after = (
                balances.total(Bucket.PRINCIPAL),
                balances.total(Bucket.INTEREST),
                balances.total(Bucket.FEES),
                self.dues.unpaid,
            )
        else:
            parts_after = (
                placed.principal_after,
                placed.interest_after,
                placed.fees_after,
                placed.due_after,
            )
        after = Owed(*parts_after, balances.credit_balance)
        self.allocations.append(
            Allocation(
                transaction=entry,
                what=what,
                effective=day,
                amount=amount,
                raises=raises,
                after=after,
                **parts,
            )
        )

    def flag(self, kind: ProblemKind, entry: Transaction, sentence: str) -> None:
        """Note what should not have happened."""
        self.problems.append(Problem(kind, entry.entry, entry.effective, sentence))

    def flag_over_limit(self, entry: Transaction) -> None:
        """Note an entry that leaves more taken than the limit."""
        held = sum((each.amount for each in self.pending.values()), ZERO)
        over = max(self.balances.owed, ZERO) + held - self.terms.limit
        if over > 0:
            sentence = f"{over} above the limit of {self.terms.limit}."
            self.flag(ProblemKind.OVER_LIMIT, entry, sentence)
