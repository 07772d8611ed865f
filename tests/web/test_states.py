"""What the endpoint says of its state is what it serves: links that were checked are seen at once, everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCAT, URIRef
from tests.stores import servers
from werkzeug.test import Client

from radcat import settings
from radcat.bootstrap import Registry
from radcat.ledger.link_checks import Answer
from radcat.stores.connection import Address
from radcat.web.app import create_app
from radcat.web.middleware.cache import ResponseCache

BASE = "http://127.0.0.1:8000/"
MEASURED = {"query": "SELECT ?g ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?p ?o", "format": "csv"}


@pytest.fixture(params=["embedded", "elsewhere"])
def synced(
    request: pytest.FixtureRequest, catalogue_folder: Path, tmp_path: Path
) -> Iterator[tuple[Registry, dict[str, Any]]]:
    """A published registry, and what its settings are made from, with either kind of store."""
    given: dict[str, Any] = {"root": catalogue_folder, "data": tmp_path / "data", "base_iri": BASE}
    if request.param == "embedded":
        yield opened(given), given
        return
    (tmp_path / "oxigraph").mkdir()
    with servers.oxigraph(tmp_path / "oxigraph", "--union-default-graph") as address:
        given |= {"store": address.query}
        yield opened(given), given


def opened(given: dict[str, Any]) -> Registry:
    registry = Registry.open(settings.read(**given))
    registry.publisher.sync(given["root"])
    return registry


def check_links(registry: Registry) -> None:
    """Do what `radcat check-links` does, with an answer that changes the measurements."""
    (name, *_) = registry.ledger.names("dataset")
    graph = registry.catalogue.graph(registry.catalogue.version(name).record)
    addresses = [str(found) for found in graph.objects(None, DCAT.landingPage) if isinstance(found, URIRef)]
    assert addresses
    registry.links.keep([Answer(address, 404, "Not Found", address, "2026-11-22T10:00:00Z") for address in addresses])
    assert registry.measuring.measure([name]) is None


def test_checked_links_change_etags_answers_and_what_the_cache_holds(
    synced: tuple[Registry, dict[str, Any]],
) -> None:
    registry, given = synced
    app = create_app(registry)
    endpoint = app.extensions["radcat"].endpoint
    cached = Client(ResponseCache(app.wsgi_app, lambda: endpoint.state, 64 * 1024 * 1024))
    try:
        before = cached.get("/sparql", query_string=MEASURED)
        whole = cached.get("/store?default")
        check_links(registry)
        if "store" in given:
            endpoint._read = None  # a second later
        known = {"If-None-Match": before.headers["ETag"]}
        after = cached.get("/sparql", query_string=MEASURED, headers=known)
        assert (after.status_code, after.headers["ETag"] != before.headers["ETag"]) == (200, True)
        assert after.data != before.data
        again = cached.get("/store?default", headers={"If-None-Match": whole.headers["ETag"]})
        assert again.status_code == 200
    finally:
        endpoint.close()
    if "store" not in given:  # whose answers are kept for a minute, whatever it says
        restarted = create_app(Registry.open(settings.read(**given)))
        found = restarted.test_client().get("/sparql", query_string=MEASURED)
        assert found.headers["ETag"] == after.headers["ETag"]
        restarted.extensions["radcat"].endpoint.close()


def test_visitors_are_told_neither_where_files_lie_nor_where_the_store_is(
    synced: tuple[Registry, dict[str, Any]], tmp_path: Path
) -> None:
    registry, given = synced
    app = create_app(registry)
    if "store" in given:
        app.extensions["radcat"].endpoint._connection.address = Address("http://127.0.0.1:1/query")
        app.extensions["radcat"].endpoint._read = None
    else:
        (registry.settings.data_folder / "store" / "current").write_text("half a poin")
    try:
        for address in ("/sparql?query=ASK{}", "/sparql?query=ASK{}&format=html", "/store?default", "/readyz"):
            said = app.test_client().get(address).get_data(as_text=True)
            assert str(tmp_path) not in said
            assert "localhost:1/" not in said
            assert "127.0.0.1:1/" not in said
    finally:
        app.extensions["radcat"].endpoint.close()
