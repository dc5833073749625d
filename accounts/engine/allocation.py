"""Where the money of an entry went, and what was owed after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from accounts.engine.errors import IdentityBroken
from accounts.engine.explanation import Explanation, Line
from accounts.engine.money import ZERO
from accounts.engine.transactions import Code, Transaction


class Automatic(StrEnum):
    """What happens by the terms alone.

    INTEREST: a statement, or a payoff, charged it. UNAPPLIED_USED: money that nothing
    had taken paid what fell due.
    """

    LATE_FEE = "late_fee"
    INTEREST = "interest"
    UNAPPLIED_USED = "unapplied_used"


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed after an entry.

    interest: due or accrued; of a lease the rent that is due. due: of all but fees what
    is due and unpaid. unapplied: money that nothing took.
    """

    principal: Decimal
    interest: Decimal
    fees: Decimal
    due: Decimal
    unapplied: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """What became of one entry, or of what happened by itself.

    what: the entry's code. principal, interest, fees, escrow, tax, unapplied, recovered
    and held add up to the amount. held: by a pending swipe, of the available credit;
    nothing is owed of it. raises: they raise what is owed, as an advance and a charge
    do; else they lower it. after: what is owed then.
    """

    transaction: Transaction | None
    what: Code | Automatic
    effective: date
    amount: Decimal
    principal: Decimal = ZERO
    interest: Decimal = ZERO
    fees: Decimal = ZERO
    escrow: Decimal = ZERO
    tax: Decimal = ZERO
    unapplied: Decimal = ZERO
    recovered: Decimal = ZERO
    held: Decimal = ZERO
    raises: bool = False
    after: Owed

    def __post_init__(self) -> None:
        parts = self.principal + self.interest + self.fees + self.escrow + self.tax
        if parts + self.unapplied + self.recovered + self.held != self.amount:
            raise IdentityBroken("The parts of an allocation are not its amount.")

    @property
    def sign(self) -> int:
        """1 where the parts raise what is owed, else -1."""
        return 1 if self.raises else -1


def moved_by(
    allocations: Iterable[Allocation], opening: Decimal = ZERO
) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Return principal, interest, fees and unapplied money as entries make them.

    opening: the principal before them; of what came from elsewhere, none. Interest that
    runs by the day is no entry.
    """
    principal, interest, fees, unapplied = opening, ZERO, ZERO, ZERO
    for each in allocations:
        if each.raises:
            principal += each.principal
            interest += each.interest
            fees += each.fees
            unapplied -= each.unapplied
        else:
            principal -= each.principal
            interest -= each.interest
            fees -= each.fees
            unapplied += each.unapplied
    return principal, interest, fees, unapplied


PARTS = (
    "fees",
    "interest",
    "principal",
    "escrow",
    "tax",
    "unapplied",
    "recovered",
    "held",
)


def explain_allocation(
    allocation: Allocation, names: Mapping[str, str] | None = None
) -> Explanation:
    """Return where the money of an entry went.

    names: words for parts that are called otherwise, as a lease calls its rent.
    """
    words = {name: name.capitalize() for name in PARTS} | dict(names or {})
    lines = tuple(
        Line(what=words[name], amount=part)
        for name in PARTS
        if (part := getattr(allocation, name))
    )
    return Explanation("allocation", allocation.amount, lines)
