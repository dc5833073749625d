"""Signing the same member in again, in a dialog over the page they left open."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from lendcore.decorators import public
from lendcore.forms.people import CodeForm, SignInAgainForm
from lendcore.models import Membership, Tenant
from lendcore.sections import render_section
from lendcore.services import second_factor
from lendcore.services import sign_in as services
from lendcore.tenancy import directory
from lendcore.tenancy.client_address import client_address
from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.origins import is_reached_here
from lendcore.tenancy.pending import Pending, find_pending, hold_sign_in
from lendcore.views.entry import (
    Factor,
    add_code_error,
    destination,
    refusal_status,
    remember_tenant,
    settled_factor,
    start_session,
)

PAGE = "people/sign_in_again.html"


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Ask for the password of a member whose session ended, then for their code.

    A GET with `company` and `email` gives the form. When the session stands again
    the answer is 204 with the event `session-restored`, which carries the new CSRF
    token and whose session it is.
    """
    if request.method != "POST":
        form = SignInAgainForm(initial=request.GET.dict())
        return render_section(request, PAGE, {"form": form})
    if "code" in request.POST:
        return check_code(request)
    form = SignInAgainForm(request.POST)
    if not form.is_valid():
        return render_section(request, PAGE, {"form": form}, status=422)
    tenant = directory.find_tenant(form.cleaned_data["company"])
    if tenant is None or not is_reached_here(request, tenant):
        form.add_error(None, "Reload the page to sign in.")
        return render_section(request, PAGE, {"form": form}, status=422)
    with activate_tenant(tenant.pk):
        return check_password(request, tenant, form)


def check_password(
    request: HttpRequest, tenant: Tenant, form: SignInAgainForm
) -> HttpResponse:
    now = timezone.now()
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    try:
        user = services.check_password(
            request=request, email=email, password=password, at=now
        )
    except services.SignInRefused as refusal:
        return refuse(request, refusal, form=form)
    membership = directory.find_membership(user.pk, tenant.pk)
    pending = Pending(membership=membership, next_path="")
    factor = settled_factor(request, membership)
    if factor:
        return restore(request, pending, now=now, factor=factor)
    hold_sign_in(request, pending, now=now)
    has_device = second_factor.find_device(membership.user) is not None
    context = {"code_form": CodeForm(), "has_device": has_device}
    return render_section(request, PAGE, context)


def check_code(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    pending = find_pending(request, now=now)
    form = CodeForm(request.POST)
    if not form.is_valid() or pending is None:
        if pending is None:
            form.add_error(None, "That took too long. Reload the page to sign in.")
        context = {"code_form": form, "has_device": True}
        return render_section(request, PAGE, context, status=422)
    membership = pending.membership
    with activate_tenant(membership.tenant_id):
        try:
            second_factor.check_code(
                user=membership.user, code=form.cleaned_data["code"], at=now
            )
        except second_factor.CodeRefused as refusal:
            services.record_refused_code(
                membership=membership,
                refusal=refusal,
                at=now,
                ip_address=client_address(request),
            )
            add_code_error(form, refusal)
            return refuse(request, refusal, code_form=form, has_device=True)
        return restore(request, pending, now=now, factor=Factor.CODE)


def refuse(request: HttpRequest, refusal: Exception, **context: Any) -> HttpResponse:
    context |= {"refusal": refusal}
    return render_section(request, PAGE, context, status=refusal_status(refusal))


def restore(
    request: HttpRequest, pending: Pending, *, now: datetime, factor: Factor
) -> HttpResponse:
    """Start the session; to htmx answer 204 and hand it to the page that waits."""
    start_session(request, pending, now=now, factor=factor)
    membership = pending.membership
    if not request.htmx:
        return redirect(destination(""))
    response = HttpResponse(status=204)
    remember_tenant(response, membership.tenant)
    return trigger_client_event(
        response,
        "session-restored",
        {"token": get_token(request), "session": session_mark(membership)},
    )


def session_mark(membership: Membership) -> str:
    """Return what stands in `data-session` of every page of this session."""
    return f"{membership.tenant.slug} {membership.user.email}"
