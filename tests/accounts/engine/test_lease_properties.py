"""What holds for every lease, whatever is paid when."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from accounts.engine.calendar import BusinessDays
from accounts.engine.errors import BadTransaction
from accounts.engine.lease import LeasePaid, lease_payoff, make_lease_schedule
from accounts.engine.lease_explain import (
    FIGURES,
    explain_lease,
    explain_lease_allocation,
)
from accounts.engine.lease_parts import DEPRECIATION, RENT, TAX
from accounts.engine.lease_replay import (
    lease_payoff_line,
    lease_true_until,
    replay_lease,
)
from accounts.engine.lease_terms import LeasePayoff, LeaseTerms
from accounts.engine.options import Bucket, Excess, Waterfall
from accounts.engine.terms import DEFAULT_ORDER
from accounts.engine.transactions import Code, Transaction
from tests.accounts.engine.builders import LATE_FEE
from tests.builders_leases import make_entry

D = Decimal
ENOUGH = settings(max_examples=200, deadline=None)
CODES = [
    *[Code.PAYMENT] * 6,
    Code.INTEREST_PAYMENT,
    Code.PAYOFF,
    Code.CHARGE,
    Code.CREDIT,
    Code.WAIVER,
    Code.WRITE_OFF,
    Code.RECOVERY,
    Code.REFUND,
    Code.PAST_DUE_ADJUSTMENT,
    Code.SKIPPED_PAYMENT,
    Code.DUE_DATE_CHANGE,
    Code.DELINQUENCY_PAUSE,
    Code.DELINQUENCY_RESUME,
]


@st.composite
def lease_terms(draw):
    """Terms of every kind that a replay takes."""
    cost = draw(st.decimals("0.01", "99999.99", places=2))
    contract = draw(st.dates(date(2019, 1, 1), date(2028, 12, 31)))
    return LeaseTerms(
        capitalized_cost=cost,
        residual=(cost * draw(st.decimals(0, 1, places=2))).quantize(D("0.01")),
        term_months=draw(st.integers(1, 30)),
        money_factor=draw(st.decimals(0, D("0.02"), places=5)),
        payment_tax=draw(st.sampled_from([D(0), D("0.07")])),
        contract_date=contract,
        first_payment_date=contract + timedelta(draw(st.integers(0, 45))),
        payoff=draw(st.sampled_from(LeasePayoff)),
        payoff_includes_residual=draw(st.booleans()),
        due_on_last_day=draw(st.booleans()),
        business_days=draw(st.sampled_from(BusinessDays)),
        late_fee=draw(st.sampled_from([None, LATE_FEE])),
        order=tuple(draw(st.permutations(DEFAULT_ORDER))),
        waterfall=draw(st.sampled_from(Waterfall)),
        excess=draw(st.sampled_from([Excess.NEXT, Excess.LAST])),
    )


@st.composite
def amounts_of(draw, terms, code):
    """Amounts that fit a code more often than not."""
    some = D(draw(st.integers(1, int(terms.capitalized_cost * 40) + 1))) / 100
    regular = max(make_lease_schedule(terms).payment, D("0.01"))
    if code is Code.PAYOFF:
        return draw(st.sampled_from([some, terms.capitalized_cost * 3]))
    if code is Code.WRITE_OFF:
        return draw(st.sampled_from([some, D("0.01"), terms.capitalized_cost]))
    if code in (Code.WAIVER, Code.CREDIT, Code.RECOVERY, Code.REFUND):
        return draw(st.sampled_from([some, D("0.01"), D("1.00")]))
    if code is Code.PAST_DUE_ADJUSTMENT:
        return draw(st.sampled_from([D("0.00"), D("0.01")]))
    return draw(st.sampled_from([some, regular, regular]))


@st.composite
def entries_of(draw, terms):
    """What happens to a lease, as far as it takes it."""
    due_dates = [terms.due_dates[place] for place in range(terms.term_months)]
    days = (due_dates[-1] - terms.contract_date).days + 60
    kept = []
    for entry in range(1, draw(st.integers(0, 10)) + 1):
        code = draw(st.sampled_from(CODES))
        amount = draw(amounts_of(terms, code))
        any_day = terms.contract_date + timedelta(draw(st.integers(0, days)))
        due_date = draw(st.sampled_from(due_dates))
        effective = draw(st.sampled_from([any_day, due_date]))
        changes = {}
        if code in (Code.WAIVER, Code.CREDIT, Code.WRITE_OFF):
            changes["bucket"] = draw(st.sampled_from([None, *Bucket]))
        elif code is Code.PAYMENT and draw(st.integers(0, 9)) == 0:
            changes["split"] = {draw(st.sampled_from(Bucket)): amount}
        elif code is Code.PAST_DUE_ADJUSTMENT and not amount:
            changes["current_as_of"] = draw(st.sampled_from([None, effective]))
        elif code in (Code.SKIPPED_PAYMENT, Code.DUE_DATE_CHANGE):
            new = due_date + timedelta(draw(st.integers(-9, 9)))
            effective = due_date - timedelta(draw(st.integers(0, 20)))
            changes = {"old_due_date": due_date, "new_due_date": new}
        added = make_entry(code, effective, amount, entry, **changes)
        with suppress(BadTransaction):
            replay_lease(terms, [*kept, added], date(2035, 1, 1))
            kept.append(added)
    return kept


@st.composite
def stories(draw):
    """Terms, what happens, and a day on which somebody looks."""
    terms = draw(lease_terms())
    days = terms.term_months * 31 + 120
    look = terms.contract_date + timedelta(draw(st.integers(0, days)))
    return terms, draw(entries_of(terms)), look


def figures_of(result):
    return (
        result.rows,
        result.payoff(),
        result.past_due_table,
        result.delinquent_days,
        result.last_current_date,
        result.unapplied,
        result.allocations,
    )


@ENOUGH
@given(stories())
def test_every_replay_satisfies_its_identities(story):
    terms, entries, look = story

    result = replay_lease(terms, entries, look)

    for figure in FIGURES:
        # Refuses lines that do not add up.
        explain_lease(result, figure)
    for allocation in result.allocations:
        explain_lease_allocation(allocation)
        assert min(allocation.after.principal, allocation.after.due) >= 0
    assert sum(row.depreciation for row in result.rows) == (
        terms.capitalized_cost - terms.residual
    )
    assert result.principal == sum(
        (row.depreciation - row.depreciation_paid for row in result.rows),
        result.ledger.residual,
    )
    assert (result.next_due is None) or result.next_due.unpaid > 0
    assert [row.due_date for row in result.rows] == sorted(
        {row.due_date for row in result.rows}
    )


@ENOUGH
@given(stories())
def test_all_money_is_somewhere(story):
    # What came in is in the parts of the payments, in fees, in the residual, or waits.
    terms, entries, look = story

    result = replay_lease(terms, entries, look)

    came = sum(
        (
            each.amount
            for each in result.allocations
            if not each.raises and each.what is not Code.RECOVERY
        ),
        D(0),
    )
    back = sum(
        (
            each.amount
            for each in entries
            if each.code is Code.REFUND and each.effective <= look
        ),
        D(0),
    )
    rows = sum((row.paid for row in result.rows), D(0))
    fees = sum((fee.paid for fee in result.ledger.fees), D(0))
    bought = terms.residual - result.ledger.residual
    assert came == rows + fees + bought + back + result.unapplied


@ENOUGH
@given(stories(), st.integers(0, 400))
def test_looking_twice_is_looking_once(story, later):
    terms, entries, look = story
    known = [each for each in entries if each.effective <= look]
    day = look + timedelta(later)

    moved = replay_lease(terms, known, look).at(day)
    direct = replay_lease(terms, known, day)

    assert figures_of(moved) == figures_of(direct)


@ENOUGH
@given(stories(), st.data())
def test_a_reversal_restores_what_a_replay_without_the_pair_gives(story, data):
    terms, entries, look = story
    assume(entries)
    gone = data.draw(st.sampled_from(entries))
    reversal = Transaction(
        code=Code.REVERSAL, effective=look, entry=900, reverses=gone.entry
    )

    try:
        without = replay_lease(terms, [e for e in entries if e is not gone], look)
    except BadTransaction:
        # What came later leans on it, as a refund does on a payment.
        assume(False)

    assert figures_of(replay_lease(terms, [*entries, reversal], look)) == figures_of(
        without
    )


@ENOUGH
@given(stories())
def test_the_order_in_which_entries_are_given_does_not_matter(story):
    terms, entries, look = story

    one_way = replay_lease(terms, entries, look)

    assert figures_of(replay_lease(terms, entries[::-1], look)) == figures_of(one_way)


@ENOUGH
@given(stories(), st.data())
def test_figures_hold_until_the_day_that_is_said(story, data):
    terms, entries, look = story
    result = replay_lease(terms, entries, look)
    until = min(lease_true_until(result), look + timedelta(800))
    ahead = data.draw(st.integers(0, (until - look).days))
    day = look + timedelta(ahead)

    later = result.at(day)

    assert lease_payoff_line(result).amount(day) == later.payoff().amount
    for name in ("principal", "due_interest", "fees", "tax", "unapplied", "next_due"):
        assert getattr(later, name) == getattr(result, name)
    assert later.amount_past_due == result.amount_past_due
    assert later.oldest_due_date == result.oldest_due_date
    if result.days_past_due:
        assert later.days_past_due == result.days_past_due + ahead
        assert later.last_current_date == result.last_current_date


@ENOUGH
@given(stories(), st.integers(0, 20), st.integers(0, 700))
def test_the_payoff_pays_everything_then_and_later(story, ahead, later):
    terms, entries, look = story
    known = [each for each in entries if each.effective <= look]
    before = replay_lease(terms, known, look)
    day = look + timedelta(ahead)
    quote = before.payoff(day)
    assume(quote.amount > 0)
    payoff = make_entry(Code.PAYOFF, day, quote.amount, 900)

    after = replay_lease(terms, [*known, payoff], day)
    much_later = after.at(day + timedelta(later))

    allocation = after.allocations[-1]
    assert allocation.unapplied == -quote.credit
    assert (allocation.principal, allocation.interest) == (
        quote.principal,
        quote.interest,
    )
    assert (allocation.fees, allocation.tax) == (quote.fees, quote.tax)
    for result in (after, much_later):
        assert result.payoff().amount == result.fees == result.amount_past_due == 0
        assert result.next_due is None
        kept = 0 if terms.payoff_includes_residual else terms.residual
        assert result.principal == kept


@ENOUGH
@given(stories())
def test_the_payoff_is_that_of_the_plan_less_what_is_paid(story):
    terms, entries, look = story
    moves = {Code.SKIPPED_PAYMENT, Code.DUE_DATE_CHANGE}
    assume(not any(each.code in moves for each in entries))
    result = replay_lease(terms, entries, look)
    ledger = result.ledger
    assume(ledger.ended_on is None)
    is_standard = terms.payoff is LeasePayoff.STANDARD
    of_rent = ledger.due if is_standard else ledger.installments

    paid = LeasePaid(
        depreciation=sum(
            (each.paid[DEPRECIATION] for each in ledger.installments), D(0)
        ),
        rent=sum((each.paid[RENT] for each in of_rent), D(0)),
        tax=sum((each.paid[TAX] for each in ledger.due), D(0)),
        fees_due=result.fees,
    )
    bought = terms.residual - ledger.residual

    planned = lease_payoff(result.schedule, paid, look)
    quote = result.payoff()
    assert quote.amount + quote.credit == planned - bought
