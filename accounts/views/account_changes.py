"""What may be done with an account as a whole: activity, archive, labels, status."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.engine.errors import EngineError
from accounts.forms.changes import ReasonForm, StatusForm
from accounts.forms.labels import LabelsForm
from accounts.forms.terms import Difference
from accounts.mapping import check_agreed
from accounts.models import Account
from accounts.queries.choices import list_statuses, list_sub_statuses
from accounts.quotes import make_quote
from accounts.services import accounts as services
from accounts.services.errors import AccountRefused, Stale
from accounts.views.account import page_context
from accounts.views.posted import posted_number
from lendcore.decorators import require_permission
from lendcore.sections import render_section

ACTIVATE = "accounts/account/activate.html"
DEACTIVATE = "accounts/account/deactivate.html"
LABELS = "accounts/account/labels.html"
STATUS = "accounts/account/status.html"


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what activating does, and do it."""
    context = page_context(request, pk, "")
    account = context["account"]
    if request.method == "POST":
        try:
            services.activate(actor=request.actor, account_id=pk)
        except AccountRefused as refusal:
            context["refusal"] = str(refusal)
        else:
            messages.success(request, f"{account} is active. Its figures begin.")
            return redirect("accounts:detail", pk)
    try:
        agreed = check_agreed(account.kind, account.terms)
        context["quote"] = make_quote(agreed, request.actor.today)
    except EngineError as error:
        context["refusal"] = f"The terms can’t be used. {error.sentence}"
    status = 422 if request.method == "POST" else 200
    return render_section(request, ACTIVATE, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what deactivating does, ask why, and do it."""
    context = page_context(request, pk, "")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.deactivate(
            actor=request.actor, account_id=pk, reason=form.cleaned_data["reason"]
        )
        messages.success(request, f"{context['account']} is not active now.")
        return redirect("accounts:detail", pk)
    context["form"] = form
    status = 422 if form.is_bound else 200
    return render_section(request, DEACTIVATE, context, status=status)


@require_POST
@require_permission("accounts.edit")
def archive(request: HttpRequest, pk: int, is_archived: bool) -> HttpResponse:
    """Put the account into the archive, or take it out."""
    account = page_context(request, pk, "")["account"]
    try:
        services.set_archived(
            actor=request.actor, account_id=pk, is_archived=is_archived
        )
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
    else:
        place = "in the archive" if is_archived else "out of the archive"
        messages.success(request, f"{account} is {place}.")
    return redirect("accounts:detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
def labels(request: HttpRequest, pk: int) -> HttpResponse:
    """Call the account otherwise, and file it elsewhere."""
    context = page_context(request, pk, "")
    account = context["account"]
    data = request.POST if request.method == "POST" else None
    form = LabelsForm(data, account=account)
    context |= {"form": form, "version": account.version}
    if form.is_valid():
        try:
            services.change_labels(
                actor=request.actor,
                account_id=pk,
                version=posted_number(request, "version"),
                data=form.to_input(),
            )
        except Stale:
            context["meanwhile"] = changed_labels(form, account)
        except AccountRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Labels saved.")
            return redirect("accounts:detail", pk)
    return render_section(request, LABELS, context, status=422 if data else 200)


def changed_labels(form: LabelsForm, account: Account) -> list[Difference]:
    """Return where the account differs from what was typed."""
    return [
        Difference(str(form[name].label), str(mine or "—"), str(theirs or "—"))
        for name, mine in form.cleaned_data.items()
        if mine != (theirs := getattr(account, name))
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the account another status or sub-status."""
    context: dict[str, Any] = page_context(request, pk, "")
    account = context["account"]
    form = StatusForm(
        request.POST if request.method == "POST" else None,
        account=account,
        statuses=list_statuses(account),
        sub_statuses=list_sub_statuses(account),
        suggested=request.GET.get("to", ""),
    )
    if form.is_valid():
        chosen, closer = form.chosen
        services.set_status(
            actor=request.actor, account_id=pk, status=chosen, sub_status=closer
        )
        named = f"{chosen} · {closer}" if closer else chosen
        messages.success(request, f"Status is {named} now.")
        return redirect("accounts:detail", pk)
    context["form"] = form
    code = 422 if form.is_bound else 200
    return render_section(request, STATUS, context, status=code)
