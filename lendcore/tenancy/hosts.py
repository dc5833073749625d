"""Host names: how they are compared."""

from django.http.request import split_domain_port


def fold_host(host: str) -> str:
    """Return a host as it is compared: without port, case and closing dots.

    `loans.example.` names the same machine as `loans.example`, and Django lets it
    in: the dot must not lead past a tenant's own host.
    """
    domain, _ = split_domain_port(host)
    return domain.rstrip(".")
