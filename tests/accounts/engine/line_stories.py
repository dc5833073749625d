"""Lines to which anything may happen, for the properties that hold for all of them."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from accounts.engine.calendar import BIWEEKLY, DueDates
from accounts.engine.day_count import DayCount
from accounts.engine.errors import BadTransaction
from accounts.engine.figures import DelinquencyBucket
from accounts.engine.line import replay_line
from accounts.engine.line_terms import (
    CASH,
    PURCHASES,
    BalanceOrder,
    InterestBasis,
    MinimumKind,
    MinimumPayment,
    first_close,
)
from accounts.engine.money import Rounding
from accounts.engine.options import Bucket, LateFeeKind
from accounts.engine.terms import LateFee
from accounts.engine.transactions import Boarding, Code, Transaction
from tests.builders_lines import day, make_line_terms

D = Decimal
OPENED = day("2027-11-17")
LASTS = 250
LAST_DAY = OPENED + timedelta(days=LASTS)
CODES = (
    Code.ADVANCE,
    Code.SETTLED_SWIPE,
    Code.PENDING_SWIPE,
    Code.PAYMENT,
    Code.PAYMENT,
    Code.PAYOFF,
    Code.CREDIT,
    Code.CHARGE,
    Code.WAIVER,
    Code.WRITE_OFF,
    Code.RECOVERY,
    Code.REFUND,
    Code.RATE_CHANGE,
    Code.INTEREST_ADJUSTMENT,
    Code.PAST_DUE_ADJUSTMENT,
    Code.DUE_DATE_CHANGE,
    Code.DELINQUENCY_PAUSE,
    Code.DELINQUENCY_RESUME,
    Code.REVERSAL,
)
# What moves no money, and nothing that was asked for.
SILENT = frozenset(
    {
        Code.RATE_CHANGE,
        Code.DUE_DATE_CHANGE,
        Code.DELINQUENCY_PAUSE,
        Code.DELINQUENCY_RESUME,
    }
)
_WITHOUT_AMOUNT = SILENT | {Code.REVERSAL}
_OFTEN, _MOST = 3, 8
_more = st.lists(st.sampled_from(CODES), max_size=_MOST)
money = st.integers(1, 300_000).map(lambda cents: D(cents) / 100)
small_money = st.integers(0, 3_000).map(lambda cents: D(cents) / 100)
days = st.integers(0, LASTS).map(lambda count: OPENED + timedelta(days=count))
rates = st.decimals(0, 1, places=4)


def later_than(start, count):
    return start + timedelta(days=count)


@st.composite
def terms_of_lines(draw):
    late_fee = LateFee(
        kind=draw(st.sampled_from(LateFeeKind)),
        amount=D("15.00"),
        percent=D("0.05"),
        grace_days=draw(st.integers(0, 12)),
    )
    monthly = st.integers(1, 31)
    two_weeks = st.just(DueDates(day("2027-11-26"), BIWEEKLY))
    closes = draw(st.one_of(monthly, monthly, two_weeks))
    most = 27 if isinstance(closes, int) else 13
    return make_line_terms(
        purchases=draw(rates),
        cash=draw(rates),
        grace=draw(st.booleans()),
        open_date=OPENED,
        closes=closes,
        due_days=draw(st.integers(0, most)),
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
        delinquency_grace_days=draw(st.integers(0, 10)),
        delinquency_buckets=(DelinquencyBucket(name="late", first=1),),
        rounding=draw(st.sampled_from(Rounding)),
    )


@st.composite
def boardings(draw):
    """Opening figures of a line that came within its first weeks."""
    effective = later_than(OPENED, draw(st.integers(5, 60)))
    purchases, cash = draw(money), draw(small_money)
    due = later_than(effective, draw(st.integers(0, 20)))
    is_asked, is_late = draw(st.booleans()), draw(st.booleans())
    opening = Boarding(
        principal=purchases + cash,
        balances={PURCHASES: purchases, CASH: cash},
        due_interest=draw(small_money),
        accrued_interest=draw(small_money),
        fees=draw(small_money),
        next_due_date=due if is_asked else None,
        next_due_amount=purchases / 2 // D("0.01") * D("0.01") if is_asked else D(0),
        past_due=D("0.01") if is_late else D("0.00"),
        oldest_due_date=effective - timedelta(days=3) if is_late else None,
    )
    return Transaction(
        code=Code.BOARDING, effective=effective, entry=500, boarding=opening
    )


@st.composite
def entries_of_lines(draw, terms):
    codes = draw(st.lists(st.sampled_from(CODES), max_size=_MOST))
    # Most properties tell little of a line on which nothing was drawn.
    codes = [*[Code.ADVANCE] * draw(st.integers(0, 3)), *codes, *draw(_more)]
    entries = [draw(boardings())] if not draw(st.integers(0, _OFTEN)) else []
    for number, code in enumerate(codes, 1):
        made = draw(_entries(terms, code, number, entries))
        if made is not None:
            entries.append(made)
    return entries


@st.composite
def _entries(draw, terms, code, number, before):
    effective, amount = draw(days), draw(money)
    if code is Code.ADVANCE and draw(st.booleans()):
        effective = later_than(OPENED, draw(st.integers(0, 40)))
    fields = {"bucket": draw(st.sampled_from((None, PURCHASES, CASH)))}
    if code is Code.RATE_CHANGE:
        fields["rate_annual"] = draw(rates)
    elif code is Code.PAYOFF:
        amount = draw(st.sampled_from((amount, D("20000.00"))))
    elif code is Code.INTEREST_ADJUSTMENT:
        amount = (draw(small_money) or D("0.01")) * draw(st.sampled_from((1, -1)))
    elif code is Code.PAST_DUE_ADJUSTMENT:
        amount = draw(st.sampled_from((D("0.00"), D("5.00"))))
        if not amount:
            fields["current_as_of"] = draw(st.sampled_from((None, effective)))
    elif code is Code.DUE_DATE_CHANGE:
        index = first_close(terms) + draw(st.integers(0, 8))
        close = terms.close_dates[index]
        fields["old_due_date"] = later_than(close, terms.due_days)
        effective = later_than(close, draw(st.integers(1, 5)))
        fields["new_due_date"] = later_than(effective, draw(st.integers(0, 20)))
    elif code in (Code.SETTLED_SWIPE, Code.REVERSAL):
        wanted = Code.PENDING_SWIPE if code is Code.SETTLED_SWIPE else None
        chosen = [each for each in before if wanted in (None, each.code)]
        target = draw(st.sampled_from([None, *chosen]))
        if code is Code.REVERSAL and target is None:
            return None
        fields["reverses"] = target and target.entry
    return Transaction(
        code=code,
        effective=effective,
        entry=number,
        amount=D("0.00") if code in _WITHOUT_AMOUNT else amount,
        **fields,
    )


def legal(terms, entries, as_of=LAST_DAY):
    """Return the entries without those that the line refuses."""
    while True:
        try:
            replay_line(terms, entries, as_of)
        except BadTransaction as refusal:
            bad = refusal.entry
            entries = [
                each for each in entries if bad not in (each.entry, each.reverses)
            ]
        else:
            return entries


@st.composite
def stories(draw):
    """Terms, entries that the line can have, and a day on which somebody looks."""
    terms = draw(terms_of_lines())
    entries = legal(terms, draw(entries_of_lines(terms)))
    begins = boarded_on(entries) or OPENED
    look = draw(st.integers(begins.toordinal(), LAST_DAY.toordinal()))
    return terms, entries, date.fromordinal(look)


def boarded_on(entries):
    reversed_ = {each.reverses for each in entries if each.code is Code.REVERSAL}
    return next(
        (
            each.effective
            for each in entries
            if each.code is Code.BOARDING and each.entry not in reversed_
        ),
        None,
    )
