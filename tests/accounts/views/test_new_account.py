"""Making an account: its kind and its terms."""

from django.urls import reverse

from accounts.models import (
    Account,
    AccountDraft,
)
from accounts.queries.numbers import suggest_number
from accounts.services import templates
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_accounts import LINE, make_account, make_program
from tests.builders_new_accounts import (
    ACCEPT,
    KIND,
    PEOPLE,
    PREVIEW,
    PROGRAM,
    REVIEW,
    TERMS,
    keyed,
    typed,
    typed_line,
)
from tests.builders_settings import HTMX

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


def test_text_that_no_column_holds_is_kept_without_it(browser, draft):
    posted = typed(draft, title="Tr\0uck" + "x" * 600)

    assert browser.post(PREVIEW, posted, headers=HTMX).status_code == 200

    draft.refresh_from_db()
    assert draft.typed["title"][0].startswith("Truckxx")
    assert len(draft.typed["title"][0]) == 500


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
    question = browser.get(reverse("accounts:new_discard")).content.decode()
    assert "Discard this draft?" in question
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


def test_a_program_is_chosen_in_place(browser, actor, line_draft):
    other = make_program(actor, "Builder")

    answer = browser.post(
        PROGRAM, keyed(line_draft, program=other.pk), headers=HTMX, follow=True
    )

    part = answer.content.decode()
    assert part.strip().startswith('<div id="section">')
    assert "read from the program at every draw" in part
    assert "Builder" in part


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
