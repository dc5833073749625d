"""Moving from one tenant to another without typing the password again."""

from datetime import datetime

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lendcore.decorators import require_member
from lendcore.models import Membership
from lendcore.services.second_factor import find_device
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.middleware import (
    CODE_GIVEN_SESSION_KEY,
    SIGNED_IN_SESSION_KEY,
    moment,
)
from lendcore.tenancy.origins import is_reached_here, tenant_origin
from lendcore.tenancy.pending import Pending
from lendcore.views.entry import (
    Factor,
    continue_sign_in,
    destination,
    enter,
    own_membership,
    render_door,
)

SET_UP_FIRST = "{} asks for a second factor. Sign in there to set yours up."


@require_member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def switch_tenant(request: HttpRequest) -> HttpResponse:
    """List where else the member may work, and move the session there."""
    memberships = directory.list_memberships_of(request.user)
    if request.method == "POST":
        return switch_to(request, find_target(memberships, request.POST.get("tenant")))
    here = own_membership(request).tenant
    places = [
        {"tenant": place.tenant.facts, "url": log_in_elsewhere(request, place)}
        for place in memberships
        if place.tenant_id != here.pk
    ]
    return render_door(request, "switch_tenant.html", here, {"places": places})


def find_target(memberships: list[Membership], slug: str | None) -> Membership:
    for membership in memberships:
        if membership.tenant.slug == slug:
            return membership
    raise Http404


def switch_to(request: HttpRequest, target: Membership) -> HttpResponse:
    """Move the session: new keys, and nothing of the former tenant in it.

    A code that was typed in this session counts in the next tenant, and its
    lifetime runs on; a code that was skipped does not.
    """
    if target.tenant_id == request.actor.tenant.id:
        return redirect(destination(""))
    if not is_reached_here(request, target.tenant):
        return redirect(log_in_address(target))
    now = timezone.now()
    since = moment(request.session.get(SIGNED_IN_SESSION_KEY))
    code_given = CODE_GIVEN_SESSION_KEY in request.session
    user_id = own_membership(request).user_id
    forget_messages(request)
    with activate_tenant(target.tenant_id):
        membership = directory.find_membership(user_id, target.tenant_id)
        if must_set_up(membership):
            messages.warning(request, SET_UP_FIRST.format(target.tenant.name))
            return redirect("sign_in_to", target.tenant.slug)
        pending = Pending(membership=membership, next_path="", signed_in_at=since)
        return move(request, pending, now=now, code_given=code_given)


def must_set_up(membership: Membership) -> bool:
    """Return whether the tenant asks for an authenticator that the member lacks.

    The password was typed for another tenant, hours ago perhaps: whoever sits at a
    browser left open must not make their own phone the member's second factor.
    """
    is_required = membership.tenant.requires_second_factor
    return is_required and find_device(membership.user) is None


def move(
    request: HttpRequest, pending: Pending, *, now: datetime, code_given: bool
) -> HttpResponse:
    what = "Switched here from another company"
    if code_given:
        return enter(request, pending, now=now, factor=Factor.CODE, what=what)
    return continue_sign_in(request, pending, now=now, what=what)


def forget_messages(request: HttpRequest) -> None:
    """Drop messages not shown yet: they may name people of the former tenant."""
    for _ in get_messages(request):
        continue


def log_in_elsewhere(request: HttpRequest, membership: Membership) -> str:
    """Return the log-in page on the tenant's host, or nothing if it is this one.

    Another host has a session of its own, so a plain link leads there.
    """
    is_here = is_reached_here(request, membership.tenant)
    return "" if is_here else log_in_address(membership)


def log_in_address(membership: Membership) -> str:
    path = reverse("sign_in_to", args=[membership.tenant.slug])
    return tenant_origin(membership.tenant) + path
