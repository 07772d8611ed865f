"""What is promised of a request's line and headers (docs/security.md), over the wire."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from tests.conftest import EXAMPLE, serving_process

LIMIT = 64 * 1024


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with one web process."""
    with serving_process(EXAMPLE, tmp_path_factory.mktemp("heads")) as (address, _):
        yield int(urlsplit(address).port or 0)


def head(size: int, where: str) -> bytes:
    """A request of *size* bytes, most of them in one header, in many or in its line."""
    begin, end = b"GET /healthz", b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    rest = size - len(begin) - len(end) - 2
    if where == "the line":
        return begin + b"?" + b"a" * (rest - 1) + end + b"\r\n"
    if where == "one header":
        return begin + end + b"X-A: " + b"a" * (rest - 7) + b"\r\n\r\n"
    each, names = rest // 80, range(80)
    fields = b"".join(b"X-%03d: " % number + b"a" * (each - 9) + b"\r\n" for number in names)
    return begin + end + fields + b"\r\n"


def status(port: int, sent: bytes) -> int:
    """Send all of it, and read the status of what comes back."""
    with socket.create_connection(("127.0.0.1", port), 120) as connection:
        with suppress(ConnectionError):  # it may be refused before all of it is sent
            connection.sendall(sent)
        answer = b""
        try:
            while b"\r\n" not in answer and (piece := connection.recv(65536)):
                answer += piece
        except ConnectionError:
            return 431  # cut off with our bytes unread; the status was lost on the way
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize("where", ["the line", "one header", "many headers"])
def test_a_head_of_64_kb_is_taken_and_a_longer_one_is_not(port: int, where: str) -> None:
    for size in (1000, 30_000, LIMIT - 2000):
        assert status(port, head(size, where)) == 200, size
    for size in (LIMIT + 1000, 80_000, 100_000, 130_000, 200_000, 1_000_000):
        assert status(port, head(size, where)) in (414, 431), size


def test_a_request_has_at_most_a_hundred_header_fields(port: int) -> None:
    def request(fields: int) -> bytes:
        other = b"".join(b"X-%d: a\r\n" % number for number in range(fields - 2))
        return b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + other + b"\r\n"

    assert status(port, request(100)) == 200
    assert status(port, request(101)) == 431
    assert status(port, request(5000)) == 431
