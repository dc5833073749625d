"""From a request to its tenant and its actor.

Two steps, because Django's own middleware finds the user between them: the user
is read together with the membership, behind the tenant's row security.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from lendcore.actors import Actor
from lendcore.models import Membership
from lendcore.tenancy import directory
from lendcore.tenancy.client_address import client_address
from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.directory import OwnHost
from lendcore.tenancy.hosts import fold_host

type GetResponse = Callable[[HttpRequest], HttpResponse]

TENANT_SESSION_KEY = "tenant_id"
SIGNED_IN_SESSION_KEY = "signed_in_at"
SEEN_SESSION_KEY = "seen_at"
SECOND_FACTOR_SESSION_KEY = "second_factor_at"
# Set when a code was typed in this session, not skipped on a known device.
CODE_GIVEN_SESSION_KEY = "code_given"
# How often the time of the last request is written to the session.
SEEN_STEP = timedelta(seconds=60)
# How long a process trusts what it read of the tenants' domains.
DOMAINS_SECONDS = 30


class TenantMiddleware:
    """Makes the tenant of the host, or of the session, active."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.domains = DomainTable()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own_host = self.domains.find(request.get_host())
        request.host_tenant_id = own_host.tenant_id if own_host else None
        if own_host and not own_host.is_active:
            raise Http404("The tenant of this host is closed.")
        tenant_id = request.session.get(TENANT_SESSION_KEY)
        if request.host_tenant_id not in (None, tenant_id):
            # The host decides: a session of another tenant counts for nothing here.
            tenant_id = None
        with activate_tenant(tenant_id), transaction_of_request():
            return self.get_response(request)


def transaction_of_request() -> AbstractContextManager:
    """Return one transaction around membership and view, where the tenant lives in
    transactions. A view that fails is still rolled back by itself.
    """
    if settings.TENANT_MODE == "local":
        return transaction.atomic()
    return nullcontext()


class DomainTable:
    """The tenants' own domains, read again every half minute."""

    def __init__(self) -> None:
        self.hosts: dict[str, OwnHost] = {}
        self.read_at = float("-inf")

    def find(self, host: str) -> OwnHost | None:
        if time.monotonic() - self.read_at > DOMAINS_SECONDS:
            self.hosts = directory.map_domains()
            self.read_at = time.monotonic()
        return self.hosts.get(fold_host(host))


class ActorMiddleware:
    """Sets `request.actor`: the member at work, or None."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None
        request.theme = "auto"
        membership = getattr(request.user, "membership", None)
        if membership is None:
            return self.get_response(request)
        now = timezone.now()
        request.theme = request.user.theme
        if not session_is_alive(request, membership, now):
            request.session.flush()
            # What was read of the user before must not outlive the session.
            request.user = AnonymousUser()
            return self.get_response(request)
        if second_factor_is_missing(request, membership):
            return self.get_response(request)
        request.actor = make_actor(request, membership, now)
        with timezone.override(ZoneInfo(membership.tenant.time_zone)):
            response = self.get_response(request)
        keep_private(response)
        return response


def make_actor(
    request: HttpRequest | None, membership: Membership, now: datetime
) -> Actor:
    """Return the member as author of what this request changes."""
    return Actor(
        name=membership.user.name or membership.user.email,
        tenant=membership.tenant.facts,
        at=now,
        user_id=membership.user_id,
        email=membership.user.email,
        role_name=membership.role.name,
        ip_address=client_address(request) if request else None,
        permissions=frozenset(membership.role.permissions),
        masking=membership.role.masking,
    )


def session_is_alive(
    request: HttpRequest, membership: Membership, now: datetime
) -> bool:
    """Return whether the session is within its tenant's idle time and lifetime."""
    session, tenant = request.session, membership.tenant
    signed_in_at = moment(session.get(SIGNED_IN_SESSION_KEY))
    seen_at = moment(session.get(SEEN_SESSION_KEY))
    if signed_in_at is None or seen_at is None:
        return False
    if now - signed_in_at > timedelta(hours=tenant.session_hours):
        return False
    if now - seen_at > timedelta(minutes=tenant.idle_minutes):
        return False
    if now - seen_at > SEEN_STEP:
        session[SEEN_SESSION_KEY] = now.isoformat()
    return True


def second_factor_is_missing(request: HttpRequest, membership: Membership) -> bool:
    """Return whether the tenant asks for a code that was not given yet."""
    required = membership.tenant.requires_second_factor
    return required and SECOND_FACTOR_SESSION_KEY not in request.session


def begin_session(
    request: HttpRequest,
    *,
    tenant_id: int,
    now: datetime,
    second_factor: bool,
    code_given: bool = False,
    signed_in_at: datetime | None = None,
) -> None:
    """Note tenant and times in a fresh session; the caller has rotated its key.

    second_factor: a code was typed, or may be skipped on this device.
    code_given: it was typed.
    signed_in_at: when the password was typed, if that was in a session before.
    """
    request.session[TENANT_SESSION_KEY] = tenant_id
    request.session[SIGNED_IN_SESSION_KEY] = (signed_in_at or now).isoformat()
    request.session[SEEN_SESSION_KEY] = now.isoformat()
    if second_factor:
        request.session[SECOND_FACTOR_SESSION_KEY] = now.isoformat()
    if code_given:
        request.session[CODE_GIVEN_SESSION_KEY] = True


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def keep_private(response: HttpResponse) -> None:
    """Keep pages with personal data out of shared and back-forward caches."""
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-store"
