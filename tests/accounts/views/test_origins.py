"""Settings: account templates and line programs."""

import pytest
from django.urls import reverse

from accounts.models import AccountTemplate, LineProgram
from tests import builders
from tests.builders_accounts import LINE, make_account, make_program
from tests.builders_settings import browser_of

TEMPLATES = reverse("settings:account_templates")
PROGRAMS = reverse("settings:line_programs")
ADD_PROGRAM = reverse("settings:line_program_add")
TYPED_PROGRAM = {
    "name": "Everyday 5K",
    "limit": "5,000",
    "buckets__0__name": "purchases",
    "buckets__0__rate_annual": "21.9",
    "closes": "9",
    "due_days": "25",
    "draw_end_days": "730",
    "late_fee__kind": "none",
    "minimum__kind": "percent_plus_interest_and_fees",
    "minimum__percent": "1",
    "interest_basis": "average_with_new",
    "day_count": "actual/365",
    "accrues_on": "principal",
    "spares_repaid": "on",
    "minimum__past_due_added": "on",
    "minimum_order": "fees,interest,principal",
    "minimum_buckets": "as_listed",
    "excess_buckets": "highest_rate",
    "rounding": "half_up",
    "refuses_over_limit": "on",
}
TYPED_TEMPLATE = {
    "name": "Used auto",
    "rate_annual": "15.49",
    "interest_method": "simple",
    "frequency": "monthly",
    "late_fee__kind": "none",
    "business_days": "ignore",
    "day_count": "30/360",
    "first_period": "actual",
    "overdue_accrues": "on",
    "order": "fees,interest,principal,escrow",
    "waterfall": "by_installment",
    "excess": "next_installment",
    "payoff_interest": "to_day",
    "payment_rounding": "nearest",
    "rounding": "half_up",
    "rounds_interest": "on",
}


@pytest.fixture
def administrator(tenant):
    return builders.make_member(tenant, "administrator", name="Lena Morozova")


@pytest.fixture
def actor(administrator, tenant):
    return builders.actor_of(administrator, tenant)


@pytest.fixture
def browser(administrator, tenant):
    return browser_of(administrator, tenant)


def add_template(browser, kind="loan", **changes):
    address = reverse("settings:account_template_add", args=[kind])
    return browser.post(address, TYPED_TEMPLATE | changes, follow=True)


# Templates -------------------------------------------------------------------


def test_a_template_is_added_edited_and_inactivated(browser, in_tenant):
    assert "No templates yet" in browser.get(TEMPLATES).content.decode()
    assert "Template Used auto added." in add_template(browser).content.decode()
    template = AccountTemplate.objects.get()
    page = reverse("settings:account_template", args=[template.pk])
    assert 'value="15.49"' in browser.get(page).content.decode()

    browser.post(page, TYPED_TEMPLATE | {"rate_annual": "16", "version": 1})
    browser.post(reverse("settings:account_template_inactivate", args=[template.pk]))

    template.refresh_from_db()
    assert template.terms == {"rate_annual": "0.16"}
    assert not template.is_active
    browser.post(reverse("settings:account_template_activate", args=[template.pk]))
    template.refresh_from_db()
    assert template.is_active


def test_a_bad_template_comes_back(browser, in_tenant):
    add_template(browser)

    same_name = add_template(browser, name="USED AUTO")
    wrong = add_template(browser, name="Other", rate_annual="abc")

    assert same_name.status_code == 422
    assert "Another template has this name." in same_name.content.decode()
    assert wrong.status_code == 422
    assert 'value="abc"' in wrong.content.decode()
    assert AccountTemplate.objects.count() == 1


def test_there_are_no_templates_of_lines(browser, in_tenant):
    address = reverse("settings:account_template_add", args=["line"])

    assert browser.get(address).status_code == 404


def test_a_stale_template_shows_what_is_saved_now(browser, in_tenant):
    add_template(browser)
    page = reverse("settings:account_template", args=[AccountTemplate.objects.get().pk])
    browser.post(page, TYPED_TEMPLATE | {"rate_annual": "16", "version": 1})

    answer = browser.post(page, TYPED_TEMPLATE | {"rate_annual": "17", "version": 1})

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Somebody has changed this template meanwhile" in text
    assert "16.00%" in text
    assert 'name="version" value="2"' in text


# Programs --------------------------------------------------------------------


def test_a_program_is_added(browser, in_tenant):
    answer = browser.post(ADD_PROGRAM, TYPED_PROGRAM, follow=True)

    assert "Program Everyday 5K added." in answer.content.decode()
    program = LineProgram.objects.get()
    assert program.terms["draw_end_days"] == 730
    assert program.terms["buckets"] == [
        {"name": "purchases", "rate_annual": "0.219", "has_grace": False}
    ]
    assert (program.refuses_over_limit, program.refuses_late_draws) == (True, False)


def test_a_program_says_what_is_copied_what_is_read_and_how_many_lines_it_has(
    browser, actor, in_tenant
):
    program = make_program(actor)
    make_account(actor, "LC-1", "line", program=program)

    page = browser.get(reverse("settings:line_program", args=[program.pk]))

    text = page.content.decode()
    assert "Everything below is copied to a line when it is made." in text
    assert "a change changes what 1 line may do, at once" in text
    assert "1 line" in browser.get(PROGRAMS).content.decode()


def test_a_program_is_changed_and_offered_no_more(browser, actor, in_tenant):
    program = make_program(actor)
    page = reverse("settings:line_program", args=[program.pk])

    browser.post(page, TYPED_PROGRAM | {"version": 1, "most_days_past_due": "10"})
    browser.post(reverse("settings:line_program_inactivate", args=[program.pk]))

    program.refresh_from_db()
    assert program.name == "Everyday 5K"
    assert program.most_days_past_due == 10
    assert not program.is_active


def test_a_bad_program_comes_back(browser, actor, in_tenant):
    make_program(actor, "Builder")

    for changes in (
        {"limit": "-5"},
        {"closes": "32"},
        {"due_days": "60"},
        {"name": "builder"},
        {"buckets__0__name": ""},
        {"most_days_past_due": "99999"},
        {"draw_end_days": "99999"},
    ):
        answer = browser.post(ADD_PROGRAM, TYPED_PROGRAM | changes)
        assert answer.status_code == 422, changes
        assert "Error: New program" in answer.content.decode()
    assert LineProgram.objects.count() == 1


def test_a_stale_program_shows_what_is_saved_now(browser, actor, in_tenant):
    program = make_program(actor)
    page = reverse("settings:line_program", args=[program.pk])
    browser.post(page, TYPED_PROGRAM | {"version": 1, "limit": "6,000"})

    answer = browser.post(page, TYPED_PROGRAM | {"version": 1, "limit": "7,000"})

    assert answer.status_code == 422
    assert "$6,000.00" in answer.content.decode()
    program.refresh_from_db()
    assert program.terms["limit"] == "6000.00"
    assert program.terms["closes"] != LINE["closes"]
