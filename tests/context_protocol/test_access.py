"""What a request over HTTP passes before the protocol reads it."""

from __future__ import annotations

import asyncio
import json
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from radcat.context_protocol import access
from radcat.context_protocol.access import Gate, Limits, Message, Receive, Scope, Send, host_names, needs_names
from radcat.rates import Rate


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with who asks and with what."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    said = json.dumps({"client": scope[access.CLIENT], "bytes": len(body)}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": said})


def ask(gate: Gate, *pieces: bytes, method: str = "POST", address: str = "192.0.2.7", forwarded: str = "") -> Any:
    """The status, the headers and the document of an answer; the body of the question ends only where it has pieces."""
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {"type": "http", "method": method, "client": (address, 4711), "headers": headers}
    waiting, sent = list(pieces), list[Message]()

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        piece = waiting.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(gate(scope, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"]), json.loads(sent[1]["body"])


def gate(rate: str = "2/minute", *proxies: str, now: list[float] | None = None) -> Gate:
    networks = [ip_network(proxy) for proxy in proxies]
    limits = Limits(Rate.parse(rate) if rate else None, networks, "X-Forwarded-For")
    return Gate(echo, limits, lambda: now[0] if now else 0.0)


def test_each_client_has_its_own_rate_and_gets_it_back() -> None:
    now = [0.0]
    guarded = gate(now=now)
    for _ in range(2):
        assert ask(guarded, b"{}")[0] == 200
    status, headers, said = ask(guarded, b"{}")
    assert (status, headers[b"retry-after"]) == (429, b"60")
    assert said["detail"] == "this address has used its 2 questions in 60 s; wait 60 s."
    assert ask(guarded, b"{}", address="192.0.2.8")[0] == 200
    now[0] = 61.0
    assert ask(guarded, b"{}")[0] == 200


def test_behind_a_proxy_the_client_is_whom_it_names_and_nobody_else_is_believed() -> None:
    behind = gate("", "192.0.2.0/24")
    assert ask(behind, b"", forwarded="198.51.100.4")[2]["client"] == "198.51.100.4"
    assert ask(gate(""), b"", forwarded="198.51.100.4")[2]["client"] == "192.0.2.7"
    assert ask(gate(""), b"", address="2001:db8::1")[2]["client"] == "2001:db8::/64"


def test_a_question_that_is_sent_too_slowly_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "SECONDS", 0.05)

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    sent = list[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "client": ("192.0.2.7", 1), "headers": []}
    asyncio.run(gate()(scope, never, send))
    assert sent[0]["status"] == 408


def test_a_body_arrives_whole_and_of_one_that_is_too_long_little_is_held() -> None:
    assert ask(gate(""), b"abc", b"de")[2]["bytes"] == 5
    read = 0

    async def endless() -> Message:
        nonlocal read
        read += 100_000
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": read < 10**8}

    held = asyncio.run(access._body(endless))
    assert sum(len(message["body"]) for message in held) < access.MOST_BYTES + 200_000


def test_only_questions_are_let_through() -> None:
    status, headers, _ = ask(gate(), method="GET")
    assert (status, headers[b"allow"]) == (405, b"POST")


@pytest.mark.parametrize(
    ("host", "allowed", "names"),
    [
        ("127.0.0.1", [], {"127.0.0.1", "127.0.0.1:*", "localhost", "localhost:*", "[::1]", "[::1]:*"}),
        (str(ip_address(0)), ["data.example.org"], {"data.example.org", "data.example.org:*"}),
        ("::", ["data.example.org:443"], {"data.example.org:443"}),
        ("192.0.2.7", [], {"192.0.2.7", "192.0.2.7:*"}),
        ("2001:db8::7", [], {"[2001:db8::7]", "[2001:db8::7]:*"}),
        ("radcat.internal", ["a.example:8443"], {"radcat.internal", "radcat.internal:*", "a.example:8443"}),
    ],
)
def test_a_server_answers_to_the_names_that_clients_reach_it_by(host: str, allowed: list[str], names: set[str]) -> None:
    assert set(host_names(host, allowed)) == names
    assert needs_names(host) == (host in (str(ip_address(0)), "::"))
