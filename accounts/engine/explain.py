"""How the figures of a loan came about, in lines that add up to the cent.

Interest is shown by its segments. Each line is rounded so that those up to it add up
to what was owed then: one rounding for a period, wherever it is cut.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal, localcontext
from itertools import chain

from accounts.engine.errors import BadQuestion
from accounts.engine.explanation import Explanation, Line, in_part
from accounts.engine.money import PRECISION, ZERO, round_cents
from accounts.engine.parts import Installment, Segment, fee_line
from accounts.engine.replay import Replay
from accounts.engine.transactions import Code

DAY = timedelta(days=1)
DAYS = ("days_past_due", "delinquent_days")


def explain(result: Replay, figure: str) -> Explanation:
    """Return how a figure came about. Raises BadQuestion for one that is not known.

    The lines of DAYS are days, those of per_diem an unrounded amount, all others cents.
    """
    if figure not in _EXPLAINED:
        known = ", ".join(FIGURES)
        raise BadQuestion("figure", f"Is not known. Give one of: {known}.")
    total, lines = _EXPLAINED[figure]
    with localcontext(prec=PRECISION):
        return Explanation(figure, total(result), tuple(lines(result)))


def _payoff(result: Replay) -> Iterator[Line]:
    yield Line(what="Principal", amount=result.principal)
    ahead = result.ledger.ahead_of_payoff()
    accrued = _accrued(result, (ahead,) if ahead else ())
    yield from in_part("Interest", chain(_due_interest(result), accrued))
    yield from in_part("Fees", _fees(result))
    yield from in_part("Escrow", _escrow(result))
    credit = result.payoff().credit
    if credit:
        yield Line(what="Unapplied money", amount=-credit)


def _principal(result: Replay) -> Iterator[Line]:
    boarded = any(each.what is Code.BOARDING for each in result.allocations)
    if not boarded:
        yield Line(what="Principal at the beginning", amount=result.ledger.opening)
    for each in result.allocations:
        if each.principal:
            what = each.what.value.replace("_", " ").capitalize()
            amount = each.sign * each.principal
            yield Line(what=what, amount=amount, start=each.effective)


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
    # Interest that the schedule fixed is no rate on a balance.
    by_rate = not result.ledger.has_fixed_interest
    for each in segments:
        total += each.amount
        amount = round_cents(total, result.terms.rounding) - shown
        shown += amount
        # A day is counted when it is over; a payoff may owe its own day ahead.
        is_ahead = each.start == result.as_of and each.end == each.start + DAY
        # Without dates: the line before has them, as the day that was over.
        named = "Interest of one more day, as agreed" if is_ahead else what
        yield Line(
            what=named if by_rate else f"{named}, as scheduled",
            amount=amount,
            start=None if is_ahead else each.start + DAY,
            end=None if is_ahead else each.end,
            days=(each.end - each.start).days,
            rate=each.rate if by_rate else None,
            balance=each.balance if by_rate else None,
        )


def _fees(result: Replay) -> Iterator[Line]:
    for fee in result.ledger.fees:
        if fee.unpaid:
            yield fee_line(fee, result.terms.late_fee)
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
        due = each.payment
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
        ("Unapplied money", -row.held),
    ):
        if amount:
            yield Line(what=what, amount=amount, end=row.due_date)


# Days and rates -------------------------------------------------------------------


def _per_diem(result: Replay) -> Iterator[Line]:
    if not result.per_diem:
        return
    day = result.as_of + DAY
    by_rate = not result.ledger.has_fixed_interest
    yield Line(
        what="Interest of one day" if by_rate else "Interest of one day, as scheduled",
        amount=result.per_diem,
        start=day,
        end=day,
        days=1,
        rate=result.ledger.rate if by_rate else None,
        balance=result.ledger.interest_base if by_rate else None,
    )


def _days_past_due(result: Replay) -> Iterator[Line]:
    if result.past_due_table:
        oldest = result.past_due_table[0]
        yield Line(
            what=f"Days since {oldest.due_date}, when {oldest.owed:,} of "
            f"{oldest.due:,} was due and not paid",
            amount=Decimal(oldest.days),
            start=oldest.due_date + DAY,
            end=result.as_of,
            days=oldest.days,
        )


def _delinquent_days(result: Replay) -> Iterator[Line]:
    yield from _days_past_due(result)
    days = result.days_past_due
    grace = min(result.terms.delinquency_grace_days, days)
    if grace:
        yield Line(what="Days of grace", amount=Decimal(-grace))
    paused = days - grace - result.delinquent_days
    if paused:
        yield Line(what="Days on which it was paused", amount=Decimal(-paused))


def _accrued_now(result: Replay) -> Iterator[Line]:
    return _accrued(result, ())


_EXPLAINED: Mapping[
    str, tuple[Callable[[Replay], Decimal], Callable[[Replay], Iterable[Line]]]
] = {
    "payoff": (lambda result: result.payoff().amount, _payoff),
    "principal": (lambda result: result.principal, _principal),
    "due_interest": (lambda result: result.due_interest, _due_interest),
    "accrued_interest": (lambda result: result.accrued_interest, _accrued_now),
    "fees": (lambda result: result.fees, _fees),
    "escrow": (lambda result: result.escrow, _escrow),
    "amount_past_due": (lambda result: result.amount_past_due, _past_due),
    "next_due_amount": (
        lambda result: result.next_due.unpaid if result.next_due else ZERO,
        _next_due,
    ),
    "per_diem": (lambda result: result.per_diem, _per_diem),
    "days_past_due": (lambda result: Decimal(result.days_past_due), _days_past_due),
    "delinquent_days": (
        lambda result: Decimal(result.delinquent_days),
        _delinquent_days,
    ),
}
FIGURES = tuple(_EXPLAINED)
