"""Other terms for an account that is not active."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.terms import FORMS, TermsForm, differences
from accounts.models import Account
from accounts.quotes import find_quote, make_quote
from accounts.services import accounts as services
from accounts.services.errors import AccountRefused, IsActive, Stale
from accounts.views.account import page_context
from accounts.views.posted import posted_number
from lendcore.decorators import require_permission
from lendcore.sections import render_section

PAGE = "accounts/account/terms_edit.html"


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Type other terms."""
    context = page_context(request, pk, "terms")
    account = context["account"]
    if account.is_active:
        messages.error(request, IsActive.message)
        return redirect("accounts:terms", pk)
    if request.method == "POST":
        return change(request, context)
    return show(request, context, make_form(request, account))


@require_permission("accounts.edit")
def change(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Save what was posted, or say what somebody else saved meanwhile."""
    account = context["account"]
    form = make_form(request, account, request.POST)
    if "preview" not in request.POST and form.is_valid():
        try:
            services.change_terms(
                actor=request.actor,
                account_id=account.pk,
                version=posted_number(request, "version"),
                terms=form.terms,
            )
        except Stale:
            context["meanwhile"] = differences(form, form.terms, account.terms)
        except AccountRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Terms saved.")
            return redirect("accounts:terms", account.pk)
    is_fine = "preview" in request.POST and form.is_valid()
    return show(request, context, form, status=200 if is_fine else 422)


@require_POST
@require_permission("accounts.edit")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the terms come to as they are typed."""
    context = page_context(request, pk, "terms")
    account = context["account"]
    form = make_form(request, account, request.POST)
    context |= preview_context(request, form, account)
    return render_section(request, PAGE, context, section="preview")


def make_form(request: HttpRequest, account: Account, data: Any = None) -> TermsForm:
    return FORMS[account.kind](
        data,
        base=account.terms,
        origin=account.program.terms if account.program else None,
        origin_word="Program",
        date_format=request.actor.tenant.date_format,
    )


def show(
    request: HttpRequest,
    context: dict[str, Any],
    form: TermsForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context |= {"form": form, "version": context["account"].version}
    context |= preview_context(request, form, context["account"])
    return render_section(request, PAGE, context, status=status)


def preview_context(
    request: HttpRequest, form: TermsForm, account: Account
) -> dict[str, Any]:
    """Return what the terms come to: those typed, else those on file."""
    if form.is_bound and form.is_valid():
        return {"quote": make_quote(form.agreed, request.actor.today), "wrong": []}
    return {
        "quote": find_quote(account, request.actor.today),
        "wrong": form.problems if form.is_bound else [],
    }
