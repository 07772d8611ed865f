"""The query operation is answered in front of Flask, and nobody can tell but by the clock."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Generator, Iterator

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from radcat.bootstrap import Registry
from radcat.errors import AnswerTooLarge, EndpointBusy, QueryTimeout
from radcat.stores.base import Limits, Position, Query
from radcat.web.app import create_app
from radcat.web.direct import GENERATION, LIMITS, QueryOperation, describe_limits
from radcat.web.middleware.clients import CLIENT

ASK = "/sparql?query=ASK%7B%7D"
FORM = "application/x-www-form-urlencoded"
GUARDED = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")


class Recorder:
    """An endpoint that says what it is told to, and remembers what it was asked."""

    position = state = Position(1, "http://127.0.0.1:8000/")
    isolated = True
    limits = Limits(seconds=1.5, memory_mb=512, output_mb=20, workers=2, queue=4)

    def __init__(self) -> None:
        self.asked: list[Query] = []
        self.pieces: list[bytes | Exception] = [b"answer"]
        self.left = 0

    def query(self, query: Query) -> Generator[bytes, None, None]:
        self.asked.append(query)
        return self._say()

    def _say(self) -> Generator[bytes, None, None]:
        try:
            for piece in self.pieces:
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            self.left += 1

    def close(self) -> None:
        """Nothing was started."""


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def front(recorder: Recorder) -> FlaskClient:
    """A client of the query operation in front of an application that says what reached it."""
    app = Flask("behind")

    @app.route("/sparql", methods=["GET", "HEAD", "POST", "PUT"])
    def behind() -> Response:
        return Response(b"behind:" + request.get_data(), content_type="text/plain")

    app.wsgi_app = QueryOperation(app, recorder)  # type: ignore[method-assign]
    return app.test_client()


@pytest.fixture
def real(published: Registry) -> Iterator[FlaskClient]:
    app = create_app(published)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()


@pytest.mark.parametrize(
    ("method", "address", "body", "content_type", "accept"),
    [
        pytest.param("GET", "/sparql", b"", "", "*/*", id="nothing is asked"),
        pytest.param("GET", ASK, b"", "", "text/html", id="a page is preferred"),
        pytest.param("GET", f"{ASK}&format=html", b"", "", "*/*", id="a page is asked for"),
        pytest.param("POST", "/sparql", b"query=ASK%7B%7D", FORM, "text/html", id="a page, by a form"),
        pytest.param("POST", "/sparql", b"update=CLEAR+ALL", FORM, "*/*", id="an update by a form"),
        pytest.param("POST", "/sparql", b"CLEAR ALL", "application/sparql-update", "*/*", id="an update"),
        pytest.param("POST", "/sparql", b"CLEAR", "application/sparql-update; charset=utf-8", "*/*", id="with charset"),
        pytest.param("GET", "/sparql?query=nonsense", b"", "", "text/html", id="a mistake by who reads pages"),
    ],
)
def test_what_is_no_query_for_a_program_reaches_the_application_whole(
    front: FlaskClient, recorder: Recorder, method: str, address: str, body: bytes, content_type: str, accept: str
) -> None:
    response = front.open(
        address, method=method, data=body or None, content_type=content_type or None, headers={"Accept": accept}
    )
    assert response.data == b"behind:" + body
    assert recorder.asked == []


@pytest.mark.parametrize(
    ("address", "body", "content_type"),
    [
        (ASK, b"", ""),
        ("/sparql", b"query=ASK%7B%7D", FORM),
        ("/sparql", b"ASK{}", "application/sparql-query"),
        ("/sparql", b'ASK{?update= "update="}'.replace(b"?update= ", b"?s ?p "), "application/sparql-query"),
    ],
)
def test_a_query_is_answered_in_front(
    front: FlaskClient, recorder: Recorder, address: str, body: bytes, content_type: str
) -> None:
    response = front.open(address, method="POST" if body else "GET", data=body or None, content_type=content_type)
    assert (response.status_code, response.data) == (200, b"answer")
    assert len(recorder.asked) == 1
    assert recorder.left == 1


@pytest.mark.parametrize(
    ("environ", "client"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, "192.0.2.7"),
        ({"REMOTE_ADDR": "192.0.2.7", "radcat.client": "198.51.100.1"}, "198.51.100.1"),
    ],
)
def test_the_endpoint_learns_on_whose_behalf_it_is_asked(
    front: FlaskClient, recorder: Recorder, environ: dict[str, str], client: str
) -> None:
    front.get(ASK, environ_overrides=environ)
    assert recorder.asked[0].client == client


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENOMEM, errno.ENOENT])
def test_a_worker_that_cannot_be_started_is_a_503_until_it_can(
    real: FlaskClient, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "/usr/bin/python")

    endpoint = real.application.extensions["radcat"].endpoint
    monkeypatch.setattr(endpoint, "_wanted", 0)  # no spare worker is started beside
    assert real.get(ASK).status_code == 200
    for worker in [*endpoint._idle]:
        worker.stop()
        worker._child._process.wait()
    with monkeypatch.context() as without:
        without.setattr("radcat.sandbox.child.subprocess.Popen", fail)
        for _ in range(2 * endpoint.limits.workers):  # each would have cost a turn for good
            response = real.get(f"{ASK}&format=xml")
            assert response.status_code == 503
            assert response.get_json()["detail"] == "no query worker can be started; try again in a moment."
            assert response.headers["Retry-After"]
    assert real.get(f"{ASK}&format=xml").status_code == 200


def test_an_answer_that_was_made_while_something_was_published_is_nobodys_to_keep(
    front: FlaskClient, recorder: Recorder
) -> None:
    def publish() -> Generator[bytes, None, None]:
        recorder.state = Position(2, "http://127.0.0.1:8000/")
        yield b"of either state"

    recorder._say = publish  # type: ignore[method-assign]
    before = front.get(ASK)
    assert "ETag" not in before.headers
    assert before.headers["Cache-Control"] == "no-store"
    after = front.get(ASK)
    assert after.headers["ETag"]


def test_a_head_is_answered_without_asking_anybody(front: FlaskClient, recorder: Recorder) -> None:
    response = front.head(ASK)
    assert (response.status_code, response.data) == (200, b"")
    assert recorder.asked == []
    asked = front.get(ASK)
    missing = set(asked.headers.keys()) - set(response.headers.keys())
    assert missing <= {"Content-Length"}
    assert all(response.headers[name] == asked.headers[name] for name in ("ETag", "Content-Type", "Cache-Control"))


@pytest.mark.parametrize("address", [ASK, f"{ASK}&format=html", "/store?default"])
def test_no_head_evaluates_a_query_whatever_it_is_answered_with(
    real: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    asked: list[Query] = []
    monkeypatch.setattr("radcat.sandbox.pool.WorkerPool.query", lambda _, query: asked.append(query))
    response = real.head(address)
    assert (response.status_code, response.data, asked) == (200, b"", [])


@pytest.mark.parametrize("address", [ASK, f"{ASK}&format=html", "/store?default"])
def test_every_query_is_asked_on_behalf_of_who_asks(
    real: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    asked: list[Query] = []

    def query(_: object, query: Query) -> Generator[bytes, None, None]:
        asked.append(query)
        yield b"{}"

    monkeypatch.setattr("radcat.sandbox.pool.WorkerPool.query", query)
    real.get(address, environ_overrides={CLIENT: "198.51.100.1"})
    assert [query.client for query in asked] == ["198.51.100.1"]


def test_the_whole_graph_is_not_evaluated_for_who_has_it(real: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    found = real.get("/store?default")
    monkeypatch.setattr("radcat.sandbox.pool.WorkerPool.query", lambda *_: pytest.fail("it was asked"))
    again = real.get("/store?default", headers={"If-None-Match": found.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("error", [QueryTimeout(1), AnswerTooLarge(1)])
def test_an_answer_that_breaks_off_is_an_error_and_no_part_of_it_is_sent(
    real: FlaskClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def break_off(*_: object) -> Generator[bytes, None, None]:
        yield b"half "
        yield b"an answer" * 1_000_000
        raise error

    monkeypatch.setattr("radcat.sandbox.pool.WorkerPool.query", break_off)
    response = real.get(ASK)
    assert (response.status_code, response.get_json()["detail"]) == (503, str(error))


@pytest.mark.parametrize("error", [QueryTimeout(1), AnswerTooLarge(1), EndpointBusy("busy")])
def test_an_answer_that_does_not_begin_is_an_error(
    real: FlaskClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(self: object, query: Query) -> Generator[bytes, None, None]:
        raise error

    monkeypatch.setattr("radcat.sandbox.pool.WorkerPool.query", fail)
    response = real.get(ASK)
    assert (response.status_code, response.content_type) == (503, "application/problem+json")
    assert ("Retry-After" in response.headers) is isinstance(error, EndpointBusy), "where asking again can help"
    assert response.get_json()["detail"] == str(error)


@pytest.mark.parametrize(
    ("method", "address", "accept", "status"),
    [
        ("GET", ASK, "*/*", 200),
        ("HEAD", ASK, "*/*", 200),
        ("OPTIONS", "/sparql", "*/*", 204),
        ("GET", "/sparql", "text/turtle", 200),
        ("GET", ASK, "text/html", 200),
        ("GET", "/sparql?query=ASK", "*/*", 400),
        ("GET", "/sparql?query=ASK", "text/html", 400),
        ("PUT", "/sparql", "*/*", 405),
        ("GET", f"{ASK}&format=turtle", "*/*", 406),
    ],
)
def test_every_answer_of_the_endpoint_names_the_limits_and_is_guarded_like_a_page(
    real: FlaskClient, method: str, address: str, accept: str, status: int
) -> None:
    response = real.open(address, method=method, headers={"Accept": accept})
    assert response.status_code == status
    assert response.headers.getlist(LIMITS) == ["time=10;unit=s, memory=1024;unit=MB, output=1024;unit=MB"]
    page = real.get("/healthz")
    for name in GUARDED[1:]:
        assert response.headers.getlist(name) == page.headers.getlist(name)
    assert len(response.headers.getlist(GUARDED[0])) == 1
    assert response.headers.getlist("Access-Control-Allow-Origin") == ["*"]


def test_an_answer_says_which_generation_it_is_about(front: FlaskClient) -> None:
    response = front.get(ASK)
    assert response.headers[GENERATION] == "1"
    assert GENERATION in response.headers["Access-Control-Expose-Headers"]


def test_of_an_answer_during_a_publication_nobody_knows_the_generation(
    front: FlaskClient, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = iter(range(9))
    monkeypatch.setattr(Recorder, "state", property(lambda _: next(states)))
    response = front.get(ASK)
    assert response.status_code == 200
    assert GENERATION not in response.headers
    assert "ETag" not in response.headers


def test_who_has_the_answer_is_told_so_without_a_worker(front: FlaskClient, recorder: Recorder) -> None:
    etag = front.get(ASK).headers["ETag"]
    response = front.get(ASK, headers={"If-None-Match": etag})
    assert (response.status_code, response.data, len(recorder.asked)) == (304, b"", 1)


def test_where_nothing_settles_the_answer_nobody_may_keep_it(front: FlaskClient, recorder: Recorder) -> None:
    recorder.state = None  # type: ignore[assignment]
    response = front.get(ASK)
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("limits", "described"),
    [
        (Limits(10, 1024, 512, 2, 64), "time=10;unit=s, memory=1024;unit=MB, output=512;unit=MB"),
        (Limits(0.25, 0, 0, 2, 64), "time=0.25;unit=s"),
        (Limits(1 / 3, 128, 0, 1, 0), "time=0.333;unit=s, memory=128;unit=MB"),
        (Limits(0, 0, 0, 0, 0), ""),
    ],
)
def test_limits_are_a_dictionary_of_structured_fields(limits: Limits, described: str) -> None:
    """RFC 9651, section 3.2: keys, numbers with three decimals at most, parameters that are tokens."""
    assert describe_limits(limits) == described
    member = re.compile(r"[a-z]+=\d{1,12}(\.\d{1,3})?;unit=[A-Za-z]+")
    assert all(member.fullmatch(part) for part in described.split(", ") if part)
