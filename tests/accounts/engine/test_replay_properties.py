"""What holds for every loan, whatever is paid when."""

import os
from datetime import date
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from accounts.engine.allocation import explain_allocation
from accounts.engine.calendar import add_months
from accounts.engine.errors import BadTerms, BadTransaction
from accounts.engine.explain import FIGURES, explain
from accounts.engine.horizon import payoff_line, true_until
from accounts.engine.replay import replay
from accounts.engine.schedule import make_schedule
from accounts.engine.transactions import Code, Transaction
from tests.accounts.engine.builders import entries_of, loan_terms

# More by hand: EXAMPLES=5000.
ENOUGH = settings(max_examples=int(os.environ.get("EXAMPLES", "200")), deadline=None)


@st.composite
def stories(draw):
    """Terms, entries and a day on which somebody looks."""
    terms = draw(loan_terms())
    try:
        make_schedule(terms)
    except BadTerms:
        assume(False)
    entries = draw(entries_of(terms))
    first = begun(terms, entries).toordinal()
    last = max(first, add_months(terms.first_payment_date, 36).toordinal())
    return terms, entries, date.fromordinal(draw(st.integers(first, last)))


def begun(terms, entries):
    boarded = [each.effective for each in entries if each.code is Code.BOARDING]
    return boarded[0] if boarded else terms.contract_date


def dated(row):
    return row and (row.due_date, row.unpaid)


@ENOUGH
@given(loan_terms())
def test_the_rows_of_a_schedule_add_up_and_end_at_zero(terms):
    try:
        schedule = make_schedule(terms)
    except BadTerms:
        assume(False)
    balance = terms.amount
    for row in schedule.rows:
        balance -= row.principal
        assert row.balance == balance >= 0
        assert row.interest >= 0
        assert row.principal >= 0
    assert balance == 0
    asked = sum(row.payment - row.escrow for row in schedule.rows)
    assert schedule.total_payments == asked


@ENOUGH
@given(stories())
def test_every_replay_satisfies_its_identities(story):
    terms, entries, look = story

    result = replay(terms, entries, look)

    for figure in FIGURES:
        # Refuses lines that do not add up.
        explain(result, figure)
    for allocation in result.allocations:
        explain_allocation(allocation)
    moved = sum((part for _, part in result.ledger.movements), Decimal(0))
    planned = sum((row.principal for row in result.rows), Decimal(0))
    assert planned == result.ledger.opening + moved
    for row in result.rows:
        assert min(row.principal, row.interest, row.escrow, row.unpaid) >= 0
    if result.unapplied:
        assert result.ledger.owed().due == 0
        assert result.fees == 0


@ENOUGH
@given(stories(), st.integers(0, 400))
def test_looking_twice_is_looking_once(story, later):
    terms, entries, look = story
    day = date.fromordinal(look.toordinal() + later)

    known = [each for each in entries if each.effective <= look]
    moved = replay(terms, known, look).at(day)
    direct = replay(terms, known, day)

    assert figures(moved) == figures(direct)


@ENOUGH
@given(stories(), st.data())
def test_going_on_from_a_day_is_going_through_all(story, data):
    terms, entries, look = story
    first = begun(terms, entries).toordinal()
    middle = date.fromordinal(data.draw(st.integers(first, look.toordinal())))
    before = [each for each in entries if each.effective <= middle]
    after = [each for each in entries if each.effective > middle]

    parted = replay(terms, before, middle).then(after, look)

    assert figures(parted) == figures(replay(terms, entries, look))


def figures(result):
    return (
        result.rows,
        result.payoff(),
        result.past_due_table,
        result.allocations,
        result.delinquent_days,
        result.last_current_date,
        result.next_event,
    )


@ENOUGH
@given(stories(), st.data())
def test_a_reversal_restores_what_a_replay_without_the_pair_gives(story, data):
    terms, entries, look = story
    assume(entries)
    gone = data.draw(st.sampled_from(entries))
    assume(gone.code is not Code.BOARDING)
    reversal = Transaction(
        code=Code.REVERSAL, effective=look, entry=900, reverses=gone.entry
    )
    try:
        without = replay(terms, [each for each in entries if each is not gone], look)
    except BadTransaction:
        # What depends on it has to be reversed first.
        assume(False)

    assert figures(replay(terms, [*entries, reversal], look)) == figures(without)


@ENOUGH
@given(stories())
def test_the_order_in_which_entries_are_given_does_not_matter(story):
    terms, entries, look = story

    backwards = replay(terms, entries[::-1], look)

    assert figures(backwards) == figures(replay(terms, entries, look))


@ENOUGH
@given(stories(), st.data())
def test_figures_hold_until_the_day_that_is_said(story, data):
    terms, entries, look = story
    result = replay(terms, entries, look)
    until = min(true_until(result), date.fromordinal(look.toordinal() + 800))
    ahead = data.draw(st.integers(0, (until - look).days))
    day = date.fromordinal(look.toordinal() + ahead)

    later = result.at(day)

    assert payoff_line(result).amount(day) == later.payoff().amount
    assert later.amount_past_due == result.amount_past_due
    assert later.oldest_due_date == result.oldest_due_date
    assert later.fees == result.fees
    assert later.unapplied == result.unapplied
    assert dated(later.next_due) == dated(result.next_due)
    if result.days_past_due:
        assert later.days_past_due == result.days_past_due + ahead


@ENOUGH
@given(stories(), st.integers(0, 400))
def test_the_payoff_pays_everything_for_good(story, later):
    terms, entries, look = story
    known = [each for each in entries if each.effective <= look]
    before = replay(terms, known, look)
    quote = before.payoff()
    assume(quote.amount > 0)
    payoff = Transaction(
        code=Code.PAYOFF, effective=look, entry=900, amount=quote.amount
    )

    after = replay(terms, [*known, payoff], look)

    assert after.unapplied == before.unapplied - quote.credit
    allocation = after.allocations[-1]
    assert allocation.principal == quote.principal
    assert allocation.interest == quote.interest
    assert allocation.fees == quote.fees
    assert allocation.escrow == quote.escrow
    for result in (after, after.at(date.fromordinal(look.toordinal() + later))):
        assert result.principal == 0
        assert result.payoff().amount == 0
        assert result.days_past_due == 0
        assert result.next_due is None
        assert result.projected_payoff_date == look


@ENOUGH
@given(loan_terms(lengths=st.integers(300, 480)))
def test_long_loans_add_up(terms):
    try:
        schedule = make_schedule(terms)
    except BadTerms:
        assume(False)
    result = replay(terms, [], terms.first_payment_date, schedule=schedule)

    assert sum(row.principal for row in result.rows) == terms.amount
    assert len(schedule.rows) <= terms.number_of_payments
