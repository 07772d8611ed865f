"""Last-Modified, from the ledger's dates, and If-Modified-Since (RFC 9110, sections 8.8.2 and 13.1.3)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.http import http_date, parse_date
from werkzeug.test import Client

from radcat.bootstrap import Registry
from radcat.web.app import create_app
from radcat.web.middleware.cache import ResponseCache

FORMATS = ["ttl", "jsonld", "rdf", "nt", "csv", "bib", "datacite.xml", "croissant.json"]
DATED = [
    "/datasets/skerry-float",
    *(f"/datasets/skerry-float.{suffix}" for suffix in FORMATS),
    "/agents/asa-mueller",
    "/agents/asa-mueller.ttl",
    "/catalog",
    "/catalog.ttl",
    "/",
    "/datasets/",
    "/agents/",
    "/feed.atom",
    "/sitemap.xml",
    "/quality",
    "/store?graph=datasets/skerry-float",
]
FIRST = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(params=[False, True], ids=["", "from the cache"])
def client(registry: Registry, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """The example, published in May 2024, with or without the cache in front."""
    publish(registry, FIRST, monkeypatch)
    app = create_app(registry)
    endpoint = app.extensions["radcat"].endpoint
    yield Client(ResponseCache(app.wsgi_app, lambda: endpoint.state, 10**7) if request.param else app.wsgi_app)
    endpoint.close()


def publish(registry: Registry, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish what changed, as if it were *at* that time."""
    append = registry.ledger.append

    def dated(*given: object, **named: object) -> object:
        return append(*given, **{**named, "now": at})  # type: ignore[arg-type]

    monkeypatch.setattr(registry.ledger, "append", dated)
    registry.publisher.sync(registry.settings.root)
    monkeypatch.setattr(registry.ledger, "append", append)


def test_an_answer_says_when_it_changed_and_whoever_has_it_is_told_so(client: Client) -> None:
    for path in DATED:
        got = client.get(path)
        assert got.status_code == 200, path
        assert parse_date(got.headers["Last-Modified"]) == FIRST, path
        for since, status in ((FIRST, 304), (FIRST + timedelta(days=1), 304), (FIRST - timedelta(seconds=1), 200)):
            for method in ("GET", "HEAD"):
                answer = client.open(path, method=method, headers={"If-Modified-Since": http_date(since)})
                assert answer.status_code == status, (path, since)
                assert answer.headers["ETag"] == got.headers["ETag"]
        # The ETag wins over the date.
        later = http_date(FIRST + timedelta(days=1))
        other = {"If-None-Match": '"another"', "If-Modified-Since": later}
        assert client.get(path, headers=other).status_code == 200, path
        same = {"If-None-Match": got.headers["ETag"], "If-Modified-Since": http_date(FIRST - timedelta(days=1))}
        assert client.get(path, headers=same).status_code == 304, path
        for unreadable in ("yesterday", "", "0"):
            assert client.get(path, headers={"If-Modified-Since": unreadable}).status_code == 200, path


def test_a_record_keeps_its_date_and_what_shows_others_has_theirs(
    client: Client, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = registry.settings.root / "records/agents/asa-mueller.ttl"
    file.write_text(file.read_text().replace("Åsa Müller", "Åsa Møller"))
    second = FIRST + timedelta(days=30)
    publish(registry, second, monkeypatch)
    unchanged = ["/datasets/skerry-float.ttl", "/store?graph=datasets/skerry-float"]
    for path in DATED:
        answer = client.get(path)
        assert parse_date(answer.headers["Last-Modified"]) == (FIRST if path in unchanged else second) or (
            path in ("/datasets/skerry-float.rdf", "/datasets/skerry-float.nt")  # the record itself, too
        ), path
    assert client.get("/agents/asa-mueller.ttl", headers={"If-Modified-Since": http_date(FIRST)}).status_code == 200


def test_a_query_has_no_date(client: Client) -> None:
    """Its answer may be another one each time; those that are not have an ETag."""
    for path in ("/sparql?query=ASK%7B%7D&format=html", "/sparql?query=SELECT(NOW()AS%3Fn)%7B%7D&format=html"):
        answer = client.get(path, headers={"If-Modified-Since": http_date(FIRST + timedelta(days=9))})
        assert (answer.status_code, answer.headers.get("Last-Modified")) == (200, None)


def test_a_withdrawn_record_has_no_date_to_be_known_by(
    client: Client, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    (registry.settings.root / "records/datasets/skerry-float.ttl").unlink()
    shutil.rmtree(registry.settings.root / "records/evidence", ignore_errors=True)
    publish(registry, FIRST + timedelta(days=1), monkeypatch)
    answer = client.get("/datasets/skerry-float", headers={"If-Modified-Since": http_date(FIRST + timedelta(days=9))})
    assert answer.status_code in (200, 410)
