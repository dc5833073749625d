"""Taking an entry back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.reversal import ReversalForm
from accounts.models import Transaction
from accounts.queries.entries import EntryDetail
from accounts.services import previews, splits, transactions
from accounts.services.errors import AccountRefused, AlreadyReversed
from accounts.views.account import account_context
from accounts.views.transactions import get_entry
from lendcore.decorators import require_permission
from lendcore.templatetags.lendcore import money

PAGE = "accounts/account/reverse.html"
EFFECT = f"{PAGE}#effect"


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.view")
@require_permission("payments.reverse")
def reverse(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask why, show what it would do, and take the entry back."""
    context = reversal_context(request, pk, number)
    form = context["form"]
    if request.method != "POST":
        return render(request, PAGE, with_effect(request, context))
    if context["refusal"] or not form.is_valid():
        return render(request, PAGE, context, status=422)
    try:
        take_back(request, context["detail"], form)
    except AccountRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, PAGE, context, status=422)
    row = context["detail"].entry
    what = money(row.amount) if row.amount else context["detail"].what
    messages.success(request, f"{what} reversed.")
    return redirect("accounts:transactions", pk)


@require_POST
@require_permission("accounts.view")
@require_permission("payments.reverse")
def preview(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what the reversal would do: to htmx the panel alone, else the page."""
    context = reversal_context(request, pk, number)
    is_valid = context["form"].is_valid()
    if is_valid:
        with_effect(request, context)
    if request.htmx:
        return render(request, EFFECT, context)
    return render(request, PAGE, context, status=200 if is_valid else 422)


def take_back(request: HttpRequest, detail: EntryDetail, form: ReversalForm) -> None:
    """Reverse the entry, or every part of its split. Raises AccountRefused."""
    values = form.cleaned_data
    common = {
        "reason": values["reason"],
        "note": values["note"],
        "idempotency_key": values["key"],
    }
    row = detail.entry
    if form.takes_all:
        splits.reverse_split(
            actor=request.actor, split_id=row.split_payment_id, **common
        )
        return
    transactions.reverse(
        actor=request.actor,
        account_id=row.account_id,
        entry=row.entry,
        fee=values.get("fee"),
        with_copies=values.get("with_copies", False),
        **common,
    )


def reversal_context(request: HttpRequest, pk: int, number: int) -> dict[str, Any]:
    """Return what the page needs, with the form as it was sent, if it was."""
    context = account_context(request, pk, "transactions")
    detail = get_entry(context["page"], number)
    form = ReversalForm(
        request.POST if request.method == "POST" else None,
        is_split=bool(detail.other_parts),
        is_payment=detail.is_payment,
        has_copies=bool(detail.copies),
    )
    refusal = context["page"].why_no_posting
    if not detail.may_be_reversed and not refusal:
        refusal = AlreadyReversed.message
        if detail.reversal is None:
            refusal = "A reversal, or the figures that an account came with, stay."
    is_repeated = request.method == "POST" and detail.reversal is not None
    # A double click sends the form twice: the second finds its own reversal.
    return context | {
        "detail": detail,
        "form": form,
        "refusal": "" if is_repeated else refusal,
    }


def going_along(detail: EntryDetail, form: ReversalForm) -> Sequence[Transaction]:
    """Return what is taken back with the entry, as far as the form says so."""
    if not form.is_bound:
        return ()
    if form.takes_all:
        return detail.other_parts
    return detail.copies if form.cleaned_data.get("with_copies") else ()


def with_effect(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what the reversal would do, or why it can't be."""
    form, row = context["form"], context["detail"].entry
    fee = form.cleaned_data.get("fee") if form.is_bound else None
    if context["refusal"]:
        return context
    try:
        context["effect"] = previews.preview_reversal(
            actor=request.actor,
            account_id=row.account_id,
            entry=row.entry,
            fee=fee,
            others=going_along(context["detail"], form),
        )
    except AccountRefused as refusal:
        context["refusal"] = str(refusal)
    return context
