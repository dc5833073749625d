"""Making an account: the review, and Create."""

import pytest
from django.urls import reverse

from accounts.models import (
    Account,
    AccountCustomer,
    AccountDraft,
    Portfolio,
)
from accounts.services import programs, templates
from lendcore.history.recording import recorded
from tests.builders_accounts import LOAN, make_account
from tests.builders_new_accounts import (
    ACCEPT,
    KIND,
    PEOPLE,
    PREVIEW,
    REVIEW,
    TERMS,
    keyed,
    typed,
    typed_line,
)
from tests.builders_settings import HTMX


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
