"""Amounts of money, and how they are rounded.

An amount is a Decimal in currency units with two decimals; a rate is a fraction, so
that Decimal("0.12") is 12 %.
"""

import decimal
from decimal import Decimal
from enum import StrEnum

from accounts.engine.errors import EngineError

ZERO = Decimal("0.00")
CENT = Decimal("0.01")
UNIT = Decimal(1)
# Twelve digits before the point: more than any account holds, less than any overflow.
LARGEST = Decimal("999999999999.99")
# Enough for 480 periods of compounding below a tenth of a cent on the largest amount.
PRECISION = 34
_STRAY = Decimal("1e-15")
# The largest amount at the highest rate for a lifetime, with fifteen decimals.
_WIDE = decimal.Context(prec=60)


class Rounding(StrEnum):
    """How half a cent is rounded.

    HALF_EVEN: to the even neighbour. HALF_UP: away from zero. UP and DOWN: always away
    from zero, always towards it.
    """

    HALF_EVEN = "half_even"
    HALF_UP = "half_up"
    UP = "up"
    DOWN = "down"


_MODES = {
    Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Rounding.HALF_UP: decimal.ROUND_HALF_UP,
    Rounding.UP: decimal.ROUND_UP,
    Rounding.DOWN: decimal.ROUND_DOWN,
}


def round_cents(amount: Decimal, mode: Rounding) -> Decimal:
    """Return an amount to the cent.

    Sums of quotients carry a stray digit far behind the point, which must not decide
    what becomes of half a cent: it is rounded away first.
    """
    if not amount:
        return ZERO
    return amount.quantize(_STRAY, decimal.ROUND_HALF_EVEN, _WIDE).quantize(
        CENT, _MODES[mode], _WIDE
    )


def round_to_step(amount: Decimal, step: Decimal, mode: Rounding) -> Decimal:
    """Return an amount to a multiple of a step, as cents.

    step: 0.01 rounds to the cent, 1 to whole units.
    """
    return ((amount / step).quantize(UNIT, _MODES[mode]) * step).quantize(CENT)


def check_amount(
    field: str, amount: object, *, error: type[EngineError], positive: bool = True
) -> Decimal:
    """Return an amount that can be posted. Raises the given error.

    positive: refuse zero and less; else refuse less than zero.
    """
    if not isinstance(amount, Decimal) or not amount.is_finite():
        raise error(field, "Give an amount of money, such as 1250.00.")
    if positive and amount <= 0:
        raise error(field, "Give an amount above zero.")
    if amount < 0:
        raise error(field, "Can't be below zero.")
    if amount > LARGEST:
        raise error(field, f"Can't be above {LARGEST:,}.")
    if amount != amount.quantize(CENT):
        raise error(field, "Give at most two decimals.")
    return amount.quantize(CENT)
