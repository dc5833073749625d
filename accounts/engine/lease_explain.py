"""How the figures of a lease came about, in lines that add up to the cent."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from accounts.engine.allocation import Allocation, explain_allocation
from accounts.engine.errors import BadQuestion
from accounts.engine.explanation import Explanation, Line, in_part
from accounts.engine.lease_parts import DEPRECIATION, RENT, TAX
from accounts.engine.lease_replay import LeaseReplay
from accounts.engine.lease_terms import LeasePayoff
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket
from accounts.engine.parts import fee_line
from accounts.engine.transactions import Code

type Lines = Callable[[LeaseReplay], Iterator[Line]]


def explain_lease(result: LeaseReplay, figure: str) -> Explanation:
    """Return how a figure came about. Raises BadQuestion for one that is not known.

    Days past due are lines of days, the others of money.
    """
    if figure not in _LINES:
        known = ", ".join(FIGURES)
        raise BadQuestion("figure", f"Is not known. Give one of: {known}.")
    totals = {
        "payoff": result.payoff().amount,
        "principal": result.principal,
        "due_interest": result.due_interest,
        "fees": result.fees,
        "amount_past_due": result.amount_past_due,
        "next_due_amount": result.next_due.unpaid if result.next_due else ZERO,
        "days_past_due": Decimal(result.days_past_due),
    }
    lines = tuple(line for line in _LINES[figure](result) if line.amount)
    return Explanation(figure, totals[figure], lines)


def explain_lease_allocation(allocation: Allocation) -> Explanation:
    """Return where the money of a transaction went."""
    return explain_allocation(allocation, {"interest": "Rent"})


def _payoff(result: LeaseReplay) -> Iterator[Line]:
    ledger = result.ledger
    each_due = (each.due[DEPRECIATION] for each in ledger.installments)
    whole = sum(each_due, ZERO)
    cost = [
        Line(what="Depreciation", amount=whole),
        Line(what="Depreciation paid", amount=ledger.depreciation_left - whole),
    ]
    if result.terms.payoff_includes_residual:
        cost.append(Line(what="Residual", amount=ledger.residual))
    yield from in_part("Cost", cost)
    rents = list(_due_interest(result))
    if result.terms.payoff is LeasePayoff.FULL:
        rent = sum((each.unpaid_of(RENT) for each in ledger.coming), ZERO)
        rents.append(Line(what="Rent of payments to come", amount=rent))
    yield from in_part("Rent", rents)
    yield from in_part("Tax", _due_of(result, TAX, "Tax"))
    yield from in_part("Fees", _fees(result))
    yield Line(what="Unapplied money", amount=-result.payoff().credit)


def _principal(result: LeaseReplay) -> Iterator[Line]:
    if not any(each.what is Code.BOARDING for each in result.allocations):
        yield Line(what="Cost at the beginning", amount=result.ledger.opening)
    for each in result.allocations:
        what = each.what.value.replace("_", " ").capitalize()
        yield Line(what=what, amount=each.sign * each.principal, start=each.effective)


def _due_interest(result: LeaseReplay) -> Iterator[Line]:
    yield from _due_of(result, RENT, "Rent")


def _due_of(result: LeaseReplay, part: Bucket, name: str) -> Iterator[Line]:
    for each in result.ledger.due:
        if each.unpaid_of(part):
            what = f"{name} due {each.due_date}"
            yield Line(what=what, amount=each.due[part], start=each.due_date)
            yield Line(what="Paid of it", amount=-each.paid[part])


def _fees(result: LeaseReplay) -> Iterator[Line]:
    for fee in result.ledger.fees:
        if fee.unpaid:
            yield fee_line(fee, result.terms.late_fee)
            yield Line(what="Paid of it", amount=-fee.paid)


def _past_due(result: LeaseReplay) -> Iterator[Line]:
    for row in result.past_due_table:
        what = f"Due {row.due_date}"
        yield Line(what=what, amount=row.due, start=row.due_date)
        yield Line(what="Paid of it", amount=-row.paid)
        yield Line(what="Adjusted", amount=row.owed + row.paid - row.due)


def _next_due(result: LeaseReplay) -> Iterator[Line]:
    row = result.next_due
    if row is not None:
        for what, amount in (
            ("Depreciation", row.depreciation),
            ("Rent", row.rent),
            ("Tax", row.tax),
            ("Paid of it", -row.paid),
        ):
            yield Line(what=what, amount=amount, end=row.due_date)


def _days_past_due(result: LeaseReplay) -> Iterator[Line]:
    days, oldest = result.days_past_due, result.oldest_due_date
    if oldest is not None:
        what = f"Days since {oldest}, the oldest due date that is not paid"
        yield Line(
            what=what, amount=Decimal(days), start=oldest, end=result.as_of, days=days
        )


_LINES: Mapping[str, Lines] = {
    "payoff": _payoff,
    "principal": _principal,
    "due_interest": _due_interest,
    "fees": _fees,
    "amount_past_due": _past_due,
    "next_due_amount": _next_due,
    "days_past_due": _days_past_due,
}
FIGURES = tuple(_LINES)
