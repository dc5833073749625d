"""Making accounts, and changing what they are."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.engine.errors import EngineError
from accounts.engine.reading import read_date
from accounts.inputs import AccountInput, LabelsInput
from accounts.mapping import begins_on, check_agreed, terms_from_program, terms_of
from accounts.models import (
    Account,
    AccountStatus,
    AccountSubStatus,
    Kind,
    LineProgram,
)
from accounts.models.account import FROZEN
from accounts.services import access, listings
from accounts.services.cut_off import refuse_closed_terms
from accounts.services.errors import (
    AccountRefused,
    ImportIdTaken,
    IsActive,
    IsArchived,
    NumberTaken,
    ProgramInactive,
    Stale,
    TermsRefused,
)
from accounts.services.locking import lock_account
from accounts.services.snapshots import refresh_snapshot
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.services.refusals import refused_as

_TAKEN = {
    "accounts_account_number": NumberTaken,
    "accounts_account_import_id": ImportIdTaken,
}
_FROZEN = {FROZEN: IsActive}


@records_history
def create_account(*, actor: Actor, data: AccountInput) -> Account:
    """Return a new account, not activated yet.

    A line takes its program's values where it says nothing else. Raises TermsRefused,
    NumberTaken, ImportIdTaken, ProgramInactive.
    """
    terms = dict(data.terms)
    if data.kind == Kind.LINE:
        if data.program is None or not data.program.is_active:
            raise ProgramInactive
        terms = {**program_terms(data.program, terms, actor.today), **terms}
    check_terms(data.kind, terms)
    account = Account(
        kind=data.kind,
        program=data.program,
        terms=terms,
        status=data.status or AccountStatus.objects.get(code="application"),
        sub_status=data.sub_status,
        created_at=actor.at,
        updated_at=actor.at,
        **asdict_shallow(data.labels),
    )
    _note_closed(account, actor)
    with refused_as(_TAKEN):
        account.save()
    listings.refresh([account.pk])
    return account


@records_history
def change_labels(
    *, actor: Actor, account_id: int, version: int, data: LabelsInput
) -> Account:
    """Return the account under other labels. Raises Stale, NumberTaken,
    ImportIdTaken."""
    account = lock_account(account_id)
    if account.version != version:
        raise Stale
    for name, value in asdict_shallow(data).items():
        setattr(account, name, value)
    return _saved(account, actor)


@records_history
def change_terms(
    *, actor: Actor, account_id: int, version: int, terms: Mapping[str, Any]
) -> Account:
    """Return the account with other terms. Raises Stale, IsActive, TermsRefused;
    BooksClosed where it was active before and reaches into closed books."""
    account = lock_account(account_id)
    if account.version != version:
        raise Stale
    if account.is_active:
        raise IsActive
    if account.activated_at is not None:
        refuse_closed_terms(actor, begins_on(terms_of(account)))
    check_terms(account.kind, terms)
    account.terms = dict(terms)
    return _saved(account, actor)


@records_history
def activate(*, actor: Actor, account_id: int) -> Account:
    """Return the account, active from now on: its figures begin.

    Activating twice changes nothing. Raises IsArchived, and TermsRefused for terms that
    the engine does not take, or that do not go with what was posted before.
    """
    account = lock_account(account_id)
    if account.is_archived:
        raise IsArchived
    if account.is_active:
        return account
    check_terms(account.kind, account.terms)
    account.is_active = True
    account.activated_at = account.activated_at or actor.at
    if account.status.code == "application":
        account.status = AccountStatus.objects.get(code="open")
        account.sub_status = AccountSubStatus.objects.filter(code="repaying").first()
        access.apply_defaults(account)
    _saved(account, actor)
    try:
        refresh_snapshot(account, actor.today)
    except EngineError as error:
        raise TermsRefused(error.sentence, field=error.field) from error
    return account


@records_history
def deactivate(*, actor: Actor, account_id: int, reason: str) -> Account:
    """Return the account, paused: it has no figures, and its terms can be changed.

    What was posted stays and is replayed again when it is activated.
    """
    account = lock_account(account_id)
    if account.is_active:
        account.is_active = False
        _saved(account, actor)
        refresh_snapshot(account, actor.today)
    return account


@records_history
def set_archived(*, actor: Actor, account_id: int, is_archived: bool) -> Account:
    """Return the account, in the archive or out of it. Raises IsActive: what still
    runs is not put away."""
    account = lock_account(account_id)
    if is_archived and account.is_active and account.closed_on is None:
        raise IsActive("The account is open. Close or deactivate it first.")
    if account.is_archived != is_archived:
        account.archived_at = actor.at if is_archived else None
        _saved(account, actor)
    return account


@records_history
def set_status(
    *,
    actor: Actor,
    account_id: int,
    status: AccountStatus,
    sub_status: AccountSubStatus | None = None,
    reason: str = "",
) -> Account:
    """Return the account with another status; access follows its defaults.

    Raises AccountRefused for a sub-status of another status.
    """
    account = lock_account(account_id)
    if sub_status is not None and sub_status.status_id != status.pk:
        raise AccountRefused(
            f"{sub_status} belongs to another status.", field="sub_status"
        )
    is_other = account.status_id != status.pk
    account.status, account.sub_status = status, sub_status
    _note_closed(account, actor)
    _saved(account, actor)
    if is_other:
        access.apply_defaults(account)
    refresh_snapshot(account, actor.today)
    return account


def program_terms(
    program: LineProgram, terms: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """Return what a program gives to a line with terms of its own.

    today: when the line opens unless its terms say so. Raises TermsRefused.
    """
    try:
        given = terms.get("open_date")
        opened = read_date("open_date", given) if given else today
        return terms_from_program(program.terms, opened)
    except EngineError as error:
        raise TermsRefused(error.sentence, field=error.field) from error


def check_terms(kind: str, terms: Mapping[str, Any]) -> None:
    """Refuse terms that the engine does not take, or makes no schedule of.

    Raises TermsRefused.
    """
    try:
        check_agreed(kind, dict(terms))
    except EngineError as error:
        raise TermsRefused(error.sentence, field=error.field) from error


def asdict_shallow(data: LabelsInput) -> dict[str, Any]:
    """Return the fields of an input by name, rows as they are."""
    return {name: getattr(data, name) for name in data.__dataclass_fields__}


def _saved(account: Account, actor: Actor) -> Account:
    """Save, and count the save, so that pages opened before it are known as stale."""
    account.version += 1
    account.updated_at = actor.at
    with refused_as(_TAKEN | _FROZEN):
        account.save()
    listings.refresh([account.pk])
    return account


def _note_closed(account: Account, actor: Actor) -> None:
    if account.status.code != "closed":
        account.closed_on = None
    elif account.closed_on is None:
        account.closed_on = actor.today
