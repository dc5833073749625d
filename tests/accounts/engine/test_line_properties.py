"""What holds for any line, whatever happens to it.

The engine asserts its own identities too: statements add up, parts of entries add up to
them, the parts of the limit to the limit, explanations to their figures.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from accounts.engine.line import replay_line, seen_on
from accounts.engine.line_events import apply
from accounts.engine.line_explain import FIGURES, OF_STATEMENTS, explain
from accounts.engine.line_horizon import line_payoff_line, line_true_until
from accounts.engine.line_terms import InterestBasis
from accounts.engine.transactions import Code, Transaction, in_order
from tests.accounts.engine.line_stories import (
    LAST_DAY,
    OPENED,
    SILENT,
    boarded_on,
    days,
    entries_of_lines,
    later_than,
    legal,
    rates,
    stories,
)
from tests.builders_lines import make_line_terms

D = Decimal
ENOUGH = settings(max_examples=200, deadline=None)


@ENOUGH
@given(stories())
def test_identities_hold(story):
    terms, entries, as_of = story

    line = replay_line(terms, entries, as_of)

    opening = D("0.00")
    if boarded_on(entries) is not None:
        opening = line.placements[0].balance_after
    for statement in line.statements:
        assert statement.opening == opening
        opening = statement.closing
        assert 0 <= statement.minimum_due <= max(statement.closing, 0)
    for each in line.balances:
        assert min(each.principal, each.interest, each.fees) >= 0
        assert each.accrued.amount >= 0
        assert each.per_diem >= 0
    seen = [each for each in in_order(entries) if each.effective <= as_of]
    moving = [each for each in seen if each.code not in SILENT]
    assert [each.entry for each in line.placements] == [each.entry for each in moving]


@ENOUGH
@given(stories())
def test_every_figure_explains_itself(story):
    terms, entries, as_of = story
    line = replay_line(terms, entries, as_of)

    for figure in set(FIGURES) - set(OF_STATEMENTS):
        # Refuses lines that do not add up.
        explain(line, figure)
    assert explain(line, "per_diem").total == line.per_diem
    for figure in ("principal", "due_interest", "accrued_interest", "fees"):
        parts = [explain(line, figure, bucket=b.name).total for b in line.balances]
        assert sum(parts) == getattr(line, figure)
    assert explain(line, "payoff").total == line.payoff().amount
    for statement in line.statements:
        number = statement.number
        explain(line, "minimum_payment", statement=number)
        for each in statement.buckets:
            explained = explain(line, "interest", statement=number, bucket=each.name)
            assert explained.total == each.interest
            counted = sum(step.days or 0 for step in explained.lines)
            assert counted <= statement.cycle.days


@ENOUGH
@given(stories(), st.integers(0, 60), st.integers(0, 120))
def test_the_payoff_of_a_day_pays_everything_for_good(story, ahead, later):
    terms, entries, as_of = story
    known = legal(terms, [each for each in entries if each.effective <= as_of])
    day = later_than(as_of, ahead)
    quote = replay_line(terms, known, as_of).payoff(day)
    assume(quote.amount > 0)
    payoff = Transaction(
        code=Code.PAYOFF, effective=day, entry=900, amount=quote.amount
    )

    after = replay_line(terms, [*known, payoff], later_than(day, later))

    assert after.payoff().amount == 0
    assert after.balance == after.accrued_interest == after.per_diem == 0
    assert after.unapplied == after.amount_past_due == 0
    paid = next(each for each in after.placements if each.entry == payoff.entry)
    assert (paid.principal, paid.fees) == (quote.principal, quote.fees)
    assert paid.interest == quote.interest - quote.credit
    assert paid.balance_after == paid.due_after == 0


@ENOUGH
@given(stories(), st.data())
def test_a_reversal_restores_what_a_replay_without_the_pair_gives(story, data):
    terms, entries, as_of = story
    gone = {each.reverses for each in entries if each.code is Code.REVERSAL}
    left = [
        each
        for each in entries
        if each.code not in (Code.REVERSAL, Code.BOARDING, Code.PENDING_SWIPE)
        and each.entry not in gone
    ]
    assume(left)
    target = data.draw(st.sampled_from(left))
    kept = [each for each in entries if each is not target]
    assume(legal(terms, kept) == kept)
    reversal = Transaction(
        code=Code.REVERSAL, effective=LAST_DAY, entry=900, reverses=target.entry
    )

    with_pair = replay_line(terms, [*entries, reversal], as_of)

    assert with_pair == replay_line(terms, kept, as_of)


@ENOUGH
@given(stories(), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_given_does_not_matter(story, random):
    terms, entries, as_of = story
    mixed = [*entries]
    random.shuffle(mixed)

    assert replay_line(terms, mixed, as_of) == replay_line(terms, entries, as_of)


@ENOUGH
@given(stories(), days)
def test_statements_do_not_change_with_the_day_they_are_seen(story, later):
    terms, entries, as_of = story
    assume(later >= as_of)

    early = replay_line(terms, entries, as_of)
    late = replay_line(terms, entries, later)

    assert late.statements[: len(early.statements)] == early.statements
    assert late.placements[: len(early.placements)] == early.placements


@ENOUGH
@given(stories(), st.integers(0, 100))
def test_a_later_day_is_what_a_replay_on_it_gives(story, ahead):
    terms, entries, as_of = story
    line = replay_line(terms, entries, as_of)
    known = [each for each in in_order(entries) if each.effective <= as_of]
    assume(legal(terms, known) == known)
    day = later_than(as_of, ahead)

    moved = line.at(day)

    assert replace(moved, next_event=None) == replay_line(terms, known, day)
    assert line.payoff(day) == moved.payoff()
    # The first line is not touched by looking ahead.
    assert line == replay_line(terms, entries, as_of)


@ENOUGH
@given(stories(), days)
def test_a_replay_can_be_gone_on_with(story, later):
    terms, entries, as_of = story
    assume(later > as_of)
    ordered = in_order(entries)
    first = [each for each in ordered if each.effective <= as_of]
    # A swipe may settle on a day before its hold: no replay knows the half of it.
    assume(legal(terms, first) == first)
    rest = [each for each in ordered if as_of < each.effective <= later]
    whole = replay_line(terms, entries, later)

    begun = replay_line(terms, first, as_of)
    looked = begun.at(later)
    state = begun.state.copy()
    for entry in rest:
        apply(state, entry)

    assert seen_on(state, later, whole.next_event) == whole
    assert begun.at(later) == looked


@ENOUGH
@given(stories(), st.data())
def test_figures_hold_until_the_day_that_is_said(story, data):
    terms, entries, as_of = story
    line = replay_line(terms, entries, as_of)
    until = line_true_until(line)
    ahead = data.draw(st.integers(0, (until - as_of).days))
    day = later_than(as_of, ahead)

    later = replay_line(terms, entries, day)

    assert line_payoff_line(line).amount(day) == line.at(day).payoff().amount
    assert line_payoff_line(line).amount(day) == later.payoff().amount
    for figure in (
        "principal",
        "due_interest",
        "fees",
        "unapplied",
        "amount_past_due",
        "oldest_due_date",
        "next_due",
        "available_credit",
        "per_diem",
        "may_draw",
        "next_event",
        "next_close_date",
    ):
        assert getattr(later, figure) == getattr(line, figure), figure
    if line.days_past_due:
        assert later.days_past_due == line.days_past_due + ahead
        assert later.last_current_date == line.last_current_date


@settings(max_examples=50, deadline=None)
@given(data=st.data(), rate=rates, close=st.integers(1, 31))
def test_interest_is_that_of_a_loop_over_the_days(data, rate, close):
    terms = make_line_terms(
        purchases=rate,
        grace=False,
        open_date=OPENED,
        closes=close,
        interest_basis=InterestBasis.DAILY,
    )
    moves = data.draw(entries_of_lines(terms))
    kinds = (Code.PAYOFF, Code.BOARDING, Code.INTEREST_ADJUSTMENT)
    entries = legal(terms, [each for each in moves if each.code not in kinds])
    cycle = replay_line(terms, entries, LAST_DAY).statements[2].cycle
    exact = D(0)
    for count in range(cycle.days):
        seen = replay_line(terms, entries, cycle.start + timedelta(days=count))
        balance = seen.balances[0]
        exact += balance.principal * balance.rate_annual / 365

    charged = replay_line(terms, entries, cycle.close).statements[2].buckets[0]

    assert abs(charged.interest - exact) <= D("0.00501")
