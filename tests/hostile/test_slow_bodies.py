"""Who sends a body slowly, and does not hang up, keeps nobody else waiting."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from tests.conftest import EXAMPLE, serving_process

HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100000\r\n\r\n"
PATIENCE = 60.0  # seconds; what is tested would never come to an end


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with one web process."""
    with serving_process(EXAMPLE, tmp_path_factory.mktemp("slow")) as (address, _):
        yield int(urlsplit(address).port or 0)


def until_cut(connection: socket.socket, drip: bytes) -> bytes:
    """Read the answer until the server ends the connection, sending *drip* all the while."""
    connection.settimeout(0.5)
    answer, deadline = b"", time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(TimeoutError):
            piece = connection.recv(65536)
            if not piece:
                return answer
            answer += piece
        with suppress(ConnectionError):
            connection.sendall(drip)
    raise AssertionError(f"the server keeps the connection open; so far it said {answer!r}")


@pytest.mark.parametrize("drip", [b"", b"A"], ids=["and stops", "drop by drop"])
def test_a_body_that_does_not_come_is_refused_and_the_connection_cut_while_others_are_answered(
    port: int, drip: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as slow:
        slow.sendall(HEAD)
        answer = until_cut(slow, drip)
        other = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        other.request("GET", "/readyz")
        assert other.getresponse().status == 200, "and the first one has not hung up"
        other.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in head
    assert body.endswith(b"}")


CHUNKED = (
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nASK\r\n"
)


def test_slow_bodies_of_a_few_clients_keep_nobody_else_from_sending(port: int) -> None:
    """Eight that might become the longest took up all the memory that bodies may have; each client has a share now."""
    slow = []
    try:
        for client in (2, 3):
            for _ in range(4):
                slow.append(  # closed one by one, whatever happens
                    socket.create_connection(("127.0.0.1", port), PATIENCE, source_address=(f"127.0.0.{client}", 0))
                )
                slow[-1].sendall(CHUNKED)
        for number in range(20):
            other = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            body = f"ASK {{}} #{number}".encode()
            other.request("POST", "/sparql", body, {"Content-Type": "application/sparql-query"})
            answer = other.getresponse()
            assert answer.status == 200, answer.read()
            answer.read()
            other.close()
    finally:
        for connection in slow:
            connection.close()
