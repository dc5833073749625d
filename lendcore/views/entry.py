"""What the pages at the door share: the frame, the next step, the way in."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import login
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from lendcore.models import Membership, Tenant
from lendcore.services import sign_in as services
from lendcore.services.second_factor import (
    CodeRefused,
    CodesPaused,
    TooSoon,
    WrongCode,
    find_device,
)
from lendcore.tenancy import directory
from lendcore.tenancy.authentication import MEMBER_BACKEND
from lendcore.tenancy.client_address import client_address
from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.middleware import begin_session
from lendcore.tenancy.origins import is_reached_here, tenant_origin
from lendcore.tenancy.pending import Pending, find_pending, hold_sign_in
from lendcore.tenancy.trusted_devices import is_trusted_browser

TENANT_COOKIE = "lendcore_tenant"
TENANT_COOKIE_DAYS = 365
TOO_MANY = 429


class Factor(StrEnum):
    """How the second factor was met."""

    NOT_ASKED = "not_asked"
    KNOWN_BROWSER = "known_browser"
    CODE = "code"


# The page ----------------------------------------------------------------------


def find_tenant_or_404(request: HttpRequest, slug: str) -> Tenant:
    """Return the tenant of a log-in address; on a tenant's own host only that one."""
    tenant = directory.find_tenant(slug)
    if tenant is None or request.host_tenant_id not in (None, tenant.pk):
        raise Http404
    return tenant


def redirect_to_own_host(request: HttpRequest, tenant: Tenant) -> HttpResponse | None:
    """Return the way to the tenant's own domain, or None when it is served here."""
    if is_reached_here(request, tenant):
        return None
    return redirect(tenant_origin(tenant) + request.get_full_path())


def render_door(
    request: HttpRequest,
    template: str,
    tenant: Tenant | None,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Return a page before sign-in, its times in the tenant's zone."""
    host = (tenant and tenant.domain) or request.get_host()
    frame = {"tenant": tenant and tenant.facts, "host": host}
    zone = ZoneInfo(tenant.time_zone) if tenant else None
    with timezone.override(zone):
        return render(request, f"people/{template}", frame | context, status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, even if it is nothing; None for a GET."""
    return request.POST if request.method == "POST" else None


def safe_next(request: HttpRequest) -> str:
    """Return the path of this site that the visitor wanted, or an empty text."""
    path = request.POST.get("next") or request.GET.get("next", "")
    is_local = path.startswith("/") and path.isprintable()
    if is_local and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return ""


def refusal_status(refusal: Exception) -> int:
    """Return the status of a page that refuses a password or a code."""
    is_paused = isinstance(refusal, services.SignInPaused | CodesPaused)
    return TOO_MANY if is_paused else 422


def add_code_error(form: Form, refusal: CodeRefused) -> None:
    """Say at the field why a code was not accepted; a pause is said above."""
    if isinstance(refusal, WrongCode):
        tries = "1 try" if refusal.tries_left == 1 else f"{refusal.tries_left} tries"
        form.add_error("code", f"That code did not match. {tries} left.")
    elif isinstance(refusal, TooSoon):
        form.add_error("code", "Wait a few seconds, then type the code again.")


def destination(next_path: str) -> str:
    return next_path or resolve_url(settings.LOGIN_REDIRECT_URL)


# The way in --------------------------------------------------------------------


def continue_sign_in(
    request: HttpRequest,
    pending: Pending,
    *,
    now: datetime,
    what: str = services.SIGNED_IN,
) -> HttpResponse:
    """Answer a right password: let the member in, or ask for the second factor.

    The member's tenant is active.
    """
    factor = settled_factor(request, pending.membership)
    if factor:
        return enter(request, pending, now=now, factor=factor, what=what)
    hold_sign_in(request, pending, now=now)
    return redirect("second_factor")


def settled_factor(request: HttpRequest, membership: Membership) -> Factor | None:
    """Return how the second factor is met without a code, or None if it is not.

    It is asked for where the tenant requires it, and of whoever has set one up.
    """
    device = find_device(membership.user)
    if device is None and not membership.tenant.requires_second_factor:
        return Factor.NOT_ASKED
    if device and is_trusted_browser(request, membership=membership, device=device):
        return Factor.KNOWN_BROWSER
    return None


def enter(
    request: HttpRequest,
    pending: Pending,
    *,
    now: datetime,
    factor: Factor,
    what: str = services.SIGNED_IN,
) -> HttpResponse:
    """Sign the member in and send them on. The member's tenant is active."""
    start_session(request, pending, now=now, factor=factor, what=what)
    response = redirect(destination(pending.next_path))
    remember_tenant(response, pending.membership.tenant)
    return response


def start_session(
    request: HttpRequest,
    pending: Pending,
    *,
    now: datetime,
    factor: Factor,
    what: str = services.SIGNED_IN,
) -> None:
    """Begin a fresh session with new keys, and record it.

    Nothing of the session before is kept, whoever it belonged to.
    """
    membership = pending.membership
    request.session.flush()
    login(request, membership.user, backend=MEMBER_BACKEND)
    begin_session(
        request,
        tenant_id=membership.tenant_id,
        now=now,
        second_factor=factor != Factor.NOT_ASKED,
        code_given=factor == Factor.CODE,
        signed_in_at=pending.signed_in_at,
    )
    services.record_entry(
        membership=membership, what=what, at=now, ip_address=client_address(request)
    )


def remember_tenant(response: HttpResponse, tenant: Tenant) -> None:
    """Note which log-in page to show next time. The slug is no secret."""
    response.set_cookie(
        TENANT_COOKIE,
        tenant.slug,
        max_age=TENANT_COOKIE_DAYS * 24 * 60 * 60,
        secure=settings.HTTPS_ONLY,
        httponly=True,
        samesite="Lax",
    )


def with_pending(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Run a view for whoever has given a password and owes a code.

    The view gets the `Pending` second, and its tenant is active. Anybody else is
    sent to the log-in page.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pending = find_pending(request, now=timezone.now())
        if pending is None:
            return redirect("sign_in")
        with activate_tenant(pending.membership.tenant_id):
            return view(request, pending, *args, **kwargs)

    return checked


def own_membership(request: HttpRequest) -> Membership:
    """Return the membership of the signed-in member, with user and tenant."""
    return request.user.membership
