"""The pages that make an account."""

import pytest
from django.urls import reverse

from accounts.forms.terms.starting import typed_of
from accounts.models import (
    Account,
    AccountCustomer,
    AccountDraft,
    Portfolio,
    Role,
)
from accounts.queries.numbers import suggest_number
from accounts.services import programs, templates
from lendcore.history.recording import recorded
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_accounts import LINE, LOAN, TYPED_LOAN, make_account, make_program
from tests.builders_customers import make_customer, ssn
from tests.builders_settings import HTMX, browser_of

KIND = reverse("accounts:new")
TERMS = reverse("accounts:new_terms")
PREVIEW = reverse("accounts:new_preview")
PROGRAM = reverse("accounts:new_program")
PEOPLE = reverse("accounts:new_customers")
REVIEW = reverse("accounts:new_review")
ACCEPT = reverse("accounts:new_accept")


@pytest.fixture
def agent(tenant):
    return builders.make_member(tenant, name="Dana Whitfield")


@pytest.fixture
def actor(agent, tenant):
    return builders.actor_of(agent, tenant)


@pytest.fixture
def browser(agent, tenant):
    return browser_of(agent, tenant)


@pytest.fixture
def draft(browser, in_tenant):
    """A loan that was begun from blank."""
    browser.post(KIND, {"start": "loan"})
    return AccountDraft.objects.get()


def typed(draft, **changes):
    draft.refresh_from_db()
    return {"key": str(draft.key), **TYPED_LOAN, **changes}


def keyed(draft, **changes):
    draft.refresh_from_db()
    return {"key": str(draft.key), "version": draft.version, **changes}


# Kind ------------------------------------------------------------------------


def test_the_first_page_offers_kinds_and_active_templates(browser, actor, in_tenant):
    templates.add_template(actor=actor, kind="loan", name="Used auto", terms={})
    gone = templates.add_template(actor=actor, kind="lease", name="Boat", terms={})
    templates.set_template_active(actor=actor, template_id=gone.pk, is_active=False)

    page = browser.get(KIND).content.decode()

    assert "Used auto" in page
    assert "Boat" not in page
    assert page.count('name="start"') == 4


def test_nothing_or_a_strange_choice_is_refused(browser, in_tenant):
    for data in ({}, {"start": "loan-99"}, {"start": "card"}):
        answer = browser.post(KIND, data)
        assert answer.status_code == 422
        assert "Error: Kind" in answer.content.decode()
    assert not AccountDraft.objects.exists()


def test_another_tenants_template_is_no_choice(browser, in_tenant, other_tenant):
    with activate_tenant(other_tenant.pk):
        member = builders.make_member(other_tenant)
        theirs = templates.add_template(
            actor=builders.actor_of(member, other_tenant),
            kind="loan",
            name="Theirs",
            terms={},
        )

    assert browser.post(KIND, {"start": f"loan-{theirs.pk}"}).status_code == 422


def test_pages_without_a_draft_lead_to_the_first(browser, in_tenant):
    for page in (TERMS, PEOPLE, REVIEW):
        assert browser.get(page)["Location"] == KIND
    for page in (TERMS, PROGRAM, PEOPLE, REVIEW, ACCEPT):
        assert browser.post(page, {"key": "x"})["Location"] == KIND
    # A request in the background is refused; the page says to reload.
    assert browser.post(PREVIEW, {}, headers=HTMX).status_code == 409


# Terms -----------------------------------------------------------------------


def test_the_terms_page_begins_with_today_and_the_next_free_number(
    browser, draft, actor
):
    page = browser.get(TERMS)

    form, labels = page.context["form"], page.context["labels"]
    assert labels["number"].value() == "LN-100001"
    assert form["contract_date"].value() is not None
    assert "show up here once" in page.content.decode()


def test_a_template_fills_the_form(browser, actor, in_tenant):
    made = templates.add_template(
        actor=actor, kind="loan", name="Auto", terms={"rate_annual": "0.1549"}
    )
    browser.post(KIND, {"start": f"loan-{made.pk}"})

    page = browser.get(TERMS).content.decode()

    assert 'value="15.49"' in page
    assert "Template: 15.49%" in page


def test_typing_is_previewed_and_kept(browser, draft):
    answer = browser.post(PREVIEW, typed(draft, title="Truck"), headers=HTMX)

    part = answer.content.decode()
    assert part.strip().startswith('<div id="preview">')
    assert "$888.49" in part
    assert "11 monthly payments from" in part
    assert "12.00%" in part
    assert 'hx-swap-oob="true"' in part
    page = browser.get(TERMS).content.decode()
    assert 'value="Truck"' in page
    assert 'value="10,000.00"' in page


def test_a_wrong_field_keeps_the_last_right_preview_and_says_so(browser, draft):
    browser.post(PREVIEW, typed(draft), headers=HTMX)

    answer = browser.post(PREVIEW, typed(draft, amount="12,5"), headers=HTMX)

    part = answer.content.decode()
    assert answer.status_code == 200
    assert "Amount lent: Enter an amount, such as 1,234.50." in part
    assert "the last complete terms" in part
    assert "$888.49" in part
    assert 'value="12,5"' in browser.get(TERMS).content.decode()


def test_without_script_a_button_previews(browser, draft):
    answer = browser.post(TERMS, typed(draft, preview="1"))

    assert answer.status_code == 200
    assert "$888.49" in answer.content.decode()


def test_wrong_terms_come_back_with_what_was_typed(browser, draft):
    answer = browser.post(
        TERMS, typed(draft, interest_method="rule_78", number_of_payments="72")
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The rule of 78 is refused above 61 months." in page
    assert 'value="72"' in page
    assert "Error: Terms" in page


def test_a_taken_number_is_refused_at_its_field(browser, draft, actor):
    make_account(actor, "ln-500", is_active=False)

    answer = browser.post(TERMS, typed(draft))

    assert answer.status_code == 422
    assert "Another account has this number." in answer.content.decode()


def test_right_terms_lead_to_the_customers(browser, draft):
    assert browser.post(TERMS, typed(draft))["Location"] == PEOPLE


def test_a_form_of_a_discarded_draft_changes_nothing(browser, draft):
    posted = typed(draft)
    browser.post(reverse("accounts:new_discard"), {"key": posted["key"]})

    assert browser.post(TERMS, posted)["Location"] == KIND
    assert not AccountDraft.objects.exists()


def test_numbers_go_on_from_the_newest_account_of_the_kind(actor, in_tenant):
    make_account(actor, "2026-0099", is_active=False)
    make_account(actor, "2026-0100", is_active=False)
    make_account(actor, "Smith", "lease", is_active=False)

    assert suggest_number("loan") == "2026-0101"
    assert suggest_number("lease") == "LS-100001"


# Lines -----------------------------------------------------------------------


@pytest.fixture
def program(actor, in_tenant):
    return programs.add_program(
        actor=actor,
        data=programs.ProgramInput(
            name="Everyday 5K", terms={**LINE, "draw_end_days": 730}
        ),
    )


@pytest.fixture
def line_draft(browser, program):
    browser.post(KIND, {"start": "line"})
    draft = AccountDraft.objects.get()
    browser.post(PROGRAM, keyed(draft, program=program.pk))
    return draft


def typed_line(browser, draft, **changes):
    """Return what the page of terms posts, untouched but for some changes."""
    shown = browser.get(TERMS).context
    return keyed(draft) | typed_of(shown["form"]) | typed_of(shown["labels"]) | changes


def test_a_line_asks_for_a_program_first(browser, actor, in_tenant):
    browser.post(KIND, {"start": "line"})

    assert "No program to start from" in browser.get(TERMS).content.decode()
    make_program(actor)
    page = browser.get(TERMS).content.decode()
    assert "Everyday line" in page
    assert 'id="terms-form"' not in page


def test_a_line_begins_with_its_programs_values_and_dates(browser, line_draft):
    page = browser.get(TERMS).content.decode()

    assert "Program: $5,000.00" in page
    assert "Program: 730 days, " in page
    assert "Rate on purchases" in page
    assert "First statement" in page
    assert "0 lines" in page


def test_a_strange_or_inactive_program_is_refused(browser, actor, line_draft, program):
    other = make_program(actor, "Gone", is_active=False)
    for key in ("", "x", "999", other.pk):
        browser.post(PROGRAM, keyed(line_draft, program=key))
        line_draft.refresh_from_db()
        assert line_draft.program == program


def test_a_line_is_made_with_what_differs_from_its_program(browser, line_draft):
    browser.post(TERMS, typed_line(browser, line_draft, limit="3,500"))
    browser.post(PEOPLE, keyed(line_draft, **{"continue": "1"}))

    answer = browser.post(REVIEW, keyed(line_draft), follow=True)

    line = Account.objects.get()
    assert line.terms["limit"] == "3500.00"
    assert line.terms["minimum"] == LINE["minimum"]
    assert "draw_end_days" not in line.terms
    assert "It is not active yet." in answer.content.decode()


# Customers -------------------------------------------------------------------


@pytest.fixture
def ready(browser, draft):
    """A draft with terms."""
    browser.post(TERMS, typed(draft))
    return draft


@pytest.fixture
def people(actor, in_tenant):
    return [
        make_customer(actor, first_name="Marisol", last_name="Vega"),
        make_customer(
            actor, first_name="Tomas", last_name="Vega", email="t@example.com"
        ),
    ]


def test_customers_are_found_ticked_and_linked(browser, ready, people):
    found = browser.post(
        PEOPLE, keyed(ready, q="vega", search="1"), headers=HTMX
    ).content.decode()
    assert found.count('name="pick"') == 2

    linked = browser.post(
        PEOPLE,
        keyed(ready, pick=[each.pk for each in people], link="1"),
        headers=HTMX,
    )

    ready.refresh_from_db()
    assert [each["role"] for each in ready.people] == [Role.PRIMARY, Role.SECONDARY]
    assert "Take Marisol Vega off" in linked.content.decode()


def test_roles_change_and_customers_go(browser, ready, people):
    first, second = people
    browser.post(PEOPLE, keyed(ready, pick=[first.pk, second.pk]))

    browser.post(PEOPLE, keyed(ready, **{f"role-{second.pk}": "primary"}))
    ready.refresh_from_db()
    assert [each["role"] for each in ready.people] == ["secondary", "primary"]
    browser.post(PEOPLE, keyed(ready, remove=second.pk, **{f"role-{first.pk}": "king"}))

    ready.refresh_from_db()
    assert ready.people == [{"customer": first.pk, "role": "primary"}]


def test_customers_of_others_and_rubbish_are_left_out(browser, ready, other_tenant):
    with activate_tenant(other_tenant.pk):
        member = builders.make_member(other_tenant)
        theirs = make_customer(builders.actor_of(member, other_tenant))

    browser.post(PEOPLE, keyed(ready, pick=[theirs.pk, "x", "9" * 30, "0"]))

    ready.refresh_from_db()
    assert ready.people == []


def test_a_whole_tax_number_is_not_looked_up_here(browser, ready, people):
    page = browser.post(PEOPLE, keyed(ready, q=ssn().digits, search="1"))

    assert "whole tax number" in page.content.decode()
    assert ssn().digits not in page.content.decode()


def test_a_new_customer_is_added_in_between_and_comes_back(browser, ready, people):
    leave = browser.post(PEOPLE, keyed(ready, add_new="1"))
    assert leave["Location"].startswith("/customers/new/?back=")
    to_htmx = browser.post(PEOPLE, keyed(ready, add_new="1"), headers=HTMX)
    assert to_htmx["HX-Redirect"] == leave["Location"]

    page = browser.get(f"{PEOPLE}?added={people[0].pk}").content.decode()

    assert "Just added" in page
    assert f'value="{people[0].pk}" checked' in page


def test_the_customers_page_asks_for_the_right_to_see_them(
    browser, ready, agent, actor
):
    with recorded(actor):
        role = agent.memberships.get().role
        role.permissions = ["accounts.edit", "accounts.view"]
        role.save()

    assert browser.get(PEOPLE).status_code == 403
    assert browser.post(TERMS, typed(ready))["Location"] == REVIEW


# Review ----------------------------------------------------------------------


def test_the_review_says_everything_and_makes_the_account(
    browser, ready, people, in_tenant, actor
):
    with recorded(actor):
        prime = Portfolio.objects.create(name="Prime")
    browser.post(TERMS, typed(ready, title="Truck", portfolio=prime.pk))
    browser.post(PEOPLE, keyed(ready, pick=people[0].pk, **{"continue": "1"}))

    page = browser.get(REVIEW).content.decode()
    for text in ("LN-500", "Truck", "Prime", "$10,000.00", "Marisol Vega", "$888.49"):
        assert text in page
    answer = browser.post(REVIEW, keyed(ready), follow=True)

    account = Account.objects.get()
    assert answer.redirect_chain == [
        (reverse("accounts:detail", args=[account.pk]), 302)
    ]
    assert "Account LN-500 was created. It is not active yet." in (
        answer.content.decode()
    )
    assert (account.terms, account.is_active) == (LOAN, False)
    assert (account.title, account.portfolio) == ("Truck", prime)
    assert AccountCustomer.objects.get().customer == people[0]


def test_a_double_click_on_create_makes_one_account(browser, ready):
    posted = keyed(ready)

    first, second = browser.post(REVIEW, posted), browser.post(REVIEW, posted)

    assert first["Location"] == second["Location"]
    assert Account.objects.count() == 1
    assert browser.get(REVIEW)["Location"] == KIND


def test_a_review_that_another_window_overtook_makes_nothing(browser, ready):
    posted = keyed(ready)
    browser.post(PREVIEW, typed(ready, amount="20,000"), headers=HTMX)

    answer = browser.post(REVIEW, posted)

    assert answer.status_code == 422
    assert "changed in another window" in answer.content.decode()
    assert not Account.objects.exists()


def test_a_number_taken_meanwhile_leads_back_to_the_terms(browser, ready, actor):
    make_account(actor, "LN-500", is_active=False)

    answer = browser.post(REVIEW, keyed(ready))

    assert answer.status_code == 422
    assert "Account number: Another account has this number." in answer.content.decode()


def test_terms_that_became_wrong_make_nothing(browser, ready):
    browser.post(PREVIEW, typed(ready, amount="x"), headers=HTMX)

    answer = browser.post(REVIEW, keyed(ready))

    assert answer.status_code == 422
    assert "Amount lent: Enter an amount" in answer.content.decode()


# Changed under an open wizard ------------------------------------------------


def change(actor, program, **changes):
    terms = {**program.terms, **changes}
    return programs.change_program(
        actor=actor,
        program_id=program.pk,
        version=program.version,
        data=programs.ProgramInput(name=program.name, terms=terms),
    )


@pytest.fixture
def line_ready(browser, line_draft):
    browser.post(TERMS, typed_line(browser, line_draft, limit="3,500"))
    return line_draft


def test_a_changed_program_is_shown_and_its_values_taken_over(
    browser, actor, program, line_ready
):
    changed = change(actor, program, due_days=20, limit="6000.00")

    refused = browser.post(REVIEW, keyed(line_ready))
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Everyday 5K was changed since you began" in page
    assert "<del>25</del>" in page or "<del>—</del>" in page
    assert "<ins>20</ins>" in page
    assert "disabled" in page
    browser.post(ACCEPT, keyed(line_ready, take="1", origin_version=changed.version))
    browser.post(REVIEW, keyed(line_ready))

    line = Account.objects.get()
    # What was typed by hand stays; what was the program's is the program's now.
    assert line.terms["limit"] == "3500.00"
    assert line.terms["due_days"] == 20


def test_a_changed_program_is_seen_and_the_own_values_kept(
    browser, actor, program, line_ready
):
    changed = change(actor, program, due_days=20)

    browser.post(ACCEPT, keyed(line_ready, keep="1", origin_version=changed.version))
    browser.post(REVIEW, keyed(line_ready))

    assert Account.objects.get().terms.get("due_days", 25) == 25


def test_a_program_changed_twice_is_looked_at_twice(
    browser, actor, program, line_ready
):
    seen = change(actor, program, due_days=20)
    change(actor, seen, due_days=21)

    answer = browser.post(
        ACCEPT,
        keyed(line_ready, keep="1", origin_version=seen.version),
        follow=True,
    )

    assert "was changed since you began" in answer.content.decode()


def test_an_inactivated_program_makes_no_line(browser, actor, program, line_ready):
    programs.set_program_active(actor=actor, program_id=program.pk, is_active=False)

    page = browser.post(REVIEW, keyed(line_ready)).content.decode()

    assert "Everyday 5K was inactivated since you began" in page
    assert "Choose another program" in page
    assert not Account.objects.exists()


def test_a_changed_template_is_shown_too(browser, actor, in_tenant):
    made = templates.add_template(actor=actor, kind="loan", name="Auto", terms={})
    browser.post(KIND, {"start": f"loan-{made.pk}"})
    draft = AccountDraft.objects.get()
    browser.post(TERMS, typed(draft))
    templates.set_template_active(actor=actor, template_id=made.pk, is_active=False)
    made.refresh_from_db()

    page = browser.get(REVIEW).content.decode()
    assert "Auto was inactivated since you began" in page
    browser.post(ACCEPT, keyed(draft, keep="1", origin_version=made.version))
    browser.post(REVIEW, keyed(draft))

    assert Account.objects.get().terms == LOAN
