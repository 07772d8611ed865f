"""Addresses in answers come from the base IRI, whatever a request says; and what scripts of other sites may do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from radcat import settings
from radcat.bootstrap import Registry
from radcat.web.app import create_app
from radcat.web.middleware.mount import mounted

BASES = ["https://data.example.org/", "https://data.example.org:8443/tides/", "http://[2001:db8::1]:8000/"]
FORGED = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "ftp",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Port": "6666",
    "Forwarded": "host=evil.example;proto=ftp",
    "X-Original-URL": "http://evil.example/",
}


@pytest.fixture(params=BASES)
def base(request: pytest.FixtureRequest) -> str:
    """A base IRI."""
    return str(request.param)


@pytest.fixture
def app(catalogue_folder: Path, tmp_path: Path, base: str) -> Iterator[Client]:
    """A client of the example, published under *base*."""
    given = settings.read(catalogue_folder, data=tmp_path / "data", base_iri=base, writes=True)
    registry = Registry.open(given)
    registry.publisher.sync(catalogue_folder)
    made = create_app(registry)
    yield Client(mounted(made.wsgi_app, base))
    made.extensions["radcat"].endpoint.close()
    made.extensions["radcat.writer"].close()
    registry.tokens.close()
    registry.ledger.close()


def redirecting(client: Client) -> list[str]:
    """The addresses that lead elsewhere, among those that the application routes and some that nobody meant."""
    folders = ["datasets", "agents", "evidence", "externals", "ns", "queries", "references", "shapes", "sources"]
    odd = ["//evil.example/datasets", "/datasets//skerry-float", "//evil.example", "/\\evil.example/datasets", "///"]
    return [
        *(f"/{folder}" for folder in folders),
        *(f"/{folder}?page=1" for folder in folders),
        "/void",
        "/queries/recent-series?format=csv",
        *odd,
    ]


def test_a_redirect_leads_to_the_base_iri_whatever_the_request_says(app: Client, base: str) -> None:
    led = 0
    for path in redirecting(app):
        for method in ("GET", "HEAD"):
            answer = app.open(path, method=method, headers=FORGED)
            for name in ("Location", "Content-Location", "Link"):
                assert "evil.example" not in answer.headers.get(name, "").partition("evil.example/datasets")[0], path
            if 300 <= answer.status_code < 400:
                led += 1
                assert urljoin(base, answer.headers["Location"]).startswith(base), (path, answer.headers["Location"])
    assert led >= 20, "most of them do lead elsewhere"


def test_no_page_repeats_what_the_request_says_of_its_host(app: Client) -> None:
    for path in ("/", "/datasets/", "/datasets/skerry-float", "/catalog.ttl", "/sparql", "/nowhere", "/sitemap.xml"):
        for accept in ("text/html", "*/*"):
            answer = app.get(path, headers={**FORGED, "Accept": accept})
            assert b"evil.example" not in answer.data
            assert "evil.example" not in str(answer.headers)


PREFLIGHT = {
    "Origin": "https://elsewhere.example",
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "authorization, content-type, if-match",
}


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/store", {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"}),
        ("/store?graph=http://example.org/x", {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"}),
        ("/sparql", {"GET", "HEAD", "POST", "OPTIONS"}),
        ("/datasets/skerry-float", {"GET", "HEAD", "OPTIONS"}),
        ("/datasets/skerry-float.ttl", {"GET", "HEAD", "OPTIONS"}),
        ("/datasets/", {"GET", "HEAD", "OPTIONS"}),
        ("/oai", {"GET", "HEAD", "POST", "OPTIONS"}),
    ],
)
@pytest.mark.parametrize("base", BASES[:1])
def test_a_preflight_is_told_what_may_be_sent(app: Client, path: str, methods: set[str]) -> None:
    answer = app.options(path, headers=PREFLIGHT)
    assert answer.status_code == 204
    assert answer.data == b""
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) == methods
    allowed = {name.strip().lower() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert {"authorization", "content-type", "if-match", "if-none-match", "accept"} <= allowed
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize(
    "path", ["/datasets", "/datasets/skerry-float", "/nowhere", "/sparql?query=ASK%7B%7D", "/store"]
)
@pytest.mark.parametrize("base", BASES[:1])
def test_scripts_of_other_sites_may_read_every_answer(app: Client, path: str) -> None:
    answer = app.get(path, headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    exposed = {name.strip() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert {"ETag", "Link", "Location", "Retry-After"} <= exposed


def test_a_store_that_takes_no_writes_offers_none(client: FlaskClient) -> None:
    answer = client.options("/store", headers=PREFLIGHT)
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
