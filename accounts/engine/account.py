"""One door to loans, leases and lines, for whoever has terms of any kind.

It picks the replay by the terms, and whatever belongs to its result. `verify` goes
through an account in several ways that must agree.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import assert_never

from accounts.engine import explain as of_loans
from accounts.engine import line_explain as of_lines
from accounts.engine.errors import BadTransaction, IdentityBroken
from accounts.engine.explanation import Explanation
from accounts.engine.figures import PayoffLine
from accounts.engine.horizon import payoff_line, true_until
from accounts.engine.lease_explain import FIGURES as FIGURES_OF_LEASES
from accounts.engine.lease_explain import explain_lease
from accounts.engine.lease_replay import (
    LeaseReplay,
    lease_payoff_line,
    lease_true_until,
    replay_lease,
)
from accounts.engine.lease_terms import LeaseTerms
from accounts.engine.line import LineReplay, replay_line
from accounts.engine.line_horizon import line_payoff_line, line_true_until
from accounts.engine.line_terms import LineTerms
from accounts.engine.replay import Replay, replay
from accounts.engine.terms import LoanTerms
from accounts.engine.transactions import Code, Transaction, in_order

type Terms = LoanTerms | LeaseTerms | LineTerms
type Result = Replay | LeaseReplay | LineReplay
DAY = timedelta(days=1)


def replay_account(
    terms: Terms, transactions: Sequence[Transaction], as_of: date
) -> Result:
    """Return an account as of the end of a day, by every entry effective up to then.

    Raises BadQuestion for a day before the account, BadTransaction, BadTerms.
    """
    match terms:
        case LoanTerms():
            return replay(terms, transactions, as_of)
        case LeaseTerms():
            return replay_lease(terms, transactions, as_of)
        case LineTerms():
            return replay_line(terms, transactions, as_of)
    assert_never(terms)


def figures_of(result: Result) -> tuple[str, ...]:
    """Return the names of the figures that explain themselves."""
    match result:
        case Replay():
            return of_loans.FIGURES
        case LeaseReplay():
            return FIGURES_OF_LEASES
        case LineReplay():
            return of_lines.FIGURES
    assert_never(result)


def explain_account(result: Result, figure: str) -> Explanation:
    """Return how a figure came about. Raises BadQuestion for one that is not known."""
    match result:
        case Replay():
            return of_loans.explain(result, figure)
        case LeaseReplay():
            return explain_lease(result, figure)
        case LineReplay():
            return of_lines.explain(result, figure)
    assert_never(result)


def payoff_line_of(result: Result) -> PayoffLine:
    """Return the payoff as arithmetic in the date, good until `true_until_of`."""
    match result:
        case Replay():
            return payoff_line(result)
        case LeaseReplay():
            return lease_payoff_line(result)
        case LineReplay():
            return line_payoff_line(result)
    assert_never(result)


def true_until_of(result: Result) -> date:
    """Return the last day on which the figures hold without a new event."""
    match result:
        case Replay():
            return true_until(result)
        case LeaseReplay():
            return lease_true_until(result)
        case LineReplay():
            return line_true_until(result)
    assert_never(result)


def verify(terms: Terms, transactions: Sequence[Transaction], as_of: date) -> Result:
    """Return an account as of a day, after going through it in several ways.

    In the order given and the other way round; up to the middle and on from there;
    with its last entry reversed and without it. Raises IdentityBroken where they do not
    agree, and whatever `replay_account` raises.
    """
    result = replay_account(terms, transactions, as_of)
    wanted = _seen(result)
    if _seen(replay_account(terms, transactions[::-1], as_of)) != wanted:
        raise IdentityBroken("The order in which entries are given changes figures.")
    entries = [each for each in in_order(transactions) if each.effective <= as_of]
    if entries:
        middle = entries[len(entries) // 2].effective
        before = [each for each in entries if each.effective <= middle]
        after = [each for each in entries if each.effective > middle]
        parted = replay_account(terms, before, middle).then(after, as_of)
        if _seen(parted) != wanted:
            raise IdentityBroken("Going on from the middle changes figures.")
        _verify_reversal(terms, entries, as_of)
    return result


def _verify_reversal(terms: Terms, entries: Sequence[Transaction], as_of: date) -> None:
    last = max(entries, key=lambda each: each.entry)
    if last.code is Code.BOARDING:
        return
    reversal = Transaction(
        code=Code.REVERSAL, effective=as_of, entry=last.entry + 1, reverses=last.entry
    )
    others = [each for each in entries if each is not last]
    try:
        without = replay_account(terms, others, as_of)
    except BadTransaction:
        # A later day's entry leans on it.
        return
    if _seen(replay_account(terms, [*entries, reversal], as_of)) != _seen(without):
        raise IdentityBroken("A reversal does not restore what was before.")


def _seen(result: Result) -> tuple[object, ...]:
    return (
        result.payoff(),
        result.past_due_table,
        result.delinquent_days,
        result.last_current_date,
        result.unapplied,
        result.allocations,
        _due(result),
    )


def _due(result: Result) -> tuple[date, object] | None:
    coming = result.next_due
    return (coming.due_date, coming.unpaid) if coming else None
