"""gzip around the application: what is compressed, how it is told apart, and that it arrives as it comes."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from radcat.errors import StoreUnavailable
from radcat.web.middleware.cache import ResponseCache
from radcat.web.middleware.compression import LARGEST_WHOLE, Compression

TEXT = b"dcat:Dataset " * 1000
PLAIN = [("Content-Type", "text/turtle"), ("ETag", '"abc"'), ("Vary", "Accept")]


def answering(
    body: bytes | Iterable[bytes], headers: list[tuple[str, str]] = PLAIN, status: str = "200 OK"
) -> Compression:
    """An application with one answer; with its length, where it is given whole."""

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        length = [("Content-Length", str(len(body)))] if isinstance(body, bytes) else []
        start_response(status, [*headers, *length])
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        return [body] if isinstance(body, bytes) else body

    return Compression(app)


def get(app: Compression, accept: str | None = "gzip", method: str = "GET", **headers: str) -> TestResponse:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(app).open("/", method=method, headers=given | ({"Accept-Encoding": accept} if accept else {}))


def test_an_answer_is_compressed_and_says_so() -> None:
    response = get(answering(TEXT))
    assert gzip.decompress(response.data) == TEXT
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Content-Length"] == str(len(response.data))
    assert len(response.data) < len(TEXT) / 20
    assert response.headers["Vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(
    ("accept", "is_compressed"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("GZIP;q=0.1", True),
        (None, False),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("*;q=0, identity", False),
        ("x-gzipped", False),
        ("br", False),
    ],
)
def test_only_who_takes_gzip_gets_it_and_caches_are_told_either_way(accept: str | None, is_compressed: bool) -> None:
    response = get(answering(TEXT), accept)
    assert ("Content-Encoding" in response.headers) is is_compressed
    assert (response.data == TEXT) is not is_compressed
    assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("content_type", "is_compressed"),
    [
        ("text/html; charset=utf-8", True),
        ("text/csv", True),
        ("application/sparql-results+json", True),
        ("application/sparql-results+xml", True),
        ("application/json", True),
        ("application/ld+json", True),
        ("application/rdf+xml", True),
        ("application/n-triples", True),
        ("application/problem+json", True),
        ("application/sparql-query", True),
        ("image/svg+xml", True),
        ("image/png", False),
        ("application/gzip", False),
        ("application/octet-stream", False),
    ],
)
def test_what_is_text_is_compressed(content_type: str, is_compressed: bool) -> None:
    response = get(answering(TEXT, [("Content-Type", content_type)]))
    assert ("Content-Encoding" in response.headers) is is_compressed
    assert ("Vary" in response.headers) is is_compressed


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"x" * 1023, PLAIN, "200 OK"),
        (TEXT, [*PLAIN, ("Content-Encoding", "br")], "200 OK"),
        (TEXT, [*PLAIN, ("Content-Range", "bytes 0-12999/99999")], "206 Partial Content"),
        (b"", PLAIN, "204 No Content"),
        (b"", PLAIN, "301 Moved Permanently"),
    ],
    ids=["short", "compressed already", "a part", "nothing", "elsewhere"],
)
def test_what_gains_nothing_or_is_no_whole_answer_is_left(
    body: bytes, headers: list[tuple[str, str]], status: str
) -> None:
    response = get(answering(body, headers, status))
    assert response.data == body
    assert response.headers.get("Content-Encoding") != "gzip"
    assert response.headers["ETag"] == '"abc"'


def test_a_refusal_is_compressed_like_an_answer() -> None:
    assert get(answering(TEXT, PLAIN, "400 Bad Request")).headers["Content-Encoding"] == "gzip"


def test_head_tells_what_get_would() -> None:
    """But for the length, which nobody knows before the work is done (RFC 9110, section 9.3.2)."""
    head, whole = get(answering(TEXT), method="HEAD"), get(answering(TEXT))
    assert head.data == b""
    assert set(head.headers) == {row for row in whole.headers if row[0] != "Content-Length"}


# ETags (RFC 9110, section 8.8.3: two encodings have two strong tags)


class Conditional:
    """An application that answers 304 to who has its tag, and 412 to who has another and wants it."""

    def __init__(self) -> None:
        self.seen: list[tuple[str | None, str | None]] = []

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        known, wanted = environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MATCH")
        self.seen.append((known, wanted))
        if known and '"abc"' in known:
            start_response("304 Not Modified", PLAIN[1:])
            return []
        start_response("200 OK", [*PLAIN, ("Content-Length", str(len(TEXT)))])
        return [TEXT]


def test_each_encoding_has_its_own_tag_and_either_is_recognised() -> None:
    app = Compression(Conditional())
    packed, plain = get(app), get(app, None)
    assert (packed.headers["ETag"], plain.headers["ETag"]) == ('"abc-gzip"', '"abc"')
    for accept, tag in (("gzip", packed.headers["ETag"]), (None, plain.headers["ETag"])):
        again = get(app, accept, If_None_Match=tag)
        assert (again.status_code, again.headers["ETag"], again.data) == (304, tag, b"")
        assert "Accept-Encoding" in again.headers["Vary"]


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ('"abc-gzip"', '"abc"'),
        ('W/"abc-gzip"', 'W/"abc"'),
        ('"x", "abc-gzip" , "y-gzip"', '"x", "abc" , "y"'),
        ('"abc"', '"abc"'),
        ("*", "*"),
        ('"a-gzip-b"', '"a-gzip-b"'),
    ],
)
def test_the_application_sees_its_own_tags_only(sent: str, seen: str) -> None:
    inner = Conditional()
    get(Compression(inner), If_None_Match=sent)
    get(Compression(inner), If_Match=sent)
    assert inner.seen == [(seen, None), (None, seen)]


def test_a_weak_tag_stays_weak() -> None:
    response = get(answering(TEXT, [("Content-Type", "text/html"), ("ETag", 'W/"abc"')]))
    assert response.headers["ETag"] == 'W/"abc-gzip"'


def test_a_cache_within_keeps_one_copy_for_both() -> None:
    inner = Conditional()

    def public(environ: Any, start_response: Any) -> Iterable[bytes]:
        return inner(environ, lambda status, headers: start_response(status, [*headers, ("Cache-Control", "public")]))

    app = Compression(ResponseCache(public, lambda: 1, 10_000_000))
    assert gzip.decompress(get(app).data) == get(app, None).data == TEXT
    assert get(app, If_None_Match='"abc-gzip"').status_code == 304
    assert len(inner.seen) == 1


# Streams


def test_each_piece_can_be_read_when_it_has_come() -> None:
    pulled: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(3):
            pulled.append(number)
            yield f"piece {number} ".encode() * 100

    body, _, headers = Client(answering(pieces())).run_wsgi_app(
        {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT_ENCODING": "gzip", "wsgi.url_scheme": "http",
         "SERVER_NAME": "x", "SERVER_PORT": "80"}
    )  # fmt: skip
    assert "Content-Length" not in headers
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    arrived = iter(body)
    for number in range(3):
        assert unpack.decompress(next(arrived)) == f"piece {number} ".encode() * 100
        assert pulled == list(range(number + 1))
    assert unpack.decompress(b"".join(arrived)) == b""
    assert unpack.eof


def test_a_stream_that_breaks_off_is_no_whole_gzip() -> None:
    def pieces() -> Iterator[bytes]:
        yield TEXT
        raise OSError("gone")

    body, _, _ = Client(answering(pieces())).run_wsgi_app(
        {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT_ENCODING": "gzip", "wsgi.url_scheme": "http",
         "SERVER_NAME": "x", "SERVER_PORT": "80"}
    )  # fmt: skip
    arrived: list[bytes] = []
    with pytest.raises(OSError, match="gone"):
        arrived.extend(body)
    with pytest.raises(EOFError):
        gzip.decompress(b"".join(arrived))


def test_a_stream_that_breaks_off_with_a_word_of_ours_is_no_gzip_at_all() -> None:
    """Many a reader takes a gzip file that just ends for a whole one."""

    def pieces() -> Iterator[bytes]:
        yield TEXT
        raise StoreUnavailable("gone")

    body, _, _ = Client(answering(pieces())).run_wsgi_app(
        {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT_ENCODING": "gzip", "wsgi.url_scheme": "http",
         "SERVER_NAME": "x", "SERVER_PORT": "80"}
    )  # fmt: skip
    arrived: list[bytes] = []
    with pytest.raises(StoreUnavailable):
        arrived.extend(body)
    with pytest.raises(zlib.error, match="invalid block type"):
        zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(b"".join(arrived))


def test_a_client_that_leaves_lets_go_of_what_is_behind() -> None:
    closed: list[bool] = []

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            yield TEXT
            yield TEXT

        def close(self) -> None:
            closed.append(True)

    response = get(answering(Body()))
    response.close()
    assert closed


def test_a_long_answer_is_not_held_to_learn_its_length() -> None:
    response = get(answering(b"x" * (LARGEST_WHOLE + 1)))
    assert "Content-Length" not in response.headers
    assert gzip.decompress(response.data) == b"x" * (LARGEST_WHOLE + 1)


@given(st.lists(st.binary(max_size=3000), max_size=6))
def test_whatever_comes_arrives(pieces: list[bytes]) -> None:
    assert gzip.decompress(get(answering(iter(pieces))).data) == b"".join(pieces)


# The registry


def test_a_page_and_an_answer_of_the_registry_arrive_the_same(client: FlaskClient) -> None:
    app = Compression(client.application.wsgi_app)
    query = "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%20100"
    for address, accept in (("/", "text/html"), (query, "application/sparql-results+json")):
        plain = Client(app).get(address, headers={"Accept": accept})
        packed = Client(app).get(address, headers={"Accept": accept, "Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.data) == plain.data
        again = Client(app).get(
            address, headers={"Accept": accept, "Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
        )
        assert (again.status_code, again.headers["ETag"]) == (304, packed.headers["ETag"])
