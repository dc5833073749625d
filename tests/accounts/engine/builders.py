"""Terms and transactions in few words."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import reject
from hypothesis import strategies as st

from accounts.engine.calendar import (
    ANNUAL,
    BIWEEKLY,
    MONTHLY,
    QUARTERLY,
    SEMIANNUAL,
    SEMIMONTHLY,
    SINGLE,
    WEEKLY,
    BusinessDays,
    Frequency,
    Holidays,
    Unit,
    add_months,
)
from accounts.engine.day_count import DayCount
from accounts.engine.errors import BadTerms, BadTransaction
from accounts.engine.money import Rounding
from accounts.engine.options import (
    Bucket,
    Excess,
    FirstPeriod,
    InterestMethod,
    LateFeeKind,
    PaymentRounding,
    PayoffInterest,
    Waterfall,
)
from accounts.engine.replay import replay
from accounts.engine.schedule import make_schedule
from accounts.engine.terms import LateFee, LoanTerms
from accounts.engine.transactions import Boarding, Code, Transaction

LATE_FEE = LateFee(
    kind=LateFeeKind.GREATER,
    amount=Decimal("15.00"),
    percent=Decimal("0.05"),
    cap=Decimal("40.00"),
    grace_days=10,
)


def day(text):
    return date.fromisoformat(text)


def make_terms(**changes):
    """A loan of 10,000 at 12 % over a year, monthly, 30/360."""
    facts = {
        "amount": Decimal("10000.00"),
        "rate_annual": Decimal("0.12"),
        "contract_date": day("2024-01-01"),
        "first_payment_date": day("2024-02-01"),
    }
    lengths = {"number_of_payments", "payment_amount", "final_date"}
    if not lengths & changes.keys():
        facts["number_of_payments"] = 12
    return LoanTerms(**(facts | changes))


def pay(effective, amount, entry, code=Code.PAYMENT, **changes):
    return Transaction(
        code=code,
        effective=day(effective) if isinstance(effective, str) else effective,
        entry=entry,
        amount=Decimal(amount),
        **changes,
    )


FREQUENCIES = [
    MONTHLY,
    MONTHLY,
    WEEKLY,
    BIWEEKLY,
    SEMIMONTHLY,
    QUARTERLY,
    SEMIANNUAL,
    ANNUAL,
    Frequency(Unit.DAY, 10),
    Frequency(Unit.WEEK, 5),
    Frequency(Unit.MONTH, 5),
]
# Few loans are long: each of their rows is worked out again and again.
LENGTHS = st.integers(1, 40) | st.sampled_from([1, 12, 60])
HOLIDAYS = Holidays(dates=frozenset({day("2024-01-01"), day("2024-12-25")}))


@st.composite
def loan_terms(draw, lengths=LENGTHS):
    """Terms of every kind that a replay takes."""
    contract = draw(st.dates(day("1999-01-01"), day("2031-12-31")))
    first = date.fromordinal(contract.toordinal() + draw(st.integers(0, 70)))
    amount = draw(st.decimals("0.01", "999999999.99", places=2))
    method = draw(st.sampled_from([InterestMethod.SIMPLE, *InterestMethod]))
    count = draw(lengths)
    has_balloon = draw(st.booleans()) and method is InterestMethod.SIMPLE
    percent = draw(st.integers(0, 100)) if has_balloon else 0
    try:
        return LoanTerms(
            amount=amount,
            rate_annual=draw(st.decimals("0", "0.6", places=4)),
            contract_date=contract,
            first_payment_date=first,
            number_of_payments=count,
            frequency=SINGLE if count == 1 else draw(st.sampled_from(FREQUENCIES)),
            due_on_last_day=draw(st.booleans()),
            business_days=draw(st.sampled_from(BusinessDays)),
            holidays=HOLIDAYS,
            interest_method=method,
            day_count=draw(st.sampled_from(DayCount)),
            first_period=draw(st.sampled_from(FirstPeriod)),
            rounding=draw(st.sampled_from(Rounding)),
            payment_rounding=draw(st.sampled_from(PaymentRounding)),
            smooths_last=draw(st.booleans()),
            balloon=(amount * percent / 100).quantize(Decimal("0.01"), "ROUND_DOWN"),
            escrow_payment=draw(st.sampled_from([Decimal("0.00"), Decimal("41.17")])),
            order=tuple(draw(st.permutations(Bucket))),
            waterfall=draw(st.sampled_from(Waterfall)),
            excess=draw(st.sampled_from(Excess)),
            overdue_accrues=draw(st.booleans()),
            payoff_interest=draw(st.sampled_from(PayoffInterest)),
            includes_today=draw(st.booleans()),
            late_fee=draw(st.sampled_from([None, LATE_FEE])),
            delinquency_grace_days=draw(st.sampled_from([0, 5])),
        )
    except BadTerms:
        # A business day before the contract.
        reject()


MONEY = [
    Code.PAYMENT,
    Code.PAYMENT,
    Code.PAYMENT,
    Code.PRINCIPAL_PAYMENT,
    Code.INTEREST_PAYMENT,
    Code.PAYOFF,
    Code.CHARGE,
    Code.CREDIT,
    Code.WAIVER,
    Code.WRITE_OFF,
    Code.RECOVERY,
    Code.REFUND,
    Code.ADVANCE,
    Code.INTEREST_ADJUSTMENT,
    Code.PAST_DUE_ADJUSTMENT,
]
CHANGES = [
    Code.RATE_CHANGE,
    Code.DUE_DATE_CHANGE,
    Code.SKIPPED_PAYMENT,
    Code.PAST_DUE_ADJUSTMENT,
    Code.DELINQUENCY_PAUSE,
    Code.DELINQUENCY_RESUME,
]


@st.composite
def entries_of(draw, terms, most=12):
    """Entries of every kind on any day of the loan, those that it takes."""
    first = terms.contract_date.toordinal()
    last = add_months(terms.first_payment_date, 30).toordinal()
    entries = []
    if draw(st.integers(0, 4)) == 0:
        entries.append(draw(boardings(terms)))
        first = entries[0].effective.toordinal()
        last = max(first, last)
    for number in range(2, 2 + draw(st.integers(0, most))):
        effective = date.fromordinal(draw(st.integers(first, last)))
        if draw(st.integers(0, 3)):
            entries.append(draw(money_entries(terms, number, effective)))
        else:
            entries.append(draw(change_entries(terms, number, effective)))
    return those_taken(terms, entries)


def those_taken(terms, entries):
    """Leave out what the loan refuses: the entry that each error names."""
    far = max([each.effective for each in entries], default=terms.contract_date)
    while True:
        try:
            replay(terms, entries, far)
        except BadTransaction as error:
            entries = [each for each in entries if each.entry != error.entry]
        else:
            return entries


@st.composite
def money_entries(draw, terms, number, effective):
    code = draw(st.sampled_from(MONEY))
    most = max(terms.amount / 3, Decimal("0.02"))
    amount = draw(st.decimals("0.01", most, places=2))
    facts = {}
    if code in (Code.CREDIT, Code.WAIVER, Code.WRITE_OFF):
        buckets = [Bucket.FEES, Bucket.INTEREST, Bucket.PRINCIPAL]
        facts["bucket"] = draw(st.sampled_from([None, *buckets]))
    if code is Code.PAYMENT and draw(st.integers(0, 4)) == 0:
        part = (amount / 3).quantize(Decimal("0.01"))
        rest = amount - part
        chosen = draw(st.permutations(Bucket))[:2]
        parts = zip(chosen, (part, rest), strict=True)
        facts["split"] = {bucket: each for bucket, each in parts if each}
    return Transaction(
        code=code, effective=effective, entry=number, amount=amount, **facts
    )


@st.composite
def change_entries(draw, terms, number, effective):
    code = draw(st.sampled_from(CHANGES))
    facts = {}
    if code is Code.RATE_CHANGE:
        facts["rate_annual"] = draw(st.decimals("0", "0.4", places=3))
    elif code is Code.PAST_DUE_ADJUSTMENT and draw(st.booleans()):
        facts["current_as_of"] = effective - timedelta(days=draw(st.integers(1, 60)))
    elif code in (Code.DUE_DATE_CHANGE, Code.SKIPPED_PAYMENT):
        count = len(make_schedule(terms).rows)
        old = terms.due_dates[draw(st.integers(0, count - 1))]
        # Mostly shortly before; those of any other day are refused.
        ahead = timedelta(days=draw(st.integers(0, 20)))
        effective = max(old - ahead, terms.contract_date)
        facts["old_due_date"] = old
        if code is Code.DUE_DATE_CHANGE:
            facts["new_due_date"] = old + timedelta(days=draw(st.integers(-9, 25)))
    return Transaction(code=code, effective=effective, entry=number, **facts)


@st.composite
def boardings(draw, terms):
    """Opening figures of a loan that has run for some time elsewhere."""
    rows = make_schedule(terms).rows
    row = draw(st.sampled_from(rows))
    days = min(draw(st.integers(0, 20)), (row.due_date - terms.contract_date).days)
    effective = row.due_date - timedelta(days=days)
    principal = min(row.balance + row.principal, terms.amount)
    interest = draw(st.decimals("0", "900", places=2))
    late = min(draw(st.decimals("0", "900", places=2)), principal + interest)
    oldest = effective - timedelta(days=draw(st.integers(1, 90)))
    if oldest < terms.contract_date or not late:
        late, oldest = Decimal("0.00"), None
    opening = Boarding(
        principal=principal,
        due_interest=interest,
        accrued_interest=draw(st.decimals("0", "90", places=2)),
        fees=draw(st.decimals("0", "90", places=2)),
        next_due_date=row.due_date,
        past_due=late,
        oldest_due_date=oldest,
    )
    return Transaction(
        code=Code.BOARDING, effective=effective, entry=1, boarding=opening
    )
