"""Accepting an invitation: the page behind the link in its mail."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lendcore.decorators import public
from lendcore.forms.people import NewPersonForm, PasswordOnlyForm
from lendcore.models import Invitation, User
from lendcore.services import people as services
from lendcore.services import sign_in as sign_in_services
from lendcore.tenancy import directory
from lendcore.tenancy.client_address import client_address
from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.invitation_tokens import hash_token
from lendcore.tenancy.pending import Pending
from lendcore.views.entry import (
    continue_sign_in,
    posted,
    redirect_to_own_host,
    refusal_status,
    render_door,
)

INVITATION_SESSION_KEY = "invitation"


@public
@never_cache
@require_safe
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Check a mailed link and go on to an address without the token in it.

    The server writes the path of a page with errors to its log. The session keeps
    the hash of the token, as the table does.
    """
    token_hash = hash_token(token)
    invitation = directory.find_invitation(token_hash, timezone.now())
    if invitation is None:
        return render_closed(request)
    elsewhere = redirect_to_own_host(request, invitation.tenant)
    if elsewhere:
        return elsewhere
    request.session[INVITATION_SESSION_KEY] = token_hash
    return redirect("accept_invitation")


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest) -> HttpResponse:
    """Make a new person a user and a member, or a user a member.

    Only the holder of the mail comes here, so the page may tell the two apart.
    """
    now = timezone.now()
    token_hash = request.session.get(INVITATION_SESSION_KEY, "")
    invitation = directory.find_invitation(token_hash, now)
    if invitation is None:
        return render_closed(request)
    with activate_tenant(invitation.tenant_id):
        known = directory.find_user(invitation.email)
        if known:
            return accept_as_known(request, invitation, now)
        return accept_as_new(request, invitation, now)


def accept_as_new(
    request: HttpRequest, invitation: Invitation, now: datetime
) -> HttpResponse:
    form = NewPersonForm(posted(request), email=invitation.email)
    if request.method != "POST" or not form.is_valid():
        return render_invitation(request, invitation, form)
    user = User(email=invitation.email, name=form.cleaned_data["name"])
    user.set_password(form.cleaned_data["password"])
    return finish(request, invitation, user, now)


def accept_as_known(
    request: HttpRequest, invitation: Invitation, now: datetime
) -> HttpResponse:
    form = PasswordOnlyForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return render_invitation(request, invitation, form, is_known=True)
    try:
        user = sign_in_services.check_password(
            request=request,
            email=invitation.email,
            password=form.cleaned_data["password"],
            at=now,
            is_invited=True,
        )
    except sign_in_services.SignInRefused as refusal:
        return render_invitation(
            request, invitation, form, is_known=True, refusal=refusal
        )
    return finish(request, invitation, user, now)


def finish(
    request: HttpRequest, invitation: Invitation, user: User, now: datetime
) -> HttpResponse:
    try:
        membership = services.accept_invitation(
            invitation=invitation,
            user=user,
            at=now,
            ip_address=client_address(request),
        )
    except services.InvitationClosed:
        return render_closed(request)
    messages.success(request, f"Welcome to {membership.tenant.name}.")
    pending = Pending(membership=membership, next_path="")
    return continue_sign_in(request, pending, now=now)


def render_invitation(
    request: HttpRequest,
    invitation: Invitation,
    form: NewPersonForm | PasswordOnlyForm,
    *,
    is_known: bool = False,
    refusal: Exception | None = None,
) -> HttpResponse:
    status = refusal_status(refusal) if refusal else 422 if form.errors else 200
    context = {
        "form": form,
        "invitation": invitation,
        "is_known": is_known,
        "refusal": refusal,
    }
    return render_door(
        request, "invitation.html", invitation.tenant, context, status=status
    )


def render_closed(request: HttpRequest) -> HttpResponse:
    return render_door(request, "closed_invitation.html", None, {}, status=404)
