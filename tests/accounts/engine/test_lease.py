"""Leases by the money factor."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.engine.errors import BadQuestion, BadTerms
from accounts.engine.lease import (
    LeasePaid,
    explain_lease_payoff,
    lease_payoff,
    make_lease_schedule,
    paid_after,
)
from accounts.engine.lease_terms import LeasePayoff
from tests.builders_leases import day, make_lease_terms

D = Decimal


def test_payment_is_depreciation_and_rent_rounded_once():
    # (48125 - 30000) / 36 = 503.4722, (48125 + 30000) x 0.00245 = 191.40625, together
    # 694.8785.
    schedule = make_lease_schedule(make_lease_terms())

    assert schedule.base_payment == D("694.88")
    assert schedule.rows[0].depreciation == D("503.47")
    assert schedule.rows[0].rent == D("191.41")


def test_rate_is_24_money_factors():
    by_factor = make_lease_terms()
    by_rate = make_lease_terms(money_factor=None, rate_annual=D("0.0588"))

    assert by_factor.rate == D("0.0588")
    assert make_lease_schedule(by_rate).rows == make_lease_schedule(by_factor).rows


def test_tax_is_on_the_payment():
    # 694.88 x 0.07 = 48.6416.
    schedule = make_lease_schedule(make_lease_terms(payment_tax=D("0.07")))

    assert schedule.rows[0].tax == D("48.64")
    assert schedule.payment == D("743.52")


def test_last_row_takes_what_rounding_leaves_over():
    # Depreciation: 18125 - 35 x 503.47 = 503.55. Rent: 36 x 191.40625 = 6890.625, so
    # 6890.63 - 35 x 191.41 = 191.28.
    last = make_lease_schedule(make_lease_terms()).rows[-1]

    assert (last.depreciation, last.rent) == (D("503.55"), D("191.28"))
    assert last.base_payment == D("694.83")
    assert last.balance == D("30000.00")


def test_payments_on_the_31st_fall_on_shorter_months_last_day():
    terms = make_lease_terms(
        contract_date=day("2028-01-31"), first_payment_date=day("2028-01-31")
    )

    dates = [row.due_date for row in make_lease_schedule(terms).rows[:3]]

    assert dates == [day("2028-01-31"), day("2028-02-29"), day("2028-03-31")]


def test_lease_without_rent_pays_the_depreciation_alone():
    terms = make_lease_terms(
        capitalized_cost=D("20000.00"),
        residual=D("10000.00"),
        term_months=3,
        money_factor=D(0),
    )

    rows = make_lease_schedule(terms).rows

    assert [row.payment for row in rows] == [D("3333.33"), D("3333.33"), D("3333.34")]


def test_lease_without_depreciation_pays_rent_alone():
    schedule = make_lease_schedule(make_lease_terms(residual=D("48125.00")))

    assert {row.depreciation for row in schedule.rows} == {D("0.00")}
    assert schedule.rows[0].rent == D("235.81")


def test_standard_payoff_owes_what_is_left_and_the_rent_due():
    # 12 payments are made, the 13th of 15 January 2027 is due: depreciation left
    # 18125 - 12 x 503.47 = 12083.36, residual 30000, rent due 191.41, fees 25.
    schedule = make_lease_schedule(make_lease_terms())
    paid = paid_after(schedule, 12)
    paid = LeasePaid(depreciation=paid.depreciation, rent=paid.rent, fees_due=D(25))

    payoff = lease_payoff(schedule, paid, day("2027-01-15"))

    assert payoff == D("42299.77")


def test_standard_payoff_gives_no_rent_back_that_was_paid_ahead():
    schedule = make_lease_schedule(make_lease_terms())

    payoff = lease_payoff(schedule, paid_after(schedule, 12), day("2026-01-15"))

    assert payoff == D("42083.36")


def test_full_payoff_owes_the_rent_of_the_whole_lease():
    # 12083.36 + 30000 + 6890.63 - 12 x 191.41 = 46677.07.
    schedule = make_lease_schedule(make_lease_terms(payoff=LeasePayoff.FULL))

    payoff = lease_payoff(schedule, paid_after(schedule, 12), day("2026-12-20"))

    assert payoff == D("46677.07")


def test_payoff_of_a_thing_handed_back_leaves_the_residual_out():
    terms = make_lease_terms(payoff_includes_residual=False)
    schedule = make_lease_schedule(terms)

    payoff = lease_payoff(schedule, paid_after(schedule, 12), day("2026-12-20"))

    assert payoff == D("12083.36")


def test_payoff_owes_the_tax_on_payments_due():
    schedule = make_lease_schedule(make_lease_terms(payment_tax=D("0.07")))

    payoff = explain_lease_payoff(schedule, LeasePaid(), day("2026-01-15"))

    # Nothing is paid: 18125 + 30000 + 191.41 + 48.64.
    assert payoff.total == D("48365.05")
    assert [line.what for line in payoff.lines] == [
        "Depreciation",
        "Residual",
        "Rent due",
        "Tax on payments due",
    ]


def test_payoff_after_the_last_payment_is_the_residual():
    schedule = make_lease_schedule(make_lease_terms())

    payoff = lease_payoff(schedule, paid_after(schedule, 36), day("2029-03-01"))

    assert payoff == D("30000.00")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capitalized_cost": D("-1.00")}, "capitalized_cost"),
        ({"capitalized_cost": D("NaN")}, "capitalized_cost"),
        ({"residual": D("48125.01")}, "residual"),
        ({"term_months": 0}, "term_months"),
        ({"money_factor": None}, "money_factor"),
        ({"rate_annual": D("0.06")}, "money_factor"),
        ({"money_factor": D("5.88")}, "money_factor"),
        ({"money_factor": D("-0.001")}, "money_factor"),
        ({"money_factor": None, "rate_annual": D(12)}, "rate_annual"),
        ({"payment_tax": D(7)}, "payment_tax"),
        ({"first_payment_date": day("2026-01-14")}, "first_payment_date"),
        ({"contract_date": day("1812-01-01")}, "contract_date"),
    ],
)
def test_bad_terms_are_refused_by_field(changes, field):
    with pytest.raises(BadTerms) as refusal:
        make_lease_terms(**changes)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("paid", "as_of", "field"),
    [
        ({}, "2026-01-14", "as_of"),
        ({"depreciation": D("18125.01")}, "2026-02-01", "depreciation"),
        ({"rent": D("6890.64")}, "2026-02-01", "rent"),
        ({"fees_due": D("-1.00")}, "2026-02-01", "fees_due"),
    ],
)
def test_bad_questions_are_refused_by_field(paid, as_of, field):
    schedule = make_lease_schedule(make_lease_terms())

    with pytest.raises(BadQuestion) as refusal:
        lease_payoff(schedule, LeasePaid(**paid), day(as_of))

    assert refusal.value.field == field


def test_more_payments_than_there_are_is_refused():
    with pytest.raises(BadQuestion):
        paid_after(make_lease_schedule(make_lease_terms()), 37)


cents = st.integers(1, 99_999_999).map(lambda cents: D(cents) / 100)


@settings(max_examples=200, deadline=None)
@given(
    cost=cents,
    share=st.decimals(0, 1, places=3),
    months=st.integers(1, 120),
    factor=st.decimals(0, D("0.02"), places=5),
    tax=st.decimals(0, D("0.2"), places=4),
    kind=st.sampled_from(LeasePayoff),
    paid=st.integers(0, 120),
)
def test_any_lease_ends_at_its_residual(cost, share, months, factor, tax, kind, paid):
    terms = make_lease_terms(
        capitalized_cost=cost,
        residual=(cost * share).quantize(D("0.01")),
        term_months=months,
        money_factor=factor,
        payment_tax=tax,
        payoff=kind,
    )

    schedule = make_lease_schedule(terms)

    assert schedule.rows[-1].balance == terms.residual
    for row in schedule.rows:
        assert min(row.depreciation, row.rent, row.tax) >= 0
        assert row.balance >= terms.residual
    paid_up = paid_after(schedule, min(paid, months))
    explained = explain_lease_payoff(schedule, paid_up, date(2027, 6, 1))
    assert explained.total >= terms.residual
