"""One payment over an account and those linked to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.split import SplitForm
from accounts.queries.effects import Effect
from accounts.queries.split import (
    SplitAccount,
    find_same_split,
    list_split_accounts,
    oldest_first,
)
from accounts.services import previews, splits
from accounts.services.errors import AccountRefused
from accounts.views.account import account_context
from lendcore.decorators import require_permission
from lendcore.templatetags.lendcore import money

PAGE = "accounts/account/split.html"
EFFECT = f"{PAGE}#effect"


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.view")
@require_permission("payments.post")
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form; a POST posts every part or none, or places the amount anew."""
    context = split_context(request, pk)
    form = context["form"]
    if request.method != "POST":
        return render(request, PAGE, context)
    if request.POST.get("place") == "oldest":
        return render(request, PAGE, placed_anew(request, context))
    if not is_complete(form):
        return render(request, PAGE, with_effects(request, context), status=422)
    context["twin"] = find_twin(pk, form)
    if context["twin"] and request.POST.get("confirmed") != "yes":
        context["asks"] = True
        return render(request, PAGE, with_effects(request, context), status=422)
    try:
        splits.split_payment(
            actor=request.actor, account_id=pk, data=form.entry, parts=form.parts
        )
    except AccountRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, PAGE, context, status=422)
    count, amount = len(form.parts), money(form.entry.amount)
    messages.success(request, f"{amount} posted on {count} accounts.")
    return redirect("accounts:transactions", pk)


@require_POST
@require_permission("accounts.view")
@require_permission("payments.post")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what each part would do: to htmx the changed places, else the page."""
    context = split_context(request, pk)
    form = context["form"]
    is_valid = form.is_valid()
    if is_valid:
        context["twin"] = find_twin(pk, form)
    with_effects(request, context)
    if request.htmx:
        return render(request, EFFECT, context | {"is_part": True})
    return render(request, PAGE, context, status=200 if is_valid else 422)


@dataclass(frozen=True, kw_only=True)
class Row:
    """An account in the split, its field, and what its part would do."""

    split: SplitAccount
    field: forms.BoundField
    effect: Effect | None = None
    refusal: str = ""


def split_context(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return what the page needs, with the form as it was sent, if it was."""
    context = account_context(request, pk, "transactions")
    page = context["page"]
    found = list_split_accounts(pk, request.actor.today)
    form = SplitForm(
        request.POST if request.method == "POST" else None,
        accounts=[each.account for each in found],
        today=request.actor.today,
        initial={"payer": page.primary.customer.full_name} if page.primary else {},
    )
    return context | {
        "form": form,
        "found": found,
        "rows": rows_of(found, form, {}),
        "payers": [link.customer.full_name for link in page.links],
    }


def rows_of(
    found: Sequence[SplitAccount], form: SplitForm, known: dict[int, Effect | str]
) -> list[Row]:
    """Return the accounts, each with what is known of its part: effect or refusal."""
    rows = []
    for each in found:
        about = known.get(each.account.pk)
        is_effect = isinstance(about, Effect)
        rows.append(
            Row(
                split=each,
                field=form[form.name_of(each.account)],
                effect=about if is_effect else None,
                refusal="" if is_effect or about is None else about,
            )
        )
    return rows


def is_complete(form: SplitForm) -> bool:
    """Return whether the form can be posted; say at the form what is missing."""
    if not form.is_valid():
        return False
    if form.left:
        verb = "are left to place" if form.left > 0 else "too much are placed"
        form.add_error(None, f"{money(abs(form.left))} {verb}. The parts must add up.")
    elif len(form.parts) < 2:
        form.add_error(None, "Place the payment on two accounts or more.")
    return not form.errors


def with_effects(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what every part would do by itself."""
    form = context["form"]
    if "effective" not in form.cleaned_data or "amount" not in form.cleaned_data:
        return context
    if not form.errors.keys() <= {"__all__"}:
        return context
    known: dict[int, Effect | str] = {}
    for account_id, amount in form.parts:
        try:
            known[account_id] = previews.preview_part(
                actor=request.actor,
                account_id=account_id,
                data=form.entry,
                amount=amount,
            )
        except AccountRefused as refusal:
            known[account_id] = str(refusal)
    context["rows"] = rows_of(context["found"], form, known)
    context["rest"] = rest_of(context["rows"], form)
    return context


@dataclass(frozen=True)
class Rest:
    """Where what is left can go: the account, its field, and what would stand there."""

    number: str
    field_id: str
    amount: Decimal


def rest_of(rows: Sequence[Row], form: SplitForm) -> Rest | None:
    """Return the first account without a part, else the last one; None when nothing is
    left, or more is placed than an account can give back."""
    if not form.left or not rows:
        return None
    parts = dict(form.parts)
    row = next((each for each in rows if each.split.account.pk not in parts), rows[-1])
    amount = parts.get(row.split.account.pk, Decimal(0)) + form.left
    if amount < 0:
        return None
    return Rest(row.split.account.number, row.field.id_for_label, amount)


def placed_anew(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the page with the amount placed on what is past due longest."""
    form, found = context["form"], context["found"]
    if not form.is_valid() and "amount" not in form.cleaned_data:
        return context
    data = form.data.copy()
    parts = oldest_first(found, form.cleaned_data["amount"])
    for each in found:
        part = parts.get(each.account.pk)
        data[form.name_of(each.account)] = f"{part:f}" if part else ""
    anew = SplitForm(data, accounts=form.accounts, today=request.actor.today)
    anew.is_valid()
    rows = rows_of(found, anew, {})
    return with_effects(request, context | {"form": anew, "rows": rows})


def find_twin(pk: int, form: SplitForm) -> Any:
    """Return a split of the same amount and date, but for this form's own."""
    entry = form.entry
    twin = find_same_split(pk, amount=entry.amount, effective=entry.effective)
    is_own = twin is not None and twin.idempotency_key == entry.idempotency_key
    return None if is_own else twin
