"""What holds for any line, whatever happens to it.

The engine asserts its own identities too: statements add up, parts of entries add up to
them, the parts of the limit to the limit, explanations to their figures.
"""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.engine.day_count import DayCount
from accounts.engine.line import LineFigure, explain, replay_line
from accounts.engine.line_terms import (
    CASH,
    PURCHASES,
    BalanceOrder,
    InterestBasis,
    MinimumKind,
    MinimumPayment,
)
from accounts.engine.options import Bucket, LateFeeKind
from accounts.engine.terms import LateFee
from accounts.engine.transactions import Code, Transaction
from tests.builders_lines import day, make_line_terms

D = Decimal
OPENED = day("2027-11-17")
LASTS = 250
CODES = (
    Code.ADVANCE,
    Code.SETTLED_SWIPE,
    Code.PENDING_SWIPE,
    Code.PAYMENT,
    Code.PAYMENT,
    Code.CREDIT,
    Code.CHARGE,
    Code.WAIVER,
    Code.WRITE_OFF,
    Code.RECOVERY,
    Code.REFUND,
    Code.RATE_CHANGE,
)
money = st.integers(1, 300_000).map(lambda cents: D(cents) / 100)
days = st.integers(0, LASTS).map(lambda count: OPENED + timedelta(days=count))
rates = st.decimals(0, 1, places=4)


@st.composite
def terms_of_lines(draw):
    late_fee = LateFee(
        kind=draw(st.sampled_from(LateFeeKind)), amount=D("15.00"), percent=D("0.05")
    )
    return make_line_terms(
        purchases=draw(rates),
        cash=draw(rates),
        grace=draw(st.booleans()),
        open_date=OPENED,
        closes=draw(st.integers(1, 31)),
        due_days=draw(st.integers(0, 27)),
        minimum=MinimumPayment(
            kind=draw(st.sampled_from(MinimumKind)),
            percent=D("0.02"),
            amount=D("30.00"),
            floor=draw(st.sampled_from((D("0.00"), D("25.00")))),
        ),
        interest_basis=draw(st.sampled_from(InterestBasis)),
        day_count=draw(st.sampled_from(DayCount)),
        accrues_on=draw(st.frozensets(st.sampled_from((*Bucket,)[:3]))),
        spares_repaid=draw(st.booleans()),
        excess_buckets=draw(st.sampled_from(BalanceOrder)),
        late_fee=draw(st.sampled_from((None, late_fee))),
        includes_today=draw(st.booleans()),
    )


@st.composite
def entries_of_lines(draw):
    codes = draw(st.lists(st.sampled_from(CODES), max_size=25))
    return [
        Transaction(
            code=code,
            effective=draw(days),
            entry=number,
            amount=draw(money) if code is not Code.RATE_CHANGE else D("0.00"),
            rate_annual=draw(rates) if code is Code.RATE_CHANGE else None,
            bucket=draw(st.sampled_from((None, PURCHASES, CASH))),
        )
        for number, code in enumerate(codes, 1)
    ]


@settings(max_examples=200, deadline=None)
@given(terms=terms_of_lines(), entries=entries_of_lines(), as_of=days)
def test_identities_hold(terms, entries, as_of):
    line = replay_line(terms, entries, as_of)

    opening = D("0.00")
    for statement in line.statements:
        assert statement.opening == opening
        opening = statement.closing
        assert 0 <= statement.minimum_due <= max(statement.closing, 0)
    for each in line.balances:
        assert min(each.principal, each.interest, each.fees) >= 0
        assert each.accrued.amount >= 0
    assert line.payoff >= line.balance
    seen = [entry for entry in entries if entry.effective <= as_of]
    moving = [entry for entry in seen if entry.code is not Code.RATE_CHANGE]
    assert len(line.allocations) == len(moving)


@settings(max_examples=200, deadline=None)
@given(terms=terms_of_lines(), entries=entries_of_lines(), as_of=days)
def test_every_figure_explains_itself(terms, entries, as_of):
    line = replay_line(terms, entries, as_of)

    assert explain(line, LineFigure.PAYOFF).total == line.payoff
    assert explain(line, LineFigure.AVAILABLE_CREDIT).total == line.available_credit
    assert explain(line, LineFigure.AMOUNT_PAST_DUE).total == line.amount_past_due
    accrued = explain(line, LineFigure.ACCRUED_INTEREST)
    assert accrued.total == line.accrued_interest
    for statement in line.statements:
        for each in statement.buckets:
            explained = explain(
                line, LineFigure.INTEREST, statement=statement.number, bucket=each.name
            )
            assert explained.total == each.interest
            counted = sum(step.days for step in explained.lines)
            assert counted in (0, statement.cycle.days)


@settings(max_examples=200, deadline=None)
@given(terms=terms_of_lines(), entries=entries_of_lines(), as_of=days, choice=st.data())
def test_reversal_restores_the_figures(terms, entries, as_of, choice):
    if not entries:
        return
    target = choice.draw(st.sampled_from(entries))
    kept = [entry for entry in entries if entry is not target]
    reversal = Transaction(
        code=Code.REVERSAL, effective=LAST_DAY, entry=99, reverses=target.entry
    )

    with_pair = replay_line(terms, [*entries, reversal], as_of)

    assert with_pair == replay_line(terms, kept, as_of)


@settings(max_examples=200, deadline=None)
@given(terms=terms_of_lines(), entries=entries_of_lines(), as_of=days, later=days)
def test_statements_do_not_change_with_the_day_they_are_seen(
    terms, entries, as_of, later
):
    first, second = sorted((as_of, later))

    early = replay_line(terms, entries, first)
    late = replay_line(terms, entries, second)

    assert late.statements[: len(early.statements)] == early.statements
    assert late.allocations[: len(early.allocations)] == early.allocations


@settings(max_examples=50, deadline=None)
@given(
    entries=entries_of_lines(),
    rate=rates,
    close=st.integers(1, 31),
)
def test_interest_is_that_of_a_loop_over_the_days(entries, rate, close):
    terms = make_line_terms(
        purchases=rate,
        grace=False,
        open_date=OPENED,
        closes=close,
        interest_basis=InterestBasis.DAILY,
    )
    cycle = replay_line(terms, entries, LAST_DAY).statements[2].cycle
    exact = D(0)
    for count in range(cycle.days):
        seen = replay_line(terms, entries, cycle.start + timedelta(days=count))
        balance = seen.balances[0]
        exact += balance.principal * balance.rate_annual / 365

    charged = replay_line(terms, entries, cycle.close).statements[2].buckets[0]

    assert abs(charged.interest - exact) <= D("0.00501")


LAST_DAY = OPENED + timedelta(days=LASTS)
