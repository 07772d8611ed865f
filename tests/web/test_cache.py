"""The cache in front of the application: repeated answers cost nothing, and are never out of date."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from werkzeug.test import Client

from radcat.bootstrap import Registry
from radcat.errors import StoreDamaged
from radcat.publishing.gate import Outcome
from radcat.web.app import create_app
from radcat.web.middleware.cache import ResponseCache

PLENTY = 64 * 1024 * 1024
ADDRESSES = [
    "/",
    "/datasets/",
    "/datasets/skerry-float",
    "/datasets/skerry-float.ttl",
    "/catalog.jsonld",
    "/ns/context.jsonld",
    "/sparql",
    "/sparql?query=ASK%7B%7D",
    "/sparql?query=ASK%7B%7D&format=html",
]


class Counted:
    """The application, counting which addresses reach it."""

    def __init__(self, app: Flask) -> None:
        self.app, self.asked = app, Counter[str]()
        self.endpoint = app.extensions["radcat"].endpoint

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked[f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"] += 1
        return self.app.wsgi_app(environ, start_response)

    def cached(self, limit: int = PLENTY) -> Client:
        """A client of a cache of *limit* bytes in front."""
        return Client(ResponseCache(self, lambda: self.endpoint.position, limit))


@contextmanager
def running(registry: Registry) -> Iterator[Flask]:
    """The application, whose description has its counts."""
    app = create_app(registry)
    while app.extensions["radcat"].counter.statistics() is None:  # on a busy machine they come later
        time.sleep(0.05)
    yield app
    app.extensions["radcat"].endpoint.close()


@pytest.fixture(scope="module")
def application(published: Registry) -> Iterator[Flask]:
    """The application over the published example, for all tests that only read."""
    with running(published) as app:
        yield app


@pytest.fixture
def counted(application: Flask) -> Counted:
    """The same, with nothing counted yet; caches are each test's own."""
    return Counted(application)


@pytest.fixture
def data_folder(published_data: Path) -> Path:
    """Each test that publishes begins with the example published."""
    return published_data


@pytest.fixture
def changing(registry: Registry) -> Iterator[Counted]:
    """The application over a copy of the example that a test may change."""
    with running(registry) as app:
        yield Counted(app)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_repeated_request_is_answered_alike_without_the_application(counted: Counted, address: str) -> None:
    client = counted.cached()
    first, again = client.get(address), client.get(address)
    assert counted.asked.total() == 1
    assert (again.status, again.data) == (first.status, first.data)
    assert list(again.headers) == list(first.headers)


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_is_answered_from_what_get_left(counted: Counted, address: str) -> None:
    client = counted.cached()
    got, head = client.get(address), client.head(address)
    assert counted.asked.total() == 1
    assert head.data == b""
    assert list(head.headers) == list(got.headers)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_head_finds_is_not_kept_as_the_answer_to_get(counted: Counted, address: str) -> None:
    client = counted.cached()
    client.head(address)
    assert client.get(address).data


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_the_answer_is_told_304_without_the_application(counted: Counted, address: str) -> None:
    client = counted.cached()
    etag = client.get(address).headers["ETag"]
    for known in (etag, f'"another", {etag}', f"W/{etag}"):
        response = client.get(address, headers={"If-None-Match": known})
        assert (response.status_code, response.data) == (304, b""), known
        assert response.headers["ETag"] == etag
    assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200
    assert counted.asked.total() == 1


def test_each_accept_has_its_own_answer(counted: Counted) -> None:
    client = counted.cached()
    for _ in range(2):
        for accept in ("text/html", "text/turtle", "application/ld+json"):
            response = client.get("/datasets/skerry-float", headers={"Accept": accept})
            assert response.content_type.partition(";")[0] == accept
    assert counted.asked.total() == 3


def test_each_query_string_and_each_mount_has_its_own_answer(counted: Counted) -> None:
    client = counted.cached()
    assert client.get("/sparql?query=ASK%7B%7D").data != client.get("/sparql?query=SELECT*%7B%7D").data
    mounted = client.get("/datasets/", environ_overrides={"SCRIPT_NAME": "/tides"})
    assert 'href="/tides/' in mounted.get_data(as_text=True)
    assert 'href="/tides/' not in client.get("/datasets/").get_data(as_text=True)


def test_an_answer_is_never_older_than_the_last_publication(registry: Registry, changing: Counted) -> None:
    client, root = changing.cached(), registry.settings.root
    before = {address: client.get(address) for address in ADDRESSES}
    file = root / "records/datasets/skerry-float.ttl"
    file.write_text(file.read_text().replace("float gauge: M", "float: M"))
    registry.publisher.sync(root)
    for address in ("/", "/datasets/", "/datasets/skerry-float", "/datasets/skerry-float.ttl"):
        text = client.get(address).get_data(as_text=True)
        assert "float: M" in text, address
        assert "float gauge: M" not in text, address
        stale = client.get(address, headers={"If-None-Match": before[address].headers["ETag"]})
        assert stale.status_code == 200, address
    file.unlink()
    registry.publisher.sync(root)
    assert client.get("/datasets/skerry-float").status_code == 410
    assert "skerry-float" not in client.get("/datasets/").get_data(as_text=True)


def test_answers_come_and_go_within_the_limit(counted: Counted) -> None:
    limit = 40_000
    cache = ResponseCache(counted, lambda: counted.endpoint.position, limit)
    client = Client(cache)
    for number in range(200):
        client.get(f"/sparql?query=SELECT({number}AS?n)%7B%7D")
        assert cache._kept.currsize <= limit
    assert 1 < len(cache._kept) < 200


def test_an_answer_larger_than_its_share_is_not_kept(counted: Counted) -> None:
    client = counted.cached(limit=16 * 1000)
    assert len(client.get("/shapes/required").data) > 1000
    client.get("/shapes/required")
    assert counted.asked["GET /shapes/required"] == 2


@pytest.mark.parametrize(
    "address",
    ["/datasets/unknown", "/datasets/?page=x", "/sparql?query=SELECT", "/readyz", "/healthz", "/datasets"],
)
def test_errors_redirects_and_health_are_not_kept(counted: Counted, address: str) -> None:
    client = counted.cached()
    first, again = client.get(address), client.get(address)
    assert (again.status, again.data) == (first.status, first.data)
    assert counted.asked.total() == 2


def test_a_long_answer_is_passed_on_and_not_kept(counted: Counted) -> None:
    client = counted.cached()
    address = "/sparql?query=SELECT*%7B?a?b?c.?d?e?f%7DLIMIT%2030000&format=csv"
    for _ in range(2):
        response = client.get(address)
        assert len(response.data) > PLENTY // 16
        assert response.data.count(b"\r\n") == 30_001
    assert counted.asked["GET /sparql"] == 2


def test_a_stream_begins_before_it_ends(counted: Counted) -> None:
    """The cache must not gather what it is not going to keep."""
    response = counted.cached().get("/sparql?query=SELECT*%7B?a?b?c.?d?e?f%7D&format=csv", buffered=False)
    assert len(next(iter(response.response))) < 2_000_000
    response.close()


def test_a_post_is_not_kept(counted: Counted) -> None:
    client = counted.cached()
    for _ in range(2):
        client.post("/sparql", data=b"ASK {}", content_type="application/sparql-query")
    assert counted.asked["POST /sparql"] == 2


def test_a_limit_of_nothing_keeps_nothing(counted: Counted) -> None:
    client = counted.cached(limit=0)
    client.get("/")
    client.get("/")
    assert counted.asked["GET /"] == 2


def test_a_damaged_store_keeps_nobody_from_the_pages(registry: Registry, changing: Counted) -> None:
    """Pages need the ledger only."""
    client = changing.cached()
    Path(registry.settings.data_folder / "store" / "current").write_text("half a poin")
    with pytest.raises(StoreDamaged):
        _ = changing.endpoint.position
    assert client.get("/datasets/skerry-float").status_code == 200
    refused = client.get("/sparql?query=ASK%7B%7D")
    assert (refused.status_code, refused.content_type) == (503, "application/problem+json")
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert client.get("/healthz").status_code == 200
    registry.publisher.sync(registry.settings.root)
    assert client.get("/sparql?query=ASK%7B%7D").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_an_answer_is_not_kept_when_a_publication_came_while_it_was_made(registry: Registry, changing: Counted) -> None:
    """It may show the state before or after, under the name of the other."""
    root, published = registry.settings.root, list[Outcome]()

    def publishing(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = changing(environ, start_response)
        if not published:
            file = root / "records/datasets/skerry-float.ttl"
            file.write_text(file.read_text().replace("float gauge: M", "float: M"))
            published.append(registry.publisher.sync(root))
        return answer

    cache = ResponseCache(publishing, lambda: changing.endpoint.position, PLENTY)
    client = Client(cache)
    client.get("/datasets/skerry-float")
    assert published
    assert len(cache._kept) == 0
    assert "float: M" in client.get("/datasets/skerry-float").get_data(as_text=True)


def test_nothing_is_kept_where_the_state_is_not_known(counted: Counted) -> None:
    client = Client(ResponseCache(counted, lambda: None, PLENTY))
    client.get("/")
    client.get("/")
    assert counted.asked["GET /"] == 2


def _long(number: int, size: int = 60_000) -> str:
    return f"text/html, application/x{number};p={'a' * size}"


HOSTILE = {
    "Accept": lambda n: ("/datasets/skerry-float", {"Accept": _long(n)}),
    "Accept-Profile": lambda n: (
        "/datasets/skerry-float",
        {"Accept-Profile": f"<http://x/{'a' * 60_000}{n}>, <https://schema.org/>;q=0.{n:03}"},
    ),
    "a query string": lambda n: (f"/sparql?query=ASK%7B%7D%23{'a' * 60_000}{n}", {}),
    "a short query string": lambda n: (f"/sparql?query=ASK%7B%7D%23{n}", {}),
    "a header that decides nothing": lambda n: ("/agents/", {"Accept": _long(n)}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_request_makes_the_cache_hold_more_than_its_limit(counted: Counted, kind: str) -> None:
    """Counted are the objects themselves, with all that they hold; a key was not counted once, and held 60 kB."""
    limit = 1024 * 1024
    cache = ResponseCache(counted, lambda: counted.endpoint.position, limit)
    client = Client(cache)
    for number in range(100):
        path, headers = HOSTILE[kind](number)
        client.get(path, headers=headers)
    held = _held([*cache._kept.items()])
    assert held <= limit
    assert _held([*cache._varying.items()]) / max(1, len(cache._varying)) < 1000
    assert len(cache._kept) >= 1, "and it does keep answers"


def _held(thing: object, seen: set[int] | None = None) -> int:
    """The bytes that *thing* takes with everything below it."""
    seen = set() if seen is None else seen
    if id(thing) in seen:
        return 0
    seen.add(id(thing))
    inner: Iterable[object] = ()
    if isinstance(thing, list | tuple):
        inner = thing
    elif hasattr(thing, "__slots__"):
        inner = [getattr(thing, name, None) for name in thing.__slots__]
    return sys.getsizeof(thing) + sum(_held(part, seen) for part in inner)


def test_what_an_answer_does_not_vary_with_makes_no_second_copy(counted: Counted) -> None:
    client = counted.cached()
    for accept in ("text/html", "text/turtle", "*/*", _long(1)):
        assert client.get("/datasets/skerry-float.ttl", headers={"Accept": accept}).mimetype == "text/turtle"
    assert counted.asked.total() == 1


def test_answers_that_vary_with_a_header_are_kept_for_each_of_its_values(counted: Counted) -> None:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        said = environ.get("HTTP_ACCEPT_LANGUAGE", "none").encode()
        counted.asked["app"] += 1
        start_response(
            "200 OK",
            [("Content-Length", str(len(said))), ("ETag", f'"{said.decode()}"'), ("Cache-Control", "public"),
             ("Vary", "Accept-Language, Accept")],
        )  # fmt: skip
        return [said]

    client = Client(ResponseCache(app, lambda: 1, PLENTY))
    for _ in range(2):
        for language in ("de", "fr", "is"):
            answer = client.get("/", headers={"Accept-Language": language, "User-Agent": language})
            assert answer.data == language.encode()
    assert counted.asked["app"] == 3


def test_readers_who_welcome_the_same_languages_share_an_answer() -> None:
    asked = 0

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        nonlocal asked
        asked += 1
        start_response(
            "200 OK",
            [("Content-Length", "1"), ("ETag", '"x"'), ("Cache-Control", "public"), ("Vary", "Accept-Language")],
        )
        return [b"x"]

    client = Client(ResponseCache(app, lambda: 1, PLENTY))
    for header in ("de-AT,fr;q=0.5", "de-at, FR;q=0.50, en;q=0", "fr;q=0.1, de-AT;q=0.9, *;q=0.01"):
        client.get("/", headers={"Accept-Language": header})
    assert asked == 1
    client.get("/", headers={"Accept-Language": "fr, de-AT;q=0.5"})
    assert asked == 2


def test_the_memories_of_what_clients_send_are_bounded() -> None:
    """Each is of a fixed number of entries; so each entry has to be short."""
    from radcat.sparql import request as protocol
    from radcat.web.middleware import clients, compression

    protocol._remembered.cache_clear()
    clients._address.cache_clear()
    for number in range(50):
        accept = f"application/sparql-results+json, {_long(number)}"
        protocol.QueryRequest("ASK {}", protocol.QueryForm.ASK, (), (), False, None).choose_format(accept)
        forwarded = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": f"fe80::1%{'a' * 60_000}{number}"}
        assert clients.client_of(forwarded, [ip_network("10.0.0.0/8")]) == "10.0.0.1"
        assert compression._is_welcome(("gzip," + "a" * 60_000)[: compression.LONGEST])
    assert protocol._remembered.cache_info().currsize == 0
    assert clients._address.cache_info().currsize <= 1
