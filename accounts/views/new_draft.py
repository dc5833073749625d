"""What the pages of a new account share: the draft, its forms, the steps."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.engine.errors import EngineError
from accounts.forms.labels import LabelsForm
from accounts.forms.terms import FORMS, TermsForm
from accounts.forms.terms.starting import (
    Typed,
    as_posted,
    keep_typed,
    show_typed,
    starting_terms,
)
from accounts.mapping import check_agreed
from accounts.models import AccountDraft, Kind
from accounts.queries.drafts import find_draft
from accounts.queries.numbers import suggest_number
from accounts.quotes import Quote, make_quote

GONE = "This draft was finished or discarded meanwhile. Begin a new account."


@dataclass(frozen=True)
class Step:
    """One step of making an account. url: empty where it can't be gone to yet."""

    number: int
    label: str
    note: str
    url: str
    is_current: bool
    is_done: bool


class DraftForms:
    """The forms of a draft: as typed before, or as posted now."""

    def __init__(self, request: HttpRequest, draft: AccountDraft) -> None:
        self.actor = request.actor
        self.draft = draft

    @cached_property
    def base(self) -> dict[str, Any]:
        """What the account starts from, on the day on which it is made."""
        draft = self.draft
        return starting_terms(draft.kind, draft.origin_terms, self.actor.today)

    def make_terms(self, data: Any = None, base: Any = None) -> TermsForm:
        word = {Kind.LINE: "Program"}.get(self.draft.kind, "Template")
        return FORMS[self.draft.kind](
            data,
            base=base or self.base,
            origin=self.draft.origin_terms,
            origin_word=word,
            date_format=self.actor.tenant.date_format,
        )

    def shown(self) -> tuple[TermsForm, LabelsForm]:
        """Return the forms as they were left."""
        terms, labels = self.make_terms(), self._empty_labels()
        if self.draft.typed:
            show_typed(terms, self.draft.typed)
            show_typed(labels, self.draft.typed)
        return terms, labels

    def _empty_labels(self) -> LabelsForm:
        typed = self.draft.typed.get("number")
        return LabelsForm(number="" if typed else suggest_number(self.draft.kind))

    def posted(self, data: Any) -> tuple[TermsForm, LabelsForm]:
        """Return the forms as they are posted."""
        return self.make_terms(data), LabelsForm(data)

    def kept(self) -> tuple[TermsForm, LabelsForm]:
        """Return the forms as they were left, to be judged."""
        return self.posted(as_posted(self.draft.typed))

    def typed(self, data: Any) -> Typed:
        return keep_typed(data, self.make_terms(), self._empty_labels())


def quote_of(draft: AccountDraft, request: HttpRequest) -> Quote | None:
    """Return what the last terms that were right come to; before there are any, what
    those of its template or program do."""
    values = draft.terms or DraftForms(request, draft).base
    try:
        return make_quote(check_agreed(draft.kind, values), request.actor.today)
    except EngineError:
        return None


def open_draft(request: HttpRequest) -> AccountDraft | None:
    """Return the member's unfinished draft. One query."""
    draft = find_draft(request.actor.user_id)
    return draft if draft is not None and draft.account_id is None else None


def posted_key(request: HttpRequest) -> UUID:
    """Return the key of the draft that a form belongs to; one of none for rubbish."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return UUID(int=0)


def is_of(draft: AccountDraft | None, request: HttpRequest) -> bool:
    """Return whether a posted form belongs to a draft."""
    return draft is not None and draft.key == posted_key(request)


def begin_anew(request: HttpRequest) -> HttpResponse:
    """Lead to the first page, since the draft of this one is gone.

    A request in the background is refused instead; the page then says to reload.
    """
    if request.htmx:
        return HttpResponse(status=409)
    messages.error(request, GONE)
    return redirect("accounts:new")


def lead_to(request: HttpRequest, name: str, query: str = "") -> HttpResponse:
    """Lead to another page; htmx is told to load it whole."""
    address = reverse(name) + query
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def list_steps(draft: AccountDraft | None, current: int) -> list[Step]:
    """Return the steps; those before and after may be gone to once there is a draft."""
    is_line = draft is not None and draft.kind == Kind.LINE
    origin = f", from “{draft.template}”" if draft and draft.template else ""
    kind = f"{draft.get_kind_display()}{origin}" if draft else "Loan, lease or line"
    named = (
        ("Kind", kind, "accounts:new"),
        ("Program", "And this line’s values", "accounts:new_terms")
        if is_line
        else ("Terms", "Amount, rate, payments", "accounts:new_terms"),
        ("Customers", "Link, add, or none", "accounts:new_customers"),
        ("Review", "Create it, not yet active", "accounts:new_review"),
    )
    return [
        Step(
            number=number,
            label=label,
            note=note,
            url=reverse(name) if draft and may_go(draft, number) else "",
            is_current=number == current,
            is_done=number < current,
        )
        for number, (label, note, name) in enumerate(named, start=1)
    ]


def may_go(draft: AccountDraft, number: int) -> bool:
    """Return whether a step has what it needs: terms, before customers and review."""
    return number <= 2 or bool(draft.terms)


def page_of(draft: AccountDraft | None, current: int, **more: Any) -> dict[str, Any]:
    """Return what every page begins with."""
    return {
        "draft": draft,
        "steps": list_steps(draft, current),
        "discard_fields": [("key", draft.key)] if draft else [],
        **more,
    }
