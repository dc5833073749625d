import pytest

from accounts.inputs import LabelsInput
from accounts.models import (
    Account,
    AccountSnapshot,
    AccountStatus,
    AccountSubStatus,
    Kind,
)
from accounts.services import accounts
from accounts.services.errors import (
    AccountRefused,
    IsActive,
    NumberTaken,
    ProgramInactive,
    Stale,
    TermsRefused,
)
from lendcore.history.recording import recorded
from tests.builders_accounts import LOAN, make_account, make_program, post

pytestmark = pytest.mark.usefixtures("in_tenant")


def test_a_new_account_is_an_application_without_figures(actor):
    account = make_account(actor, is_active=False)

    assert account.status.code == "application"
    assert not AccountSnapshot.objects.exists()


def test_activation_opens_the_account_and_its_figures(actor):
    account = make_account(actor)

    snapshot = AccountSnapshot.objects.get(account=account)
    assert (account.status.code, account.sub_status.code) == ("open", "repaying")
    # Nothing was paid since 1 February; the figures are those of 20 November.
    assert snapshot.as_of == actor.today
    assert snapshot.principal_cents == 1_000_000
    assert snapshot.oldest_due_date.isoformat() == "2026-02-01"


def test_activating_twice_changes_nothing(actor):
    account = make_account(actor)

    again = accounts.activate(actor=actor, account_id=account.pk)

    assert again.version == account.version


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_figures(actor, kind):
    account = make_account(actor, kind=kind)

    assert AccountSnapshot.objects.get(account=account).true_until >= actor.today


def test_a_number_is_unique_without_case(actor):
    make_account(actor, "LN-1")

    with pytest.raises(NumberTaken):
        make_account(actor, "ln-1")


def test_terms_that_can_not_be_are_named(actor):
    with pytest.raises(TermsRefused, match="above zero") as refusal:
        make_account(actor, terms=LOAN | {"amount": "-1.00"})

    assert refusal.value.field == "amount"


def test_a_line_takes_its_programs_values_and_keeps_the_tie(actor):
    program = make_program(actor)

    line = make_account(
        actor, kind=Kind.LINE, program=program, terms={"limit": "90.00"}
    )

    assert (line.terms["limit"], line.terms["closes"]) == ("90.00", 31)
    assert line.program == program


def test_a_line_needs_an_active_program(actor):
    program = make_program(actor, is_active=False)

    with pytest.raises(ProgramInactive):
        make_account(actor, kind=Kind.LINE, program=program)


def test_terms_change_only_while_the_account_is_inactive(actor):
    account = make_account(actor)
    other = LOAN | {"rate_annual": "0.10"}
    with pytest.raises(IsActive):
        accounts.change_terms(
            actor=actor, account_id=account.pk, version=account.version, terms=other
        )

    paused = accounts.deactivate(
        actor=actor, account_id=account.pk, reason="Wrong rate"
    )
    accounts.change_terms(
        actor=actor, account_id=account.pk, version=paused.version, terms=other
    )

    assert Account.objects.get(pk=account.pk).terms["rate_annual"] == "0.10"
    assert not AccountSnapshot.objects.exists()


def test_the_database_itself_keeps_the_terms_of_an_active_account(actor):
    account = make_account(actor)
    account.terms = LOAN | {"amount": "1.00"}

    with recorded(actor), pytest.raises(IsActive):
        accounts._saved(account, actor)


def test_what_was_posted_is_replayed_again_after_a_pause(actor):
    account = make_account(actor)
    post(actor, account, "payment", "2026-02-01", "888.49")
    before = AccountSnapshot.objects.get(account=account).payoff_cents

    accounts.deactivate(actor=actor, account_id=account.pk, reason="Checking")
    accounts.activate(actor=actor, account_id=account.pk)

    assert AccountSnapshot.objects.get(account=account).payoff_cents == before


def test_a_page_that_was_opened_before_another_save_is_refused(actor):
    account = make_account(actor)
    data = LabelsInput(number="LN-2", title="Blue truck")
    changed = accounts.change_labels(
        actor=actor, account_id=account.pk, version=account.version, data=data
    )

    assert changed.title == "Blue truck"
    with pytest.raises(Stale):
        accounts.change_labels(
            actor=actor, account_id=account.pk, version=account.version, data=data
        )


def test_a_sub_status_belongs_to_its_status(actor):
    account = make_account(actor)
    closed = AccountStatus.objects.get(code="closed")
    repaying = AccountSubStatus.objects.get(code="repaying")

    with pytest.raises(AccountRefused, match="another status"):
        accounts.set_status(
            actor=actor, account_id=account.pk, status=closed, sub_status=repaying
        )


def test_closing_notes_the_day_and_reopening_forgets_it(actor):
    account = make_account(actor)
    closed, opened = (AccountStatus.objects.get(code=c) for c in ("closed", "open"))

    account = accounts.set_status(actor=actor, account_id=account.pk, status=closed)
    assert account.closed_on == actor.today

    account = accounts.set_status(actor=actor, account_id=account.pk, status=opened)
    assert account.closed_on is None


def test_an_open_account_is_not_put_away(actor):
    account = make_account(actor)

    with pytest.raises(IsActive, match="Close or deactivate"):
        accounts.set_archived(actor=actor, account_id=account.pk, is_archived=True)
