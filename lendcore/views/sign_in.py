"""The log-in page of each tenant, and signing out."""

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lendcore.decorators import public, require_member
from lendcore.forms.people import CompanyForm, SignInForm
from lendcore.models import Tenant
from lendcore.services import sign_in as services
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.pending import Pending
from lendcore.views.entry import (
    TENANT_COOKIE,
    TOO_MANY,
    continue_sign_in,
    destination,
    find_tenant_or_404,
    posted,
    redirect_to_own_host,
    refusal_status,
    render_door,
    safe_next,
)

# Which company -----------------------------------------------------------------


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to a tenant's log-in page, or ask which one. No tenant is ever listed."""
    wants_another = "another" in request.GET
    if request.actor and not wants_another:
        return redirect(destination(safe_next(request)))
    if request.method == "POST":
        return choose_company(request)
    slug = known_slug(request)
    if slug and not wants_another:
        return redirect(sign_in_address(request, slug))
    context = {"form": CompanyForm(), "next": safe_next(request)}
    return render_door(request, "which_company.html", None, context)


def choose_company(request: HttpRequest) -> HttpResponse:
    form = CompanyForm(request.POST)
    if form.is_valid():
        slug = form.cleaned_data["company"]
        if directory.find_tenant(slug):
            return redirect(sign_in_address(request, slug))
        form.add_error("company", "No company has this word. Look at the spelling.")
    context = {"form": form, "next": safe_next(request)}
    return render_door(request, "which_company.html", None, context, status=422)


def known_slug(request: HttpRequest) -> str:
    """Return the tenant of the host, else the one signed in to last, else nothing."""
    if request.host_tenant_id is not None:
        return directory.get_tenant(request.host_tenant_id).slug
    tenant = directory.find_tenant(request.COOKIES.get(TENANT_COOKIE, ""))
    return tenant.slug if tenant else ""


def sign_in_address(request: HttpRequest, slug: str) -> str:
    next_path = safe_next(request)
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    return reverse("sign_in_to", args=[slug]) + query


# The log-in page ---------------------------------------------------------------


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_to(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for e-mail and password, and sign a member of the tenant in."""
    tenant = find_tenant_or_404(request, slug)
    elsewhere = redirect_to_own_host(request, tenant)
    if elsewhere:
        return elsewhere
    if request.actor and request.actor.tenant.id == tenant.pk:
        return redirect(destination(safe_next(request)))
    form = SignInForm(posted(request))
    if request.method != "POST":
        return render_sign_in(request, tenant, form)
    if not form.is_valid():
        return render_sign_in(request, tenant, form, status=422)
    with activate_tenant(tenant.pk):
        return check_sign_in(request, tenant, form)


def check_sign_in(
    request: HttpRequest, tenant: Tenant, form: SignInForm
) -> HttpResponse:
    now = timezone.now()
    try:
        user = services.check_password(request=request, at=now, **form.cleaned_data)
    except services.SignInRefused as refusal:
        return render_sign_in(
            request, tenant, form, status=refusal_status(refusal), refusal=refusal
        )
    membership = directory.find_membership(user.pk, tenant.pk)
    pending = Pending(membership=membership, next_path=safe_next(request))
    return continue_sign_in(request, pending, now=now)


def render_sign_in(
    request: HttpRequest,
    tenant: Tenant,
    form: SignInForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {
        "form": form,
        "next": safe_next(request),
        "is_own_host": request.host_tenant_id is not None,
    }
    return render_door(request, "sign_in.html", tenant, context, status=status)


def locked_out(
    request: HttpRequest,
    response: HttpResponse,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer for the operator's log-in during a pause; called by django-axes."""
    return render_door(request, "paused.html", None, {}, status=TOO_MANY)


@require_member
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and show the tenant's log-in page."""
    slug = request.actor.tenant.slug
    logout(request)
    return redirect("sign_in_to", slug)
