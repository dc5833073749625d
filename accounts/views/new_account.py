"""Making an account, first half: its kind, and its terms with what they come to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
)

from accounts.forms.labels import LabelsForm
from accounts.forms.new_account import StartForm, start_of
from accounts.forms.terms import TermsForm
from accounts.models import AccountDraft, Kind, LineProgram
from accounts.queries.origins import list_programs, list_templates
from accounts.quotes import make_quote
from accounts.services import drafts
from accounts.services.errors import AccountRefused
from accounts.views.new_draft import (
    DraftForms,
    begin_anew,
    is_of,
    open_draft,
    page_of,
    posted_key,
    quote_of,
)
from lendcore.decorators import require_permission
from lendcore.sections import render_section

KIND = "accounts/new/kind.html"
TERMS = "accounts/new/terms.html"
DISCARD = "accounts/new/discard.html"


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
def kind(request: HttpRequest) -> HttpResponse:
    """Choose what to make, and from which template."""
    draft = open_draft(request)
    templates = list_templates(only_active=True)
    started = start_of(draft.kind, draft.template) if draft else None
    form = StartForm(
        request.POST if request.method == "POST" else None,
        templates=templates,
        initial={"start": started},
    )
    if request.method == "POST" and form.is_valid():
        drafts.start_draft(actor=request.actor, kind=form.kind, template=form.template)
        return redirect("accounts:new_terms")
    context = page_of(draft, 1, form=form, started=started, choices=choices(form))
    return render_section(request, KIND, context, status=422 if form.errors else 200)


def choices(form: StartForm) -> list[dict[str, Any]]:
    """Return the kinds, each with the radios that begin it."""
    radios = {radio.data["value"]: radio for radio in form["start"]}
    return [
        {
            "kind": kind,
            "blank": radios[kind.value],
            "templates": [
                radios[start_of(each.kind, each)]
                for each in form.templates.values()
                if each.kind == kind
            ],
        }
        for kind in Kind
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
def terms(request: HttpRequest) -> HttpResponse:
    """Type the terms and labels; they are kept as they are typed."""
    draft = open_draft(request)
    if request.method != "POST":
        if draft is None:
            return redirect("accounts:new")
        return show_terms(request, draft, *DraftForms(request, draft).shown())
    if not is_of(draft, request):
        return begin_anew(request)
    of_terms, labels = save(request, draft)
    is_valid = of_terms.is_valid() and labels.is_valid()
    if "preview" in request.POST or not is_valid:
        status = 200 if is_valid else 422
        return show_terms(request, draft, of_terms, labels, status=status)
    may_link = request.actor.may("contact.view")
    return redirect("accounts:new_customers" if may_link else "accounts:new_review")


@require_POST
@require_permission("accounts.edit")
def preview(request: HttpRequest) -> HttpResponse:
    """Keep what is typed, and say what it comes to."""
    draft = open_draft(request)
    if not is_of(draft, request):
        return begin_anew(request)
    of_terms, _ = save(request, draft)
    context = page_of(draft, 2, **preview_context(request, draft, of_terms))
    return render_section(request, TERMS, context, section="preview")


@require_POST
@require_permission("accounts.edit")
def program(request: HttpRequest) -> HttpResponse:
    """Take over the values of a program."""
    if not is_of(open_draft(request), request):
        return begin_anew(request)
    key = request.POST.get("program", "")
    chosen = key.isdecimal() and LineProgram.objects.filter(pk=int(key[:18])).first()
    if not chosen:
        messages.error(request, "Choose one of the programs.")
        return redirect("accounts:new_terms")
    try:
        drafts.choose_program(
            actor=request.actor, key=posted_key(request), program=chosen
        )
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:new_terms")


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
def discard(request: HttpRequest) -> HttpResponse:
    """Ask, then throw the draft away."""
    if request.method != "POST":
        draft = open_draft(request)
        if draft is None:
            return redirect("accounts:new")
        return render_section(request, DISCARD, page_of(draft, 1))
    drafts.discard_draft(actor=request.actor, key=posted_key(request))
    messages.success(request, "Draft discarded.")
    return redirect("accounts:new")


def save(request: HttpRequest, draft: AccountDraft) -> tuple[TermsForm, LabelsForm]:
    """Keep what was posted in the draft; return its forms, judged."""
    forms = DraftForms(request, draft)
    of_terms, labels = forms.posted(request.POST)
    terms = of_terms.terms if of_terms.is_valid() else None
    saved = drafts.save_typed(
        actor=request.actor, key=draft.key, typed=forms.typed(request.POST), terms=terms
    )
    draft.typed, draft.terms = saved.typed, saved.terms
    draft.saved_at, draft.version = saved.saved_at, saved.version
    return of_terms, labels


def show_terms(
    request: HttpRequest,
    draft: AccountDraft,
    of_terms: TermsForm,
    labels: LabelsForm,
    *,
    status: int = 200,
) -> HttpResponse:
    judged = [of_terms, labels]
    context = page_of(draft, 2, form=of_terms, labels=labels, judged=judged)
    if draft.kind == Kind.LINE:
        context["programs"] = list_programs(only_active=True)
    context |= preview_context(request, draft, of_terms)
    return render_section(request, TERMS, context, status=status)


def preview_context(
    request: HttpRequest, draft: AccountDraft, of_terms: TermsForm
) -> dict[str, Any]:
    """Return what the terms come to: those typed, or the last that were right."""
    if of_terms.is_bound and of_terms.is_valid():
        return {"quote": make_quote(of_terms.agreed, request.actor.today), "wrong": []}
    wrong = of_terms.problems if of_terms.is_bound else []
    return {"quote": quote_of(draft, request), "wrong": wrong}
