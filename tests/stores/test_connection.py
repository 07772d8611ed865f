"""What comes over the wire: failures that no real server shows when it is wanted, from one that does as it is told."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from radcat.errors import (
    PartialAnswer,
    QueryFailed,
    QuerySyntaxError,
    QueryTimeout,
    RegistryError,
    StoreRefused,
    StoreUnavailable,
)
from radcat.stores.answers import JSON, SOLUTIONS
from radcat.stores.base import Query
from radcat.stores.connection import Address, Connection
from radcat.stores.remote import RemoteEndpoint

BASE = "https://example.org/"
POSITION = (
    '{"head":{"vars":["base","generation","seen"]},"results":{"bindings":[{"base":{"type":"uri","value":"BASE"},'
    '"generation":{"type":"literal","value":"3"},"seen":{"type":"uri","value":"BASE"}}]}}'
).replace("BASE", BASE)
ROWS = b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"1"}}]}}'
Answer = tuple[int, dict[str, str], bytes]


class Told:
    """What the server was told to answer, and what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[tuple[str, dict[str, str], dict[str, list[str]]]] = []
        self.held = threading.Event()

    def answer(self, *answers: Answer) -> None:
        self.answers = list(answers)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def address(told: Told) -> Iterator[str]:
    """The address of a server that tells its position and then answers as told, the last answer again and again."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = parse_qs(body)
            told.asked.append((self.path, dict(self.headers), form))
            if "urn:radcat:generation" in form.get("query", [""])[0]:
                return self._send(200, {"Content-Type": JSON}, POSITION.encode())
            status, headers, content = told.answers.pop(0) if len(told.answers) > 1 else told.answers[0]
            if status == 0:
                told.held.wait(5)
                return None
            return self._send(status, headers, content)

        do_PUT = do_POST  # noqa: N815

        def _send(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), "Connection": "close", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/query"
    told.held.set()
    server.shutdown()
    thread.join()
    server.server_close()


def ask(address: str, text: str = "SELECT ?o { ?s ?p ?o }", media_type: str = "text/csv", seconds: float = 10) -> bytes:
    endpoint = RemoteEndpoint(Connection(Address(address), seconds=seconds))
    return b"".join(endpoint.query(Query(text, media_type)))


WHOLE = {"Content-Type": JSON}
NOT_SPARQL = {"Content-Type": "text/html"}


@pytest.mark.parametrize(
    ("answer", "error", "says"),
    [
        ((200, WHOLE, ROWS[:-3]), PartialAnswer, "broke off"),
        ((200, WHOLE, ROWS[:40] + b"Internal error"), PartialAnswer, "broke off"),
        ((200, WHOLE, b""), PartialAnswer, "broke off"),
        ((200, {**WHOLE, "Content-Length": "5000"}, ROWS), PartialAnswer, "broke off"),
        ((200, {**WHOLE, "X-SPARQL-MaxRows": "10000"}, ROWS), PartialAnswer, "10000"),
        ((200, {**WHOLE, "X-SQL-State": "S1TAT"}, ROWS), QueryTimeout, "10 s"),
        ((200, NOT_SPARQL, b"<html>Welcome</html>"), StoreRefused, "sent text/html"),
        ((301, {"Location": "https://elsewhere.example/"}, b""), StoreRefused, "sends us to https://elsewhere"),
        ((400, {}, b"error at 2:7: expected ?"), QuerySyntaxError, "expected"),
        ((401, {}, b"who?"), StoreRefused, "RADCAT_STORE_AUTH"),
        ((403, {}, b"no"), StoreRefused, "RADCAT_STORE_AUTH"),
        ((404, {}, b"no"), StoreRefused, "no SPARQL is spoken there"),
        ((405, {}, b"no"), StoreRefused, "no SPARQL is spoken there"),
        ((500, {}, b"stack overflow"), QueryFailed, "stack overflow"),
        ((502, {}, b"nobody there"), StoreUnavailable, "502"),
        ((503, {}, b"too busy"), StoreUnavailable, "too busy"),
        ((500, {"Server": "Virtuoso/07"}, b"40001 Error: deadlock"), StoreUnavailable, "deadlock"),
    ],
)
@pytest.mark.parametrize("media_type", SOLUTIONS)
def test_what_is_no_whole_answer_is_an_error_that_says_what_it_is(
    told: Told, address: str, answer: Answer, error: type[RegistryError], says: str, media_type: str
) -> None:
    told.answer(answer)
    with pytest.raises(error, match=says) as raised:
        ask(address, media_type=media_type)
    assert type(raised.value) is error  # its status is looked up by its class


def test_what_passes_is_asked_again(told: Told, address: str) -> None:
    told.answer((503, {}, b"busy"), (502, {}, b"restarting"), (200, WHOLE, ROWS))
    assert ask(address) == b"o\r\n1\r\n"


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_what_would_be_the_same_again_is_not_asked_again(told: Told, address: str, status: int) -> None:
    told.answer((status, {}, b"no"), (200, WHOLE, ROWS))
    with pytest.raises(RegistryError):
        ask(address)


def test_a_server_that_does_not_begin_to_answer_is_a_timeout(told: Told, address: str) -> None:
    told.answer((0, {}, b""))
    with pytest.raises(QueryTimeout):
        ask(address, seconds=0.3)


def test_the_position_of_an_error_is_that_in_the_visitors_text(told: Told, address: str) -> None:
    """Before it stands the base IRI of the registry."""
    told.answer((400, {}, f"error at 1:{len(f'BASE <{BASE}> ') + 8}: expected".encode()))
    with pytest.raises(QuerySyntaxError) as raised:
        ask(address)
    assert (raised.value.line, raised.value.column) == (1, 8)


@pytest.mark.parametrize(
    ("auth", "user", "sent"),
    [
        ("none", None, None),
        ("basic", "us", "Basic " + base64.b64encode(b"us:secret").decode()),
        ("bearer", None, "Bearer secret"),
    ],
)
def test_credentials_go_with_queries_updates_and_graphs(
    told: Told, address: str, auth: str, user: str | None, sent: str | None
) -> None:
    told.answer((200, WHOLE, ROWS))
    graphs = address.replace("/query", "/store")
    connection = Connection(Address(address, None, graphs, auth, user, "secret"), seconds=10)  # type: ignore[arg-type]
    connection.query("ASK {}", JSON).close()
    connection.update("CLEAR SILENT ALL")
    connection.put("urn:a", b"")
    assert [(path.partition("?")[0], headers.get("Authorization")) for path, headers, _ in told.asked] == [
        ("/query", sent),
        ("/update", sent),
        ("/store", sent),
    ]


@pytest.mark.parametrize(
    "text", ["PREFIX drop: <http://e/> # INSERT\nASK { drop:a ?p ?o }", "ASK { ?insert ?p ?o } # CLEAR ALL"]
)
def test_a_query_is_sent_as_one_whatever_words_are_in_it(told: Told, address: str, text: str) -> None:
    told.answer((200, WHOLE, b'{"head":{},"boolean":true}'))
    assert ask(address, text, JSON) == b'{"head":{},"boolean":true}'
    path, _, form = told.asked[-1]
    assert path == "/query"
    assert list(form) == ["query"]
    assert form["query"][0].endswith(text)


def test_a_shared_limit_on_answers_holds(told: Told, address: str) -> None:
    many = b",".join([b'{"o":{"type":"literal","value":"%d"}}' % number for number in range(100_000)])
    told.answer((200, WHOLE, ROWS.replace(b'{"o":{"type":"literal","value":"1"}}', many)))
    endpoint = RemoteEndpoint(Connection(Address(address), seconds=10), output_mb=1)
    with pytest.raises(RegistryError, match="RADCAT_QUERY_OUTPUT_MB"):
        b"".join(endpoint.query(Query("SELECT ?o { ?s ?p ?o }", JSON)))
