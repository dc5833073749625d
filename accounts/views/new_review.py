"""Making an account: what it will be, and Create."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.labels import LabelsForm
from accounts.forms.terms import Difference, TermsForm, differences
from accounts.forms.terms.starting import starting_terms, taken_over, typed_of
from accounts.inputs import AccountInput
from accounts.models import AccountDraft
from accounts.queries.drafts import find_draft
from accounts.quotes import make_quote
from accounts.services import drafts
from accounts.services.drafts import OriginChanged
from accounts.services.errors import AccountRefused
from accounts.views.new_customers import list_people
from accounts.views.new_draft import (
    DraftForms,
    begin_anew,
    is_of,
    may_go,
    open_draft,
    page_of,
    posted_key,
)
from accounts.views.posted import posted_number
from lendcore.decorators import require_permission
from lendcore.sections import render_section

PAGE = "accounts/new/review.html"
LABELS = ("number", "title", "portfolio", "source_company", "import_id")


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
def review(request: HttpRequest) -> HttpResponse:
    """Show the account to be; a POST makes it."""
    draft = find_draft(request.actor.user_id)
    if request.method == "POST":
        if not is_of(draft, request):
            return begin_anew(request)
        if draft.account_id is not None:
            return redirect("accounts:detail", draft.account_id)
        return create(request, draft)
    if draft is None or draft.account_id is not None or not may_go(draft, 4):
        return redirect("accounts:new")
    return show_review(request, draft)


def create(request: HttpRequest, draft: AccountDraft) -> HttpResponse:
    """Make the account, or say why not."""
    terms, labels = DraftForms(request, draft).kept()
    if not (terms.is_valid() and labels.is_valid()):
        return show_review(request, draft, status=422)
    data = AccountInput(
        kind=draft.kind,
        labels=labels.to_input(),
        terms=terms.terms,
        program=draft.program,
    )
    try:
        account = drafts.finish_draft(
            actor=request.actor,
            key=draft.key,
            version=posted_number(request, "version"),
            data=data,
        )
    except OriginChanged:
        # The page that follows shows what changed.
        return show_review(request, open_draft(request) or draft, status=422)
    except AccountRefused as refusal:
        return show_review(request, draft, refusal=str(refusal), status=422)
    messages.success(request, f"Account {account} was created. It is not active yet.")
    return redirect("accounts:detail", account.pk)


@require_POST
@require_permission("accounts.edit")
def accept(request: HttpRequest) -> HttpResponse:
    """Go on after a change of the template or program, with or without its values."""
    draft = open_draft(request)
    if not is_of(draft, request) or draft.origin is None:
        return begin_anew(request)
    typed = draft.typed
    if "take" in request.POST:
        typed = with_new_values(request, draft)
    try:
        drafts.accept_origin(
            actor=request.actor,
            key=posted_key(request),
            seen_version=posted_number(request, "origin_version"),
            typed=typed,
        )
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:new_review")


def with_new_values(request: HttpRequest, draft: AccountDraft) -> dict[str, list[str]]:
    """Return what was typed, with the origin's new values where it had its old ones."""
    forms = DraftForms(request, draft)
    terms, _ = forms.kept()
    if not terms.is_valid():
        return draft.typed
    new = starting_terms(draft.kind, draft.origin.terms, request.actor.today)
    merged = taken_over(terms, forms.base, new)
    return {**draft.typed, **typed_of(forms.make_terms(base=merged))}


def show_review(
    request: HttpRequest, draft: AccountDraft, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Render the terms in words, what they come to, and the customers."""
    terms, labels = DraftForms(request, draft).kept()
    is_right = terms.is_valid() and labels.is_valid()
    changed = draft.origin is not None and draft.origin.version != draft.origin_version
    context = page_of(
        draft,
        4,
        terms=list(terms.said(terms.terms).values()) if is_right else [],
        labels=said_labels(labels) if is_right else [],
        wrong=[terms, labels] if not is_right else [],
        quote=make_quote(terms.agreed, request.actor.today) if is_right else None,
        people=list_people(request, draft),
        changes=changes_of(request, draft, terms) if changed else None,
        may_create=is_right and not changed,
        refusal=refusal,
    )
    return render_section(request, PAGE, context, status=status)


def said_labels(labels: LabelsForm) -> list[tuple[str, Any]]:
    return [(labels[name].label, labels.cleaned_data[name]) for name in LABELS]


def changes_of(
    request: HttpRequest, draft: AccountDraft, form: TermsForm
) -> list[Difference]:
    """Return what has changed in the template or program since the draft saw it."""
    today = request.actor.today
    return differences(
        form,
        starting_terms(draft.kind, draft.origin_terms, today),
        starting_terms(draft.kind, draft.origin.terms, today),
    )
