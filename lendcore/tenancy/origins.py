"""Scheme, host and port under which people reach a tenant.

Links in mails are built from settings and the tenant's own domain, never from the
Host header of a request, which whoever asks for the mail could choose.
"""

from django.conf import settings
from django.http import HttpRequest

from lendcore.actors import TenantFacts
from lendcore.models import Tenant
from lendcore.tenancy.hosts import site_origin


def tenant_origin(tenant: Tenant | TenantFacts) -> str:
    """Return where a tenant is reached."""
    if not tenant.domain:
        return site_origin()
    return f"{'https' if settings.HTTPS_ONLY else 'http'}://{tenant.domain}"


def is_reached_here(request: HttpRequest, tenant: Tenant | TenantFacts) -> bool:
    """Return whether this request's host serves a tenant."""
    if request.host_tenant_id is None:
        return not tenant.domain
    return request.host_tenant_id == tenant.id
