"""The client for other hosts, against real servers on several loopback addresses."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest
import trustme
from tests.quality.links.site import apart

from radcat.errors import AddressRefused, FetchFailed
from radcat.outgoing.client import Client, Reply

LOOPBACK = (ip_network("127.0.0.0/8"),)
ONLY_FIRST = (ip_network("127.0.0.1/32"),)


@dataclass
class Host:
    """A server, what it answers by path, and the headers that it was sent."""

    port: int
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


Serve = Callable[..., Host]


@contextmanager
def serving(address: str, context: ssl.SSLContext | None = None) -> Iterator[Host]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            status, headers, body = host.answers.get(self.path, (200, {}, b"hello"))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass

    server = Quiet((address, 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    host = Host(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers, until the test ends."""
    with ExitStack() as stack:
        yield lambda *arguments: stack.enter_context(serving(*arguments))


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What the DNS says: addresses by name, each look-up taking one away while there are more."""
    known: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in known:
            return real(host, port, *arguments, **options)
        address = known[name].pop(0) if len(known[name]) > 1 else known[name][0]
        return real(address, port, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


def fetch(address: str, **options: Any) -> Reply:
    async def run() -> Reply:
        async with Client(**{"seconds": 60, "purpose": "test", "allowed": LOOPBACK, **options}) as client:
            return await client.fetch(address)

    found: Reply = apart(lambda: asyncio.run(run()))
    return found


def test_a_document_is_read_with_where_redirects_led(serve: Serve) -> None:
    host = serve("127.0.0.1")
    host.answers["/old"] = 301, {"Location": "/new"}, b""
    host.answers["/new"] = 200, {"Content-Type": "text/turtle"}, b"<a> <b> <c> ."
    found = fetch(f"http://127.0.0.1:{host.port}/old")
    assert found == Reply(200, "OK", f"http://127.0.0.1:{host.port}/new", "text/turtle", "", b"<a> <b> <c> .")


def test_a_status_that_is_no_success_is_told(serve: Serve) -> None:
    host = serve("127.0.0.1")
    host.answers["/"] = 404, {}, b"none"
    with pytest.raises(FetchFailed, match="404 Not Found"):
        fetch(f"http://127.0.0.1:{host.port}/")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"])
def test_a_private_host_is_not_asked_however_it_is_written(serve: Serve, name: str) -> None:
    host = serve("127.0.0.1")
    with pytest.raises(AddressRefused, match="private network"):
        fetch(f"http://{name}:{host.port}/", allowed=())
    assert not host.asked


def test_a_redirect_into_a_private_network_is_not_followed(serve: Serve) -> None:
    outside, inside = serve("127.0.0.1"), serve("127.0.0.2")
    outside.answers["/"] = 302, {"Location": f"http://127.0.0.2:{inside.port}/secret"}, b""
    with pytest.raises(AddressRefused, match=r"http://127\.0\.0\.2:\d+/secret can't be fetched"):
        fetch(f"http://127.0.0.1:{outside.port}/", allowed=ONLY_FIRST)
    assert not inside.asked


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://127.0.0.1/"])
def test_a_redirect_to_another_protocol_is_not_followed(serve: Serve, location: str) -> None:
    host = serve("127.0.0.1")
    host.answers["/"] = 302, {"Location": location}, b""
    with pytest.raises((AddressRefused, FetchFailed)):
        fetch(f"http://127.0.0.1:{host.port}/")


def test_a_name_that_changes_between_judging_and_connecting_leads_nowhere_else(
    serve: Serve, names: dict[str, list[str]]
) -> None:
    host = serve("127.0.0.1")
    names["rebound.example"] = ["127.0.0.1", "127.0.0.2"]
    assert fetch(f"http://rebound.example:{host.port}/", allowed=ONLY_FIRST).content == b"hello"
    assert host.asked[0][1]["host"] == f"rebound.example:{host.port}"
    assert names["rebound.example"] == ["127.0.0.2"]  # one look-up; the second would have been refused


def test_each_request_is_judged_anew(serve: Serve, names: dict[str, list[str]]) -> None:
    host = serve("127.0.0.1")
    names["rebound.example"] = ["127.0.0.1", "127.0.0.2"]
    host.answers["/"] = 302, {"Location": f"http://rebound.example:{host.port}/again"}, b""
    with pytest.raises(AddressRefused):
        fetch(f"http://rebound.example:{host.port}/", allowed=ONLY_FIRST)
    assert [path for path, _ in host.asked] == ["/"]


def test_no_credentials_are_sent(serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login jo password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    host = serve("127.0.0.1")
    host.answers["/"] = 302, {"Location": f"http://jo:secret@127.0.0.1:{host.port}/next"}, b""
    fetch(f"http://jo:secret@127.0.0.1:{host.port}/")
    assert len(host.asked) == 2
    assert all("authorization" not in headers for _, headers in host.asked)


def test_no_cookie_is_carried(serve: Serve) -> None:
    host = serve("127.0.0.1")
    host.answers["/"] = 302, {"Location": "/next", "Set-Cookie": "id=1; Path=/"}, b""
    fetch(f"http://127.0.0.1:{host.port}/")
    assert [headers.get("cookie") for _, headers in host.asked] == [None, None]


def test_no_proxy_of_the_environment_is_used(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    host, proxy = serve("127.0.0.1"), serve("127.0.0.1")
    for name in ("http_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    fetch(f"http://127.0.0.1:{host.port}/")
    assert not proxy.asked


def test_a_document_has_a_largest_size_however_it_is_compressed(serve: Serve) -> None:
    host = serve("127.0.0.1")
    host.answers["/plain"] = 200, {}, b"x" * 1001
    host.answers["/packed"] = 200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 100_000)
    for path in ("plain", "packed"):
        with pytest.raises(FetchFailed, match="more than 1000 bytes"):
            fetch(f"http://127.0.0.1:{host.port}/{path}", largest=1000)
    assert fetch(f"http://127.0.0.1:{host.port}/packed").content == b"x" * 100_000


@pytest.mark.parametrize(
    "address", ["http://", "http:///path", "https://[::1/", "http://a:b:c/", "http://a:99999/", "mailto:a@b.org", "x"]
)
def test_what_is_no_web_address_is_refused_in_words(address: str) -> None:
    with pytest.raises((AddressRefused, FetchFailed)):
        fetch(address)


def test_a_name_that_is_unknown_or_too_long_is_told() -> None:
    for name in ("nowhere.invalid", "a" * 70 + ".example"):
        with pytest.raises(FetchFailed):
            fetch(f"http://{name}/")


def test_a_certificate_is_verified_for_the_name_and_not_for_the_address(
    serve: Serve, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("data.example").configure_cert(context)
    host = serve("127.0.0.1", context)
    names["data.example"] = names["other.example"] = ["127.0.0.1"]
    assert fetch(f"https://data.example:{host.port}/").content == b"hello"
    with pytest.raises(FetchFailed, match=r"(?i)certificate"):
        fetch(f"https://other.example:{host.port}/")
