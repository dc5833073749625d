"""An account in the making, and what becomes of it."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from accounts.inputs import AccountInput, LabelsInput, LinkInput
from accounts.models import (
    Account,
    AccountCustomer,
    AccountDraft,
    AccountTemplate,
    Kind,
    Role,
)
from accounts.services import drafts, programs, templates
from accounts.services.drafts import DraftChanged, DraftGone, OriginChanged
from accounts.services.errors import NumberTaken, ProgramInactive, TermsRefused
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_accounts import LINE, LOAN, make_account, make_program
from tests.builders_customers import make_customer


@pytest.fixture
def actor(tenant):
    return builders.actor_of(builders.make_member(tenant), tenant)


@pytest.fixture
def template(actor, in_tenant):
    return templates.add_template(actor=actor, kind="loan", name="Auto", terms=LOAN)


@pytest.fixture
def program(actor, in_tenant):
    return make_program(actor)


@pytest.fixture
def draft(actor, template):
    return drafts.start_draft(actor=actor, kind=Kind.LOAN, template=template)


def loan(number="LN-1", **changes):
    return AccountInput(
        **{"kind": "loan", "labels": LabelsInput(number=number), "terms": LOAN}
        | changes
    )


def finish(actor, draft, data=None, version=None):
    return drafts.finish_draft(
        actor=actor,
        key=draft.key,
        version=draft.version if version is None else version,
        data=data or loan(),
    )


def person(customer, role=Role.SECONDARY):
    return LinkInput(customer_id=customer.pk, role=role)


def roles(draft):
    return [each["role"] for each in draft.people]


def change_program(actor, program, **changes):
    usual = {"name": program.name, "terms": program.terms}
    data = programs.ProgramInput(**(usual | changes))
    return programs.change_program(
        actor=actor, program_id=program.pk, version=program.version, data=data
    )


# Beginning -------------------------------------------------------------------


def test_a_member_has_one_draft_that_goes_on_when_begun_alike(actor, draft, template):
    drafts.save_typed(actor=actor, key=draft.key, typed={"amount": ["1"]}, terms=None)

    again = drafts.start_draft(actor=actor, kind=Kind.LOAN, template=template)

    assert AccountDraft.objects.count() == 1
    assert (again.key, again.typed) == (draft.key, {"amount": ["1"]})


def test_another_kind_begins_the_terms_anew_and_keeps_the_customers(actor, draft):
    customer = make_customer(actor)
    drafts.save_typed(actor=actor, key=draft.key, typed={"amount": ["1"]}, terms=LOAN)
    drafts.set_people(actor=actor, key=draft.key, people=[person(customer)])

    other = drafts.start_draft(actor=actor, kind=Kind.LEASE)

    assert (other.key, other.typed, other.terms) == (draft.key, {}, {})
    assert other.template is None
    assert roles(other) == [Role.PRIMARY]


def test_members_have_drafts_of_their_own(actor, draft, tenant):
    colleague = builders.make_member(tenant, "administrator")
    other = builders.actor_of(colleague, tenant)

    drafts.start_draft(actor=other, kind=Kind.LOAN)

    assert AccountDraft.objects.count() == 2
    with pytest.raises(DraftGone):
        drafts.save_typed(actor=other, key=draft.key, typed={}, terms=None)


def test_a_discarded_draft_takes_nothing_more(actor, draft):
    drafts.discard_draft(actor=actor, key=draft.key)

    with pytest.raises(DraftGone):
        drafts.save_typed(actor=actor, key=draft.key, typed={}, terms=None)
    with pytest.raises(DraftGone):
        finish(actor, draft)


def test_wrong_terms_keep_the_last_right_ones(actor, draft):
    drafts.save_typed(actor=actor, key=draft.key, typed={"amount": ["1"]}, terms=LOAN)

    kept = drafts.save_typed(
        actor=actor, key=draft.key, typed={"amount": ["x"]}, terms=None
    )

    assert (kept.typed, kept.terms) == ({"amount": ["x"]}, LOAN)


# Customers -------------------------------------------------------------------


def test_one_customer_is_primary_whatever_was_asked_for(actor, draft):
    first, second = make_customer(actor), make_customer(actor, email="b@example.com")

    def chosen(*people):
        kept = drafts.set_people(actor=actor, key=draft.key, people=people)
        return roles(kept)

    assert chosen(person(first), person(second)) == [Role.PRIMARY, Role.SECONDARY]
    # Whoever is newly made primary is, and the former one makes room.
    assert chosen(person(first, Role.PRIMARY), person(second, Role.PRIMARY)) == [
        Role.SECONDARY,
        Role.PRIMARY,
    ]
    assert chosen(person(first, Role.AUTHORIZED)) == [Role.PRIMARY]
    assert chosen() == []


# Finishing -------------------------------------------------------------------


def test_a_draft_makes_an_inactive_account_with_its_customers(actor, draft):
    first, second = make_customer(actor), make_customer(actor, email="b@example.com")
    draft = drafts.set_people(
        actor=actor,
        key=draft.key,
        people=[person(first), person(second, Role.PRIMARY)],
    )

    account = finish(actor, draft)

    assert not account.is_active
    assert account.history.get().history_user_id == actor.user_id
    links = AccountCustomer.objects.filter(account=account).order_by("pk")
    assert [(link.customer_id, link.role) for link in links] == [
        (first.pk, Role.SECONDARY),
        (second.pk, Role.PRIMARY),
    ]


def test_the_second_click_gets_the_account_of_the_first(actor, draft):
    first = finish(actor, draft)

    assert finish(actor, draft) == first
    assert Account.objects.count() == 1


def test_after_it_a_new_draft_begins_with_another_key(actor, draft, template):
    finish(actor, draft)

    following = drafts.start_draft(actor=actor, kind=Kind.LOAN, template=template)

    assert following.key != draft.key
    assert following.account is None
    with pytest.raises(DraftGone):
        finish(actor, draft)


def test_a_review_of_other_values_makes_nothing(actor, draft):
    drafts.save_typed(actor=actor, key=draft.key, typed={"amount": ["1"]}, terms=LOAN)

    with pytest.raises(DraftChanged):
        finish(actor, draft, version=draft.version)

    assert not Account.objects.exists()


def test_a_refusal_leaves_draft_and_customers_as_they_were(actor, draft):
    make_account(actor, "LN-1")
    drafts.set_people(actor=actor, key=draft.key, people=[person(make_customer(actor))])
    draft = AccountDraft.objects.get()

    with pytest.raises(NumberTaken):
        finish(actor, draft)
    with pytest.raises(TermsRefused) as refused:
        finish(actor, draft, loan("LN-2", terms={**LOAN, "amount": "0.00"}))

    assert refused.value.field == "amount"
    assert AccountDraft.objects.get().people == draft.people
    assert not AccountCustomer.objects.exists()


def test_strange_customers_are_not_linked(actor, draft, other_tenant):
    with activate_tenant(other_tenant.pk):
        member = builders.make_member(other_tenant)
        theirs = make_customer(builders.actor_of(member, other_tenant))
    draft = drafts.set_people(actor=actor, key=draft.key, people=[person(theirs)])

    with pytest.raises(Exception, match="foreign key"):
        finish(actor, draft)


# What it starts from is changed meanwhile ------------------------------------


def test_a_changed_template_makes_nothing_until_the_change_is_seen(
    actor, draft, template
):
    changed = templates.change_template(
        actor=actor,
        template_id=template.pk,
        version=template.version,
        name="Auto",
        terms={**LOAN, "rate_annual": "0.13"},
    )

    with pytest.raises(OriginChanged):
        finish(actor, draft)
    draft = drafts.accept_origin(
        actor=actor, key=draft.key, seen_version=changed.version, typed={}
    )

    assert draft.origin_terms["rate_annual"] == "0.13"
    assert finish(actor, draft).terms == LOAN


def test_an_inactive_template_is_a_change_too(actor, draft, template):
    gone = templates.set_template_active(
        actor=actor, template_id=template.pk, is_active=False
    )

    with pytest.raises(OriginChanged):
        finish(actor, draft)
    draft = drafts.accept_origin(
        actor=actor, key=draft.key, seen_version=gone.version, typed={}
    )

    # Its terms were copied when the draft began; no tie stays.
    assert finish(actor, draft).number == "LN-1"


@pytest.fixture
def line_draft(actor, program):
    draft = drafts.start_draft(actor=actor, kind=Kind.LINE)
    return drafts.choose_program(actor=actor, key=draft.key, program=program)


def line(program, **changes):
    usual = {"kind": "line", "terms": LINE, "program": program}
    return loan("LC-1", **(usual | changes))


def test_a_changed_program_makes_no_line_until_the_change_is_seen(
    actor, line_draft, program
):
    changed = change_program(actor, program, refuses_over_limit=False)

    with pytest.raises(OriginChanged):
        finish(actor, line_draft, line(program))
    with pytest.raises(OriginChanged):
        drafts.accept_origin(
            actor=actor, key=line_draft.key, seen_version=program.version, typed={}
        )
    seen = drafts.accept_origin(
        actor=actor, key=line_draft.key, seen_version=changed.version, typed={}
    )

    assert finish(actor, seen, line(changed)).program == program


def test_no_line_starts_from_an_inactivated_program(actor, line_draft, program):
    gone = programs.set_program_active(
        actor=actor, program_id=program.pk, is_active=False
    )

    with pytest.raises(OriginChanged):
        finish(actor, line_draft, line(program))
    with pytest.raises(ProgramInactive):
        drafts.accept_origin(
            actor=actor, key=line_draft.key, seen_version=gone.version, typed={}
        )
    with pytest.raises(ProgramInactive):
        drafts.choose_program(actor=actor, key=line_draft.key, program=gone)


def test_days_of_a_program_become_the_end_of_the_draw_period(actor, in_tenant):
    program = programs.add_program(
        actor=actor,
        data=programs.ProgramInput(
            name="Two years", terms={**LINE, "draw_end_days": 730}
        ),
    )
    draft = drafts.start_draft(actor=actor, kind=Kind.LINE)
    draft = drafts.choose_program(actor=actor, key=draft.key, program=program)

    opened = finish(actor, draft, line(program, terms={"open_date": "2026-11-25"}))

    assert opened.terms["draw_end_date"] == "2028-11-24"
    assert "draw_end_days" not in opened.terms


# At once ---------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_account():
    tenant = builders.make_tenant(f"northwind-{uuid4().hex[:6]}")
    member = builders.make_member(tenant)
    made, problems = [], []
    with activate_tenant(tenant.pk):
        actor = builders.actor_of(member, tenant)
        draft = drafts.start_draft(actor=actor, kind=Kind.LOAN)

    def click():
        try:
            with activate_tenant(tenant.pk):
                made.append(finish(actor, draft).pk)
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()

    assert problems == []
    assert len(made) == 4
    assert len(set(made)) == 1


def test_templates_of_lines_are_refused_by_the_database(actor, in_tenant):
    with pytest.raises(Exception, match="accounts_template_kind"):
        templates.add_template(actor=actor, kind="line", name="Line", terms={})
    assert not AccountTemplate.objects.exists()
