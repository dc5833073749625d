"""The account that a member is about to make, page after page.

A draft is no part of the record and has no history: the account that it makes does.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from accounts.inputs import AccountInput, LinkInput
from accounts.models import (
    Account,
    AccountDraft,
    AccountTemplate,
    Kind,
    LineProgram,
    Role,
)
from accounts.services import accounts, customers
from accounts.services.errors import AccountRefused, ProgramInactive
from lendcore.actors import Actor
from lendcore.history.recording import records_history


class DraftGone(AccountRefused):
    message = "This draft was finished or discarded meanwhile."


class DraftChanged(AccountRefused):
    message = "The draft was changed in another window. Look at it once more."


class OriginChanged(AccountRefused):
    message = (
        "What this account starts from was changed since you began. Look at the "
        "changes below."
    )


@transaction.atomic
def start_draft(
    *, actor: Actor, kind: str, template: AccountTemplate | None = None
) -> AccountDraft:
    """Return the member's draft, begun with a kind and a template.

    An unfinished one of the same kind and template goes on as it is; another keeps
    only its customers.
    """
    draft, is_new = AccountDraft.objects.get_or_create(
        made_by_id=actor.user_id, defaults={"kind": kind, "saved_at": actor.at}
    )
    draft = AccountDraft.objects.select_for_update().get(pk=draft.pk)
    is_same = draft.kind == kind and draft.template_id == (template and template.pk)
    if draft.account_id is None and is_same and not is_new:
        return draft
    if draft.account_id is not None:
        draft.key, draft.account, draft.people = uuid4(), None, []
    draft.kind = kind
    _set_origin(draft, template)
    return _saved(draft, actor)


@transaction.atomic
def choose_program(*, actor: Actor, key: UUID, program: LineProgram) -> AccountDraft:
    """Return the draft of a line with another program's values. Raises DraftGone,
    ProgramInactive."""
    draft = _lock(actor, key)
    if not program.is_active:
        raise ProgramInactive
    if draft.kind == Kind.LINE and draft.program_id != program.pk:
        _set_origin(draft, program)
    return _saved(draft, actor)


@transaction.atomic
def save_typed(
    *,
    actor: Actor,
    key: UUID,
    typed: Mapping[str, Sequence[str]],
    terms: Mapping[str, Any] | None,
) -> AccountDraft:
    """Return the draft with what was typed. Raises DraftGone.

    terms: those that were typed, where the engine takes them.
    """
    draft = _lock(actor, key)
    draft.typed = dict(typed)
    if terms is not None:
        draft.terms = dict(terms)
    return _saved(draft, actor)


@transaction.atomic
def set_people(*, actor: Actor, key: UUID, people: Sequence[LinkInput]) -> AccountDraft:
    """Return the draft with its customers: with any, exactly one is primary.

    Whoever was newly made primary is. Raises DraftGone.
    """
    draft = _lock(actor, key)
    former = {each["customer"] for each in draft.people if each["role"] == Role.PRIMARY}
    primaries = [each.customer_id for each in people if each.role == Role.PRIMARY]
    fresh = [each for each in primaries if each not in former]
    everybody = [each.customer_id for each in people]
    primary = next(iter([*fresh[-1:], *primaries, *everybody]), None)
    draft.people = [
        {"customer": each.customer_id, "role": _role(each, primary)} for each in people
    ]
    return _saved(draft, actor)


def _role(person: LinkInput, primary: int | None) -> str:
    if person.customer_id == primary:
        return Role.PRIMARY
    return Role.SECONDARY if person.role == Role.PRIMARY else person.role


@transaction.atomic
def accept_origin(
    *, actor: Actor, key: UUID, seen_version: int, typed: Mapping[str, Sequence[str]]
) -> AccountDraft:
    """Return the draft, its template or program seen as it is now.

    seen_version: the one whose changes the member looked at. Raises DraftGone,
    OriginChanged for a still newer one, ProgramInactive.
    """
    draft = _lock(actor, key)
    origin = draft.origin
    if origin is None or origin.version != seen_version:
        raise OriginChanged
    if draft.program is not None and not draft.program.is_active:
        raise ProgramInactive
    draft.origin_version, draft.origin_terms = origin.version, origin.terms
    draft.typed = dict(typed)
    return _saved(draft, actor)


@transaction.atomic
def discard_draft(*, actor: Actor, key: UUID) -> None:
    """Take an unfinished draft away, unless it is gone already."""
    AccountDraft.objects.filter(
        made_by_id=actor.user_id, key=key, account__isnull=True
    ).delete()


@records_history
def finish_draft(
    *,
    actor: Actor,
    key: UUID,
    version: int,
    data: AccountInput,
) -> Account:
    """Return the account that a draft makes, with its customers, inactive.

    The second click gets the account of the first. Raises DraftGone, DraftChanged,
    OriginChanged, and whatever `create_account` and `link_customers` raise.
    """
    draft = _lock(actor, key, is_open=False)
    if draft.account is not None:
        return draft.account
    if draft.version != version:
        raise DraftChanged
    _refuse_changed_origin(draft)
    account = accounts.create_account(actor=actor, data=data)
    if draft.people:
        links = [
            LinkInput(customer_id=each["customer"], role=each["role"])
            for each in draft.people
        ]
        customers.link_customers(actor=actor, account_id=account.pk, links=links)
    draft.account = account
    draft.typed, draft.terms, draft.people = {}, {}, []
    _saved(draft, actor)
    return account


def _refuse_changed_origin(draft: AccountDraft) -> None:
    """Hold what the account starts from until it is made. Raises OriginChanged."""
    if draft.origin is None:
        return
    rows = type(draft.origin).objects.select_for_update(no_key=True)
    origin = rows.get(pk=draft.origin.pk)
    if origin.version != draft.origin_version:
        raise OriginChanged


def _set_origin(
    draft: AccountDraft, origin: AccountTemplate | LineProgram | None
) -> None:
    draft.template = origin if isinstance(origin, AccountTemplate) else None
    draft.program = origin if isinstance(origin, LineProgram) else None
    draft.origin_version = origin.version if origin else 0
    draft.origin_terms = origin.terms if origin else {}
    draft.typed, draft.terms = {}, {}


def _lock(actor: Actor, key: UUID, *, is_open: bool = True) -> AccountDraft:
    drafts = AccountDraft.objects.select_for_update()
    draft = drafts.filter(made_by_id=actor.user_id, key=key).first()
    if draft is None or (is_open and draft.account_id is not None):
        raise DraftGone
    return draft


def _saved(draft: AccountDraft, actor: Actor) -> AccountDraft:
    draft.version += 1
    draft.saved_at = actor.at
    draft.save()
    return draft
