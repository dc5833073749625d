"""How the figures that a borrower is told before the loan came about."""

from decimal import localcontext

from accounts.engine.apr import disclose
from accounts.engine.errors import BadQuestion
from accounts.engine.explanation import Explanation, Line
from accounts.engine.money import PRECISION
from accounts.engine.schedule import Schedule
from accounts.engine.terms import LoanTerms

FIGURES = ("amount_financed", "total_payments", "finance_charge", "apr")


def explain_quote(terms: LoanTerms, schedule: Schedule, figure: str) -> Explanation:
    """Return how a figure of a loan's disclosure came about.

    The APR is a fraction, all others are cents. Raises BadQuestion for a figure that is
    not known.
    """
    told = disclose(terms, schedule)
    prepaid = terms.prepaid_finance_charge
    interest = Line(
        what=f"Interest of {len(schedule.rows)} payments",
        amount=schedule.total_interest,
        start=schedule.rows[0].due_date,
        end=schedule.maturity_date,
    )
    match figure:
        case "amount_financed":
            total = told.amount_financed
            lines = [
                Line(what="Amount lent", amount=terms.amount),
                Line(what="Prepaid finance charge", amount=-prepaid),
            ]
        case "total_payments":
            total = told.total_of_payments
            lines = [Line(what="Principal", amount=terms.amount), interest]
        case "finance_charge":
            total = told.finance_charge
            lines = [interest, Line(what="Prepaid finance charge", amount=prepaid)]
        case "apr":
            total = told.apr.rate_annual
            periods = told.apr.unit_period.per_year
            with localcontext(prec=PRECISION):
                rate = total / periods
            what = f"Rate of a unit period x {periods.normalize():f} of them a year"
            lines = [Line(what=what, rate=rate, amount=total)]
        case _:
            known = ", ".join(FIGURES)
            raise BadQuestion("figure", f"Is not known. Give one of: {known}.")
    shown = tuple(line for line in lines if line.amount)
    with localcontext(prec=PRECISION):
        return Explanation(figure, total, shown)
