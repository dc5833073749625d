"""What each kind of transaction does to a line."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from accounts.engine.errors import BadTransaction
from accounts.engine.line_balances import Share, merged
from accounts.engine.line_replay import ProblemKind, Replay
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket
from accounts.engine.statements import Flow
from accounts.engine.terms import HIGHEST_RATE
from accounts.engine.transactions import Code, Transaction

type Handler = Callable[[Replay, Transaction], None]

_DRAWS = frozenset({Code.ADVANCE, Code.SETTLED_SWIPE, Code.PENDING_SWIPE})
# The order in which money other than a payment lowers a balance.
_CREDIT_PARTS = (Bucket.PRINCIPAL, Bucket.FEES, Bucket.INTEREST)
_WAIVER_PARTS = (Bucket.FEES, Bucket.INTEREST)
_WRITE_OFF_PARTS = (Bucket.PRINCIPAL, Bucket.INTEREST, Bucket.FEES)


def run(line: Replay, entries: Iterable[Transaction], as_of: date) -> date | None:
    """Replay entries up to a day, and return the day of the first one after it."""
    for entry in entries:
        if entry.effective > as_of:
            return entry.effective
        apply(line, entry)
    return None


def apply(line: Replay, entry: Transaction) -> None:
    """Replay one entry. Raises BadTransaction for what a line can't take."""
    if entry.effective < line.begins:
        raise entry.bad("effective", f"Is before {line.begins}.")
    handler = _HANDLERS.get(entry.code)
    if handler is None:
        raise entry.bad("code", f"A line has no {entry.code}.")
    line.run_until(entry.effective, closes_on_it=False)
    noted = len(line.placements)
    handler(line, entry)
    if len(line.placements) == noted:
        line.note_change(entry)
    line.dues.note_behind(entry.effective)
    if entry.code in _DRAWS:
        _flag_late_draw(line, entry)
        line.flag_over_limit(entry)


def check_settled(entries: Iterable[Transaction]) -> None:
    """Refuse a settled swipe that names something else than a pending one."""
    entries = list(entries)
    held = {each.entry for each in entries if each.code is Code.PENDING_SWIPE}
    for each in entries:
        if each.code is Code.SETTLED_SWIPE and each.reverses not in held | {None}:
            raise BadTransaction(
                "reverses", f"{each.reverses} is no pending swipe.", entry=each.entry
            )


# What raises a balance -------------------------------------------------------------


def _draw(line: Replay, entry: Transaction) -> None:
    if entry.code is Code.SETTLED_SWIPE and entry.reverses is not None:
        line.settled.add(entry.reverses)
        line.pending.pop(entry.reverses, None)
    _debit(line, entry, Bucket.PRINCIPAL, Flow.ADVANCES)


def _hold(line: Replay, entry: Transaction) -> None:
    line.balances.find(entry)
    # It may have settled before: a swipe can be entered late.
    if entry.entry not in line.settled:
        line.pending[entry.entry] = entry
    line.note(entry, (), held=entry.amount)


def _charge(line: Replay, entry: Transaction) -> None:
    _debit(line, entry, Bucket.FEES, Flow.FEES)


def _refund(line: Replay, entry: Transaction) -> None:
    _debit(line, entry, Bucket.PRINCIPAL, Flow.REFUNDS)


def _debit(line: Replay, entry: Transaction, part: Bucket, flow: Flow) -> None:
    balance = line.balances.find(entry)
    day, amount = entry.effective, entry.amount
    used = line.balances.debit(balance, part, amount, day, flow)
    line.note(entry, (Share(balance.name, part, amount),), from_credit=used)


def _adjust_interest(line: Replay, entry: Transaction) -> None:
    """Raise or lower the interest that is charged on a balance."""
    if entry.amount >= 0:
        _debit(line, entry, Bucket.INTEREST, Flow.INTEREST)
        return
    balance, lowered = line.balances.find(entry), -entry.amount
    charged = balance.parts[Bucket.INTEREST]
    if lowered > charged:
        raise entry.bad("amount", f"Only {charged} of interest is owed there.")
    way = [(balance, Bucket.INTEREST)]
    line.balances.credit(way, lowered, entry.effective, Flow.CREDITS)
    _repaid(line, entry, lowered)
    line.note(entry, (Share(balance.name, Bucket.INTEREST, entry.amount),))


# What lowers one -------------------------------------------------------------------


def _pay(line: Replay, entry: Transaction) -> None:
    charged = None
    credit_before = line.balances.credit_balance
    if entry.code is Code.PAYOFF:
        charged = line.charge_for_payoff(entry)
    from_credit = credit_before - line.balances.credit_balance
    asked = min(entry.amount, line.dues.unpaid)
    shares, left = _pay_asked(line, entry, asked)
    balances, day = line.balances, entry.effective
    taken, over = balances.credit(balances.excess_way(), left, day, Flow.PAYMENTS)
    balances.overpay(over, Flow.PAYMENTS)
    line.dues.meet(asked)
    _repaid(line, entry, entry.amount)
    if charged is not None:
        line.begin_after_payoff(day)
    line.note(
        entry,
        merged([*shares, *taken]),
        minimum_part=asked,
        overpaid=over,
        from_credit=from_credit,
        interest_charged=charged or ZERO,
    )


def _pay_asked(
    line: Replay, entry: Transaction, asked: Decimal
) -> tuple[list[Share], Decimal]:
    """Pay what is asked for, or the parts that the entry names; return what is left."""
    balances, day = line.balances, entry.effective
    if not entry.split:
        way = balances.minimum_way()
        shares, left = balances.credit(way, asked, day, Flow.PAYMENTS)
        return shares, left + entry.amount - asked
    found: list[Share] = []
    rest = ZERO
    for part, amount in entry.split.items():
        if part not in line.terms.minimum_order:
            raise entry.bad("split", f"A line has no {part}.")
        way = [each for each in balances.minimum_way() if each[1] is part]
        shares, left = balances.credit(way, amount, day, Flow.PAYMENTS)
        found += shares
        rest += left
    return found, rest


def _credit(line: Replay, entry: Transaction) -> None:
    balances = line.balances
    way = balances.way_of(entry, _CREDIT_PARTS, goes_on=True)
    shares, over = balances.credit(way, entry.amount, entry.effective, Flow.CREDITS)
    balances.overpay(over, Flow.CREDITS)
    _repaid(line, entry, entry.amount)
    line.note(entry, merged(shares), overpaid=over)


def _waive(line: Replay, entry: Transaction) -> None:
    taken = _take_off(line, entry, _WAIVER_PARTS, Flow.CREDITS)
    line.grace.repay(entry.effective, taken)


def _write_off(line: Replay, entry: Transaction) -> None:
    line.written_off += _take_off(line, entry, _WRITE_OFF_PARTS, Flow.WRITTEN_OFF)


def _take_off(
    line: Replay, entry: Transaction, parts: tuple[Bucket, ...], flow: Flow
) -> Decimal:
    """Give up what is owed; return how much was."""
    balances, day = line.balances, entry.effective
    way = balances.way_of(entry, parts, goes_on=False)
    shares, unused = balances.credit(way, entry.amount, day, flow, gives_up=True)
    line.dues.cap(balances.owed)
    if unused:
        sentence = f"{unused} is above what was owed, and took nothing off."
        line.flag(ProblemKind.ABOVE_OWED, entry, sentence)
    line.note(entry, merged(shares), unused=unused)
    return entry.amount - unused


def _recover(line: Replay, entry: Transaction) -> None:
    if line.recovered + entry.amount > line.written_off:
        raise entry.bad("amount", "Is more than was written off.")
    line.recovered += entry.amount
    line.note(entry, (), recovered=entry.amount)


def _repaid(line: Replay, entry: Transaction, amount: Decimal) -> None:
    line.dues.cap(line.balances.owed)
    line.grace.repay(entry.effective, amount)


# What changes what holds -----------------------------------------------------------


def _change_rate(line: Replay, entry: Transaction) -> None:
    rate = entry.rate_annual
    if rate is None or not rate.is_finite() or not 0 <= rate <= HIGHEST_RATE:
        raise entry.bad("rate_annual", 'Give a fraction, such as "0.12" for 12 %.')
    balances = line.balances
    changed = [balances.find(entry)] if entry.bucket else balances.all
    for balance in changed:
        balance.change_rate(entry.effective, rate)


def _adjust_past_due(line: Replay, entry: Transaction) -> None:
    """Take an amount out of what is past due, or all that was due by a day."""
    past, until = line.dues.past(entry.effective), entry.current_as_of
    if until is not None and until > entry.effective:
        raise entry.bad("current_as_of", "Can't be after the adjustment.")
    if until is not None:
        past = [due for due in past if due.due_date <= until]
    there = sum((due.unpaid for due in past), ZERO)
    if entry.amount > there:
        raise entry.bad("amount", f"Only {there} is past due.")
    taken = entry.amount or there
    line.dues.adjust(past, taken)
    line.note(entry, (), amount=taken, adjusted=taken)


def _move_due_date(line: Replay, entry: Transaction) -> None:
    """Move the due date of a minimum that is not past due; grace moves with it."""
    day, old, new = entry.effective, entry.old_due_date, entry.new_due_date
    coming = [each for each in line.dues.all if each.due_date >= day and each.unpaid]
    due = next((each for each in coming if each.due_date == old), None)
    if due is None:
        raise entry.bad("old_due_date", "Is not the due date of an open minimum.")
    close = line.cycle.close
    if new is None or not day <= new < close:
        raise entry.bad("new_due_date", f"Give a date from {day} to before {close}.")
    due.due_date = new
    if line.grace.repay_by == old:
        line.grace.repay_by = new


def _pause(line: Replay, entry: Transaction) -> None:
    if line.pauses and line.pauses[-1][1] is None:
        raise entry.bad("code", "Delinquency is paused already.")
    line.pauses.append((entry.effective, None))


def _resume(line: Replay, entry: Transaction) -> None:
    if not line.pauses or line.pauses[-1][1] is not None:
        raise entry.bad("code", "Delinquency is not paused.")
    line.pauses[-1] = (line.pauses[-1][0], entry.effective)


def _second_boarding(line: Replay, entry: Transaction) -> None:
    raise entry.bad("code", "The line is boarded already.")


def _flag_late_draw(line: Replay, entry: Transaction) -> None:
    end = line.terms.draw_end_date
    # A swipe that settles was drawn when it was held.
    is_new = entry.code is not Code.SETTLED_SWIPE or entry.reverses is None
    if end is not None and entry.effective > end and is_new:
        sentence = f"Drawn after the draw period's end on {end}."
        line.flag(ProblemKind.DRAW_AFTER_PERIOD, entry, sentence)


_HANDLERS: Mapping[Code, Handler] = {
    Code.ADVANCE: _draw,
    Code.SETTLED_SWIPE: _draw,
    Code.PENDING_SWIPE: _hold,
    Code.CHARGE: _charge,
    Code.REFUND: _refund,
    Code.INTEREST_ADJUSTMENT: _adjust_interest,
    Code.PAYMENT: _pay,
    Code.PAYOFF: _pay,
    Code.CREDIT: _credit,
    Code.WAIVER: _waive,
    Code.WRITE_OFF: _write_off,
    Code.RECOVERY: _recover,
    Code.RATE_CHANGE: _change_rate,
    Code.PAST_DUE_ADJUSTMENT: _adjust_past_due,
    Code.DUE_DATE_CHANGE: _move_due_date,
    Code.DELINQUENCY_PAUSE: _pause,
    Code.DELINQUENCY_RESUME: _resume,
    Code.BOARDING: _second_boarding,
}
