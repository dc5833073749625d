"""A browser that is signed in to a tenant, for tests of views."""

from typing import Any

from django.test import Client
from django.utils import timezone

from lendcore.models import Tenant, User
from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.middleware import begin_session

MEMBER_BACKEND = "lendcore.tenancy.authentication.MemberBackend"
HTMX = {"HX-Request": "true"}


class Request:
    """As much of a request as a session needs."""

    def __init__(self, session: Any) -> None:
        self.session = session


def browser_of(user: User, tenant: Tenant) -> Client:
    """Return a client whose session is the user's, in the tenant."""
    client = Client(headers={"Host": "localhost"}, raise_request_exception=True)
    with activate_tenant(tenant.pk):
        client.force_login(user, backend=MEMBER_BACKEND)
    session = client.session
    begin_session(
        Request(session),
        tenant_id=tenant.pk,
        now=timezone.now(),
        second_factor=True,
    )
    session.save()
    return client
