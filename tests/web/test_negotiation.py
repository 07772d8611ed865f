"""Every record at its own address, in every format: the table of what is sent for which Accept and suffix."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyld import jsonld
from rdflib import Graph
from rdflib.compare import isomorphic

from radcat import records, turtle
from radcat.registry import Registry
from radcat.representations import REPRESENTATIONS

BASE = "http://127.0.0.1:8000/"
HTML, TTL, JSONLD, RDF, NT = (
    "text/html",
    "text/turtle",
    "application/ld+json",
    "application/rdf+xml",
    "application/n-triples",
)
PARSER = {TTL: "turtle", JSONLD: "json-ld", RDF: "xml", NT: "nt"}
ONE_OF_EACH_KIND = [
    "ns/tides",
    "ns/status",
    "shapes/recommended",
    "agents/asa-mueller",
    "externals/harbour-log-1901",
    "datasets/skerry-float",
    "sources/inventory",
    "catalog",
]
CHOSEN = [
    ("", HTML),
    ("*/*", HTML),
    ("text/html", HTML),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
    ("text/*", HTML),
    ("text/turtle", TTL),
    ("TEXT/Turtle; charset=utf-8", TTL),
    ("application/ld+json", JSONLD),
    ("application/*", JSONLD),
    ("application/rdf+xml", RDF),
    ("application/n-triples", NT),
    ("text/html;q=0.5, text/turtle", TTL),
    ("text/turtle;q=0.5, application/rdf+xml;q=0.6", RDF),
    ("*/*, text/html;q=0", TTL),
    ("application/n-triples;q=0.1, image/png", NT),
    ("text/turtle, application/ld+json", TTL),
    ("application/ld+json, text/turtle", TTL),  # a tie goes to the server's order
]


def media_type(response: object) -> str:
    return str(response.content_type).partition(";")[0]  # type: ignore[attr-defined]


def test_the_table_has_a_record_of_every_kind(published: Registry) -> None:
    heads = published.ledger.heads()
    assert {heads[name].kind for name in ONE_OF_EACH_KIND} == {head.kind for head in heads.values()}


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
@pytest.mark.parametrize(("accept", "chosen"), CHOSEN)
def test_accept_chooses_the_format(client: FlaskClient, name: str, accept: str, chosen: str) -> None:
    response = client.get(f"/{name}", headers={"Accept": accept} if accept else {})
    assert (response.status_code, media_type(response)) == (200, chosen)
    assert "Accept" in response.vary
    if chosen.startswith("text/"):
        assert response.content_type.endswith("; charset=utf-8")


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
@pytest.mark.parametrize(("suffix", "chosen"), [("ttl", TTL), ("jsonld", JSONLD), ("rdf", RDF), ("nt", NT)])
def test_a_suffix_chooses_the_format_whatever_accept_says(
    client: FlaskClient, name: str, suffix: str, chosen: str
) -> None:
    for accept in ("text/html", "image/png", "*/*"):
        response = client.get(f"/{name}.{suffix}", headers={"Accept": accept})
        assert (response.status_code, media_type(response)) == (200, chosen)
        assert "Accept" not in response.vary


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
@pytest.mark.parametrize("accept", PARSER)
def test_every_format_says_what_the_record_says(
    client: FlaskClient, published: Registry, name: str, accept: str
) -> None:
    record = published.catalogue.version(name).record
    text = record.text
    if name == "catalog":
        text = records.with_members(text, f"{BASE}catalog", published.ledger.names("dataset"), BASE)
    expected = turtle.parse(text, BASE, name)
    body = client.get(f"/{name}", headers={"Accept": accept}).get_data(as_text=True)
    assert isomorphic(read(body, accept, published.jsonld_context), expected)


def read(body: str, accept: str, context: dict[str, Any]) -> Graph:
    """Read RDF as a client would who has nothing but the answer, and the context that it names."""
    if accept == TTL:
        return turtle.parse(body.encode(), "http://elsewhere.example/", "the answer")
    if accept == JSONLD:
        document = json.loads(body)
        assert document["@context"] == f"{BASE}ns/context.jsonld"
        body = jsonld.to_rdf({**document, **context}, {"format": "application/n-quads"})
        return Graph().parse(data=body, format="nt")
    return Graph().parse(data=body, format=PARSER[accept])


def test_turtle_is_the_records_own_text_after_its_base(client: FlaskClient, published: Registry) -> None:
    record = published.catalogue.version("datasets/skerry-float").record
    assert client.get("/datasets/skerry-float.ttl").data == f"@base <{BASE}> .\n".encode() + record.text


def test_the_catalogue_lists_its_datasets_in_every_format(client: FlaskClient, published: Registry) -> None:
    for row in REPRESENTATIONS:
        body = client.get(f"/catalog.{row.suffix}").get_data(as_text=True)
        assert all(name in body for name in published.ledger.names("dataset")), row.suffix


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0, image/*", "application/json", "*/*;q=0"])
@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_a_format_that_is_not_offered_is_406_and_lists_the_alternatives(
    client: FlaskClient, name: str, accept: str
) -> None:
    response = client.get(f"/{name}", headers={"Accept": accept})
    assert (response.status_code, media_type(response)) == (406, "application/problem+json")
    assert response.get_json()["offered"] == [HTML, TTL, JSONLD, RDF, NT]


@pytest.mark.parametrize("suffix", ["csv", "json", "html", "xml", "TTL"])
def test_a_suffix_that_is_not_offered_is_406_and_lists_the_alternatives(client: FlaskClient, suffix: str) -> None:
    response = client.get(f"/datasets/skerry-float.{suffix}")
    assert response.status_code == 406
    assert response.get_json()["offered"] == [".ttl", ".jsonld", ".rdf", ".nt"]


def test_an_accept_header_that_cant_be_read_is_400(client: FlaskClient) -> None:
    response = client.get("/datasets/skerry-float", headers={"Accept": "text/turtle;q=2"})
    assert response.status_code == 400
    assert "q=2 is not a quality" in response.get_json()["detail"]


@pytest.mark.parametrize("name", [*ONE_OF_EACH_KIND, "ns/status/archived"])
@pytest.mark.parametrize("accept", [HTML, *PARSER])
def test_every_answer_links_to_its_canonical_address_and_to_its_alternates(
    client: FlaskClient, name: str, accept: str
) -> None:
    """RFC 8288; for a concept the page is about the concept, but RDF is the document of its scheme."""
    document = "ns/status" if name == "ns/status/archived" else name
    link = client.get(f"/{name}", headers={"Accept": accept}).headers["Link"]
    links = dict(re.findall(r'<([^>]*)>; rel="alternate"; type="([^"]*)"', link))
    assert links == {f"{BASE}{document}.{row.suffix}": str(row.media_type) for row in REPRESENTATIONS}
    assert re.findall(r'<([^>]*)>; rel="canonical"', link) == [BASE + (name if accept == HTML else document)]
    for address in links:
        assert client.get(address.removeprefix(BASE[:-1])).status_code == 200


@pytest.mark.parametrize("name", ["ns/status/archived", "ns/instrument/float", "ns/datum/local-benchmark"])
def test_a_concept_has_a_page_and_its_schemes_rdf(client: FlaskClient, name: str) -> None:
    page = client.get(f"/{name}", headers={"Accept": HTML})
    assert page.status_code == 200
    graph = turtle.parse(client.get(f"/{name}", headers={"Accept": TTL}).data, BASE, name)
    assert f"{BASE}{name}" in {str(subject) for subject in graph.subjects()}


def test_the_jsonld_context_is_served_with_the_base_filled_in(client: FlaskClient) -> None:
    response = client.get("/ns/context.jsonld")
    assert media_type(response) == JSONLD
    assert response.headers["Access-Control-Allow-Origin"] == "*", "processors in a browser fetch it from anywhere"
    assert "{base}" not in response.get_data(as_text=True)
    assert f"{BASE}ns/tides#" in response.get_data(as_text=True)
