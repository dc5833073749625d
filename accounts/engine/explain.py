"""How the figures of a loan came about, in lines that add up to the cent.

Interest is shown by its segments. Each line is rounded so that those up to it add up
to what was owed then: one rounding for a period, wherever it is cut.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from accounts.engine.errors import BadQuestion
from accounts.engine.explanation import Explanation, Line
from accounts.engine.money import ZERO, round_cents
from accounts.engine.parts import Installment, Segment
from accounts.engine.posting import Allocation
from accounts.engine.replay import Replay

DAY = timedelta(days=1)
FIGURES = (
    "payoff",
    "principal",
    "due_interest",
    "accrued_interest",
    "fees",
    "escrow",
    "amount_past_due",
    "next_due_amount",
)


def explain(result: Replay, figure: str) -> Explanation:
    """Return how a figure came about. Raises BadQuestion for one that is not known."""
    lines: tuple[Line, ...]
    match figure:
        case "payoff":
            lines = tuple(_payoff(result))
            total = result.payoff().amount
        case "principal":
            lines = tuple(_principal(result))
            total = result.principal
        case "due_interest":
            lines = tuple(_due_interest(result))
            total = result.due_interest
        case "accrued_interest":
            lines = tuple(_accrued(result, ()))
            total = result.accrued_interest
        case "fees":
            lines = tuple(_fees(result))
            total = result.fees
        case "escrow":
            lines = tuple(_escrow(result))
            total = result.escrow
        case "amount_past_due":
            lines = tuple(_past_due(result))
            total = result.amount_past_due
        case "next_due_amount":
            lines = tuple(_next_due(result))
            total = result.next_due.unpaid if result.next_due else ZERO
        case _:
            known = ", ".join(FIGURES)
            raise BadQuestion("figure", f"Is not known. Give one of: {known}.")
    return Explanation(figure, total, lines)


def explain_allocation(allocation: Allocation) -> Explanation:
    """Return where the money of a transaction went."""
    parts = {
        "Fees": allocation.fees,
        "Interest": allocation.interest,
        "Principal": allocation.principal,
        "Escrow": allocation.escrow,
        "Unapplied": allocation.unapplied,
    }
    lines = tuple(Line(what=what, amount=part) for what, part in parts.items() if part)
    return Explanation("allocation", allocation.transaction.amount, lines)


def _payoff(result: Replay) -> Iterator[Line]:
    yield Line(what="Principal", amount=result.principal)
    yield from _due_interest(result)
    ahead = result.ledger.ahead_of_payoff()
    yield from _accrued(result, (ahead,) if ahead else ())
    yield from _fees(result)
    yield from _escrow(result)


def _principal(result: Replay) -> Iterator[Line]:
    yield Line(what="Principal at the beginning", amount=result.ledger.opening)
    for day, amount in result.ledger.movements:
        if amount > 0:
            yield Line(what="Advance", amount=amount, start=day)
    for each in result.allocations:
        if each.principal:
            code = each.transaction.code.value.replace("_", " ").capitalize()
            day = each.transaction.effective
            yield Line(what=code, amount=-each.principal, start=day)


def _due_interest(result: Replay) -> Iterator[Line]:
    ledger = result.ledger
    for each in ledger.installments[ledger.oldest : ledger.running]:
        if each.interest != each.paid_interest:
            yield from _interest_of(result, each)


def _interest_of(result: Replay, installment: Installment) -> Iterator[Line]:
    """Yield the interest of an installment that fell due, less what was paid of it."""
    name = f"Interest due {installment.due_date}"
    lines = list(_segment_lines(result, installment.segments, name))
    yield from lines
    rest = installment.interest - sum((line.amount for line in lines), ZERO)
    if rest:
        # Of a period before, or left to the next bill; of a boarded loan, all of it.
        what = "Interest from before" if rest > 0 else "Interest left to other bills"
        yield Line(what=f"{what}, due {installment.due_date}", amount=rest)
    if installment.paid_interest:
        yield Line(what="Paid of it", amount=-installment.paid_interest)


def _accrued(result: Replay, ahead: Sequence[Segment]) -> Iterator[Line]:
    ledger = result.ledger
    segments = [*ledger.segments, *ahead]
    lines = list(_segment_lines(result, segments, "Interest since the last due date"))
    yield from lines
    earned = ledger.accrued + sum((each.amount for each in ahead), Decimal(0))
    whole = round_cents(earned, result.terms.rounding) + ledger.carried
    rest = whole - sum((line.amount for line in lines), ZERO)
    if rest:
        yield Line(what="Interest from before", amount=rest)
    if ledger.taken:
        yield Line(what="Paid of it", amount=-ledger.taken)


def _segment_lines(
    result: Replay, segments: Sequence[Segment], what: str
) -> Iterator[Line]:
    """Yield a line for each segment; those up to it add up to a rounded sum."""
    total, shown = Decimal(0), ZERO
    for each in segments:
        total += each.amount
        amount = round_cents(total, result.terms.rounding) - shown
        shown += amount
        yield Line(
            what=what,
            amount=amount,
            start=each.start + DAY,
            end=each.end,
            days=(each.end - each.start).days,
            rate=each.rate,
            balance=each.balance,
        )


def _fees(result: Replay) -> Iterator[Line]:
    for fee in result.ledger.fees:
        if fee.unpaid:
            what = "Late fee" if fee.is_late_fee else "Charge"
            yield Line(what=what, amount=fee.amount, start=fee.day)
            if fee.paid:
                yield Line(what="Paid of it", amount=-fee.paid)


def _escrow(result: Replay) -> Iterator[Line]:
    ledger = result.ledger
    for each in ledger.installments[ledger.oldest : ledger.running]:
        unpaid = each.escrow - each.paid_escrow
        if unpaid:
            yield Line(what=f"Escrow due {each.due_date}", amount=unpaid)


def _past_due(result: Replay) -> Iterator[Line]:
    ledger = result.ledger
    for each in ledger.installments[ledger.oldest : ledger.running]:
        if each.due_date >= result.as_of or not each.past_due:
            continue
        due = each.principal + each.interest + each.escrow
        yield Line(what=f"Due {each.due_date}", amount=due, start=each.due_date)
        if due != each.unpaid:
            yield Line(what="Paid of it", amount=each.unpaid - due)
        if each.adjusted:
            yield Line(what="Adjusted", amount=each.past_due - each.unpaid)


def _next_due(result: Replay) -> Iterator[Line]:
    row = result.next_due
    if row is None:
        return
    for what, amount in (
        ("Principal", row.principal),
        ("Interest", row.interest),
        ("Escrow", row.escrow),
        ("Paid of it", -row.paid),
    ):
        if amount:
            yield Line(what=what, amount=amount, end=row.due_date)
