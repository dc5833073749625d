"""Reference cases as terms and transactions: one adapter for each kind of case."""

import json
import os
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from accounts.engine.apr import CashFlow, annual_percentage_rate
from accounts.engine.calendar import (
    ANNUAL,
    BIWEEKLY,
    MONTHLY,
    QUARTERLY,
    SEMIANNUAL,
    SEMIMONTHLY,
    WEEKLY,
    DueDates,
    Frequency,
    Unit,
)
from accounts.engine.day_count import DayCount
from accounts.engine.figures import DelinquencyBucket
from accounts.engine.money import Rounding
from accounts.engine.options import InterestMethod, PaymentRounding, PayoffInterest
from accounts.engine.replay import replay
from accounts.engine.rule_78 import rule_78_refund
from accounts.engine.schedule import make_schedule
from accounts.engine.terms import LoanTerms
from accounts.engine.transactions import PAYMENTS, Code, Transaction
from tests.reference_lines import ADAPTERS as OF_LEASES_AND_LINES

DEFAULT = Path(__file__).parents[4] / "shared" / "reference"
FOLDER = Path(os.environ.get("REFERENCE_DIR", DEFAULT)) / "loans"
DAY_COUNTS = {
    "30/360": DayCount.THIRTY_360,
    "ACT/365": DayCount.ACTUAL_365,
    "ACT/360": DayCount.ACTUAL_360,
    "ACT/364": DayCount.ACTUAL_364,
    "ACT/ACT": DayCount.ACTUAL_ACTUAL,
    "ACT/ACT-FEB29": DayCount.ACTUAL_366_IN_LEAP,
}
UNITS = {"MONTHS": Unit.MONTH, "WEEKS": Unit.WEEK, "DAYS": Unit.DAY}
FREQUENCIES = {
    52: WEEKLY,
    26: BIWEEKLY,
    24: SEMIMONTHLY,
    12: MONTHLY,
    4: QUARTERLY,
    2: SEMIANNUAL,
    1: ANNUAL,
}
SOMEDAY = date(2024, 1, 1)


def list_cases():
    """Return every case of every file that was derived again, by its id."""
    cases = {}
    for path in sorted(FOLDER.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8"))["cases"]:
            if case.get("rederived"):
                cases[case["id"]] = case
    return cases


def check(case):
    """Run a case by its kind. An unknown kind fails."""
    ADAPTERS[case["kind"]](case)


def day(text):
    return date.fromisoformat(text)


def terms_of(case, **changes):
    """Return the terms of a case; textbooks name no dates, so any will do."""
    frequency = Frequency(UNITS[case["frequency"]["unit"]], case["frequency"]["every"])
    contract = day(case.get("disbursement_date", SOMEDAY.isoformat()))
    first = case.get("first_due_date")
    facts = {
        "amount": Decimal(case["principal"]),
        "rate_annual": Decimal(case["annual_rate_pct"]) / 100,
        "contract_date": contract,
        "first_payment_date": day(first) if first else date(2024, 2, 1),
        "frequency": frequency,
        "day_count": DAY_COUNTS[case["day_count"]],
        "rounding": Rounding.HALF_EVEN
        if "HALF_EVEN" in case["rounding"]
        else Rounding.HALF_UP,
        "smooths_last": "HALF_EVEN" in case["rounding"],
    }
    if "fixed_payment" in case:
        facts["payment_amount"] = Decimal(case["fixed_payment"])
    else:
        facts["number_of_payments"] = case["number_of_payments"]
    return LoanTerms(**(facts | changes))


def rate_of(entry):
    return Decimal(entry["annual_rate_pct"]) / 100


def transactions_of(entries, contract):
    """Return the entries of a case; the first disbursement is the loan's amount."""
    found = []
    for number, entry in enumerate(entries, 1):
        kind = entry["type"]
        effective = day(entry.get("date") or entry.get("effective") or entry["from"])
        common = {"effective": effective, "entry": number}
        if kind in ("payment", "payoff"):
            amount = Decimal(entry["amount"])
            found.append(Transaction(code=Code(kind), amount=amount, **common))
        elif kind == "disbursement":
            if effective != contract:
                amount = Decimal(entry["amount"])
                found.append(Transaction(code=Code.ADVANCE, amount=amount, **common))
        elif kind == "rate_change":
            rate = rate_of(entry)
            change = Transaction(code=Code.RATE_CHANGE, rate_annual=rate, **common)
            found.append(change)
        elif kind == "delinquency_pause":
            found.append(Transaction(code=Code.DELINQUENCY_PAUSE, **common))
            until = {"effective": day(entry["to"]), "entry": 100 + number}
            found.append(Transaction(code=Code.DELINQUENCY_RESUME, **until))
        else:
            assert kind == "recalculate", kind
    return found


def check_rows(rows, expected):
    for row, want in zip(rows, expected, strict=True):
        found = {
            "nr": row.number,
            "due_date": row.due_date.isoformat(),
            "principal": str(row.principal),
            "interest": str(row.interest),
            "total_due": str(row.payment),
            "balance_after": str(row.balance),
        }
        if hasattr(row, "paid"):
            found |= {"paid": str(row.paid), "outstanding": str(row.unpaid)}
        if "paid_date" in want:
            found["paid_date"] = row.satisfied_on.isoformat()
        assert found == {name: want[name] for name in found}


# One for each kind ----------------------------------------------------------------


def level_schedule(case):
    schedule = make_schedule(terms_of(case))

    check_rows(schedule.rows, case["expected"]["rows"])


def schedule_with_events(case):
    terms = terms_of(case)
    for checkpoint in case["expected"]["checkpoints"]:
        known = case["transactions"][: checkpoint["after_transactions"]]
        entries = transactions_of(known, terms.contract_date)

        result = replay(terms, entries, day(checkpoint["as_of"]))

        check_rows(result.rows, checkpoint["rows"])
        paid = [
            {
                "date": each.transaction.effective.isoformat(),
                "amount": str(each.transaction.amount),
                "principal": str(each.principal),
                "interest": str(each.interest),
                "principal_balance_after": str(each.after.principal),
            }
            for each in result.allocations
            if each.what in PAYMENTS
        ]
        assert paid == checkpoint.get("payments_applied", [])


def after_all_events(case):
    terms = terms_of(case)
    entries = transactions_of(case["transactions"], terms.contract_date)
    last = max((each.effective for each in entries), default=terms.contract_date)

    check_rows(replay(terms, entries, last).rows, case["expected"]["rows"])


def flat(case):
    terms = terms_of(case, interest_method=InterestMethod.FLAT)

    check_rows(make_schedule(terms).rows, case["expected"]["rows"])


def payoff_quote(case):
    terms = terms_of(case)
    if "END of the running period" in case["method"]:
        terms = terms_of(case, payoff_interest=PayoffInterest.TO_PERIOD_END)
    entries = transactions_of(case["transactions"], terms.contract_date)
    want = case["expected"]["payoff"]

    quote = replay(terms, entries, day(want["as_of"])).payoff()

    assert str(quote.amount) == want["amount"]
    assert str(quote.principal) == want["principal"]
    assert str(quote.interest) == want["interest"]


def delinquency(case):
    """The schedule of the source is given: equal parts of a loan without interest."""
    due = [day(row["due_date"]) for row in case["schedule"]]
    terms = LoanTerms(
        amount=Decimal(case["principal"]),
        rate_annual=Decimal(case["annual_rate_pct"]),
        contract_date=day(case["disbursement_date"]),
        first_payment_date=due[0],
        number_of_payments=len(due),
        frequency=Frequency(Unit.DAY, (due[1] - due[0]).days),
        delinquency_grace_days=case["delinquency_grace_days"],
        delinquency_buckets=tuple(
            DelinquencyBucket(name=each["name"], first=each["from"], last=each["to"])
            for each in case["buckets"]
        ),
    )
    scheduled = [(row.due_date, str(row.payment)) for row in make_schedule(terms).rows]
    assert scheduled == [
        (day(row["due_date"]), row["total_due"]) for row in case["schedule"]
    ]
    entries = transactions_of(case["transactions"], terms.contract_date)
    for want in case["expected"]["delinquency"]:
        result = replay(terms, entries, day(want["as_of"]))

        assert str(result.amount_past_due) == want["past_due_amount"]
        assert result.days_past_due == want["days_past_due"]
        assert result.delinquent_days == want["delinquent_days"]
        bucket = result.delinquency_bucket or "NO_DELINQUENCY"
        assert bucket == want["classification"]


def level_schedule_ceil(case):
    """Period figures unrounded; the source shows them to the whole unit."""
    schedule = make_schedule(
        terms_of(
            case,
            payment_rounding=PaymentRounding.UP_TO_UNIT,
            rounds_interest=False,
        )
    )
    want = case["expected"]

    assert whole(schedule.level_payment) == want["level_payment"]
    assert whole(schedule.total_interest) == want["total_interest"]
    assert whole(schedule.total_payments) == want["total_payments"]
    rows = {row.number: row for row in schedule.rows}
    for row in want["rows"]:
        found = rows[row["nr"]]
        shown = [whole(each) for each in (found.principal, found.interest)]
        assert [*shown, whole(found.balance)] == [
            row["principal"],
            row["interest"],
            row["balance_after"],
        ]


def fixed_payment_term(case):
    schedule = make_schedule(terms_of(case, rounds_interest=False))
    want = case["expected"]

    assert len(schedule.rows) == want["number_of_payments"]
    assert whole(schedule.total_interest) == want["total_interest"]
    assert whole(schedule.total_payments) == want["total_payments"]


def level_schedule_head(case):
    schedule = make_schedule(terms_of(case))

    assert str(schedule.level_payment) == case["expected"]["level_payment"]
    for row, want in zip(schedule.rows, case["expected"]["rows"], strict=False):
        found = (row.number, str(row.interest), str(row.principal), str(row.balance))
        names = ("nr", "interest", "principal", "balance_after")
        assert found == tuple(want[name] for name in names)


def rule_of_78_refund(case):
    refund = rule_78_refund(
        Decimal(case["finance_charge"]),
        case["number_of_payments"],
        case["payments_remaining"],
    )

    assert str(refund) == case["expected"]["unearned_interest"]


def by_figure(run):
    """Return a check that the engine's figures are those of a case, all of them."""

    def check_figures(case):
        expected = {name: Decimal(text) for name, text in case["expected"].items()}
        assert run(case) == expected

    return check_figures


def whole(amount):
    return str(amount.quantize(Decimal(1), ROUND_HALF_UP))


def apr(case):
    """The rate, and the time to each payment as the case counts it."""
    frequency = FREQUENCIES[case["unit_periods_per_year"]]
    due = DueDates(day(case["first_payment_date"]), frequency)
    first = case["payment_stream"][0]["first_at_unit_period"]
    payments, places = [], []
    for stream in case["payment_stream"]:
        odd, of = map(int, stream["odd_fraction"].split("/"))
        for number in range(stream["count"]):
            place = stream["first_at_unit_period"] + number
            paid_on = due[place - first]
            payments.append(CashFlow(paid_on, Decimal(stream["amount"])))
            places.append((place, odd, of))
    financed = Decimal(case["amount_financed"])
    advances = [CashFlow(day(case["advance_date"]), financed)]

    found = annual_percentage_rate(advances, payments)

    assert str(found.percent) == case["expected"]["apr_pct"]
    assert found.unit_period.interval == frequency
    for span, (whole_periods, odd, of) in zip(found.spans, places, strict=True):
        assert (span.whole, span.odd * of) == (whole_periods, odd * span.of)


ADAPTERS = {
    "apr": apr,
    "level_schedule": level_schedule,
    "schedule_with_events": schedule_with_events,
    "multi_disbursement": after_all_events,
    "rate_change": after_all_events,
    "flat": flat,
    "payoff_quote": payoff_quote,
    "delinquency": delinquency,
    "level_schedule_ceil": level_schedule_ceil,
    "fixed_payment_term": fixed_payment_term,
    "level_schedule_head": level_schedule_head,
    "rule_of_78_refund": rule_of_78_refund,
    **{kind: by_figure(run) for kind, run in OF_LEASES_AND_LINES.items()},
}
