"""A lease by the money factor: what it costs a month, and what ends it early."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from accounts.engine.errors import BadQuestion, IdentityBroken
from accounts.engine.explanation import Explanation, Line
from accounts.engine.lease_terms import (
    MONEY_FACTORS_IN_A_RATE,
    LeasePayoff,
    LeaseTerms,
)
from accounts.engine.money import PRECISION, ZERO, check_amount, round_cents


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """One payment as planned. balance: what is left of the cost, residual included."""

    number: int
    due_date: date
    depreciation: Decimal
    rent: Decimal
    tax: Decimal
    balance: Decimal

    @property
    def base_payment(self) -> Decimal:
        return self.depreciation + self.rent

    @property
    def payment(self) -> Decimal:
        """What the lessee pays, tax included."""
        return self.depreciation + self.rent + self.tax


@dataclass(frozen=True, slots=True)
class LeaseSchedule:
    """All payments as planned.

    depreciation, rent: of one month, unrounded. base_payment: of a regular month,
    without tax.
    """

    terms: LeaseTerms
    depreciation: Decimal
    rent: Decimal
    base_payment: Decimal
    rows: tuple[LeaseRow, ...]

    def __post_init__(self) -> None:
        terms = self.terms
        paid = sum((row.depreciation for row in self.rows), ZERO)
        if paid != terms.capitalized_cost - terms.residual:
            raise IdentityBroken("The rows do not bring the cost to the residual.")
        if self.rows[-1].balance != terms.residual:
            raise IdentityBroken("The last balance is not the residual.")

    @property
    def total_rent(self) -> Decimal:
        """The rent of the whole lease, its finance charge."""
        return sum((row.rent for row in self.rows), ZERO)

    @property
    def total_payments(self) -> Decimal:
        """All payments, tax included."""
        return sum((row.payment for row in self.rows), ZERO)

    @property
    def payment(self) -> Decimal:
        """What a regular month costs, tax included."""
        terms = self.terms
        tax = round_cents(self.base_payment * terms.payment_tax, terms.rounding)
        return self.base_payment + tax


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasePaid:
    """What a lessee has paid so far, and which fees are due and unpaid."""

    depreciation: Decimal = ZERO
    rent: Decimal = ZERO
    tax: Decimal = ZERO
    fees_due: Decimal = ZERO

    def __post_init__(self) -> None:
        for name in ("depreciation", "rent", "tax", "fees_due"):
            amount = getattr(self, name)
            check_amount(name, amount, error=BadQuestion, positive=False)


def make_lease_schedule(terms: LeaseTerms) -> LeaseSchedule:
    """Return the payments of a lease.

    Depreciation = (cap - residual) / n, rent = (cap + residual) x money factor, payment
    = their sum, rounded once; inchcalculator.com, calculatorhunt.com. The split of a
    row is to the cent: the rent is rounded, the depreciation is the rest of the
    payment. The last row takes what rounding leaves over: the depreciation down to
    the residual, and the rent up to n x rent, rounded once. So the last payment may
    differ by some cents. The sources know one level payment only and are silent here.
    """
    with localcontext(prec=PRECISION):
        count = terms.term_months
        cost = terms.capitalized_cost
        depreciation = (cost - terms.residual) / count
        rent = (cost + terms.residual) * terms.rate / MONEY_FACTORS_IN_A_RATE
        payment = round_cents(depreciation + rent, terms.rounding)
        total_rent = round_cents(rent * count, terms.rounding)
        monthly_rent = min(round_cents(rent, terms.rounding), payment)
        rows: list[LeaseRow] = []
        balance, rent_left = cost, total_rent
        for place in range(count):
            left = balance - terms.residual
            if place == count - 1:
                row_rent, part = rent_left, left
            else:
                row_rent = min(monthly_rent, rent_left)
                part = min(payment - row_rent, left)
            balance -= part
            rent_left -= row_rent
            tax = round_cents((part + row_rent) * terms.payment_tax, terms.rounding)
            due_date = terms.due_dates[place]
            rows.append(LeaseRow(place + 1, due_date, part, row_rent, tax, balance))
        return LeaseSchedule(terms, depreciation, rent, payment, tuple(rows))


def paid_after(schedule: LeaseSchedule, count: int) -> LeasePaid:
    """Return what is paid when the first payments are, and nothing else.

    Raises BadQuestion for more payments than there are.
    """
    if not 0 <= count <= len(schedule.rows):
        raise BadQuestion("count", f"Give 0 to {len(schedule.rows)} payments.")
    rows = schedule.rows[:count]
    return LeasePaid(
        depreciation=sum((row.depreciation for row in rows), ZERO),
        rent=sum((row.rent for row in rows), ZERO),
        tax=sum((row.tax for row in rows), ZERO),
    )


def explain_lease_payoff(
    schedule: LeaseSchedule, paid: LeasePaid, as_of: date
) -> Explanation:
    """Return what ends a lease on a day, line by line.

    The depreciation that is left, the residual where the terms say so, the rent, the
    tax on payments that are due and unpaid, and the fees due. Rent of STANDARD: of all
    payments due up to the day, that day's included, less what is paid, never below
    zero. Rent is charged by the month and does not run by the day between due dates:
    the sources are silent, and the money factor knows months only. Rent of FULL: of the
    whole lease, less what is paid. Rent and tax paid ahead are not given back by
    STANDARD. Raises BadQuestion for a day before the contract, and for more
    depreciation or rent paid than there is.
    """
    terms = schedule.terms
    if as_of < terms.contract_date:
        raise BadQuestion("as_of", "Is before the contract date.")
    whole = terms.capitalized_cost - terms.residual
    if paid.depreciation > whole:
        raise BadQuestion("depreciation", f"Can't be above {whole:,}.")
    if paid.rent > schedule.total_rent:
        raise BadQuestion("rent", f"Can't be above {schedule.total_rent:,}.")
    due = [row for row in schedule.rows if row.due_date <= as_of]
    rent = schedule.total_rent
    rent_name = "Rent of the whole lease"
    if terms.payoff is LeasePayoff.STANDARD:
        rent = max(sum((row.rent for row in due), ZERO), paid.rent)
        rent_name = "Rent due"
    tax = max(sum((row.tax for row in due), ZERO), paid.tax)
    amounts = {
        "Depreciation": whole,
        "Depreciation paid": -paid.depreciation,
        "Residual": terms.residual if terms.payoff_includes_residual else ZERO,
        rent_name: rent,
        "Rent paid": -paid.rent,
        "Tax on payments due": tax,
        "Tax paid": -paid.tax,
        "Fees due": paid.fees_due,
    }
    lines = tuple(
        Line(what=what, amount=amount) for what, amount in amounts.items() if amount
    )
    total = sum(amounts.values(), ZERO)
    return Explanation("payoff", total, lines)


def lease_payoff(schedule: LeaseSchedule, paid: LeasePaid, as_of: date) -> Decimal:
    """Return what ends a lease on a day. See explain_lease_payoff."""
    return explain_lease_payoff(schedule, paid, as_of).total
