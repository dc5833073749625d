"""A forgotten password: asking for a link, opening it, choosing a new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lendcore.decorators import public
from lendcore.forms.people import ForgotPasswordForm, NewPasswordForm
from lendcore.models import Tenant, User
from lendcore.services import mail_links
from lendcore.services import sign_in as services
from lendcore.tenancy import directory
from lendcore.tenancy.client_address import client_address
from lendcore.tenancy.context import activate_tenant
from lendcore.views.entry import (
    find_tenant_or_404,
    posted,
    redirect_to_own_host,
    render_door,
)

LINK_SESSION_KEY = "password_link"
LINK_MINUTES = 60


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgot_password(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whose password is forgotten; the answer is the same for any address."""
    tenant = find_tenant_or_404(request, slug)
    elsewhere = redirect_to_own_host(request, tenant)
    if elsewhere:
        return elsewhere
    form = ForgotPasswordForm(posted(request))
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        with activate_tenant(tenant.pk):
            services.request_password_link(email=form.cleaned_data["email"])
        context = {"form": form, "is_sent": True}
    status = 422 if form.errors else 200
    return render_door(request, "forgot_password.html", tenant, context, status=status)


@public
@never_cache
@require_safe
def open_password_link(
    request: HttpRequest, slug: str, who: str, token: str
) -> HttpResponse:
    """Check a mailed link and go on to an address without the token in it.

    The server writes the path of a page with errors to its log, and the link is
    good until the password is changed. The session keeps no token either.
    """
    tenant = find_tenant_or_404(request, slug)
    user = mail_links.open_password_link(who, token)
    if user is None:
        return render_dead_link(request, tenant)
    request.session.flush()
    request.session[LINK_SESSION_KEY] = {
        "user_id": user.pk,
        "tenant_id": tenant.pk,
        "password_state": user.get_session_auth_hash(),
    }
    request.session.set_expiry(LINK_MINUTES * 60)
    return redirect("new_password", tenant.slug)


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, slug: str) -> HttpResponse:
    """Set the password of whoever came by a mailed link, and lead to log-in."""
    tenant = find_tenant_or_404(request, slug)
    user = find_link_user(request, tenant)
    if user is None:
        return render_dead_link(request, tenant)
    form = NewPasswordForm(posted(request), user=user)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        context = {"form": form, "email": user.email}
        return render_door(request, "new_password.html", tenant, context, status=status)
    with activate_tenant(tenant.pk):
        try:
            services.set_password_by_link(
                user=user,
                password=form.cleaned_data["password"],
                at=timezone.now(),
                ip_address=client_address(request),
            )
        except services.NoSuchMember:
            return render_dead_link(request, tenant)
    request.session.flush()
    messages.success(request, "Password changed. Sign in with the new one.")
    return redirect("sign_in_to", tenant.slug)


def find_link_user(request: HttpRequest, tenant: Tenant) -> User | None:
    """Return whose link this session opened, unless it was used since."""
    note = request.session.get(LINK_SESSION_KEY)
    if note is None or note["tenant_id"] != tenant.pk:
        return None
    user = directory.find_active_user(note["user_id"])
    if user is None or not constant_time_compare(
        user.get_session_auth_hash(), note["password_state"]
    ):
        return None
    return user


def render_dead_link(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    return render_door(request, "dead_password_link.html", tenant, {}, status=404)
