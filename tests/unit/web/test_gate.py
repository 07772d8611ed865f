"""What every request passes before any of it is worked on."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterable, Iterator
from ipaddress import ip_network
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.errors import BodyTooSlow
from radcat.rates import Rate
from radcat.web.middleware import bodies, gate
from radcat.web.middleware.bodies import Bodies
from radcat.web.middleware.gate import Gate

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer with the body that came, and say who asked."""
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body))), ("X-Client", environ["radcat.client"])])
    return [body]


def ask(
    app: Gate, method: str = "GET", path: str = "/sparql", body: bytes | Any = b"", **environ: str
) -> tuple[int, dict[str, str], Any]:
    """One request through *app*."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    source = io.BytesIO(body) if isinstance(body, bytes) else body
    asked = {"REQUEST_METHOD": method, "PATH_INFO": path, "REMOTE_ADDR": "192.0.2.1", "wsgi.input": source, **environ}
    answer = app(asked, lambda status, headers, *_: begun.append((status, headers)) or print)
    status, headers = begun[-1]
    return int(status.split()[0]), dict(headers), answer


def post(app: Gate, body: bytes, media_type: str = QUERY, **environ: str) -> tuple[int, dict[str, str], Any]:
    length = {} if "HTTP_TRANSFER_ENCODING" in environ else {"CONTENT_LENGTH": str(len(body))}
    return ask(app, "POST", body=body, **{"CONTENT_TYPE": media_type, **length, **environ})


# The rate


@pytest.mark.parametrize(
    ("method", "path", "counts"),
    [
        ("GET", "/sparql", True),
        ("HEAD", "/sparql", True),
        ("POST", "/sparql", True),
        ("GET", "/store", True),
        ("GET", "//sparql", True),
        ("DELETE", "/datasets/x", True),
        ("BREW", "/", True),
        ("GET", "/", False),
        ("GET", "/datasets/x", False),
        ("GET", "/static/style.css", False),
        ("GET", "/healthz", False),
        ("GET", "/sparqling", False),
    ],
)
def test_what_costs_is_counted_and_nothing_else(method: str, path: str, counts: bool) -> None:
    status, headers, _ = ask(Gate(echo, body_bytes=10, rate=Rate(5, 60)), method, path)
    assert status == 200
    assert ("RateLimit" in headers) is counts


def test_one_request_too_many_is_told_when_to_come_again() -> None:
    app = Gate(echo, body_bytes=10, rate=Rate(2, 60), clock=lambda: 0.0)
    assert [ask(app)[0] for _ in range(3)] == [200, 200, 429]
    _, headers, answer = ask(app)
    problem = json.loads(b"".join(answer))
    assert headers["Retry-After"] == "60"
    assert headers["RateLimit"] == '"client";r=0;t=60'
    assert headers["Content-Type"] == "application/problem+json"
    assert (problem["status"], problem["title"]) == (429, "Too Many Requests")
    assert ask(app, REMOTE_ADDR="192.0.2.2")[0] == 200


def test_pages_have_a_count_of_their_own_and_a_larger_one() -> None:
    app = Gate(echo, body_bytes=10, rate=Rate(2, 60), clock=lambda: 0.0)
    assert [ask(app)[0] for _ in range(3)] == [200, 200, 429]
    asked = [ask(app, path=f"/datasets/{number}") for number in range(2 * gate.PAGES)]
    assert {status for status, *_ in asked} == {200}
    assert not any("RateLimit" in headers for _, headers, _ in asked)
    status, headers, _ = ask(app, path="/oai")
    assert (status, headers["Retry-After"]) == (429, "60")
    assert headers["RateLimit"] == '"client";r=0;t=60'
    for path in ("/static/style.css", "/healthz", "/readyz"):
        assert ask(app, path=path)[0] == 200
    assert ask(app, path="/datasets/1", REMOTE_ADDR="192.0.2.2")[0] == 200


LIMIT = 64 * 1024


def head_of(size: int, where: str) -> dict[str, str]:
    """An environment whose line and headers have *size* bytes, most of them *where*."""
    given = {"PATH_INFO": "/sparql", "QUERY_STRING": "", "HTTP_ACCEPT": "*/*", "HTTP_X_OTHER": ""}
    line = len("GET /sparql? HTTP/1.1\r\n")
    fields = len("ACCEPT: */*\r\n") + len("X_OTHER: \r\n")
    given[where] += "a" * (size - line - fields)
    return given


@pytest.mark.parametrize("where", ["PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_X_OTHER"])
def test_a_line_and_headers_beyond_what_is_promised_are_refused(where: str) -> None:
    app = Gate(echo, body_bytes=10)
    given = head_of(LIMIT, where)
    assert ask(app, path=given.pop("PATH_INFO"), **given)[0] == 200
    given = head_of(LIMIT + 1, where)
    status, _, answer = ask(app, path=given.pop("PATH_INFO"), **given)
    assert status == 431
    assert f"exceed {LIMIT} bytes" in json.loads(b"".join(answer))["detail"]


def test_many_short_headers_count_together() -> None:
    app = Gate(echo, body_bytes=10)
    many = {f"HTTP_X_{number:05}": "a" for number in range(6000)}
    assert ask(app, **many)[0] == 431


def test_without_a_rate_nothing_is_counted() -> None:
    app = Gate(echo, body_bytes=10)
    assert "RateLimit" not in ask(app)[1]


def test_a_header_that_no_proxy_sent_makes_no_new_client() -> None:
    app = Gate(echo, body_bytes=10, rate=Rate(2, 60), proxies=[ip_network("10.0.0.0/8")])
    answers = [ask(app, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}", HTTP_FORWARDED=f"for=198.51.100.{n}") for n in range(4)]
    assert [status for status, *_ in answers] == [200, 200, 429, 429]


def test_behind_a_proxy_each_client_is_counted_by_itself() -> None:
    app = Gate(echo, body_bytes=10, rate=Rate(1, 60), proxies=[ip_network("10.0.0.0/8")])
    for client in ("198.51.100.1", "198.51.100.2"):
        status, headers, _ = ask(app, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=client)
        assert (status, headers["X-Client"]) == (200, client)


# Bodies


@pytest.mark.parametrize(
    ("body", "environ", "status"),
    [
        pytest.param(b"ASK {}", {}, 200, id="a body"),
        pytest.param(b"", {}, 200, id="none"),
        pytest.param(b"x" * 100, {}, 200, id="the longest"),
        pytest.param(b"x" * 101, {}, 413, id="too long"),
        pytest.param(b"", {"CONTENT_LENGTH": "9" * 30}, 413, id="longer than there are bytes"),
        pytest.param(b"ASK {}", {"CONTENT_LENGTH": "7"}, 400, id="shorter than it says"),
        pytest.param(b"ASK {}", {"CONTENT_LENGTH": "-6"}, 400, id="a length below nothing"),
        pytest.param(b"ASK {}", {"CONTENT_LENGTH": "six"}, 400, id="a length in words"),
        pytest.param(b"ASK {}", {"CONTENT_LENGTH": "٦"}, 400, id="a length in other digits"),
        pytest.param(b"ASK {}", {"HTTP_CONTENT_ENCODING": "gzip"}, 415, id="compressed"),
        pytest.param(b"ASK {}", {"HTTP_CONTENT_ENCODING": "Identity"}, 200, id="not compressed, and says so"),
        pytest.param(b"ASK {}", {"HTTP_TRANSFER_ENCODING": "chunked"}, 200, id="a query in chunks"),
        pytest.param(b"x" * 101, {"HTTP_TRANSFER_ENCODING": "chunked"}, 413, id="too long, in chunks"),
        pytest.param(
            b"query=", {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_TYPE": FORM}, 411, id="anything else in chunks"
        ),
    ],
)
def test_a_body_is_whole_and_not_too_long_or_is_refused(body: bytes, environ: dict[str, str], status: int) -> None:
    came, headers, answer = post(Gate(echo, body_bytes=100), body, **environ)
    assert came == status
    content = b"".join(answer)
    if status == 200:
        assert content == body
    else:
        assert json.loads(content)["status"] == status
        assert headers["Content-Length"] == str(len(content))


def test_who_is_refused_a_coding_is_told_which_one_is_read() -> None:
    _, headers, _ = post(Gate(echo, body_bytes=100), b"x", HTTP_CONTENT_ENCODING="br")
    assert headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_body_that_means_nothing_is_not_waited_for(method: str) -> None:
    status, _, answer = ask(Gate(echo, body_bytes=10), method, body=Never(), CONTENT_LENGTH="5")
    assert (status, answer) == (200, [b""])


class Never(io.RawIOBase):
    """A body of which nothing comes until it is given up."""

    def __init__(self) -> None:
        self.given_up = threading.Event()

    def read(self, _size: int = -1) -> bytes:
        self.given_up.wait(60)
        return b""


def test_a_body_that_does_not_come_is_not_waited_for_long() -> None:
    reader, source = Bodies(100, grace=0.1), Never()
    environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "5", "wsgi.input": source}
    with pytest.raises(BodyTooSlow, match=r"0\.1 s"), reader.read(environ, "a"):
        pass
    source.given_up.set()


def test_one_client_sends_a_few_bodies_at_once_and_leaves_room_for_others() -> None:
    app, slow = Gate(echo, body_bytes=100), [Never() for _ in range(bodies.AT_ONCE)]
    threads = [
        threading.Thread(target=ask, args=(app, "POST"), kwargs={"body": body, "CONTENT_LENGTH": "5"}) for body in slow
    ]
    for thread in threads:
        thread.start()
    while app._bodies._sending["192.0.2.1"] < bodies.AT_ONCE:
        threading.Event().wait(0.01)
    assert post(app, b"ASK {}")[0] == 429
    assert post(app, b"ASK {}", REMOTE_ADDR="192.0.2.2")[0] == 200
    for body in slow:
        body.given_up.set()
    for thread in threads:
        thread.join()
    assert post(app, b"ASK {}")[0] == 200


# Long answers


class Long:
    """An answer without a known length, and whether it was closed."""

    def __init__(self) -> None:
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        yield from [b"a", b"b"]

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def made() -> list[Long]:
    """The long answers that were made."""
    return []


@pytest.fixture
def long_winded(made: list[Long]) -> Gate:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        made.append(Long())
        length = [("Content-Length", "2")] if environ["PATH_INFO"] == "/short" else []
        start_response("200 OK", length)
        return made[-1]

    return Gate(app, body_bytes=10, streams=6)


def test_one_client_reads_a_few_long_answers_at_once(long_winded: Gate, made: list[Long]) -> None:
    answers = [ask(long_winded) for _ in range(gate.STREAMS_AT_ONCE)]
    status, headers, _ = ask(long_winded)
    assert (status, headers["Retry-After"]) == (429, "5")
    assert made[-1].closed == 1, "nobody will read it"
    for _, _, answer in answers:
        assert b"".join(answer) == b"ab"
        answer.close()
        answer.close()
    assert [answer.closed for answer in made] == [1] * len(made)
    assert ask(long_winded)[0] == 200


def test_all_clients_together_leave_threads_for_short_answers(long_winded: Gate) -> None:
    statuses = [ask(long_winded, REMOTE_ADDR=f"192.0.2.{n}")[0] for n in range(8)]
    assert statuses == [200] * 6 + [503] * 2
    assert ask(long_winded, path="/short")[0] == 200


def test_a_short_answer_is_handed_over_whole(long_winded: Gate, made: list[Long]) -> None:
    assert ask(long_winded, path="/short")[2] == [b"ab"]
    assert made[-1].closed == 1


def test_a_refusal_of_head_has_no_body() -> None:
    app = Gate(echo, body_bytes=10, rate=Rate(1, 60))
    ask(app)
    status, headers, answer = ask(app, "HEAD")
    assert (status, b"".join(answer)) == (429, b"")
    assert int(headers["Content-Length"]) > 0


anything = st.text("0123456789abcxyzGET:/;,=-_ \x00é\"'%", max_size=30)


@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW", ""]),
    st.dictionaries(
        st.sampled_from(
            ["CONTENT_LENGTH", "CONTENT_TYPE", "HTTP_TRANSFER_ENCODING", "HTTP_CONTENT_ENCODING", "HTTP_FORWARDED",
             "HTTP_X_FORWARDED_FOR", "HTTP_ACCEPT", "PATH_INFO", "QUERY_STRING"]
        ),
        anything,
    ),
    st.binary(max_size=30),
)  # fmt: skip
def test_whatever_comes_is_let_through_or_refused(method: str, environ: dict[str, str], body: bytes) -> None:
    app = Gate(echo, body_bytes=20, rate=Rate(10, 60), proxies=[ip_network("0.0.0.0/0")])
    status, headers, answer = (
        ask(app, method, body=body, **environ)
        if "PATH_INFO" not in environ
        else ask(app, method, environ.pop("PATH_INFO"), body, **environ)
    )
    assert status in (200, 400, 408, 411, 413, 415, 429)
    assert not any(set(value) & set("\r\n\x00") for value in headers.values())
    assert isinstance(answer, list)
