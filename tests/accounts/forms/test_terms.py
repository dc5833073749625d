"""Terms as people type them, and as the engine has them."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from accounts.engine.reading import read_terms
from accounts.forms.terms import (
    FORMS,
    TEMPLATE_FORMS,
    LeaseTermsForm,
    LineTermsForm,
    LoanTermsForm,
    ProgramTermsForm,
    differences,
)
from accounts.forms.terms.starting import (
    as_posted,
    keep_typed,
    show_typed,
    starting_terms,
    taken_over,
    typed_of,
)
from tests.builders_accounts import LEASE, LINE, LOAN

TODAY = date(2026, 11, 25)
PROGRAM = {
    **{name: value for name, value in LINE.items() if name != "open_date"},
    "draw_end_days": 730,
    "late_fee": {"kind": "fixed", "amount": "25.00"},
}


def typed(form, **changes):
    """Return what an untouched form posts, with some fields typed otherwise."""
    data = as_posted(typed_of(form))
    for name, value in changes.items():
        data.setlist(name, [value] if value is not None else [])
    return data


def filled(form_class, base, **changes):
    form = form_class(typed(form_class(base=base), **changes), base=base)
    form.is_valid()
    return form


def new_loan(**changes):
    usual = {
        "amount": "14,250.00",
        "rate_annual": "15.49",
        "number_of_payments": "60",
        "contract_date": "2026-11-21",
        "first_payment_date": "2027-01-05",
    }
    return filled(LoanTermsForm, {}, **(usual | changes))


# Every kind ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form_class", "terms"),
    [(LoanTermsForm, LOAN), (LeaseTermsForm, LEASE), (LineTermsForm, LINE)],
)
def test_an_untouched_form_gives_the_same_terms_back(form_class, terms):
    form = filled(form_class, terms)

    assert form.errors == {}
    assert form.terms == terms


@pytest.mark.parametrize("kind", FORMS)
def test_a_field_left_alone_means_what_the_engine_takes_without_it(kind):
    terms = {"loan": LOAN, "lease": LEASE, "line": LINE}[kind]
    form_class = FORMS[kind]
    form = form_class(base=terms)
    # Written out, each choice and switch is what the engine has by itself.
    named = {
        name: field.initial
        for name, field in form_class.base_fields.items()
        if field.initial is not None and "__" not in name and name not in terms
    }

    assert read_terms({**terms, **named, "kind": kind}) == read_terms(
        {**terms, "kind": kind}
    )
    assert form["rounding"].value() == "half_up"


@pytest.mark.parametrize("kind", FORMS)
def test_every_field_stands_in_one_group_of_the_page(kind):
    form_class = FORMS[kind]
    terms = {"loan": LOAN, "lease": LEASE, "line": LINE}[kind]
    form = form_class(base=terms)

    shown = [field.name for group in form.field_groups for field in group.fields]

    assert sorted(shown) == sorted(form.fields)


def test_what_no_field_can_show_stays_as_it_was():
    odd = {
        "frequency": {"unit": "day", "every": 10},
        "holidays": {"weekend": [6], "dates": ["2026-12-25"]},
        "delinquency_buckets": [{"name": "Early", "first": 1, "last": 29}],
    }

    form = filled(LoanTermsForm, {**LOAN, **odd}, rate_annual="13")

    assert form.errors == {}
    assert "frequency" not in form.fields
    assert form.terms == {**LOAN, **odd, "rate_annual": "0.13"}


# Loans -----------------------------------------------------------------------


def test_a_loan_is_typed_in_dollars_and_percent():
    form = new_loan(prepaid_finance_charge="$195", day_count="actual/365")

    assert form.errors == {}
    assert form.terms == {
        "amount": "14250.00",
        "rate_annual": "0.1549",
        "number_of_payments": 60,
        "contract_date": "2026-11-21",
        "first_payment_date": "2027-01-05",
        "prepaid_finance_charge": "195.00",
        "day_count": "actual/365",
    }


def test_a_rule_of_78_above_61_months_is_refused_at_its_field():
    longest = new_loan(
        interest_method="rule_78",
        number_of_payments="61",
        first_payment_date="2026-12-21",
    )
    longer = new_loan(
        interest_method="rule_78",
        number_of_payments="62",
        first_payment_date="2026-12-21",
    )

    assert longest.errors == {}
    assert longer.errors == {
        "interest_method": ["The rule of 78 is refused above 61 months."]
    }


def test_the_engine_speaks_at_the_field_that_it_means():
    form = new_loan(first_payment_date="2026-11-20")
    assert form.errors == {"first_payment_date": ["Can't be before the contract date."]}

    form = new_loan(number_of_payments="60", payment_amount="300")
    assert list(form.errors) == ["number_of_payments"]

    form = new_loan(number_of_payments=None, payment_amount="10")
    assert list(form.errors) == ["payment_amount"]


def test_a_rate_that_is_no_percentage_is_refused_where_it_is_typed():
    assert "1,000 %" in new_loan(rate_annual="1001").errors["rate_annual"][0]
    assert new_loan(rate_annual="12,5").errors["rate_annual"] == [
        "Enter a percentage, such as 12.5."
    ]
    assert new_loan(rate_annual="-1").errors["rate_annual"]


def test_a_late_fee_asks_for_what_its_kind_needs():
    form = new_loan(late_fee__kind="greater", late_fee__amount="15")
    assert form.errors == {"late_fee__percent": ["This kind of late fee needs it."]}

    form = new_loan(
        late_fee__kind="greater",
        late_fee__amount="15",
        late_fee__percent="5",
        late_fee__grace_days="10",
    )
    assert form.terms["late_fee"] == {
        "kind": "greater",
        "amount": "15.00",
        "percent": "0.05",
        "grace_days": 10,
    }


def test_no_late_fee_takes_the_whole_of_it_away():
    fee = {"late_fee": {"kind": "fixed", "amount": "15.00", "grace_days": 10}}

    form = filled(LoanTermsForm, {**LOAN, **fee}, late_fee__kind="none")

    assert form.terms == LOAN


def test_a_rate_per_period_is_shown_as_an_annual_one():
    base = {**LOAN, "rate": "0.01", "rate_period": "monthly"}
    base.pop("rate_annual")

    form = filled(LoanTermsForm, base)

    assert form.fields["rate_annual"].initial == Decimal("0.12")
    assert Decimal(form.terms["rate_annual"]) == Decimal("0.12")
    assert "rate" not in form.terms


# Leases ----------------------------------------------------------------------


def test_a_lease_takes_a_money_factor_or_a_rate_and_not_both():
    lease = filled(LeaseTermsForm, LEASE, money_factor="0.00125")
    both = filled(LeaseTermsForm, LEASE, rate_annual="6")

    assert lease.terms["money_factor"] == "0.00125"
    assert both.errors == {"money_factor": ["Give a money factor or an annual rate."]}


# Lines -----------------------------------------------------------------------


def new_line(**changes):
    return filled(LineTermsForm, starting_terms("line", PROGRAM, TODAY), **changes)


def test_a_line_begins_with_its_programs_values_and_dates_counted_from_today():
    form = new_line()

    assert form.errors == {}
    assert form.terms["open_date"] == "2026-11-25"
    assert form.terms["draw_end_date"] == "2028-11-24"
    assert "draw_end_days" not in form.terms


def test_a_line_says_the_programs_value_beside_its_own():
    base = starting_terms("line", PROGRAM, TODAY)

    form = LineTermsForm(base=base, origin=PROGRAM, origin_word="Program")

    assert form["limit"].help_text == "Program: $5,000.00"
    assert form["buckets__1__rate_annual"].label == "Rate on cash"
    assert form["buckets__1__rate_annual"].help_text == "Program: 24.00%"
    draw_end = form["draw_end_date"].help_text
    assert draw_end == "Empty for no end. Program: 730 days, Nov 24, 2028"
    assert form["open_date"].help_text == ""


def test_what_a_line_has_not_of_its_program_does_not_come_back():
    form = new_line(late_fee__kind="none", draw_end_date="")

    assert form.terms["late_fee"] is None
    assert form.terms["draw_end_date"] is None
    assert form.agreed.late_fee is None


def test_the_engine_names_a_balance_and_the_form_finds_it():
    form = LineTermsForm(base=LINE)
    form.terms = LINE

    assert form.name_of("buckets.cash.rate_annual") == "buckets__1__rate_annual"
    assert new_line(due_days="40").errors["due_days"]


# Programs and templates ------------------------------------------------------


def test_a_program_holds_days_where_a_line_has_dates():
    form = filled(ProgramTermsForm, PROGRAM, draw_end_days="365")

    assert form.errors == {}
    assert form.terms["draw_end_days"] == 365
    assert "open_date" not in form.fields


def test_balances_of_a_program_need_a_name_and_a_rate():
    named = filled(ProgramTermsForm, PROGRAM, buckets__2__name="transfers")
    rated = filled(ProgramTermsForm, PROGRAM, buckets__2__rate_annual="9")
    added = filled(
        ProgramTermsForm,
        PROGRAM,
        buckets__2__name="transfers",
        buckets__2__rate_annual="9",
    )
    gone = filled(
        ProgramTermsForm, PROGRAM, buckets__1__name="", buckets__1__rate_annual=""
    )

    assert list(named.errors) == ["buckets__2__rate_annual"]
    assert list(rated.errors) == ["buckets__2__name"]
    assert [each["name"] for each in added.terms["buckets"]] == [
        "purchases",
        "cash",
        "transfers",
    ]
    assert [each["name"] for each in gone.terms["buckets"]] == ["purchases"]


def test_a_template_may_leave_open_what_each_account_says():
    form = filled(
        TEMPLATE_FORMS["loan"],
        {},
        rate_annual="12",
        late_fee__kind="fixed",
        late_fee__amount="15",
    )

    assert form.errors == {}
    assert form.terms == {
        "rate_annual": "0.12",
        "late_fee": {"kind": "fixed", "amount": "15.00"},
    }
    assert "contract_date" not in form.fields


def test_a_template_that_no_account_can_have_is_refused():
    form = filled(TEMPLATE_FORMS["loan"], {}, amount="100", balloon="200")

    assert form.errors == {"balloon": ["Can't be above the amount lent."]}


def test_a_loan_from_a_template_is_due_one_period_after_today():
    weekly = starting_terms("loan", {"frequency": "weekly"}, TODAY)
    single = starting_terms("loan", {"frequency": "single"}, TODAY)

    assert weekly["contract_date"] == "2026-11-25"
    assert weekly["first_payment_date"] == "2026-12-02"
    assert single["first_payment_date"] == "2026-12-25"


# Kept and compared -----------------------------------------------------------


def test_half_typed_text_is_kept_and_shown_again_without_being_judged():
    posted = QueryDict("amount=12,5&rate_annual=abc&due_on_last_day=on&stray=1")
    kept = keep_typed(posted, LoanTermsForm(base={}))
    form = LoanTermsForm(base={})

    show_typed(form, kept)

    assert kept == {
        "amount": ["12,5"],
        "rate_annual": ["abc"],
        "due_on_last_day": ["on"],
    }
    assert form["amount"].value() == "12,5"
    assert form["rate_annual"].value() == "abc"
    assert form.errors == {}


def test_differences_are_said_in_words():
    changed = {**LOAN, "rate_annual": "0.1499", "balloon": "500.00"}

    found = differences(LoanTermsForm(base=LOAN), LOAN, changed)

    assert [(each.label, each.before, each.after) for each in found] == [
        ("Annual rate", "12.00%", "14.99%"),
        ("Balloon", "—", "$500.00"),
    ]


def test_new_values_are_taken_over_where_the_old_ones_were_left_alone():
    old = starting_terms("line", PROGRAM, TODAY)
    new = {**old, "limit": "6000.00", "due_days": 20}
    form = filled(LineTermsForm, {**old, "due_days": 25}, limit="4000")

    merged = taken_over(form, {**old, "due_days": 25}, new)

    assert merged["limit"] == "4000.00"
    assert merged["due_days"] == 20


def test_a_new_program_needs_a_limit_a_balance_a_closing_day_and_a_minimum():
    form = filled(
        ProgramTermsForm,
        {},
        limit="5,000",
        buckets__0__name="purchases",
        buckets__0__rate_annual="21.9",
        closes="9",
        minimum__percent="1",
    )

    assert form.errors == {}
    assert form.terms["minimum"] == {
        "kind": "percent_plus_interest_and_fees",
        "percent": "0.01",
    }
