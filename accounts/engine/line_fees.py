"""The fees of a line, each one by itself: what was charged, paid and given up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from accounts.engine.money import ZERO


@dataclass(frozen=True, slots=True)
class LateFeeCharged:
    """A late fee that the terms charged by themselves.

    due_date: of the minimum that was late; minimum, unpaid: of it, on that day.
    """

    charged_on: date
    amount: Decimal
    due_date: date
    minimum: Decimal
    unpaid: Decimal


@dataclass(frozen=True, slots=True)
class LineFee:
    """A fee of a balance.

    given_up: waived or written off, which is not paid. is_of_cycle: charged since the
    last close. is_boarded: it came with the line.
    """

    charged_on: date
    amount: Decimal
    paid: Decimal = ZERO
    given_up: Decimal = ZERO
    late: LateFeeCharged | None = None
    is_of_cycle: bool = True
    is_boarded: bool = False

    @property
    def unpaid(self) -> Decimal:
        return self.amount - self.paid - self.given_up


def lower_fees(
    fees: Iterable[LineFee], amount: Decimal, *, gives_up: bool
) -> list[LineFee]:
    """Return fees after an amount was paid of them, or given up, the oldest first."""
    found: list[LineFee] = []
    for fee in fees:
        part = min(fee.unpaid, amount)
        amount -= part
        if part and gives_up:
            fee = replace(fee, given_up=fee.given_up + part)
        elif part:
            fee = replace(fee, paid=fee.paid + part)
        found.append(fee)
    return found


def open_fees(fees: Iterable[LineFee]) -> list[LineFee]:
    """Return what is unpaid, as a new cycle finds it."""
    return [replace(fee, is_of_cycle=False) for fee in fees if fee.unpaid]
