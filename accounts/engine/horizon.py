"""Up to when figures hold: what a stored snapshot may be asked without a replay."""

import calendar
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.calendar import LATEST
from accounts.engine.course import next_late_check
from accounts.engine.day_count import DayCount
from accounts.engine.figures import Accrual, PayoffLine
from accounts.engine.ledger import Ledger
from accounts.engine.money import round_cents
from accounts.engine.options import PayoffInterest
from accounts.engine.replay import Replay
from accounts.engine.terms import LoanTerms

DAY = timedelta(days=1)


def payoff_line(result: Replay) -> PayoffLine:
    """Return the payoff as arithmetic, good until `true_until`."""
    ledger, terms = result.ledger, result.terms
    owed = result.principal + result.due_interest + result.fees + result.escrow
    fixed = owed + ledger.carried - ledger.taken - result.unapplied
    accrued, per_diem = ledger.accrued, Decimal(0)
    has_period = ledger.running < len(ledger.installments)
    if _is_overpaid(ledger):
        return PayoffLine(result.as_of, owed - result.unapplied, (), terms.rounding)
    if not ledger.principal:
        pass
    elif has_period and terms.payoff_interest is PayoffInterest.TO_PERIOD_END:
        if not ledger.is_due_date:
            accrued = ledger.whole_period_interest() - ledger.carried
    else:
        per_diem = result.per_diem
        is_ahead = terms.includes_today and not ledger.ends_today
        accrued += per_diem if is_ahead else 0
    accruals = (Accrual(accrued, per_diem),)
    return PayoffLine(result.as_of, fixed, accruals, terms.rounding)


def _is_overpaid(ledger: Ledger) -> bool:
    """Return whether more was paid of the running period than it has earned."""
    ahead = ledger.ahead_of_payoff()
    earned = ledger.accrued + (ahead.amount if ahead else 0)
    cents = round_cents(earned, ledger.terms.rounding)
    return cents + ledger.carried < ledger.taken


def true_until(result: Replay) -> date:
    """Return the last day on which the figures of a replay hold without a new event.

    Payoff by `payoff_line`, days past due and delinquent days by counting days;
    interest moves from accrued to due on a due date, the sum of both stays; all
    else as it stands. A due date still belongs to the days before it: nothing is past
    due on it. Never before the replay's own day.
    """
    ledger, today = result.ledger, result.as_of
    ends = [LATEST]
    if result.next_event is not None:
        ends.append(result.next_event - DAY)
    # Bills of a loan that is paid off ask for nothing.
    if ledger.running < len(ledger.installments) and ledger.closed_on is None:
        running = ledger.installments[ledger.running]
        due = running.due_date
        # The payoff of a due date that owes more than its day looks past the bill; its
        # escrow is owed from then on, and money that nothing took pays it.
        is_plain = result.terms == _plain(result.terms) and not result.unapplied
        asks_escrow = running.escrow != running.paid_escrow
        ends.append(due if is_plain and not asks_escrow else due - DAY)
        begins = running.period.start
        if begins > today:
            # Nothing is earned before a first period that is forced to be regular.
            ends.append(begins - DAY * result.terms.includes_today)
    # An installment that is due today is past due tomorrow.
    if any(
        each.due_date == today and each.past_due
        for each in ledger.installments[: ledger.running]
    ):
        ends.append(today)
    to_end = result.terms.payoff_interest is PayoffInterest.TO_PERIOD_END
    if _is_overpaid(ledger) or ledger.ends_today or (to_end and ledger.is_due_date):
        ends.append(today)
    if _last_one_grows(result):
        ends.append(today)
    late = next_late_check(ledger)
    if late is not None:
        ends.append(late - DAY)
    ends.append(_per_diem_ends(ledger, today))
    return max(min(ends), today)


def _last_one_grows(result: Replay) -> bool:
    """Return whether the next amount due grows by the day.

    Others keep their payment, but the one that ends the loan takes all that is left,
    and with it the interest that what is overdue earns each day.
    """
    row, ledger = result.next_due, result.ledger
    if not ledger.overdue_principal:
        return False
    if row is None:
        return ledger.running < len(ledger.installments)
    installment = ledger.installments[row.number - 1]
    is_last = row.number == len(ledger.installments)
    return is_last or row.principal + row.interest != installment.planned


def _plain(terms: LoanTerms) -> LoanTerms:
    return replace(terms, includes_today=False, payoff_interest=PayoffInterest.TO_DAY)


def _per_diem_ends(ledger: Ledger, today: date) -> date:
    """Return the last day of the running per diem within the running period."""
    terms = ledger.terms
    is_after = ledger.running == len(ledger.installments)
    if not ledger.principal or (is_after and ledger.has_fixed_interest):
        return LATEST
    if terms.day_count is DayCount.THIRTY_360 and is_after:
        # Months of 30 days give the 31st no interest, and February's end too much.
        return today
    by_year = terms.day_count is DayCount.ACTUAL_ACTUAL or (
        is_after and terms.day_count is DayCount.ACTUAL_366_IN_LEAP
    )
    if not by_year:
        return LATEST
    changes = calendar.isleap(today.year) != calendar.isleap(today.year + 1)
    last = date(today.year if changes else today.year + 1, 12, 31)
    # A payoff that owes its own day owes the first one of the new year then.
    return last - DAY * terms.includes_today
