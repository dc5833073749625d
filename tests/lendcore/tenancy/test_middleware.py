"""From a request to its tenant and its actor."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from lendcore.models import Membership, Role
from lendcore.tenancy import middleware
from lendcore.tenancy.authentication import MemberBackend
from lendcore.tenancy.context import activate_tenant, current_tenant_id
from lendcore.tenancy.middleware import (
    SEEN_SESSION_KEY,
    TENANT_SESSION_KEY,
    ActorMiddleware,
    TenantMiddleware,
    begin_session,
)
from tests.builders import make_tenant

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until a test moves it."""

    class Clock:
        now = START

        def after(self, **parts):
            self.now += timedelta(**parts)

    clock = Clock()
    monkeypatch.setattr(middleware.timezone, "now", lambda: clock.now)
    return clock


def request_of(host="localhost", **session):
    request = RequestFactory(headers={"Host": host}).get("/")
    request.session = SessionStore()
    request.session.update(session)
    request.user = AnonymousUser()
    return request


@pytest.fixture
def members_request(tenant, agent, clock):
    """A request in a session of the agent's, begun at START."""
    request = request_of()
    begin_session(request, tenant_id=tenant.pk, now=START, second_factor=False)
    return request


def serve(request, tenant, agent):
    """Run a request through the second step, as after Django's own; what was seen."""
    seen = {}

    def view(request):
        seen["actor"] = request.actor
        seen["zone"] = timezone.get_current_timezone_name()
        return HttpResponse()

    with activate_tenant(tenant.pk):
        request.user = MemberBackend().get_user(agent.pk) or AnonymousUser()
        seen["response"] = ActorMiddleware(view)(request)
    return seen


# The tenant -----------------------------------------------------------------------


def active_during(request):
    seen = []

    def view(request):
        seen.append(current_tenant_id())
        return HttpResponse()

    TenantMiddleware(view)(request)
    assert current_tenant_id() is None
    return seen[0]


def test_without_a_session_no_tenant_is_active(tenant):
    assert active_during(request_of()) is None


def test_the_session_says_which_tenant_is_active(tenant):
    assert active_during(request_of(**{TENANT_SESSION_KEY: tenant.pk})) == tenant.pk


@pytest.mark.parametrize(
    "host",
    [
        "loans.example",
        "LOANS.example:8443",
        "loans.example.",
        "loans.example.:8443",
        "loans.example..",
    ],
)
def test_a_host_of_a_tenant_lets_only_its_own_sessions_in(tenant, settings, host):
    settings.ALLOWED_HOSTS = ["*"]
    own = make_tenant("southbank", domain="Loans.example")

    assert active_during(request_of(host, **{TENANT_SESSION_KEY: own.pk})) == own.pk
    assert active_during(request_of(host, **{TENANT_SESSION_KEY: tenant.pk})) is None
    assert active_during(request_of(host)) is None


@pytest.mark.parametrize("host", ["closed.example", "Closed.example."])
@pytest.mark.parametrize("path", ["/", "/login/", "/login/northwind/", "/admin/login/"])
def test_the_host_of_a_closed_tenant_serves_nobody(tenant, settings, host, path):
    settings.ALLOWED_HOSTS = ["testserver", ".closed.example"]
    make_tenant("closed", domain="closed.example", is_active=False)

    answer = Client(headers={"host": host}).get(path, secure=True)

    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_domains_are_read_once_in_a_while(django_assert_num_queries):
    table = middleware.DomainTable()

    with django_assert_num_queries(1):
        for _ in range(5):
            assert table.find("localhost") is None


# The actor ------------------------------------------------------------------------


def test_a_member_is_the_actor_in_the_time_zone_of_the_tenant(
    members_request, tenant, agent
):
    members_request.META["REMOTE_ADDR"] = "203.0.113.9"

    seen = serve(members_request, tenant, agent)

    actor = seen["actor"]
    assert (actor.user_id, actor.name) == (agent.pk, "Dana Whitfield")
    assert (actor.at, actor.ip_address) == (START, "203.0.113.9")
    assert actor.may("contact.edit")
    assert not actor.may("settings.view")
    assert seen["zone"] == "America/Denver"
    assert seen["response"]["Cache-Control"] == "private, no-store"


def test_each_request_is_a_change_set_of_its_own(members_request, tenant, agent):
    first = serve(members_request, tenant, agent)["actor"]
    second = serve(members_request, tenant, agent)["actor"]

    assert first.change_set != second.change_set


def test_a_stranger_is_no_actor(tenant):
    request = request_of()
    seen = []

    def view(request):
        seen.append(request.actor)
        return HttpResponse()

    ActorMiddleware(view)(request)

    assert seen == [None]


def test_who_left_is_no_actor_from_the_next_click_on(members_request, tenant, agent):
    Membership.objects.filter(user=agent).update(is_active=False)

    assert serve(members_request, tenant, agent)["actor"] is None


def test_a_changed_role_counts_from_the_next_click_on(members_request, tenant, agent):
    with activate_tenant(tenant.pk):
        role = Role.objects.get(code="read_only")
        Membership.objects.filter(user=agent).update(role=role)

    assert not serve(members_request, tenant, agent)["actor"].may("contact.edit")


# How long -------------------------------------------------------------------------


def test_an_idle_session_ends(members_request, tenant, agent, clock):
    clock.after(minutes=tenant.idle_minutes, seconds=1)

    assert serve(members_request, tenant, agent)["actor"] is None
    assert isinstance(members_request.user, AnonymousUser)
    assert members_request.session.is_empty()


def test_a_session_lives_on_while_it_is_used(members_request, tenant, agent, clock):
    for _ in range(5):
        clock.after(minutes=tenant.idle_minutes)
        assert serve(members_request, tenant, agent)["actor"] is not None


def test_a_session_ends_after_its_lifetime_however_much_it_is_used(
    members_request, tenant, agent, clock
):
    for _ in range(tenant.session_hours * 4):
        clock.after(minutes=15)
        assert serve(members_request, tenant, agent)["actor"] is not None
    clock.after(seconds=1)

    assert serve(members_request, tenant, agent)["actor"] is None


def test_the_session_is_written_once_a_minute_at_most(
    members_request, tenant, agent, clock
):
    members_request.session.modified = False
    clock.after(seconds=50)
    serve(members_request, tenant, agent)
    assert not members_request.session.modified
    clock.after(seconds=11)
    serve(members_request, tenant, agent)
    assert members_request.session[SEEN_SESSION_KEY] == clock.now.isoformat()


def test_a_session_without_its_times_is_none(tenant, agent, clock):
    request = request_of(**{TENANT_SESSION_KEY: tenant.pk})

    assert serve(request, tenant, agent)["actor"] is None


# The second factor ----------------------------------------------------------------


def test_where_a_code_is_required_nobody_acts_without_it(
    members_request, tenant, agent
):
    tenant.requires_second_factor = True
    tenant.save()
    assert serve(members_request, tenant, agent)["actor"] is None

    begin_session(members_request, tenant_id=tenant.pk, now=START, second_factor=True)

    assert serve(members_request, tenant, agent)["actor"] is not None
