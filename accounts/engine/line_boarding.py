"""Taking over a line that lived elsewhere, by its opening figures."""

from accounts.engine.line_balance import Balance
from accounts.engine.line_balances import Share
from accounts.engine.line_dues import Due
from accounts.engine.line_fees import LineFee
from accounts.engine.line_grace import Grace
from accounts.engine.line_interest import cycle_at
from accounts.engine.line_replay import Replay
from accounts.engine.line_terms import LINE_PARTS, LineTerms
from accounts.engine.options import Bucket
from accounts.engine.transactions import Boarding, Transaction


def board(terms: LineTerms, entry: Transaction) -> Replay:
    """Return a line on the day it comes to us, before the other entries of that day.

    The cycle that holds the day runs on. Interest of the day itself is ours; what had
    accrued before is charged with the running cycle. Interest and fees stand in the
    first balance. Raises BadTransaction.
    """
    opening = entry.boarding
    if opening is None:
        raise entry.bad("boarding", "Give the opening figures.")
    if entry.effective < terms.open_date:
        raise entry.bad("effective", f"Is before {terms.open_date}.")
    line = Replay(terms)
    line.begins = entry.effective
    while line.cycle.close < line.begins:
        line.close_index += 1
        line.cycle = cycle_at(terms, line.close_index, is_first=False)
    _check(line, entry, opening)
    _fill(line, opening)
    line.opened_with = line.balances.owed
    _ask(line, opening)
    line.grace = _grace(line, opening)
    shares = tuple(
        Share(balance.name, part, balance.parts[part])
        for balance in line.balances.all
        for part in LINE_PARTS
        if balance.parts[part]
    )
    line.note(entry, shares, amount=line.opened_with)
    line.flag_over_limit(entry)
    return line


def _check(line: Replay, entry: Transaction, opening: Boarding) -> None:
    unknown = [name for name in opening.balances if name not in line.balances.by_name]
    if unknown:
        raise entry.bad("balances", f"The line has no balance {unknown[0]!r}.")
    oldest, due, close = (
        opening.oldest_due_date,
        opening.next_due_date,
        line.cycle.close,
    )
    if oldest is not None and not line.terms.open_date <= oldest < line.begins:
        raise entry.bad("oldest_due_date", "Must be before the boarding.")
    if opening.next_due_amount and due is None:
        raise entry.bad("next_due_date", "Goes with an amount that is due.")
    if due is not None and not line.begins <= due <= close:
        sentence = f"Must be from the boarding to the close of {close}."
        raise entry.bad("next_due_date", sentence)
    owed = opening.principal + opening.due_interest + opening.fees
    if opening.past_due + opening.next_due_amount > owed:
        raise entry.bad("next_due_amount", "Is more than is owed beside the past due.")


def _fill(line: Replay, opening: Boarding) -> None:
    balances, day = line.balances, line.begins
    principal = opening.balances or {line.terms.draws_on: opening.principal}
    for name, amount in principal.items():
        balances.by_name[name].parts[Bucket.PRINCIPAL] = amount
    first = balances.all[0]
    first.parts[Bucket.INTEREST] = opening.due_interest
    first.parts[Bucket.FEES] = opening.fees
    first.fees.append(LineFee(day, opening.fees, is_boarded=True))
    balances.begin_cycle(day)
    _bearer(line).carried = opening.accrued_interest


def _bearer(line: Replay) -> Balance:
    """Return the balance that interest had accrued on: one without grace, if any."""
    owing = (each for each in line.balances.all if each.parts[Bucket.PRINCIPAL])
    without_grace = (each for each in owing if not each.bucket.has_grace)
    return next(without_grace, line.balances.all[0])


def _ask(line: Replay, opening: Boarding) -> None:
    """Ask for what another lender had asked for; its late fees were charged there."""
    oldest, coming = opening.oldest_due_date, opening.next_due_date
    if oldest is not None:
        line.dues.all.append(Due(0, oldest, opening.past_due, is_judged=True))
    if coming is not None and opening.next_due_amount:
        line.dues.all.append(Due(0, coming, opening.next_due_amount))


def _grace(line: Replay, opening: Boarding) -> Grace:
    """Return what the running cycle's grace depends on.

    The closing balance of the last statement is not told: all that is owed stands for
    it. Interest that had accrued on a balance with grace says that there is none, and
    so does a last statement that is past due.
    """
    due = opening.next_due_date
    was_late = opening.oldest_due_date is not None
    is_lost = bool(opening.accrued_interest) and _bearer(line).bucket.has_grace
    if due is None:
        return Grace(is_lost=is_lost or was_late)
    owed = line.balances.owed
    return Grace(due, owed, had_before=not was_late, is_lost=is_lost)
