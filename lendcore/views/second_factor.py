"""The second step of signing in: code, recovery code, setting up."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lendcore.decorators import public
from lendcore.forms.people import CodeForm, RecoveryCodeForm, SetUpForm
from lendcore.services import second_factor
from lendcore.services import sign_in as services
from lendcore.tenancy.client_address import client_address
from lendcore.tenancy.pending import Pending
from lendcore.tenancy.trusted_devices import trust_browser
from lendcore.views.entry import (
    Factor,
    add_code_error,
    destination,
    enter,
    posted,
    refusal_status,
    remember_tenant,
    render_door,
    start_session,
    with_pending,
)
from lendcore.views.set_up import drop_secret, keep_secret, secret_context

FEW_RECOVERY_CODES = 3


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_pending
def give_code(request: HttpRequest, pending: Pending) -> HttpResponse:
    """Ask for the six digits of the member's authenticator."""
    user = pending.membership.user
    device = second_factor.find_device(user)
    if device is None:
        return redirect("second_factor_set_up")
    form = CodeForm(posted(request))
    if request.method != "POST":
        return render_step(request, pending, "code.html", form)
    if not form.is_valid():
        return render_step(request, pending, "code.html", form, status=422)
    now = timezone.now()
    try:
        second_factor.check_code(user=user, code=form.cleaned_data["code"], at=now)
    except second_factor.CodeRefused as refusal:
        return refuse(request, pending, "code.html", form, refusal)
    response = enter(request, pending, now=now, factor=Factor.CODE)
    if form.cleaned_data["skip"]:
        trust_browser(response, membership=pending.membership, device=device)
    return response


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_pending
def give_recovery_code(request: HttpRequest, pending: Pending) -> HttpResponse:
    """Take one of the codes that were shown once, instead of the authenticator's."""
    form = RecoveryCodeForm(posted(request))
    if request.method != "POST":
        return render_step(request, pending, "recovery_code.html", form)
    if not form.is_valid():
        return render_step(request, pending, "recovery_code.html", form, status=422)
    now = timezone.now()
    try:
        left = second_factor.check_recovery_code(
            user=pending.membership.user, code=form.cleaned_data["code"], at=now
        )
    except second_factor.CodeRefused as refusal:
        return refuse(request, pending, "recovery_code.html", form, refusal)
    messages.warning(request, recovery_message(left))
    what = "Signed in with a recovery code"
    return enter(request, pending, now=now, factor=Factor.CODE, what=what)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_pending
def set_up(request: HttpRequest, pending: Pending) -> HttpResponse:
    """Set an authenticator up for a member who has none and needs one."""
    membership = pending.membership
    if second_factor.find_device(membership.user):
        return redirect("second_factor")
    secret = keep_secret(request)
    form = SetUpForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return render_set_up(request, pending, form, secret)
    now = timezone.now()
    try:
        codes = services.set_up_second_factor(
            membership=membership,
            secret=secret,
            code=form.cleaned_data["code"],
            at=now,
            ip_address=client_address(request),
        )
    except second_factor.WrongCode:
        form.add_error("code", "That code did not match. Type the one shown now.")
        return render_set_up(request, pending, form, secret)
    drop_secret(request)
    start_session(request, pending, now=now, factor=Factor.CODE)
    context = {"codes": codes, "next_url": destination(pending.next_path)}
    response = render_door(request, "recovery_codes.html", membership.tenant, context)
    remember_tenant(response, membership.tenant)
    return response


def render_set_up(
    request: HttpRequest, pending: Pending, form: SetUpForm, secret: str
) -> HttpResponse:
    context = secret_context(pending.membership.user, secret)
    status = 422 if form.errors else 200
    return render_step(request, pending, "set_up.html", form, status=status, **context)


def refuse(
    request: HttpRequest,
    pending: Pending,
    template: str,
    form: CodeForm | RecoveryCodeForm,
    refusal: second_factor.CodeRefused,
) -> HttpResponse:
    """Record a code that was not accepted, and say how many tries are left."""
    services.record_refused_code(
        membership=pending.membership,
        refusal=refusal,
        at=timezone.now(),
        ip_address=client_address(request),
    )
    add_code_error(form, refusal)
    context = {"refusal": refusal}
    status = refusal_status(refusal)
    return render_step(request, pending, template, form, status=status, **context)


def recovery_message(left: int) -> str:
    codes = "1 recovery code" if left == 1 else f"{left} recovery codes"
    if left > FEW_RECOVERY_CODES:
        return f"{codes} left."
    return f"{codes} left. Make new ones on your account page."


def render_step(
    request: HttpRequest,
    pending: Pending,
    template: str,
    form: Any,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    tenant = pending.membership.tenant
    context |= {"form": form}
    return render_door(request, template, tenant, context, status=status)
