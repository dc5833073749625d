"""One balance of a line while a replay goes through it."""

from copy import copy
from datetime import date
from decimal import Decimal

from accounts.engine.explanation import Line
from accounts.engine.line_fees import LineFee, lower_fees, open_fees
from accounts.engine.line_interest import (
    DAY,
    NO_INTEREST,
    Cycle,
    Interest,
    Step,
    Stretch,
    interest_on,
    joined,
    repaid_until,
    stretches,
)
from accounts.engine.line_terms import (
    LINE_PARTS,
    InterestBasis,
    LineBucket,
    LineTerms,
)
from accounts.engine.money import ZERO, Rounding
from accounts.engine.options import Bucket
from accounts.engine.statements import BucketStatement, Flow, empty_flows


class Balance:
    """One balance in the middle of a replay.

    accrues_from: the first day whose interest is not charged yet. carried: interest of
    the days before that came with the line and is not charged either. settled: what a
    payoff has charged in this cycle; paid_off: what had moved the balance by then.
    """

    __slots__ = (
        "accrues_from",
        "bucket",
        "carried",
        "fees",
        "flows",
        "opened",
        "opening",
        "paid_off",
        "parts",
        "rates",
        "settled",
        "steps",
    )

    def __init__(self, bucket: LineBucket, start: date) -> None:
        self.bucket = bucket
        self.parts = dict.fromkeys(LINE_PARTS, ZERO)
        self.rates = [(start, bucket.rate_annual)]
        self.fees: list[LineFee] = []
        self.begin_cycle(start, frozenset())

    def copy(self) -> "Balance":
        """Return a balance that can move on while the other stays."""
        new = copy(self)
        new.parts, new.flows = dict(self.parts), dict(self.flows)
        new.rates, new.steps, new.fees = [*self.rates], [*self.steps], [*self.fees]
        return new

    @property
    def name(self) -> str:
        return self.bucket.name

    @property
    def rate(self) -> Decimal:
        """The rate that holds now."""
        return self.rates[-1][1]

    @property
    def owed(self) -> Decimal:
        return sum(self.parts.values(), ZERO)

    def begin_cycle(self, start: date, accrues_on: frozenset[Bucket]) -> None:
        """Count from here what moves the balance."""
        self.flows = empty_flows()
        self.fees = open_fees(self.fees)
        self.settled = NO_INTEREST
        self.paid_off = empty_flows()
        self.opened = self.owed
        self.accrue_from(start, accrues_on)

    def accrue_from(self, start: date, accrues_on: frozenset[Bucket]) -> None:
        """Count interest from here: what was before is charged."""
        self.accrues_from = start
        self.carried = ZERO
        self.rates = [(start, self.rate)]
        self.steps: list[Step] = []
        self.opening = sum((self.parts[part] for part in accrues_on), ZERO)

    def begin_after_payoff(self, start: date, accrues_on: frozenset[Bucket]) -> None:
        """Count interest from here, and what a minimum asks for too."""
        self.paid_off = dict(self.flows)
        self.fees = open_fees(self.fees)
        self.accrue_from(start, accrues_on)

    def change_rate(self, day: date, rate: Decimal) -> None:
        """Let another rate hold from a day on."""
        if self.rates[-1][0] == day:
            self.rates.pop()
        self.rates.append((day, rate))

    def lower_fees(self, amount: Decimal, *, gives_up: bool) -> None:
        """Pay fees, or give them up, the oldest first."""
        self.fees = lower_fees(self.fees, amount, gives_up=gives_up)

    @property
    def given_up(self) -> Decimal:
        """What was waived or written off of the fees of the cycle."""
        return sum((fee.given_up for fee in self.fees if fee.is_of_cycle), ZERO)

    def interest(
        self,
        terms: LineTerms,
        cycle: Cycle,
        through: date,
        *,
        in_grace: bool,
        spared_until: date | None,
    ) -> Interest:
        """Return the interest that is not charged yet, through a day.

        in_grace: a balance with grace bears none. spared_until: what was repaid of its
        opening balance by that day bears none either.
        """
        own = NO_INTEREST
        if through >= self.accrues_from and not (in_grace and self.bucket.has_grace):
            parts = self._stretches(terms, through, spared_until)
            own = interest_on(terms, cycle, parts, self.rates)
        if not self.carried:
            return own
        end = self.accrues_from - DAY
        line = Line(what="Interest before the boarding", end=end, amount=self.carried)
        before = Interest(self.carried, ZERO, (line,))
        return joined(terms.rounding, before, own)

    def bearing(
        self,
        terms: LineTerms,
        day: date,
        *,
        in_grace: bool,
        spared_until: date | None,
    ) -> Decimal:
        """Return what bears the interest of a day, if nothing moves until then."""
        if day < self.accrues_from or (in_grace and self.bucket.has_grace):
            return ZERO
        return self._stretches(terms, day, spared_until)[-1].balance

    def _stretches(
        self, terms: LineTerms, through: date, spared_until: date | None
    ) -> list[Stretch]:
        spared, leaves_out_new = ZERO, False
        if self.bucket.has_grace:
            basis = terms.interest_basis
            leaves_out_new = basis is InterestBasis.AVERAGE_WITHOUT_NEW
            if spared_until is not None:
                spared = repaid_until(self.opening, self.steps, spared_until)
        return stretches(
            self.accrues_from,
            through,
            self.opening,
            self.steps,
            spared=spared,
            leaves_out_new=leaves_out_new,
        )

    def statement(self, rounding: Rounding, charged: Interest) -> BucketStatement:
        """Return what the cycle did to the balance. charged: by its close."""
        return BucketStatement(
            name=self.name,
            opening=self.opened,
            flows=self.flows,
            closing=self.owed,
            closing_principal=self.parts[Bucket.PRINCIPAL],
            charged=joined(rounding, self.settled, charged),
            interest_asked=self.flows[Flow.INTEREST] - self.paid_off[Flow.INTEREST],
            fees_asked=self.flows[Flow.FEES] - self.paid_off[Flow.FEES] - self.given_up,
        )
