"""Posting on an account: the form of an entry, what it would do, and doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.engine.line import LineReplay
from accounts.engine.transactions import PAYMENTS
from accounts.forms.entries import EntryForm, Facts
from accounts.forms.payments import NUMBER_LABELS, PaymentForm
from accounts.forms.posting import forms_for
from accounts.models import Transaction
from accounts.queries.account_page import AccountPage
from accounts.queries.entries import find_same_payment
from accounts.queries.links import list_copy_numbers
from accounts.services import previews, transactions
from accounts.services.entries import last_entry
from accounts.services.errors import AccountRefused, PostedMeanwhile
from accounts.views.account import account_context
from lendcore.decorators import require_permission
from lendcore.templatetags.lendcore import money

PAGE = "accounts/account/post.html"
EFFECT = f"{PAGE}#effect"


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.view")
@require_permission("payments.post")
def post(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Show the form of an entry; a POST saves it."""
    context = posting_context(request, pk, what)
    form = context["form"]
    if request.method != "POST":
        return render(request, PAGE, context)
    if not form.is_valid():
        return render(request, PAGE, context, status=422)
    try:
        if not is_repeated(context):
            look(request, context)
        if context.get("doubts") and request.POST.get("confirmed") != "yes":
            return render(request, PAGE, context | {"asks": True}, status=422)
        transactions.post(actor=request.actor, account_id=pk, data=form.entry)
    except AccountRefused as refusal:
        return render(request, PAGE, refused(context, refusal), status=422)
    messages.success(request, sentence_of(form, context["page"]))
    return redirect("accounts:transactions", pk)


@require_POST
@require_permission("accounts.view")
@require_permission("payments.post")
def preview(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Show what the entry would do: to htmx the panel alone, else the page with it."""
    context = posting_context(request, pk, what)
    form = context["form"]
    if form.is_valid():
        try:
            look(request, context)
        except AccountRefused as refusal:
            context = refused(context, refusal)
    if request.htmx:
        return render(request, EFFECT, context)
    return render(request, PAGE, context, status=200 if form.is_valid() else 422)


def posting_context(request: HttpRequest, pk: int, what: str) -> dict[str, Any]:
    """Return what the page needs, with the form as it was sent, if it was.

    Raises Http404 for what this kind of account does not take.
    """
    context = account_context(request, pk, "transactions")
    page = context["page"]
    form_class = forms_for(page.account.kind).get(what)
    if form_class is None:
        raise Http404("There is no such entry.")
    data = request.POST if request.method == "POST" else None
    form = form_class(data, facts=facts_of(page), initial=initial_of(request, page))
    return context | {
        "form": form,
        "what": what,
        "suggestions": suggestions(page) if isinstance(form, PaymentForm) else (),
        "number_labels": NUMBER_LABELS,
        "copied_to": list_copy_numbers(pk, form_class.code),
        "payers": [link.customer.full_name for link in page.links],
    }


def facts_of(page: AccountPage) -> Facts:
    """Return what the forms need to know of an account."""
    return Facts(
        kind=page.account.kind,
        today=page.day,
        last_entry=last_entry(page.transactions),
        balances=[each["name"] for each in page.account.terms.get("buckets", ())],
        due_dates=page.movable_due_dates,
    )


def initial_of(request: HttpRequest, page: AccountPage) -> dict[str, Any]:
    """Return what the form begins with: an amount from the address, who pays."""
    payer = {"payer": page.primary.customer.full_name} if page.primary else {}
    return {"amount": request.GET.get("amount", "")[:20], **payer}


@dataclass(frozen=True)
class Suggestion:
    """An amount that is likely to be paid."""

    label: str
    amount: Decimal


def suggestions(page: AccountPage) -> Sequence[Suggestion]:
    """Return the amounts that people pay, each once."""
    result = page.result
    if result is None:
        return ()
    with_fees = page.past_due_and_fees if result.fees else Decimal(0)
    coming = result.next_due.unpaid if result.next_due else Decimal(0)
    offered = [
        Suggestion("Past due", result.amount_past_due),
        Suggestion("Past due and fees", with_fees),
        Suggestion("Minimum" if isinstance(result, LineReplay) else "Next due", coming),
        Suggestion("Payoff", result.payoff().amount),
    ]
    return [each for each in offered if each.amount > 0]


def is_repeated(context: dict[str, Any]) -> bool:
    """Return whether this very form was posted already, as by a double click."""
    key = context["form"].entry.idempotency_key
    return any(row.idempotency_key == key for row in context["page"].transactions)


def look(request: HttpRequest, context: dict[str, Any]) -> None:
    """Add what the entry would do, and what makes one ask before it is posted: a
    payment like it, a day to come, money that nothing takes. Raises AccountRefused."""
    form, page = context["form"], context["page"]
    entry = form.entry
    effect = previews.preview_entry(
        actor=request.actor, account_id=page.account.pk, data=entry
    )
    twin = find_twin(page, form)
    days_ahead = (entry.effective - page.day).days
    context |= {
        "effect": effect,
        "twin": twin,
        "days_ahead": max(days_ahead, 0),
        "doubts": twin or days_ahead > 0 or effect.unapplied,
    }


def find_twin(page: AccountPage, form: EntryForm) -> Transaction | None:
    """Return a payment of the same amount and date that was posted before, but by
    this very form."""
    entry = form.entry
    if entry.code not in PAYMENTS:
        return None
    twin = find_same_payment(
        page.transactions, amount=entry.amount, effective=entry.effective
    )
    is_own = twin is not None and twin.idempotency_key == entry.idempotency_key
    return None if is_own else twin


def refused(context: dict[str, Any], refusal: AccountRefused) -> dict[str, Any]:
    """Return the context with what was refused; of a page that is stale, also what was
    posted meanwhile, and the form as of now."""
    form, page = context["form"], context["page"]
    form.add_refusal(refusal)
    if not isinstance(refusal, PostedMeanwhile):
        return context
    seen = form.cleaned_data["seen"]
    form.data = form.data.copy()
    form.data["seen"] = str(form.facts.last_entry)
    newer = [row for row in page.entries if row.number > seen]
    return context | {"newer": newer}


def sentence_of(form: EntryForm, page: AccountPage) -> str:
    amount = abs(form.entry.amount)
    what = f"{form.noun} of {money(amount)}" if amount else form.noun
    return f"{what} posted on {page.account.number}."
