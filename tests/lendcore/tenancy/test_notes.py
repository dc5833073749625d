"""Notes that a session or a browser carries: who is expected, which browser is known,
and the token of an invitation.
"""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from lendcore.models import Membership
from lendcore.tenancy import hosts, invitation_tokens, origins, pending, trusted_devices
from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.pending import Pending
from tests.builders import NOW, make_member, make_tenant
from tests.builders_people import give_device
from tests.builders_world import make_world

pytestmark = pytest.mark.django_db


def request_of(host_tenant_id=None, cookies=None):
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.host_tenant_id = host_tenant_id
    request.COOKIES = cookies or {}
    return request


@pytest.fixture
def membership(tenant, agent):
    with activate_tenant(tenant.pk):
        return Membership.objects.select_related("user", "tenant", "role").get()


# A password was right, a code is to come ------------------------------------------


@pytest.fixture
def waiting(membership):
    request = request_of()
    request.session["left_over"] = "of another person"
    note = Pending(membership=membership, next_path="/customers/")
    pending.hold_sign_in(request, note, now=NOW)
    return request


def test_who_is_expected_is_found_for_ten_minutes(waiting, membership):
    found = pending.find_pending(waiting, now=NOW + timedelta(minutes=10))

    assert (found.membership, found.next_path) == (membership, "/customers/")
    late = NOW + timedelta(minutes=10, seconds=1)
    assert pending.find_pending(waiting, now=late) is None


def test_nothing_of_the_session_before_is_kept(waiting):
    assert "left_over" not in waiting.session
    assert "_auth_user_id" not in waiting.session


def test_a_changed_password_ends_the_wait(waiting, agent):
    agent.set_password("another horse battery")
    agent.save()

    assert pending.find_pending(waiting, now=NOW) is None


def test_an_ended_membership_ends_the_wait(waiting):
    Membership.objects.update(is_active=False)

    assert pending.find_pending(waiting, now=NOW) is None


def test_the_host_of_another_tenant_expects_nobody(waiting, membership, other_tenant):
    waiting.host_tenant_id = other_tenant.pk
    assert pending.find_pending(waiting, now=NOW) is None
    waiting.host_tenant_id = membership.tenant_id
    assert pending.find_pending(waiting, now=NOW) is not None


def test_nobody_is_expected_in_a_fresh_session():
    assert pending.find_pending(request_of(), now=NOW) is None


# Known browsers -------------------------------------------------------------------


@pytest.fixture
def device(agent):
    return give_device(agent)[0]


@pytest.fixture
def cookies(membership, device):
    response = HttpResponse()
    trusted_devices.trust_browser(response, membership=membership, device=device)
    (morsel,) = response.cookies.values()
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert morsel["max-age"] == trusted_devices.TRUST_HOURS * 3600
    return {morsel.key: morsel.value}


def is_trusted(cookies, membership, device):
    request = request_of(cookies=cookies)
    return trusted_devices.is_trusted_browser(
        request, membership=membership, device=device
    )


def test_a_known_browser_is_known_for_one_member_in_one_tenant(
    cookies, membership, device, tenant, other_tenant
):
    assert is_trusted(cookies, membership, device)
    stranger = make_member(tenant, "read_only")
    other = Membership(user=stranger, tenant=tenant)
    assert not is_trusted(cookies, other, device)
    moved = Membership(user=membership.user, tenant=other_tenant)
    elsewhere = {trusted_devices.cookie_name(moved): next(iter(cookies.values()))}
    assert not is_trusted(elsewhere, moved, device)


def test_a_changed_password_or_authenticator_makes_a_browser_unknown(
    cookies, membership, device
):
    membership.user.set_password("another horse battery")
    assert not is_trusted(cookies, membership, device)
    membership.user.refresh_from_db()
    device.key = "0" * 40
    assert not is_trusted(cookies, membership, device)


@pytest.mark.parametrize("cookie", ["", "nonsense", "W10:1abc:def"])
def test_a_forged_cookie_is_no_trust(membership, device, cookie):
    forged = {trusted_devices.cookie_name(membership): cookie}

    assert not is_trusted(forged, membership, device)


# Invitations ----------------------------------------------------------------------


def test_a_token_is_issued_once_and_only_its_hash_is_kept():
    world = make_world()
    invitation = world.invitation
    invitation.token_hash = invitation_tokens.unsent_mark()
    invitation.save()

    issued, token = invitation_tokens.issue_token(invitation.pk)

    assert issued.token_hash == invitation_tokens.hash_token(token)
    assert token not in issued.token_hash
    assert invitation_tokens.issue_token(invitation.pk) is None
    invitation_tokens.take_token_back(issued)
    assert invitation_tokens.issue_token(invitation.pk)[1] != token


def test_an_invitation_that_is_gone_gets_no_token():
    assert invitation_tokens.issue_token(0) is None


# Where a tenant is reached --------------------------------------------------------


def test_links_lead_to_the_tenants_own_domain_or_to_the_site(tenant, settings):
    settings.HTTPS_ONLY = True
    settings.SITE_URL = "https://office.example/"
    own = make_tenant("southbank", domain="loans.example")

    assert origins.tenant_origin(tenant) == "https://office.example"
    assert origins.tenant_origin(own) == "https://loans.example"
    assert origins.tenant_origin(own.facts) == "https://loans.example"


def test_without_a_site_the_first_host_is_where_links_lead(settings):
    settings.SITE_URL = ""
    settings.ALLOWED_HOSTS = [".office.example"]
    settings.HTTPS_ONLY = True
    assert hosts.site_origin() == "https://office.example"
    settings.HTTPS_ONLY = False
    assert hosts.site_origin() == "http://office.example:8000"


@pytest.mark.parametrize(
    ("site_url", "allowed_hosts"),
    [
        ("https://Office.example:8443/", ["loans.example"]),
        ("office.example", ["loans.example"]),
        ("", [".office.example", "loans.example"]),
    ],
)
def test_the_sites_host_is_told_however_it_is_set(settings, site_url, allowed_hosts):
    settings.SITE_URL, settings.ALLOWED_HOSTS = site_url, allowed_hosts

    assert hosts.site_host() == "office.example"


def test_a_tenant_with_a_domain_is_served_there_alone(tenant, other_tenant):
    own = make_tenant("own", domain="loans.example")

    assert origins.is_reached_here(request_of(), tenant)
    assert not origins.is_reached_here(request_of(), own)
    assert origins.is_reached_here(request_of(own.pk), own)
    assert not origins.is_reached_here(request_of(own.pk), tenant)
