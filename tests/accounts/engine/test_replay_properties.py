"""What holds for every loan, whatever is paid when."""

from datetime import date
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from accounts.engine.calendar import add_months
from accounts.engine.errors import NeverAmortizes
from accounts.engine.explain import FIGURES, explain, explain_allocation
from accounts.engine.horizon import payoff_line, true_until
from accounts.engine.replay import replay
from accounts.engine.schedule import make_schedule
from accounts.engine.transactions import Code, Transaction
from tests.accounts.engine.builders import loan_terms, payments_of

ENOUGH = settings(max_examples=200, deadline=None)


@st.composite
def stories(draw):
    """Terms, payments and a day on which somebody looks."""
    terms = draw(loan_terms())
    try:
        make_schedule(terms)
    except NeverAmortizes:
        assume(False)
    paid = draw(payments_of(terms))
    last = add_months(terms.first_payment_date, 36).toordinal()
    look = draw(st.integers(terms.contract_date.toordinal(), last))
    return terms, paid, date.fromordinal(look)


def dated(row):
    return row and (row.due_date, row.unpaid)


@ENOUGH
@given(loan_terms())
def test_the_rows_of_a_schedule_add_up_and_end_at_zero(terms):
    try:
        schedule = make_schedule(terms)
    except NeverAmortizes:
        assume(False)
    balance = terms.amount
    for row in schedule.rows:
        balance -= row.principal
        assert row.balance == balance >= 0
        assert row.interest >= 0
        assert row.principal >= 0
    assert balance == 0
    assert schedule.total_payments == sum(row.payment for row in schedule.rows)


@ENOUGH
@given(stories())
def test_every_replay_satisfies_its_identities(story):
    terms, paid, look = story

    result = replay(terms, paid, look)

    for figure in FIGURES:
        # Refuses lines that do not add up.
        explain(result, figure)
    for allocation in result.allocations:
        explain_allocation(allocation)
    moved = sum((part for _, part in result.ledger.movements), Decimal(0))
    planned = sum((row.principal for row in result.rows), Decimal(0))
    assert planned == terms.amount + moved
    assert all(row.principal >= 0 for row in result.rows)


@ENOUGH
@given(stories(), st.integers(0, 400))
def test_looking_twice_is_looking_once(story, later):
    terms, paid, look = story
    day = date.fromordinal(look.toordinal() + later)
    known = [each for each in paid if each.effective <= look]

    moved = replay(terms, known, look).at(day)
    direct = replay(terms, known, day)

    assert moved.rows == direct.rows
    assert moved.payoff() == direct.payoff()
    assert moved.past_due_table == direct.past_due_table


@ENOUGH
@given(stories(), st.data())
def test_a_reversal_restores_what_a_replay_without_the_pair_gives(story, data):
    terms, paid, look = story
    assume(paid)
    gone = data.draw(st.sampled_from(paid))
    reversal = Transaction(
        code=Code.REVERSAL, effective=look, entry=900, reverses=gone.entry
    )

    reversed_ = replay(terms, [*paid, reversal], look)
    without = replay(terms, [each for each in paid if each is not gone], look)

    assert reversed_.rows == without.rows
    assert reversed_.payoff() == without.payoff()


@ENOUGH
@given(stories())
def test_the_order_in_which_entries_are_given_does_not_matter(story):
    terms, paid, look = story

    assert replay(terms, paid[::-1], look).rows == replay(terms, paid, look).rows


@ENOUGH
@given(stories(), st.data())
def test_figures_hold_until_the_day_that_is_said(story, data):
    terms, paid, look = story
    result = replay(terms, paid, look)
    until = min(true_until(result), date.fromordinal(look.toordinal() + 800))
    ahead = data.draw(st.integers(0, (until - look).days))
    day = date.fromordinal(look.toordinal() + ahead)

    later = result.at(day)

    assert payoff_line(result).amount(day) == later.payoff().amount
    assert later.amount_past_due == result.amount_past_due
    assert later.oldest_due_date == result.oldest_due_date
    assert later.fees == result.fees
    assert dated(later.next_due) == dated(result.next_due)
    if result.days_past_due:
        assert later.days_past_due == result.days_past_due + ahead


@ENOUGH
@given(stories())
def test_the_payoff_pays_everything(story):
    terms, paid, look = story
    before = replay(terms, paid, look)
    quote = before.payoff()
    assume(quote.amount > 0)
    payoff = Transaction(
        code=Code.PAYOFF, effective=look, entry=900, amount=quote.amount
    )

    after = replay(terms, [*paid, payoff], look)

    assert after.principal == 0
    assert after.payoff().amount == 0
    assert after.unapplied == before.unapplied
    assert after.days_past_due == 0
    allocation = after.allocations[-1]
    assert allocation.principal == quote.principal
    assert allocation.interest == quote.interest
    assert allocation.fees == quote.fees
