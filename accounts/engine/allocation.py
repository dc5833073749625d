"""Where the money of an entry went, and what was owed after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from accounts.engine.errors import IdentityBroken
from accounts.engine.explanation import Explanation, Line
from accounts.engine.money import ZERO
from accounts.engine.transactions import Code, Transaction


class Automatic(StrEnum):
    """What happens by the terms alone. UNAPPLIED_USED: money that nothing had taken
    paid what fell due."""

    LATE_FEE = "late_fee"
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

    what: the entry's code. principal, interest, fees, escrow, tax, unapplied and
    recovered add up to the amount. raises: they raise what is owed, as an advance and
    a charge do; else they lower it. after: what is owed then.
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
    raises: bool = False
    after: Owed

    def __post_init__(self) -> None:
        parts = self.principal + self.interest + self.fees + self.escrow + self.tax
        if parts + self.unapplied + self.recovered != self.amount:
            raise IdentityBroken("The parts of an allocation are not its amount.")

    @property
    def sign(self) -> int:
        """1 where the parts raise what is owed, else -1."""
        return 1 if self.raises else -1


PARTS = ("fees", "interest", "principal", "escrow", "tax", "unapplied", "recovered")


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
