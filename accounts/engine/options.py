"""The choices that terms are made of."""

from enum import StrEnum


class InterestMethod(StrEnum):
    """How interest comes about.

    SIMPLE: by the day, on what is really owed. LOCKED: simple, but fixed by the
    original schedule, whatever is paid when. FLAT: on the amount lent, all along.
    INTEREST_ONLY: payments cover the interest, the principal comes with the last one.
    RULE_78: the schedule's finance charge, earned by the sum of the digits.
    """

    SIMPLE = "simple"
    LOCKED = "locked"
    FLAT = "flat"
    INTEREST_ONLY = "interest_only"
    RULE_78 = "rule_78"


class FirstPeriod(StrEnum):
    """How long the time to the first payment counts.

    ACTUAL: as long as it is. ONE_PERIOD: as one regular period where months have 30
    days, as long as it is where days are counted. FORCED_REGULAR: as one regular
    period in any case.
    """

    ACTUAL = "actual"
    ONE_PERIOD = "one_period"
    FORCED_REGULAR = "forced_regular"


class PaymentRounding(StrEnum):
    """What the level payment is rounded to; the last one takes what is left over.

    NEAREST: to the cent, by the terms' rounding. UP_TO_CENT, UP_TO_UNIT: always up.
    """

    NEAREST = "nearest"
    UP_TO_CENT = "up_to_cent"
    UP_TO_UNIT = "up_to_unit"


class Bucket(StrEnum):
    """What a payment is applied to."""

    # An Enum hashes its name in Python; as keys of every ledger they must be quick.
    __hash__ = str.__hash__

    FEES = "fees"
    INTEREST = "interest"
    PRINCIPAL = "principal"
    ESCROW = "escrow"


class Waterfall(StrEnum):
    """Which way a payment runs through what is due.

    BY_INSTALLMENT: the oldest installment whole, in the order of the buckets, then the
    next one. BY_BUCKET: the first bucket of all installments, oldest first, then the
    next bucket.
    """

    BY_INSTALLMENT = "by_installment"
    BY_BUCKET = "by_bucket"


class Excess(StrEnum):
    """Where money goes that nothing due takes.

    NEXT: to the next installments, which count as paid early. LAST: to the last ones,
    so that the loan ends earlier. PRINCIPAL: off the principal; the payment stays and
    the loan ends earlier. REAMORTIZE: off the principal; the payment is cut anew.
    """

    NEXT = "next_installment"
    LAST = "last_installment"
    PRINCIPAL = "principal"
    REAMORTIZE = "reamortize"


class PayoffInterest(StrEnum):
    """Up to when a payoff owes interest: to its day, or to the end of the period."""

    TO_DAY = "to_day"
    TO_PERIOD_END = "to_period_end"


class LateFeeKind(StrEnum):
    """How a late fee is found.

    FIXED: an amount. PERCENT_OF_PAYMENT: of the installment. PERCENT_OF_UNPAID: of what
    is not paid of it. GREATER, LESSER: of the amount and the percentage of the payment.
    GREATER_OF_UNPAID, LESSER_OF_UNPAID: of the amount and the percentage of the unpaid.
    """

    FIXED = "fixed"
    PERCENT_OF_PAYMENT = "percent_of_payment"
    PERCENT_OF_UNPAID = "percent_of_unpaid"
    GREATER = "greater"
    LESSER = "lesser"
    GREATER_OF_UNPAID = "greater_of_unpaid"
    LESSER_OF_UNPAID = "lesser_of_unpaid"
