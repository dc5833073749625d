"""Host names: how they are compared, and which may be a tenant's own."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http.request import split_domain_port

DEVELOPMENT_PORT = 8000
HOST_NAME = re.compile(r"(?=.{1,200}\Z)([a-z0-9](-?[a-z0-9])*\.)+[a-z][a-z0-9-]*\Z")


def fold_host(host: str) -> str:
    """Return a host as it is compared: without port, case and closing dots.

    `loans.example.` names the same machine as `loans.example`, and Django lets it
    in: the dot must not lead past a tenant's own host.
    """
    domain, _ = split_domain_port(host)
    return domain.rstrip(".")


def site_origin() -> str:
    """Return where tenants without a domain of their own are reached.

    SITE_URL says so; without it, it is the first of ALLOWED_HOSTS.
    """
    chosen = getattr(settings, "SITE_URL", "")
    if chosen:
        return chosen.rstrip("/")
    host = settings.ALLOWED_HOSTS[0].lstrip("*.") or "localhost"
    return f"https://{host}" if settings.HTTPS_ONLY else local_origin(host)


def local_origin(host: str) -> str:
    return f"http://{host}:{DEVELOPMENT_PORT}"


def site_host() -> str:
    """Return the host of the site's own origin, as it is compared."""
    return fold_host(site_origin().rpartition("://")[2].partition("/")[0])


def check_own_host(domain: str) -> None:
    """Refuse a domain that is no host name, or that everybody else is served on."""
    if not HOST_NAME.match(domain):
        raise ValidationError("Give a host name, such as loans.example.com.")
    if domain == site_host():
        raise ValidationError(
            "This is the site's own host, where the other tenants and the operator "
            "sign in."
        )
