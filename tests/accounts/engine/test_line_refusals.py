"""What a line refuses, and which field it names."""

from decimal import Decimal

import pytest

from accounts.engine.calendar import MONTHLY, SINGLE, BusinessDays, DueDates
from accounts.engine.errors import BadQuestion, BadTerms, BadTransaction
from accounts.engine.line import replay_line
from accounts.engine.line_explain import explain
from accounts.engine.line_terms import LineBucket, MinimumKind
from accounts.engine.options import Bucket
from accounts.engine.transactions import Code
from tests.builders_lines import Entries, day, make_line_terms, make_minimum

D = Decimal


def replay(entries, as_of):
    return replay_line(make_line_terms(), entries.all, day(as_of))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"limit": D("-1.00")}, "limit"),
        ({"limit": D("NaN")}, "limit"),
        ({"buckets": ()}, "buckets"),
        ({"closes": 0}, "closes"),
        ({"closes": 32}, "closes"),
        ({"closes": DueDates(day("2026-01-31"), SINGLE)}, "closes"),
        (
            {
                "closes": DueDates(
                    day("2026-01-31"), MONTHLY, business_days=BusinessDays.NEXT
                )
            },
            "closes",
        ),
        ({"due_days": 28}, "due_days"),
        ({"minimum_order": (Bucket.FEES,)}, "minimum_order"),
        ({"accrues_on": frozenset({Bucket.ESCROW})}, "accrues_on"),
        ({"draw_end_date": day("2025-12-31")}, "draw_end_date"),
        ({"open_date": day("1812-01-01")}, "open_date"),
        ({"purchases": "18"}, "buckets.purchases.rate_annual"),
    ],
)
def test_bad_terms_are_refused_by_field(changes, field):
    with pytest.raises(BadTerms) as refusal:
        make_line_terms(**changes)

    assert refusal.value.field == field


def test_balance_may_not_be_named_as_a_part():
    with pytest.raises(BadTerms):
        LineBucket(name="interest", rate_annual=D("0.1"))


@pytest.mark.parametrize(
    "changes",
    [
        {"percent": D(2)},
        {"kind": MinimumKind.FIXED},
        {"kind": MinimumKind.PERCENT, "percent": D(0)},
        {"floor": D("-1.00")},
    ],
)
def test_bad_minimum_is_refused(changes):
    with pytest.raises(BadTerms) as refusal:
        make_minimum(**changes)

    assert refusal.value.field.startswith("minimum.")


@pytest.mark.parametrize(
    ("code", "fields", "field"),
    [
        (Code.ADVANCE, {"effective": "2025-12-31", "amount": "5.00"}, "effective"),
        (Code.ADVANCE, {"amount": "5.00", "bucket": "travel"}, "bucket"),
        (Code.PENDING_SWIPE, {"amount": "5.00", "bucket": "travel"}, "bucket"),
        (Code.SETTLED_SWIPE, {"amount": "5.00", "reverses": 7}, "reverses"),
        (Code.SKIPPED_PAYMENT, {}, "code"),
        (Code.PRINCIPAL_PAYMENT, {"amount": "5.00"}, "code"),
        (Code.RATE_CHANGE, {"rate_annual": D(12)}, "rate_annual"),
        (Code.RATE_CHANGE, {"rate_annual": D("NaN")}, "rate_annual"),
        (
            Code.PAYMENT,
            {"amount": "5.00", "split": {Bucket.ESCROW: D("5.00")}},
            "split",
        ),
    ],
)
def test_entries_that_no_line_can_have_are_refused(code, fields, field):
    entries = Entries()
    entries.add(code, **{"effective": "2026-01-10"} | fields)

    with pytest.raises(BadTransaction) as refusal:
        replay(entries, "2026-02-01")

    assert (refusal.value.field, refusal.value.entry) == (field, 1)


def test_day_before_the_opening_is_no_question():
    with pytest.raises(BadQuestion):
        replay(Entries(), "2025-12-31")


@pytest.mark.parametrize(
    "asked", [{"statement": 2}, {"statement": 0}, {"bucket": "travel"}]
)
def test_figures_that_there_are_not_are_no_question(asked):
    line = replay(Entries(), "2026-02-01")

    with pytest.raises(BadQuestion):
        explain(line, "interest", **asked)
