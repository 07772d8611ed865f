"""The endpoint's description of itself, as it is served."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, VOID, XSD, Graph, Literal, URIRef

from radcat.bootstrap import Registry
from radcat.harvest.statistics import Counter
from radcat.rdf.namespaces import SCHEMA, SD
from radcat.web.app import create_app

BASE = "http://127.0.0.1:8000/"
DATASET = URIRef(f"{BASE}.well-known/void#dataset")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PARSERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "ox-json-ld",
}


@pytest.fixture(autouse=True)
def _patient(client: FlaskClient) -> None:
    """On a busy machine the first count may take longer than a visitor waits."""
    site = client.application.extensions["radcat"]
    site.__dict__["counter"] = Counter(site.endpoint, BASE, patience=60)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/turtle, */*;q=0.1", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json;q=0.9, text/turtle;q=0.8", "application/ld+json"),
        ("text/html", "text/html"),
        ("text/html, text/turtle;q=0.9", "text/html"),
        (BROWSER, "text/html"),
        ("text/turtle, text/html;q=0.9", "text/turtle"),
    ],
)
def test_who_asks_the_endpoint_nothing_gets_its_description_or_the_page(
    client: FlaskClient, accept: str | None, media_type: str
) -> None:
    response = client.get("/sparql", headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert "Accept" in response.headers["Vary"]
    if media_type in PARSERS:
        graph = Graph().parse(data=response.data, format=PARSERS[media_type])
        assert (URIRef(f"{BASE}sparql"), RDF.type, SD.Service) in graph


@pytest.mark.parametrize("address", ["/sparql", "/.well-known/void"])
def test_the_four_formats_say_the_same(client: FlaskClient, address: str) -> None:
    said = []
    for media_type, parser in PARSERS.items():
        graph = Graph().parse(data=client.get(address, headers={"Accept": media_type}).data, format=parser)
        # A string has its datatype or leaves it out: it is the same (RDF 1.1, section 3.3).
        said.append({tuple(term.n3().removesuffix(f"^^<{XSD.string}>") for term in triple) for triple in graph})
    assert said[0]
    assert all(triples == said[0] for triples in said[1:])


def test_a_format_that_is_not_rdf_is_406_and_says_which_there_are(client: FlaskClient) -> None:
    for address in ("/sparql", "/.well-known/void"):
        response = client.get(address, headers={"Accept": "image/png"})
        assert response.status_code == 406
        assert response.get_json()["offered"] == list(PARSERS)
    assert client.get("/.well-known/void?format=jsonld").mimetype == "application/ld+json"
    assert client.get("/.well-known/void?format=csv").status_code == 406


def test_void_is_at_its_well_known_address_and_the_guessed_one_leads_there(client: FlaskClient) -> None:
    response = client.get("/.well-known/void")
    assert (response.status_code, response.mimetype) == (200, "text/turtle")
    assert (DATASET, RDF.type, VOID.Dataset) in Graph().parse(data=response.data)
    guessed = client.get("/void")
    assert (guessed.status_code, guessed.headers["Location"]) == (308, "/.well-known/void")


@pytest.mark.parametrize("accept", ["text/html", BROWSER])
def test_void_is_a_page_with_a_title_in_a_browser(client: FlaskClient, published: Registry, accept: str) -> None:
    response = client.get("/.well-known/void", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert "Accept" in response.headers["Vary"]
    page = response.text
    assert f"<title>Service description of {published.catalogue.title}</title>" in page
    assert page.count("<h1>") == 1
    for name in ("turtle", "ntriples", "rdfxml", "jsonld"):
        assert f'href="/.well-known/void?format={name}"' in page
    counted = client.application.extensions["radcat"].counter.statistics()
    assert f"<dt>Triples</dt><dd>{counted.triples}</dd>" in page
    assert ">dcat:Dataset</a>" in page


def test_a_page_of_void_can_be_asked_for_by_name(client: FlaskClient) -> None:
    response = client.get("/.well-known/void?format=html")
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert "Accept" not in response.vary


def test_a_page_of_void_without_counts_is_kept_by_nobody(client: FlaskClient) -> None:
    site = client.application.extensions["radcat"]
    site.__dict__["counter"] = Counter(site.endpoint, BASE, patience=0)
    response = client.get("/.well-known/void?format=html")
    assert "still being counted" in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_a_second_look_is_answered_304(client: FlaskClient) -> None:
    etag = client.get("/.well-known/void").headers["ETag"]
    assert client.get("/.well-known/void", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("page", ["/", "/datasets/skerry-float", "/agents/", "/sparql?query=ASK{}"])
def test_every_page_links_to_the_description(client: FlaskClient, page: str) -> None:
    links = client.get(page, headers={"Accept": "text/html"}).headers.getlist("Link")
    assert '</sparql>; rel="service-desc"; type="text/turtle"' in links
    assert f'</.well-known/void>; rel="{VOID.inDataset}"' in links


def test_the_limits_are_those_of_the_settings(client: FlaskClient, published: Registry) -> None:
    graph = Graph().parse(data=client.get("/sparql").data)
    announced = {
        str(graph.value(node, SCHEMA.propertyID)): float(str(graph.value(node, SCHEMA.value)))
        for node in graph.objects(URIRef(f"{BASE}sparql"), SCHEMA.additionalProperty)
    }
    settings = published.settings
    assert announced["RADCAT_QUERY_TIMEOUT"] == settings.query_timeout
    assert announced["RADCAT_QUERY_MEMORY_MB"] == settings.query_memory_mb
    assert announced["RADCAT_QUERY_OUTPUT_MB"] == settings.query_output_mb
    assert announced["RADCAT_QUERY_WORKERS"] == settings.query_workers


def test_every_resource_that_is_named_under_the_base_can_be_followed(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/.well-known/void").data)
    named = {
        str(o)
        for p in (VOID.exampleResource, VOID.rootResource, VOID.sparqlEndpoint)
        for o in graph.objects(DATASET, p)
    }
    assert len(named) == 5
    for iri in named:
        assert client.get(iri.removeprefix(BASE[:-1])).status_code == 200


def test_without_counts_the_description_is_kept_by_nobody(client: FlaskClient) -> None:
    site = client.application.extensions["radcat"]
    site.__dict__["counter"] = Counter(site.endpoint, BASE, patience=0)
    response = client.get("/.well-known/void")
    graph = Graph().parse(data=response.data)
    assert not list(graph.objects(DATASET, VOID.triples))
    assert response.headers["Cache-Control"] == "no-store"


def test_a_change_of_the_records_changes_the_counts(registry: Registry, catalogue_folder: Path) -> None:
    registry.publisher.sync(catalogue_folder)
    app = create_app(registry)
    site = app.extensions["radcat"]
    site.__dict__["counter"] = Counter(site.endpoint, BASE, patience=60)
    try:
        client = app.test_client()

        def entities() -> int:
            response = client.get("/.well-known/void")
            graph = Graph().parse(data=response.data)
            (node,) = graph.subjects(VOID["class"], URIRef("http://www.w3.org/ns/dcat#Dataset"))
            counted = graph.value(node, VOID.entities)
            assert isinstance(counted, Literal)
            return int(counted)

        before = entities()
        (catalogue_folder / "records/datasets/gullhaven-hourly.ttl").unlink()
        registry.publisher.sync(catalogue_folder)
        assert entities() == before - 1
    finally:
        site.endpoint.close()
