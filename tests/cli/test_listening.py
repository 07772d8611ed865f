"""How the HTTP server listens."""

from __future__ import annotations

import resource
import socket
import sys

import pytest

from radcat.cli import listening


@pytest.mark.skipif(sys.platform != "linux", reason="the option is Linux's")
def test_connections_whose_answer_lies_unread_are_cut_after_a_while() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert listening.cut_unread(port, seconds=7)
        with socket.create_connection(("127.0.0.1", port)), server.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 7000


@pytest.mark.skipif(sys.platform != "linux", reason="the option is Linux's")
def test_what_does_not_listen_is_waited_for_and_then_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "_PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert not listening.cut_unread(port)


def test_connections_are_as_many_as_the_system_lets_us_have() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        told = listening.settings()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert hard == before[1]
        assert 64 <= told["backpressure"] <= listening.CONNECTIONS
        assert soft > told["backpressure"]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
