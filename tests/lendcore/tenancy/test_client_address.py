import pytest
from django.test import RequestFactory

from lendcore.tenancy.client_address import client_address, counted_address


def request(direct, forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=direct, headers=headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9, 10.0.0.5", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "not an address", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_as_many_proxies_are_believed_as_are_trusted(
    settings, proxies, forwarded, expected
):
    settings.AXES_IPWARE_PROXY_COUNT = proxies

    assert client_address(request("192.0.2.1", forwarded)) == expected


@pytest.mark.parametrize("direct", ["", "unix:", "/run/socket"])
def test_without_an_address_there_is_none(direct):
    assert client_address(request(direct)) is None


@pytest.mark.parametrize(
    ("direct", "expected"),
    [("::ffff:192.0.2.1", "192.0.2.1"), ("fe80::1%eth0", "fe80::1")],
)
def test_an_address_is_written_in_one_way(direct, expected):
    assert client_address(request(direct)) == expected


def test_tries_of_one_ipv6_network_are_counted_together():
    first = counted_address(request("2001:db8:1:2:aaaa::1"))
    second = counted_address(request("2001:db8:1:2:bbbb::2"))
    elsewhere = counted_address(request("2001:db8:1:3::1"))

    assert first == second == "2001:db8:1:2::"
    assert elsewhere != first
