"""The balances of a line while a replay goes through it: how entries move them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.errors import IdentityBroken
from accounts.engine.line_interest import (
    NO_INTEREST,
    Cycle,
    Interest,
    Step,
    interest_on,
    repaid_until,
    stretches,
)
from accounts.engine.line_terms import (
    LINE_PARTS,
    BalanceOrder,
    InterestBasis,
    LineBucket,
    LineTerms,
)
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket
from accounts.engine.statements import BucketStatement, Flow, empty_flows
from accounts.engine.transactions import Code, Transaction


@dataclass(frozen=True, slots=True)
class Share:
    """A part of an entry: which part of which balance it moved."""

    bucket: str
    part: Bucket
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """What became of one entry.

    minimum_part: how much of a payment met what statements had asked for. overpaid: to
    the credit balance. held: by a pending swipe, of the available credit. recovered:
    after a write-off, which no balance feels. unused: of a waiver or write-off above
    what is owed. balance_after: what is owed on the line, negative where the lender
    owes.
    """

    entry: int
    code: Code
    effective: date
    amount: Decimal
    shares: tuple[Share, ...]
    balance_after: Decimal
    minimum_part: Decimal = ZERO
    overpaid: Decimal = ZERO
    held: Decimal = ZERO
    recovered: Decimal = ZERO
    unused: Decimal = ZERO

    def __post_init__(self) -> None:
        placed = sum((share.amount for share in self.shares), ZERO)
        rest = self.overpaid + self.held + self.recovered + self.unused
        if placed + rest != self.amount:
            raise IdentityBroken(f"The parts of entry {self.entry} do not add up.")

    def placed_on(self, part: Bucket) -> Decimal:
        """Return how much went to principal, interest or fees of any balance."""
        return sum((each.amount for each in self.shares if each.part is part), ZERO)


class Balance:
    """One balance in the middle of a replay."""

    __slots__ = ("bucket", "flows", "opened", "opening", "parts", "rates", "steps")

    def __init__(self, bucket: LineBucket, start: date) -> None:
        self.bucket = bucket
        self.parts = dict.fromkeys(LINE_PARTS, ZERO)
        self.rates = [(start, bucket.rate_annual)]
        self.begin_cycle(start, frozenset())

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
        self.rates = [(start, self.rate)]
        self.flows = empty_flows()
        self.steps: list[Step] = []
        # What bears interest, and the whole balance.
        self.opening = sum((self.parts[part] for part in accrues_on), ZERO)
        self.opened = self.owed

    def change_rate(self, day: date, rate: Decimal) -> None:
        """Let another rate hold from a day on."""
        if self.rates[-1][0] == day:
            self.rates.pop()
        self.rates.append((day, rate))

    def interest(
        self,
        terms: LineTerms,
        cycle: Cycle,
        through: date,
        *,
        in_grace: bool,
        spared_until: date | None,
    ) -> Interest:
        """Return the interest from the cycle's start through a day.

        in_grace: a balance with grace bears none. spared_until: what was repaid of its
        opening balance by that day bears none either.
        """
        if through < cycle.start or (in_grace and self.bucket.has_grace):
            return NO_INTEREST
        spared, leaves_out_new = ZERO, False
        if self.bucket.has_grace:
            basis = terms.interest_basis
            leaves_out_new = basis is InterestBasis.AVERAGE_WITHOUT_NEW
            if spared_until is not None:
                spared = repaid_until(self.opening, self.steps, spared_until)
        parts = stretches(
            cycle.start,
            through,
            self.opening,
            self.steps,
            spared=spared,
            leaves_out_new=leaves_out_new,
        )
        return interest_on(terms, cycle, parts, self.rates)

    def statement(self, charged: Interest) -> BucketStatement:
        """Return what the cycle did to the balance."""
        return BucketStatement(
            name=self.name,
            opening=self.opened,
            flows=self.flows,
            closing=self.owed,
            closing_principal=self.parts[Bucket.PRINCIPAL],
            charged=charged,
        )


class Balances:
    """All balances of a line, and what was paid too much."""

    __slots__ = ("all", "by_name", "credit_balance", "overpaid", "terms")

    def __init__(self, terms: LineTerms) -> None:
        self.terms = terms
        self.all = [Balance(bucket, terms.open_date) for bucket in terms.buckets]
        self.by_name = {balance.name: balance for balance in self.all}
        self.credit_balance = ZERO
        # What came to the credit balance in this cycle, and how.
        self.overpaid = empty_flows()

    @property
    def owed(self) -> Decimal:
        """What is owed on the line, negative where the lender owes."""
        owed = sum((balance.owed for balance in self.all), ZERO)
        return owed - self.credit_balance

    def begin_cycle(self, start: date) -> None:
        """Count from here what moves the balances."""
        self.overpaid = empty_flows()
        for balance in self.all:
            balance.begin_cycle(start, self.terms.accrues_on)

    def find(self, entry: Transaction) -> Balance:
        """Return the balance an entry names, or the first. Raises BadTransaction."""
        name = entry.bucket or self.terms.draws_on
        if name not in self.by_name:
            raise entry.bad("bucket", f"The line has no balance {name!r}.")
        return self.by_name[name]

    def debit(
        self, balance: Balance, part: Bucket, amount: Decimal, day: date, flow: Flow
    ) -> tuple[Share, ...]:
        """Raise a balance; a credit balance pays for it first."""
        used = min(self.credit_balance, amount)
        self.credit_balance -= used
        balance.parts[part] += amount - used
        balance.flows[flow] += amount
        balance.flows[Flow.FROM_CREDIT_BALANCE] += used
        if part in self.terms.accrues_on:
            balance.steps.append(Step(day, amount - used, ZERO))
        return (Share(balance.name, part, amount),)

    def credit(
        self,
        way: Iterable[tuple[Balance, Bucket]],
        amount: Decimal,
        day: date,
        flow: Flow,
    ) -> tuple[list[Share], Decimal]:
        """Lower balances in an order; return the shares and what is left over."""
        shares: list[Share] = []
        for balance, part in way:
            if not amount:
                break
            taken = min(balance.parts[part], amount)
            if not taken:
                continue
            amount -= taken
            balance.parts[part] -= taken
            balance.flows[flow] += taken
            if part in self.terms.accrues_on:
                balance.steps.append(Step(day, ZERO, taken))
            shares.append(Share(balance.name, part, taken))
        return shares, amount

    def overpay(self, amount: Decimal, flow: Flow) -> None:
        """Keep what nothing owed takes as a credit balance."""
        self.credit_balance += amount
        self.overpaid[flow] += amount

    def in_order(self, order: BalanceOrder) -> list[Balance]:
        """Return the balances by today's rates; equal rates as listed."""
        if order is BalanceOrder.AS_LISTED:
            return self.all
        sign = -1 if order is BalanceOrder.HIGHEST_RATE else 1
        return sorted(self.all, key=lambda balance: sign * balance.rate)

    def minimum_way(self) -> list[tuple[Balance, Bucket]]:
        """Return the way of money up to what is asked for: part by part."""
        ordered = self.in_order(self.terms.minimum_buckets)
        parts = self.terms.minimum_order
        return [(balance, part) for part in parts for balance in ordered]

    def excess_way(self) -> list[tuple[Balance, Bucket]]:
        """Return the way of money above: balance by balance.

        By the rates and balances of the day on which it is credited, one of the days
        that official interpretation 53-2 of 12 CFR 1026.53 allows.
        """
        ordered = self.in_order(self.terms.excess_buckets)
        parts = self.terms.minimum_order
        return [(balance, part) for balance in ordered for part in parts]

    def way_of(
        self, entry: Transaction, parts: Sequence[Bucket], *, goes_on: bool
    ) -> list[tuple[Balance, Bucket]]:
        """Return the way of an entry that may name a balance or a part.

        goes_on: what is named comes first, and everything else after it.
        """
        named, found = self.all, list(parts)
        if entry.bucket in set(LINE_PARTS):
            found = [Bucket(entry.bucket)]
        elif entry.bucket:
            named = [self.find(entry)]
        first = [(balance, part) for balance in named for part in found]
        if not goes_on:
            return first
        rest = [(balance, part) for balance in self.all for part in parts]
        return first + [each for each in rest if each not in first]


def merged(shares: Iterable[Share]) -> tuple[Share, ...]:
    """Return shares with one for each part of a balance."""
    found: dict[tuple[str, Bucket], Decimal] = {}
    for share in shares:
        key = share.bucket, share.part
        found[key] = found.get(key, ZERO) + share.amount
    return tuple(Share(name, part, amount) for (name, part), amount in found.items())
