"""All balances of a line: how entries move them, and what became of each entry."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.errors import IdentityBroken
from accounts.engine.line_balance import Balance
from accounts.engine.line_fees import LateFeeCharged, LineFee
from accounts.engine.line_interest import Step
from accounts.engine.line_terms import LINE_PARTS, BalanceOrder, LineTerms
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket
from accounts.engine.statements import Flow, empty_flows
from accounts.engine.transactions import Code, Transaction


@dataclass(frozen=True, slots=True)
class Share:
    """A part of an entry: which part of which balance it moved."""

    bucket: str
    part: Bucket
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What became of one entry. What raised a balance is above zero too.

    minimum_part: how much of a payment met what statements had asked for. overpaid: to
    the credit balance. held: by a pending swipe, of the available credit. recovered:
    after a write-off, which no balance feels. adjusted: taken from what is past due.
    unused: of a waiver or write-off above what is owed. from_credit: what the credit
    balance paid of it. interest_charged: by a payoff, before it is paid.
    balance_after: what is owed on the line, negative where the lender owes; of it
    principal, interest charged and fees. due_after: unpaid of what was asked for.
    """

    entry: int
    code: Code
    effective: date
    amount: Decimal
    shares: tuple[Share, ...]
    balance_after: Decimal
    principal_after: Decimal
    interest_after: Decimal
    fees_after: Decimal
    due_after: Decimal
    minimum_part: Decimal = ZERO
    overpaid: Decimal = ZERO
    held: Decimal = ZERO
    recovered: Decimal = ZERO
    adjusted: Decimal = ZERO
    unused: Decimal = ZERO
    from_credit: Decimal = ZERO
    interest_charged: Decimal = ZERO

    def __post_init__(self) -> None:
        placed = sum((share.amount for share in self.shares), ZERO)
        rest = self.overpaid + self.held + self.recovered + self.unused
        if placed + rest + self.adjusted != self.amount:
            raise IdentityBroken(f"The parts of entry {self.entry} do not add up.")
        owed = self.principal_after + self.interest_after + self.fees_after
        if self.balance_after != owed and (owed or self.balance_after > 0):
            raise IdentityBroken(f"The balances after {self.entry} do not add up.")

    @property
    def principal(self) -> Decimal:
        return self.placed_on(Bucket.PRINCIPAL)

    @property
    def interest(self) -> Decimal:
        return self.placed_on(Bucket.INTEREST)

    @property
    def fees(self) -> Decimal:
        return self.placed_on(Bucket.FEES)

    @property
    def unapplied(self) -> Decimal:
        """What went to the credit balance."""
        return self.overpaid

    def placed_on(self, part: Bucket) -> Decimal:
        """Return how much went to principal, interest or fees of any balance."""
        return sum((each.amount for each in self.shares if each.part is part), ZERO)


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

    def copy(self) -> "Balances":
        """Return balances that can move on while the others stay."""
        new = copy(self)
        new.all = [balance.copy() for balance in self.all]
        new.by_name = {balance.name: balance for balance in new.all}
        new.overpaid = dict(self.overpaid)
        return new

    def total(self, part: Bucket) -> Decimal:
        """Return what is owed of principal, interest or fees in all balances."""
        return sum((balance.parts[part] for balance in self.all), ZERO)

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
        self,
        balance: Balance,
        part: Bucket,
        amount: Decimal,
        day: date,
        flow: Flow,
        *,
        late: LateFeeCharged | None = None,
    ) -> Decimal:
        """Raise a balance; return what a credit balance paid of it first."""
        used = min(self.credit_balance, amount)
        self.credit_balance -= used
        balance.parts[part] += amount - used
        balance.flows[flow] += amount
        balance.flows[Flow.FROM_CREDIT_BALANCE] += used
        if part in self.terms.accrues_on:
            balance.steps.append(Step(day, amount - used, ZERO))
        if part is Bucket.FEES:
            balance.fees.append(LineFee(day, amount, paid=used, late=late))
        return used

    def credit(
        self,
        way: Iterable[tuple[Balance, Bucket]],
        amount: Decimal,
        day: date,
        flow: Flow,
        *,
        gives_up: bool = False,
    ) -> tuple[list[Share], Decimal]:
        """Lower balances in an order; return the shares and what is left over.

        gives_up: nobody paid it.
        """
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
            if part is Bucket.FEES:
                balance.lower_fees(taken, gives_up=gives_up)
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
