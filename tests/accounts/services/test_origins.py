"""Templates and programs: names, versions, activity."""

import pytest

from accounts.models import AccountTemplate, LineProgram
from accounts.queries.origins import list_programs, list_templates
from accounts.services import accounts, programs, templates
from accounts.services.errors import TermsRefused
from tests import builders
from tests.builders_accounts import LINE, LOAN, make_account, make_program, post


@pytest.fixture
def actor(tenant):
    return builders.actor_of(builders.make_member(tenant, "administrator"), tenant)


def test_a_template_is_added_changed_and_offered_no_more(actor, in_tenant):
    made = templates.add_template(actor=actor, kind="loan", name="Auto", terms={})
    changed = templates.change_template(
        actor=actor, template_id=made.pk, version=1, name="Used auto", terms=LOAN
    )
    gone = templates.set_template_active(
        actor=actor, template_id=made.pk, is_active=False
    )

    assert (changed.name, changed.terms, changed.version) == ("Used auto", LOAN, 2)
    assert not gone.is_active
    assert list_templates(only_active=True) == []
    assert AccountTemplate.history.filter(id=made.pk).count() == 3


def test_a_stale_template_or_a_name_taken_changes_nothing(actor, in_tenant):
    made = templates.add_template(actor=actor, kind="loan", name="Auto", terms={})
    templates.add_template(actor=actor, kind="lease", name="Boat", terms={})

    with pytest.raises(templates.TemplateStale):
        templates.change_template(
            actor=actor, template_id=made.pk, version=0, name="Auto", terms=LOAN
        )
    with pytest.raises(templates.TemplateNameTaken):
        templates.change_template(
            actor=actor, template_id=made.pk, version=1, name="BOAT", terms=LOAN
        )
    with pytest.raises(templates.TemplateNameTaken):
        templates.add_template(actor=actor, kind="loan", name="auto", terms={})
    assert AccountTemplate.objects.get(pk=made.pk).terms == {}


def test_a_change_of_a_program_changes_no_line_that_there_is(actor, in_tenant):
    program = make_program(actor)
    line = make_account(actor, "LC-1", "line", program=program)

    programs.change_program(
        actor=actor,
        program_id=program.pk,
        version=1,
        data=programs.ProgramInput(
            name="Everyday", terms={**LINE, "limit": "1.00"}, most_days_past_due=10
        ),
    )

    line.refresh_from_db()
    assert line.terms["limit"] == "5000.00"
    assert line.program.most_days_past_due == 10
    assert [row.lines_label for row in list_programs()] == ["1 line"]


def test_a_stale_program_or_a_name_taken_changes_nothing(actor, in_tenant):
    program, other = make_program(actor), make_program(actor, "Builder")
    data = programs.ProgramInput(name="builder", terms=LINE)

    with pytest.raises(programs.ProgramStale):
        programs.change_program(actor=actor, program_id=other.pk, version=7, data=data)
    with pytest.raises(programs.ProgramNameTaken):
        programs.change_program(
            actor=actor, program_id=program.pk, version=1, data=data
        )
    with pytest.raises(programs.ProgramNameTaken):
        programs.add_program(actor=actor, data=data)
    assert LineProgram.objects.get(pk=program.pk).version == 1


def test_activity_that_stays_as_it_is_writes_nothing(actor, in_tenant):
    program = make_program(actor)

    programs.set_program_active(actor=actor, program_id=program.pk, is_active=True)

    assert LineProgram.objects.get().version == 1
    assert LineProgram.history.count() == 1


def test_terms_without_a_schedule_make_no_account(actor, in_tenant):
    long = {**LOAN, "interest_method": "rule_78", "number_of_payments": 72}

    with pytest.raises(TermsRefused) as refused:
        make_account(actor, terms=long, is_active=False)

    assert refused.value.field == "interest_method"


def test_terms_that_no_longer_go_with_what_was_posted_do_not_activate(actor, in_tenant):
    account = make_account(actor)
    post(actor, account, "payment", "2026-02-01", "888.49")
    account = accounts.deactivate(actor=actor, account_id=account.pk, reason="Typo")
    late = {**LOAN, "contract_date": "2026-03-01", "first_payment_date": "2026-04-01"}
    account = accounts.change_terms(
        actor=actor, account_id=account.pk, version=account.version, terms=late
    )

    with pytest.raises(TermsRefused):
        accounts.activate(actor=actor, account_id=account.pk)
