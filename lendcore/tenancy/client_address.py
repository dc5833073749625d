"""The network address that a request comes from."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# One household or office holds a whole IPv6 network of this length, so it is what
# stands for "one address" when tries are counted.
IPV6_NETWORK_BITS = 64


def client_address(request: HttpRequest) -> str | None:
    """Return the client's IP address, or None when it is unknown.

    Each trusted proxy appends the address that called it to X-Forwarded-For, so
    with n of them the client is the nth entry from the right. Whatever stands
    further left was sent by the client and proves nothing.
    """
    direct = parse_address(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.AXES_IPWARE_PROXY_COUNT or 0
    chain = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(chain) >= proxies:
        direct = parse_address(chain[-proxies]) or direct
    return str(direct) if direct else None


def counted_address(request: HttpRequest) -> str | None:
    """Return the address by which tries are counted: for IPv6 its network."""
    address = client_address(request)
    if address is None or ":" not in address:
        return address
    network = ip_network((address, IPV6_NETWORK_BITS), strict=False)
    return str(network.network_address)


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
