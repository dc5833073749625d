"""How the figures of a line came about, in lines that add up to the cent."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from accounts.engine.errors import BadQuestion
from accounts.engine.explanation import Explanation, Line, in_part
from accounts.engine.line import LineBalance, LineReplay, OpenMinimum
from accounts.engine.line_balances import Placement
from accounts.engine.line_fees import LateFeeCharged, LineFee
from accounts.engine.line_interest import Interest
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket, LateFeeKind
from accounts.engine.statements import Statement
from accounts.engine.terms import LateFee
from accounts.engine.transactions import Code

type Total = Callable[[LineReplay, list[LineBalance]], Decimal]
type Lines = Callable[[LineReplay, list[LineBalance]], Iterator[Line]]

DAY = timedelta(days=1)
# "interest" and "minimum_payment" are those of a statement.
OF_STATEMENTS = ("interest", "minimum_payment")
# Figures of which each balance has its own part.
_BY_BALANCE = frozenset(
    {"principal", "due_interest", "accrued_interest", "fees", "interest", "per_diem"}
)
_RAISES_PRINCIPAL = frozenset(
    {Code.ADVANCE, Code.SETTLED_SWIPE, Code.REFUND, Code.BOARDING}
)


def explain(
    result: LineReplay,
    figure: str,
    *,
    statement: int | None = None,
    bucket: str | None = None,
) -> Explanation:
    """Return the lines that add up to a figure.

    statement: the number of the one that is meant, the last when None. bucket: the
    balance whose part is meant, all when None. Raises BadQuestion for a figure, a
    statement or a balance that there is not.
    """
    if figure not in FIGURES:
        raise BadQuestion("figure", f"Is not known. Give one of: {', '.join(FIGURES)}.")
    names = [each.name for each in result.balances]
    if bucket is not None and (bucket not in names or figure not in _BY_BALANCE):
        given = f"Give one of: {', '.join(names)}." if bucket not in names else ""
        raise BadQuestion("bucket", given or f"Does not divide {figure}.")
    wanted = names if bucket is None else [bucket]
    if figure in OF_STATEMENTS:
        return _of_statement(_statement(result, statement), figure, wanted)
    chosen = [each for each in result.balances if each.name in wanted]
    total, lines = _FIGURES[figure]
    return Explanation(figure, total(result, chosen), tuple(lines(result, chosen)))


# Statements ----------------------------------------------------------------------


def _statement(result: LineReplay, number: int | None) -> Statement:
    if not result.statements:
        raise BadQuestion("statement", "There is no statement yet.")
    if number is None:
        return result.statements[-1]
    if not 1 <= number <= len(result.statements):
        raise BadQuestion("statement", f"Give 1 to {len(result.statements)}.")
    return result.statements[number - 1]


def _of_statement(of: Statement, figure: str, wanted: list[str]) -> Explanation:
    if figure == "minimum_payment":
        return Explanation(figure, of.minimum_due, of.minimum_lines)
    lines: list[Line] = []
    total = ZERO
    for name in wanted:
        balance = of.bucket(name)
        lines += _interest(name, balance.charged)
        adjusted = balance.interest - balance.charged.amount
        if adjusted:
            lines.append(Line(what=f"Interest adjusted on {name}", amount=adjusted))
        total += balance.interest
    return Explanation(figure, total, tuple(lines))


def _interest(name: str, interest: Interest) -> Iterator[Line]:
    for step in interest.lines:
        yield Line(
            what=f"{step.what} on {name}",
            start=step.start,
            end=step.end,
            days=step.days,
            rate=step.rate,
            balance=step.balance,
            amount=step.amount,
        )


# What is owed --------------------------------------------------------------------


def _owed(balances: Iterable[LineBalance], sign: int) -> Iterator[Line]:
    for each in balances:
        for part, what, owed in (
            ("Principal", f"Principal of {each.name}", each.principal),
            ("Interest", f"Interest charged on {each.name}", each.interest),
            ("Fees", f"Fees charged on {each.name}", each.fees),
        ):
            if owed:
                yield Line(what=what, amount=sign * owed, part=part)


def _payoff(result: LineReplay, _: list[LineBalance]) -> Iterator[Line]:
    yield from _owed(result.payoff_balances, 1)
    for each in result.payoff_balances:
        yield from in_part("Interest", _interest(each.name, each.accrued))
    used = result.payoff().credit
    if used:
        yield Line(what="Credit balance", amount=-used)


def _due_interest(_: LineReplay, chosen: list[LineBalance]) -> Iterator[Line]:
    for each in chosen:
        if each.interest:
            yield Line(what=f"Interest charged on {each.name}", amount=each.interest)


def _accrued(_: LineReplay, chosen: list[LineBalance]) -> Iterator[Line]:
    for each in chosen:
        yield from _interest(each.name, each.accrued)


def _principal(result: LineReplay, chosen: list[LineBalance]) -> Iterator[Line]:
    """Yield the principal of the last statement, and what moved it since."""
    wanted, since = [each.name for each in chosen], None
    if result.statements:
        of = result.statements[-1]
        since = of.close_date
        closing = sum((of.bucket(name).closing_principal for name in wanted), ZERO)
        yield Line(what="Principal at the last close", end=since, amount=closing)
    for each in result.placements:
        if since is None or each.effective > since:
            yield from _moved(each, wanted)


def _moved(allocation: Placement, wanted: list[str]) -> Iterator[Line]:
    day = allocation.effective
    raises = allocation.code in _RAISES_PRINCIPAL
    moved = sum(
        (
            share.amount
            for share in allocation.shares
            if share.part is Bucket.PRINCIPAL and share.bucket in wanted
        ),
        ZERO,
    )
    if not moved:
        return
    what = allocation.code.value.replace("_", " ").capitalize()
    yield Line(what=what, start=day, amount=moved if raises else -moved)
    if raises and allocation.from_credit:
        paid = -allocation.from_credit
        yield Line(what="Paid by the credit balance", start=day, amount=paid)


def _fees(result: LineReplay, chosen: list[LineBalance]) -> Iterator[Line]:
    for fee in (fee for each in chosen for fee in each.fees_unpaid):
        yield _fee(result.terms.late_fee, fee)
        if fee.paid:
            yield Line(what="Paid of it", amount=-fee.paid)
        if fee.given_up:
            yield Line(what="Waived or written off", amount=-fee.given_up)


def _fee(terms: LateFee | None, fee: LineFee) -> Line:
    late = fee.late
    if late is None or terms is None:
        what = "Fees at the boarding" if fee.is_boarded else "Charge"
        return Line(what=what, start=fee.charged_on, amount=fee.amount)
    is_share = terms.kind is not LateFeeKind.FIXED
    return Line(
        what=f"Late fee, minimum due {late.due_date}: {terms.rule('the minimum')}",
        start=fee.charged_on,
        rate=terms.percent if is_share else None,
        balance=_base(terms, late) if is_share else None,
        amount=fee.amount,
    )


def _base(terms: LateFee, late: LateFeeCharged) -> Decimal:
    return late.unpaid if terms.is_of_unpaid else late.minimum


# What is due, and what may be drawn ----------------------------------------------


def _minimum(asked: OpenMinimum) -> Iterator[Line]:
    """Yield what was asked for by a due date, and what became of it."""
    day = asked.due_date
    yield Line(what="Minimum", end=day, amount=asked.minimum)
    dropped = asked.minimum - asked.paid - asked.adjusted - asked.unpaid
    for what, part in (
        ("Paid of it", asked.paid),
        ("Adjusted", asked.adjusted),
        ("Above what is owed", dropped),
    ):
        if part:
            yield Line(what=what, end=day, amount=-part)


def _past_due(result: LineReplay, _: list[LineBalance]) -> Iterator[Line]:
    for each in result.past_due:
        yield from _minimum(each)


def _next_due(result: LineReplay, _: list[LineBalance]) -> Iterator[Line]:
    if result.next_due is not None:
        yield from _minimum(result.next_due)


def _days_past_due(result: LineReplay, _: list[LineBalance]) -> Iterator[Line]:
    oldest = result.oldest_due_date
    if oldest is not None:
        days = result.days_past_due
        yield Line(
            what=f"Days since {oldest}",
            start=oldest + DAY,
            end=result.as_of,
            days=days,
            amount=Decimal(days),
        )


def _growing(result: LineReplay, chosen: list[LineBalance]) -> list[LineBalance]:
    names = {each.name for each in chosen}
    return [each for each in result.growing_balances if each.name in names]


def _per_diem(result: LineReplay, chosen: list[LineBalance]) -> Iterator[Line]:
    for each in _growing(result, chosen):
        if each.per_diem:
            yield Line(
                what=f"Interest of one more day on {each.name}",
                days=1,
                rate=each.rate_annual,
                balance=each.bearing,
                amount=each.per_diem,
            )


def _available(result: LineReplay, _: list[LineBalance]) -> Iterator[Line]:
    yield Line(what="Credit limit", amount=result.terms.limit)
    yield from _owed(result.balances, -1)
    for each in result.pending:
        yield Line(what="Pending swipe", start=each.effective, amount=-each.amount)


def _sum_of(name: str) -> Total:
    def total(_: LineReplay, chosen: list[LineBalance]) -> Decimal:
        return sum((getattr(each, name) for each in chosen), ZERO)

    return total


_FIGURES: Mapping[str, tuple[Total, Lines]] = {
    "payoff": (lambda result, _: result.payoff().amount, _payoff),
    "principal": (_sum_of("principal"), _principal),
    "due_interest": (_sum_of("interest"), _due_interest),
    "accrued_interest": (
        lambda _, chosen: sum((each.accrued.amount for each in chosen), ZERO),
        _accrued,
    ),
    "fees": (_sum_of("fees"), _fees),
    "per_diem": (
        lambda result, chosen: _sum_of("per_diem")(result, _growing(result, chosen)),
        _per_diem,
    ),
    "available_credit": (lambda result, _: result.available_credit, _available),
    "amount_past_due": (lambda result, _: result.amount_past_due, _past_due),
    "next_due_amount": (lambda result, _: result.next_due_amount, _next_due),
    "days_past_due": (lambda result, _: Decimal(result.days_past_due), _days_past_due),
}
FIGURES = (*_FIGURES, *OF_STATEMENTS)
