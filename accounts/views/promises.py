"""Promises to pay on an account."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.promises import PromiseForm
from accounts.queries.promises import find_promise
from accounts.services import promises as services
from accounts.services.errors import AccountRefused
from accounts.views.account import account_context
from lendcore.decorators import require_permission
from lendcore.templatetags.lendcore import money

PAGE = "accounts/account/promise.html"


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.view")
@require_permission("payments.post")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a promise."""
    context = account_context(request, pk, "summary")
    data = request.POST if request.method == "POST" else None
    result = context["page"].result
    owed = result.amount_past_due + result.fees if result else 0
    form = PromiseForm(
        data, today=request.actor.today, initial={"amount": owed or None}
    )
    context["form"] = form
    if data is None:
        return render(request, PAGE, context)
    if form.is_valid():
        try:
            made = services.make_promise(
                actor=request.actor, account_id=pk, **form.cleaned_data
            )
        except AccountRefused as refusal:
            name = refusal.field if refusal.field in form.fields else None
            form.add_error(name, str(refusal))
        else:
            messages.success(request, f"Promise of {money(made.amount)} saved.")
            return redirect("accounts:detail", pk)
    return render(request, PAGE, context, status=422)


@require_POST
@require_permission("accounts.view")
@require_permission("payments.post")
def withdraw(request: HttpRequest, pk: int, promise_id: int) -> HttpResponse:
    """Withdraw a promise that was entered wrongly, or that another one replaces."""
    promise = find_promise(pk, promise_id)
    if promise is None:
        raise Http404("This account has no such promise.")
    services.withdraw_promise(actor=request.actor, promise_id=promise_id)
    messages.success(request, f"Promise of {money(promise.amount)} withdrawn.")
    return redirect("accounts:detail", pk)
