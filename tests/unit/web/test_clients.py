"""Who asks, and whose word is taken for it."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.web.middleware.clients import client_of

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"), ip_network("127.0.0.1/32"))


@pytest.mark.parametrize(
    ("remote", "headers", "client"),
    [
        pytest.param("192.0.2.1", {}, "192.0.2.1", id="nobody between"),
        pytest.param("192.0.2.1", {"HTTP_X_FORWARDED_FOR": "198.51.100.7"}, "192.0.2.1", id="no proxy's word"),
        pytest.param("192.0.2.1", {"HTTP_FORWARDED": "for=198.51.100.7"}, "192.0.2.1", id="no proxy's word, RFC 7239"),
        pytest.param("10.0.0.1", {}, "10.0.0.1", id="a proxy that says nothing"),
        pytest.param("10.0.0.1", {"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, "192.0.2.1", id="a proxy's word"),
        pytest.param("10.0.0.1", {"HTTP_X_FORWARDED_FOR": "192.0.2.1, 10.0.0.2"}, "192.0.2.1", id="two proxies"),
        pytest.param("10.0.0.1", {"HTTP_X_FORWARDED_FOR": "1.1.1.1, 192.0.2.1"}, "192.0.2.1", id="what it said itself"),
        pytest.param(
            "10.0.0.1", {"HTTP_X_FORWARDED_FOR": "10.9.9.9, 192.0.2.1"}, "192.0.2.1", id="a proxy that it invented"
        ),
        pytest.param("10.0.0.1", {"HTTP_X_FORWARDED_FOR": "10.0.0.3, 10.0.0.2"}, "10.0.0.3", id="nothing but proxies"),
        pytest.param("10.0.0.1", {"HTTP_X_FORWARDED_FOR": "192.0.2.1, unknown"}, "10.0.0.1", id="a hop without a name"),
        pytest.param("10.0.0.1", {"HTTP_X_FORWARDED_FOR": "192.0.2.1,"}, "10.0.0.1", id="an empty hop"),
        pytest.param("10.0.0.1", {"HTTP_X_FORWARDED_FOR": "192.0.2.1:4711"}, "192.0.2.1", id="with a port"),
        pytest.param("10.0.0.1", {"HTTP_X_FORWARDED_FOR": "[2001:db8::1]:80"}, "2001:db8::/64", id="IPv6 with a port"),
        pytest.param("10.0.0.1", {"HTTP_X_FORWARDED_FOR": "2001:db8::1"}, "2001:db8::/64", id="IPv6 behind a proxy"),
        pytest.param("10.0.0.1", {"HTTP_FORWARDED": "for=192.0.2.1;proto=https"}, "192.0.2.1", id="RFC 7239"),
        pytest.param("10.0.0.1", {"HTTP_FORWARDED": 'proto=http;For="[2001:db8::1]:1"'}, "2001:db8::/64", id="quoted"),
        pytest.param("10.0.0.1", {"HTTP_FORWARDED": "for=1.1.1.1, for=192.0.2.1"}, "192.0.2.1", id="RFC 7239, nearest"),
        pytest.param("10.0.0.1", {"HTTP_FORWARDED": "for=192.0.2.1, for=_hidden"}, "10.0.0.1", id="RFC 7239, hidden"),
        pytest.param(
            "10.0.0.1",
            {"HTTP_X_FORWARDED_FOR": "192.0.2.1", "HTTP_FORWARDED": "for=1.1.1.1"},
            "192.0.2.1",
            id="a header that most proxies pass on unread",
        ),
        pytest.param("fd00::1", {"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, "192.0.2.1", id="a proxy with IPv6"),
        pytest.param("::ffff:10.0.0.1", {"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, "192.0.2.1", id="IPv4 within IPv6"),
        pytest.param("2001:db8:0:1:2:3:4:5", {}, "2001:db8:0:1::/64", id="a network of IPv6 is one client"),
        pytest.param("::ffff:192.0.2.1", {}, "192.0.2.1", id="IPv4 within IPv6 is IPv4"),
        pytest.param("", {}, "", id="a socket without an address"),
    ],
)
def test_the_client_is_the_nearest_hop_that_is_no_trusted_proxy(
    remote: str, headers: dict[str, str], client: str
) -> None:
    assert client_of({"REMOTE_ADDR": remote, **headers}, PROXIES) == client


@given(st.text(max_size=60), st.text('0123456789.:[], forunknown=;"', max_size=60))
def test_without_proxies_no_header_changes_who_asks(forwarded: str, listed: str) -> None:
    environ = {"REMOTE_ADDR": "192.0.2.1", "HTTP_FORWARDED": forwarded, "HTTP_X_FORWARDED_FOR": listed}
    assert client_of(environ, ()) == "192.0.2.1"


@given(st.one_of(st.text(max_size=60), st.text('0123456789.:[], forunknown=;"/%', max_size=60)))
def test_any_header_of_a_proxy_names_somebody(listed: str) -> None:
    for header in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"):
        assert client_of({"REMOTE_ADDR": "127.0.0.1", header: listed}, PROXIES)


@pytest.mark.parametrize(
    ("header", "headers", "client"),
    [
        ("Forwarded", {"HTTP_FORWARDED": "for=192.0.2.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6"}, "192.0.2.1"),
        ("forwarded", {"HTTP_X_FORWARDED_FOR": "6.6.6.6"}, "10.0.0.1"),
        ("X-Real-IP", {"HTTP_X_REAL_IP": "192.0.2.1", "HTTP_FORWARDED": "for=6.6.6.6"}, "192.0.2.1"),
        ("X-Real-IP", {"HTTP_FORWARDED": "for=6.6.6.6", "HTTP_X_FORWARDED_FOR": "6.6.6.6"}, "10.0.0.1"),
        ("Client", {"HTTP_CLIENT": "192.0.2.1"}, "192.0.2.1"),
    ],
)
def test_only_the_header_that_is_set_is_read(header: str, headers: dict[str, str], client: str) -> None:
    assert client_of({"REMOTE_ADDR": "10.0.0.1", **headers}, PROXIES, header) == client
