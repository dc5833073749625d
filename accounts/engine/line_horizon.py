"""Up to when the figures of a line hold: what a snapshot can tell without a replay."""

import calendar
from datetime import date, timedelta

from accounts.engine.calendar import LATEST
from accounts.engine.day_count import DayCount
from accounts.engine.figures import Accrual, PayoffLine
from accounts.engine.line import LineReplay
from accounts.engine.line_interest import DAY
from accounts.engine.line_terms import InterestBasis
from accounts.engine.money import ZERO, round_cents


def line_payoff_line(result: LineReplay) -> PayoffLine:
    """Return the payoff as arithmetic, good until `line_true_until`."""
    rounding, balances = result.terms.rounding, result.payoff_balances
    accruals = tuple(Accrual(each.accrued.exact, each.per_diem) for each in balances)
    grown = (round_cents(each.accrued, rounding) for each in accruals)
    fixed = result.payoff().amount - sum(grown, ZERO)
    return PayoffLine(result.as_of, fixed, accruals, rounding)


def line_true_until(result: LineReplay) -> date:
    """Return the last day on which the figures of a line hold without a new event.

    Payoff by `line_payoff_line`, days past due and delinquent days by counting days;
    all else as it stands. Never before the line's own day.
    """
    today, state = result.as_of, result.state
    if state.cycle.start > today or not _is_by_the_day(result):
        # On the day of a close the payoff has left the closed cycle out.
        return today
    ends = [LATEST, result.next_close_date - DAY, _per_diem_ends(result)]
    if result.next_event is not None:
        ends.append(result.next_event - DAY)
    # Nothing is past due on a due date, and a statement may still be paid on it.
    if result.next_due is not None:
        ends.append(result.next_due.due_date)
    if (undecided := state.grace.undecided_until(today)) is not None:
        ends.append(undecided)
    if result.draw_end_date is not None and result.may_draw:
        ends.append(result.draw_end_date)
    ends += _late_fees_come(result)
    return max(min(ends), today)


def _late_fees_come(result: LineReplay) -> list[date]:
    fee, dues = result.terms.late_fee, result.state.dues
    if fee is None:
        return []
    grace_days = timedelta(days=fee.grace_days)
    return [due.due_date + grace_days for due in dues.all if dues.late_fee_of(due)]


def _is_by_the_day(result: LineReplay) -> bool:
    """Return whether each more day adds the same interest to what has accrued.

    An average over two rates does not: a day changes what the days before bear. Nor
    does one over years of 365 and of 366 days.
    """
    terms = result.terms
    if terms.interest_basis is InterestBasis.DAILY:
        return True
    splits_years = terms.day_count is DayCount.ACTUAL_ACTUAL
    first = _first_day_added(result)
    pairs = zip(result.state.balances.all, result.balances, strict=True)
    for balance, seen in pairs:
        if not (seen.accrued.exact or seen.per_diem):
            continue
        if len({rate for _, rate in balance.rates}) > 1:
            return False
        years = range(balance.accrues_from.year, first.year + 1)
        if splits_years and len({calendar.isleap(year) for year in years}) > 1:
            return False
    return True


def _first_day_added(result: LineReplay) -> date:
    return result.state.counted_until(result.as_of) + DAY


def _per_diem_ends(result: LineReplay) -> date:
    """Return the last day to which the per diem of today adds up."""
    if result.terms.day_count is not DayCount.ACTUAL_ACTUAL:
        return LATEST
    year = _first_day_added(result).year
    while calendar.isleap(year + 1) == calendar.isleap(year) and year < LATEST.year:
        year += 1
    last = date(year, 12, 31)
    # A payoff that owes its own day grows by the new year's day on the last of the old.
    return last - DAY * result.terms.includes_today
