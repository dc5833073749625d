"""The statements of a line, and the minimum that each asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from accounts.engine.errors import IdentityBroken
from accounts.engine.explanation import Line
from accounts.engine.line_interest import Cycle, Interest
from accounts.engine.line_terms import CASH, PURCHASES, LineTerms, MinimumKind
from accounts.engine.money import ZERO, round_cents


class Flow(StrEnum):
    """What moves a balance inside a cycle.

    The first four raise it. CREDITS: credits, waivers and interest taken back.
    FROM_CREDIT_BALANCE: what an earlier payment had paid too much.
    """

    ADVANCES = "advances"
    FEES = "fees"
    INTEREST = "interest"
    REFUNDS = "refunds"
    PAYMENTS = "payments"
    CREDITS = "credits"
    WRITTEN_OFF = "written_off"
    FROM_CREDIT_BALANCE = "from_credit_balance"


_DEBITS = (Flow.ADVANCES, Flow.FEES, Flow.INTEREST, Flow.REFUNDS)


def empty_flows() -> dict[Flow, Decimal]:
    """Return a count of what has moved nothing yet."""
    return dict.fromkeys(Flow, ZERO)


@dataclass(frozen=True, slots=True)
class BucketStatement:
    """One balance of a line over a cycle.

    charged: interest by the days, of a payoff inside the cycle too. interest_asked,
    fees_asked: of the cycle, what a minimum may ask for. Nobody is asked again for what
    a payoff has paid, or for fees that were waived or written off.
    """

    name: str
    opening: Decimal
    flows: Mapping[Flow, Decimal]
    closing: Decimal
    closing_principal: Decimal
    charged: Interest
    interest_asked: Decimal
    fees_asked: Decimal

    def __post_init__(self) -> None:
        if self.opening + self.debits - self.credits != self.closing:
            raise IdentityBroken(f"{self.name}: the balances of a statement differ.")
        if self.flows[Flow.INTEREST] < self.charged.amount:
            raise IdentityBroken(f"{self.name}: the interest was not charged.")

    @property
    def debits(self) -> Decimal:
        """What raised the balance."""
        return sum((self.flows[flow] for flow in _DEBITS), ZERO)

    @property
    def credits(self) -> Decimal:
        """What lowered it."""
        lowering = (self.flows[flow] for flow in Flow if flow not in _DEBITS)
        return sum(lowering, ZERO)

    @property
    def interest(self) -> Decimal:
        """The interest of the cycle, with what an adjustment added."""
        return self.flows[Flow.INTEREST]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a line sends at the close of a cycle.

    opening, closing: what is owed, negative where the lender owes. minimum_due: by
    due_date, past due not included. past_due: unpaid of earlier statements. overpaid:
    what payments and credits of this cycle left as a credit balance. had_grace:
    balances with grace bore no interest.
    """

    number: int
    cycle: Cycle
    due_date: date
    opening: Decimal
    closing: Decimal
    buckets: tuple[BucketStatement, ...]
    overpaid: Mapping[Flow, Decimal]
    minimum_due: Decimal
    minimum_lines: tuple[Line, ...]
    past_due: Decimal
    asks_past_due: bool
    had_grace: bool

    def __post_init__(self) -> None:
        lowered = self.payments + self.credits + self.written_off
        if self.opening + self.debits - lowered != self.closing:
            raise IdentityBroken("A statement does not add up to its closing balance.")
        if sum((line.amount for line in self.minimum_lines), ZERO) != self.minimum_due:
            raise IdentityBroken("The lines of a minimum do not add up to it.")

    def flow(self, flow: Flow) -> Decimal:
        """Return one kind of movement over all balances."""
        return sum((bucket.flows[flow] for bucket in self.buckets), ZERO)

    def bucket(self, name: str) -> BucketStatement:
        """Return one balance of the statement. Raises KeyError for no such name."""
        return {bucket.name: bucket for bucket in self.buckets}[name]

    @property
    def close_date(self) -> date:
        return self.cycle.close

    @property
    def debits(self) -> Decimal:
        """What raised the line's balance: draws, fees, interest, refunds."""
        return sum((bucket.debits for bucket in self.buckets), ZERO)

    @property
    def payments(self) -> Decimal:
        """What was paid, too much included; so a credit balance counts when it came."""
        return self.flow(Flow.PAYMENTS) + self.overpaid[Flow.PAYMENTS]

    @property
    def credits(self) -> Decimal:
        """Credits, waivers and interest taken back."""
        return self.flow(Flow.CREDITS) + self.overpaid[Flow.CREDITS]

    @property
    def written_off(self) -> Decimal:
        return self.flow(Flow.WRITTEN_OFF)

    @property
    def purchases(self) -> Decimal:
        """What was drawn on the balance of that name."""
        return self._drawn(PURCHASES)

    @property
    def cash(self) -> Decimal:
        """What was drawn on the balance of that name."""
        return self._drawn(CASH)

    @property
    def interest(self) -> Decimal:
        return self.flow(Flow.INTEREST)

    @property
    def fees(self) -> Decimal:
        return self.flow(Flow.FEES)

    @property
    def drawn(self) -> Decimal:
        """What was drawn and refunded."""
        return self.debits - self.interest - self.fees

    @property
    def lowered(self) -> Decimal:
        """What payments, credits and write-offs took off."""
        return self.payments + self.credits + self.written_off

    @property
    def total_due(self) -> Decimal:
        """What the statement asks for: with the past due, where the terms add it."""
        return self.minimum_due + (self.past_due if self.asks_past_due else ZERO)

    def _drawn(self, name: str) -> Decimal:
        found = (b.flows[Flow.ADVANCES] for b in self.buckets if b.name == name)
        return sum(found, ZERO)


def minimum_lines(
    terms: LineTerms,
    buckets: Sequence[BucketStatement],
    closing: Decimal,
    past_due: Decimal,
) -> tuple[Line, ...]:
    """Return the lines of a minimum payment; none where nothing is owed.

    Never below the floor, and never above what is owed beside the past due.
    """
    minimum, owed = terms.minimum, closing - past_due
    if owed <= 0:
        return ()
    match minimum.kind:
        case MinimumKind.FIXED:
            lines = [Line(what="Fixed minimum", amount=minimum.amount)]
        case MinimumKind.FULL:
            lines = [Line(what="Closing balance", amount=closing)]
        case MinimumKind.PERCENT:
            lines = [_share(terms, "Percent of the closing balance", closing)]
        case MinimumKind.PERCENT_PLUS:
            principal = sum((each.closing_principal for each in buckets), ZERO)
            interest = sum((each.interest_asked for each in buckets), ZERO)
            fees = sum((each.fees_asked for each in buckets), ZERO)
            lines = [
                _share(terms, "Percent of the principal", principal),
                Line(what="Interest of the cycle", amount=interest),
                Line(what="Fees of the cycle", amount=fees),
            ]
    found = sum((line.amount for line in lines), ZERO)
    if found < minimum.floor:
        lines.append(Line(what="Up to the floor", amount=minimum.floor - found))
        found = minimum.floor
    if found > owed:
        what = "Not above what is owed beside the past due"
        lines.append(Line(what=what, amount=owed - found))
    return tuple(lines)


def _share(terms: LineTerms, what: str, balance: Decimal) -> Line:
    percent = terms.minimum.percent
    amount = round_cents(balance * percent, terms.rounding)
    return Line(what=what, rate=percent, balance=balance, amount=amount)
