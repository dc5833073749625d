"""What the summary of a line of credit shows beside the figures of all accounts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.line import LineReplay
from accounts.engine.statements import Flow, Statement

_WHOLE = 1_000


@dataclass(frozen=True)
class CreditPart:
    """A part of the limit. start, width: of the bar, in thousandths."""

    code: str
    label: str
    amount: Decimal
    start: int
    width: int


@dataclass(frozen=True)
class LineSummary:
    """A line on a day: how the limit is used, what is asked, where the cycle stands."""

    result: LineReplay

    @property
    def parts(self) -> list[CreditPart]:
        """The four parts that add up to the limit; over it, the last is below zero."""
        line = self.result
        amounts = (
            ("principal", "Principal balance", line.principal),
            ("charged", "Interest and fees charged", line.interest_and_fees),
            ("pending", "Pending swipes", line.held),
            ("available", "Available credit", line.available_credit),
        )
        whole = max(line.terms.limit, line.terms.limit - line.available_credit)
        parts, start = [], 0
        for code, label, amount in amounts:
            width = round(_WHOLE * max(amount, Decimal(0)) / whole) if whole else 0
            parts.append(CreditPart(code, label, amount, start, width))
            start += width
        return parts

    @property
    def share_used(self) -> Decimal:
        """The part of the limit that is taken, as a fraction."""
        limit = self.result.terms.limit
        if not limit:
            return Decimal(0)
        taken = (limit - self.result.available_credit) / limit
        return taken.quantize(Decimal("0.0001"))

    @property
    def statement(self) -> Statement | None:
        """The last statement."""
        return self.result.statements[-1] if self.result.statements else None

    @property
    def flows(self) -> list[tuple[str, Decimal]]:
        """What moved in the cycle of the last statement; + raises what is owed."""
        last = self.statement
        if last is None:
            return []
        lowers = {Flow.PAYMENTS, Flow.CREDITS, Flow.WRITTEN_OFF}
        found = [
            (_FLOWS[flow], -last.flow(flow) if flow in lowers else last.flow(flow))
            for flow in _FLOWS
        ]
        return [(label, amount) for label, amount in found if amount]

    @property
    def to_pay(self) -> Decimal:
        """What is asked for by the next due date, past due included."""
        coming = self.result.next_due
        asked = coming.unpaid if coming else Decimal(0)
        return asked + self.result.amount_past_due

    @property
    def grace_until(self) -> date | None:
        """The day by which the last statement must be paid, so that balances with grace
        go on bearing nothing; None where that is decided, or no balance has grace."""
        state, line = self.result.state, self.result
        if not any(bucket.has_grace for bucket in line.terms.buckets):
            return None
        return state.grace.undecided_until(line.as_of)

    @property
    def cycle_start(self) -> date:
        return self.result.state.cycle.start

    @property
    def cycle_close(self) -> date:
        return self.result.state.cycle.close

    @property
    def cycle_days(self) -> int:
        return self.result.state.cycle.days

    @property
    def cycle_day(self) -> int:
        """Which day of the cycle it is, from 1."""
        return (self.result.as_of - self.cycle_start).days + 1


_FLOWS = {
    Flow.ADVANCES: "Advances",
    Flow.INTEREST: "Interest",
    Flow.FEES: "Fees",
    Flow.REFUNDS: "Refunds",
    Flow.PAYMENTS: "Payments",
    Flow.CREDITS: "Credits",
    Flow.WRITTEN_OFF: "Written off",
}
