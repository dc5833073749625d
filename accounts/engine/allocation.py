"""Where the money of an entry went, and what was owed after it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from accounts.engine.errors import IdentityBroken
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

    interest: due or accrued. due: of principal, interest and escrow what is due and
    unpaid. unapplied: money that nothing took.
    """

    principal: Decimal
    interest: Decimal
    fees: Decimal
    due: Decimal
    unapplied: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """What became of one entry, or of what happened by itself.

    what: the entry's code. principal, interest, fees, escrow, unapplied and recovered
    add up to the amount. raises: they raise what is owed, as an advance and a charge
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
    unapplied: Decimal = ZERO
    recovered: Decimal = ZERO
    raises: bool = False
    after: Owed

    def __post_init__(self) -> None:
        parts = self.principal + self.interest + self.fees + self.escrow
        if parts + self.unapplied + self.recovered != self.amount:
            raise IdentityBroken("The parts of an allocation are not its amount.")

    @property
    def sign(self) -> int:
        """1 where the parts raise what is owed, else -1."""
        return 1 if self.raises else -1
