"""A line gone through from its opening on: entries, late fees and closes in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from accounts.engine.line_balances import Allocation, Balances, Share, merged
from accounts.engine.line_dues import Due, Dues
from accounts.engine.line_interest import DAY, Interest, cycle_at
from accounts.engine.line_terms import LineTerms, first_close
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket
from accounts.engine.statements import Flow, Statement, minimum_lines
from accounts.engine.terms import HIGHEST_RATE
from accounts.engine.transactions import Code, Transaction

_DRAWS = frozenset({Code.ADVANCE, Code.SETTLED_SWIPE, Code.PENDING_SWIPE})
# The order in which money other than a payment lowers a balance.
_CREDIT_PARTS = (Bucket.PRINCIPAL, Bucket.FEES, Bucket.INTEREST)
_WAIVER_PARTS = (Bucket.FEES, Bucket.INTEREST)
_WRITE_OFF_PARTS = (Bucket.PRINCIPAL, Bucket.INTEREST, Bucket.FEES)


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


@dataclass(frozen=True, slots=True)
class LateFeeCharged:
    """A late fee that the terms charged by themselves. due_date: what was late."""

    charged_on: date
    amount: Decimal
    due_date: date


class Replay:
    """The state of a line in the middle of a replay."""

    def __init__(self, terms: LineTerms) -> None:
        self.terms = terms
        self.balances = Balances(terms)
        self._close = first_close(terms)
        self.cycle = cycle_at(terms, self._close, is_first=True)
        self.statements: list[Statement] = []
        self.dues = Dues(terms)
        self.allocations: list[Allocation] = []
        self.problems: list[Problem] = []
        self.late_fees: list[LateFeeCharged] = []
        self.pending: dict[int, Transaction] = {}
        self.written_off = self.recovered = ZERO
        self._settled: set[int] = set()
        self._opened_with = ZERO
        self._cycle_late_fees = ZERO
        # Paid of the last statement by its due date; a new line has none to pay.
        self._repaid_in_time = ZERO
        self._had_grace = True

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
                return

    def is_in_grace(self, as_of: date) -> bool:
        """Return whether balances with grace bear no interest in this cycle.

        Until the last statement's due date they do not, as it may still be paid.
        """
        if not self.statements or as_of <= self.statements[-1].due_date:
            return True
        return self._repaid_in_time >= self.statements[-1].closing

    def interest_since(self, through: date, as_of: date) -> list[Interest]:
        """Return the interest of each balance since the last close."""
        spared_until = None
        if self.statements and self._had_grace and self.terms.spares_repaid:
            spared_until = self.statements[-1].due_date
        in_grace = self.is_in_grace(as_of)
        return [
            balance.interest(
                self.terms,
                self.cycle,
                through,
                in_grace=in_grace,
                spared_until=spared_until,
            )
            for balance in self.balances.all
        ]

    def _close_cycle(self) -> None:
        terms, cycle = self.terms, self.cycle
        # Judged as of the next day: a due date on the close has passed by then.
        had_grace = self.is_in_grace(cycle.close + DAY)
        charged = self.interest_since(cycle.close, cycle.close + DAY)
        for balance, interest in zip(self.balances.all, charged, strict=True):
            self.balances.debit(
                balance, Bucket.INTEREST, interest.amount, cycle.close, Flow.INTEREST
            )
        buckets = tuple(
            balance.statement(interest)
            for balance, interest in zip(self.balances.all, charged, strict=True)
        )
        closing, past_due = self.balances.owed, self.dues.unpaid
        lines = minimum_lines(terms, buckets, closing, past_due)
        statement = Statement(
            number=len(self.statements) + 1,
            cycle=cycle,
            due_date=cycle.close + timedelta(days=terms.due_days),
            opening=self._opened_with,
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
        self.dues.add(statement, self._cycle_late_fees)
        self._close += 1
        self.cycle = cycle_at(terms, self._close, is_first=False)
        self.balances.begin_cycle(self.cycle.start)
        self._opened_with, self._cycle_late_fees = closing, ZERO
        self._repaid_in_time, self._had_grace = ZERO, had_grace

    def _charge_late_fee(self, due: Due, day: date) -> None:
        fee = self.dues.judge(due)
        if not fee:
            return
        balance = self.balances.all[0]
        self.balances.debit(balance, Bucket.FEES, fee, day, Flow.FEES)
        self._cycle_late_fees += fee
        self.late_fees.append(LateFeeCharged(day, fee, due.due_date))

    # Entries ------------------------------------------------------------------

    def post(self, entry: Transaction) -> None:
        """Replay one entry. Raises BadTransaction for what a line does not know."""
        if entry.effective < self.terms.open_date:
            raise entry.bad("effective", f"Is before {self.terms.open_date}.")
        self.run_until(entry.effective, closes_on_it=False)
        post = _POSTS.get(entry.code)
        if post is None:
            raise entry.bad("code", f"A line knows no {entry.code}.")
        post(self, entry)
        if entry.code in _DRAWS:
            self._flag_draw(entry)

    def _draw(self, entry: Transaction) -> None:
        if entry.code is Code.SETTLED_SWIPE and entry.reverses is not None:
            self._settled.add(entry.reverses)
            self.pending.pop(entry.reverses, None)
        self._note(entry, self._debit(entry, Bucket.PRINCIPAL, Flow.ADVANCES))

    def _hold(self, entry: Transaction) -> None:
        self.balances.find(entry)
        # It may have settled before: a swipe can be entered late.
        if entry.entry not in self._settled:
            self.pending[entry.entry] = entry
        self._note(entry, (), held=entry.amount)

    def _debit(self, entry: Transaction, part: Bucket, flow: Flow) -> tuple[Share, ...]:
        balance = self.balances.find(entry)
        return self.balances.debit(balance, part, entry.amount, entry.effective, flow)

    def _charge(self, entry: Transaction) -> None:
        self._note(entry, self._debit(entry, Bucket.FEES, Flow.FEES))

    def _refund(self, entry: Transaction) -> None:
        self._note(entry, self._debit(entry, Bucket.PRINCIPAL, Flow.REFUNDS))

    def _waive(self, entry: Transaction) -> None:
        self._take_off(entry, _WAIVER_PARTS, Flow.CREDITS)

    def _write_off(self, entry: Transaction) -> None:
        self._take_off(entry, _WRITE_OFF_PARTS, Flow.WRITTEN_OFF)

    def _recover(self, entry: Transaction) -> None:
        self.recovered += entry.amount
        self._note(entry, (), recovered=entry.amount)

    def _pay(self, entry: Transaction) -> None:
        asked = min(entry.amount, self.dues.unpaid)
        balances, day = self.balances, entry.effective
        shares: list[Share] = []
        left = ZERO
        if entry.split:
            for part, amount in entry.split.items():
                if part not in self.terms.minimum_order:
                    raise entry.bad("split", f"A line has no {part}.")
                way = [each for each in balances.minimum_way() if each[1] is part]
                taken, rest = balances.credit(way, amount, day, Flow.PAYMENTS)
                shares += taken
                left += rest
        else:
            way = balances.minimum_way()
            shares, left = balances.credit(way, asked, day, Flow.PAYMENTS)
            left += entry.amount - asked
        way = balances.excess_way()
        taken, over = balances.credit(way, left, day, Flow.PAYMENTS)
        balances.overpay(over, Flow.PAYMENTS)
        self.dues.meet(asked)
        self._repay(entry)
        self._note(entry, merged([*shares, *taken]), minimum_part=asked, overpaid=over)

    def _credit(self, entry: Transaction) -> None:
        way = self.balances.way_of(entry, _CREDIT_PARTS, goes_on=True)
        shares, over = self.balances.credit(
            way, entry.amount, entry.effective, Flow.CREDITS
        )
        self.balances.overpay(over, Flow.CREDITS)
        self._repay(entry)
        self._note(entry, merged(shares), overpaid=over)

    def _take_off(
        self, entry: Transaction, parts: tuple[Bucket, ...], flow: Flow
    ) -> None:
        way = self.balances.way_of(entry, parts, goes_on=False)
        shares, unused = self.balances.credit(way, entry.amount, entry.effective, flow)
        if flow is Flow.WRITTEN_OFF:
            self.written_off += entry.amount - unused
            self.dues.cap(self.balances.owed)
        else:
            self._repay(entry, entry.amount - unused)
        if unused:
            sentence = f"{unused} is above what was owed, and took nothing off."
            self._flag(ProblemKind.ABOVE_OWED, entry, sentence)
        self._note(entry, merged(shares), unused=unused)

    def _repay(self, entry: Transaction, amount: Decimal | None = None) -> None:
        self.dues.cap(self.balances.owed)
        if self.statements and entry.effective <= self.statements[-1].due_date:
            self._repaid_in_time += entry.amount if amount is None else amount

    def _change_rate(self, entry: Transaction) -> None:
        rate = entry.rate_annual
        if rate is None or not rate.is_finite() or not 0 <= rate <= HIGHEST_RATE:
            raise entry.bad("rate_annual", 'Give a fraction, such as "0.12" for 12 %.')
        changed = [self.balances.find(entry)] if entry.bucket else self.balances.all
        for balance in changed:
            balance.change_rate(entry.effective, rate)

    def _note(
        self,
        entry: Transaction,
        shares: Iterable[Share],
        *,
        minimum_part: Decimal = ZERO,
        overpaid: Decimal = ZERO,
        held: Decimal = ZERO,
        recovered: Decimal = ZERO,
        unused: Decimal = ZERO,
    ) -> None:
        self.allocations.append(
            Allocation(
                entry=entry.entry,
                code=entry.code,
                effective=entry.effective,
                amount=entry.amount,
                shares=tuple(shares),
                balance_after=self.balances.owed,
                minimum_part=minimum_part,
                overpaid=overpaid,
                held=held,
                recovered=recovered,
                unused=unused,
            )
        )

    # Problems -----------------------------------------------------------------

    def _flag(self, kind: ProblemKind, entry: Transaction, sentence: str) -> None:
        self.problems.append(Problem(kind, entry.entry, entry.effective, sentence))

    def _flag_draw(self, entry: Transaction) -> None:
        end = self.terms.draw_end_date
        # A swipe that settles was drawn when it was held.
        is_new = entry.code is not Code.SETTLED_SWIPE or entry.reverses is None
        if end is not None and entry.effective > end and is_new:
            sentence = f"Drawn after the draw period's end on {end}."
            self._flag(ProblemKind.DRAW_AFTER_PERIOD, entry, sentence)
        held = sum((each.amount for each in self.pending.values()), ZERO)
        over = max(self.balances.owed, ZERO) + held - self.terms.limit
        if over > 0:
            sentence = f"{over} above the limit of {self.terms.limit}."
            self._flag(ProblemKind.OVER_LIMIT, entry, sentence)


_POSTS: dict[Code, Callable[[Replay, Transaction], None]] = {
    Code.ADVANCE: Replay._draw,
    Code.SETTLED_SWIPE: Replay._draw,
    Code.PENDING_SWIPE: Replay._hold,
    Code.CHARGE: Replay._charge,
    Code.REFUND: Replay._refund,
    Code.PAYMENT: Replay._pay,
    Code.PAYOFF: Replay._pay,
    Code.CREDIT: Replay._credit,
    Code.WAIVER: Replay._waive,
    Code.WRITE_OFF: Replay._write_off,
    Code.RECOVERY: Replay._recover,
    Code.RATE_CHANGE: Replay._change_rate,
}
