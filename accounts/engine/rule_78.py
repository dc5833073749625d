"""The rule of 78: interest earned by the sum of the digits."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from accounts.engine.errors import BadTerms
from accounts.engine.money import ZERO, Rounding, round_cents
from accounts.engine.terms import LoanTerms

# A consumer loan of a longer term may not rebate by the rule of 78: 15 USC 1615(b).
MOST_MONTHS = 61


def digits_of(interests: Sequence[Decimal]) -> list[Decimal]:
    """Return the interest of payments, spread anew by the sum of the digits.

    Of n payments the first earns n parts of n(n+1)/2, the last one part. What rounding
    leaves over goes to the last.
    """
    total = sum(interests, ZERO)
    count = len(interests)
    earned = [
        total - rule_78_refund(total, count, count - number)
        for number in range(count + 1)
    ]
    return [later - earlier for earlier, later in pairwise(earned)]


def rule_78_refund(
    finance_charge: Decimal, number_of_payments: int, payments_remaining: int
) -> Decimal:
    """Return the unearned part of a finance charge: F x r(r+1) / (n(n+1)), to the cent.

    Raises BadTerms when more payments remain than there are.
    """
    if not 0 <= payments_remaining <= number_of_payments or number_of_payments < 1:
        raise BadTerms("payments_remaining", "Give 0 to the number of payments.")
    parts = Decimal(payments_remaining * (payments_remaining + 1))
    whole = number_of_payments * (number_of_payments + 1)
    return round_cents(finance_charge * parts / whole, Rounding.HALF_UP)


def refuse_long_rule_78(terms: LoanTerms, number_of_payments: int) -> None:
    """Refuse the rule of 78 for a term above 61 months. 15 USC 1615(b).

    Raises BadTerms.
    """
    last = terms.due_dates.nominal(number_of_payments - 1)
    start = terms.contract_date
    months = (last.year - start.year) * 12 + last.month - start.month
    if (months, last.day > start.day) > (MOST_MONTHS, False):
        raise BadTerms(
            "interest_method",
            f"The rule of 78 is refused above {MOST_MONTHS} months.",
        )
