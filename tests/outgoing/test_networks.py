"""Which addresses of other hosts are asked."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from radcat.outgoing.networks import EVERYWHERE, may_be_asked

PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::8a", "::ffff:8.8.8.8"]
REFUSED = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "192.0.0.8", "192.88.99.1", "192.0.2.1", "198.18.0.1", "203.0.113.7"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%2", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "ff0e::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2001:db8::1", "100::1", "4000::1"),
    pytest.param("64:ff9b::8.8.8.8", id="NAT64"),
    pytest.param("64:ff9b::7f00:1", id="NAT64 to loopback"),
    pytest.param("64:ff9b:1::a00:1", id="NAT64 of a local prefix"),
    pytest.param("2002:7f00:1::", id="6to4 to loopback"),
    pytest.param("2001:0:7f00:1::", id="Teredo"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_host_of_the_public_internet_is_asked(address: str) -> None:
    assert may_be_asked(ip_address(address))


@pytest.mark.parametrize("address", REFUSED)
def test_any_other_is_not_unless_its_network_is_allowed(address: str) -> None:
    assert not may_be_asked(ip_address(address))
    assert may_be_asked(ip_address(address), EVERYWHERE)


def test_a_network_that_is_allowed_opens_no_other() -> None:
    allowed = [ip_network("127.0.0.0/8"), ip_network("fd00::/8")]
    assert may_be_asked(ip_address("127.0.0.1"), allowed)
    assert may_be_asked(ip_address("::ffff:127.0.0.1"), allowed)
    assert may_be_asked(ip_address("fd00::1"), allowed)
    assert not may_be_asked(ip_address("10.0.0.1"), allowed)
    assert not may_be_asked(ip_address("fc00::1"), allowed)
