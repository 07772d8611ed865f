"""Every record at its own address, in every format: the table of what is sent for which Accept and suffix."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyld import jsonld
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from radcat.bootstrap import Registry
from radcat.formats import representations_of
from radcat.rdf import turtle

BASE = "http://127.0.0.1:8000/"
HTML, TTL, JSONLD, RDF, NT = (
    "text/html",
    "text/turtle",
    "application/ld+json",
    "application/rdf+xml",
    "application/n-triples",
)
NQ, TRIG = "application/n-quads", "application/trig"
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


@pytest.mark.parametrize("name", [name for name in ONE_OF_EACH_KIND if name != "catalog"])  # which comes in pages
@pytest.mark.parametrize("accept", PARSER)
def test_every_format_says_what_the_record_says(
    client: FlaskClient, published: Registry, name: str, accept: str
) -> None:
    record = published.catalogue.version(name).record
    text = record.text
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
    for row in (row for row in representations_of("catalog") if row.lossless):
        body = client.get(f"/catalog.{row.suffix}").get_data(as_text=True)
        assert all(name in body for name in published.ledger.names("dataset")), row.suffix


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0, image/*", "application/json", "*/*;q=0"])
@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_a_format_that_is_not_offered_is_406_and_lists_the_alternatives(
    client: FlaskClient, name: str, accept: str
) -> None:
    response = client.get(f"/{name}", headers={"Accept": accept})
    assert (response.status_code, media_type(response)) == (406, "application/problem+json")
    offered = response.get_json()["offered"]
    assert offered[:7] == [HTML, TTL, JSONLD, RDF, NT, NQ, TRIG]
    assert ("application/x-bibtex" in offered) == name.startswith("datasets/")


@pytest.mark.parametrize("suffix", ["zip", "json", "html", "xml", "TTL", "rq"])
def test_a_suffix_that_is_not_offered_is_406_and_lists_the_alternatives(client: FlaskClient, suffix: str) -> None:
    response = client.get(f"/datasets/skerry-float.{suffix}")
    assert response.status_code == 406
    assert response.get_json()["offered"] == [f".{row.suffix}" for row in representations_of("dataset")]


@pytest.mark.parametrize("suffix", ["bib", "croissant.json", "datacite.xml", "linkset"])
def test_what_is_no_dataset_has_no_format_of_datasets(client: FlaskClient, suffix: str) -> None:
    assert client.get(f"/agents/asa-mueller.{suffix}").status_code == 406


@pytest.mark.parametrize("accept", ["text/turtle;q=2", "text/turtle, text/html;q=half", "junk, text/turtle"])
def test_an_accept_header_is_read_as_far_as_it_can_be(client: FlaskClient, accept: str) -> None:
    response = client.get("/datasets/skerry-float", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, "text/turtle")


@pytest.mark.parametrize("name", [*(n for n in ONE_OF_EACH_KIND if n != "catalog"), "ns/status/archived"])
@pytest.mark.parametrize("accept", [HTML, *PARSER])
def test_every_answer_links_to_its_canonical_address_and_to_its_alternates(
    client: FlaskClient, name: str, accept: str
) -> None:
    """RFC 8288; for a concept the page is about the concept, but RDF is the document of its scheme."""
    document = "ns/status" if name == "ns/status/archived" else name
    kind = "dataset" if name.startswith("datasets/") else "agent"
    link = client.get(f"/{name}", headers={"Accept": accept}).headers["Link"]
    links = re.findall(r'<([^>]*)>; rel="describedby alternate"; type="([^"]*)"', link)
    rows = [row for row in representations_of(kind) if not row.name.startswith("linkset")]
    expected = [(f"{BASE}{document}.{r.suffix}", f"{r.media_type.type}/{r.media_type.subtype}") for r in rows]
    assert set(links) <= set(expected)
    assert len(links) >= (6 if kind == "agent" else 5)
    assert len(link) <= 2000, "nginx, as it comes, refuses a head of 4 kB"
    canonical = re.findall(r'<([^>]*)>; rel="canonical"', link)
    assert canonical == [BASE + (name if accept == HTML else document)]
    for address, media_type_ in links:
        answer = client.get(address.removeprefix(BASE[:-1]))
        assert (answer.status_code, media_type(answer)) == (200, media_type_)


DATASET = "/datasets/gullhaven-hourly"
BY_PROFILE = [
    ({"_profile": "schema"}, {}, JSONLD, "https://schema.org/"),
    ({"_profile": "https://schema.org/"}, {}, JSONLD, "https://schema.org/"),
    ({"_profile": "croissant"}, {}, JSONLD, "http://mlcommons.org/croissant/1.1"),
    ({"_profile": "nothing,croissant"}, {}, JSONLD, "http://mlcommons.org/croissant/1.1"),
    ({"_profile": "datacite"}, {}, "application/vnd.datacite.datacite+xml", "http://datacite.org/schema/kernel-4"),
    ({"_profile": "datacite", "_mediatype": "application/json"}, {}, "application/json", None),
    ({"_profile": "oai_dc", "_mediatype": "application/xml"}, {}, "application/xml", None),
    ({"_profile": "dcat", "_mediatype": "application/trig"}, {}, TRIG, "https://www.w3.org/TR/vocab-dcat-3/"),
    ({"_profile": "dcat-ap"}, {"Accept": RDF}, RDF, "https://semiceu.github.io/DCAT-AP/releases/3.0.1"),
    ({"_profile": "dcat"}, {}, HTML, "https://www.w3.org/TR/vocab-dcat-3/"),
    ({"_profile": "alt"}, {}, HTML, "http://www.w3.org/ns/dx/connegp/altr"),
    ({"_profile": "alt", "_mediatype": TTL}, {}, TTL, "http://www.w3.org/ns/dx/connegp/altr"),
    ({"_mediatype": TTL}, {"Accept": HTML}, TTL, "https://www.w3.org/TR/vocab-dcat-3/"),
    ({"_mediatype": "application/ld json"}, {}, JSONLD, "https://www.w3.org/TR/vocab-dcat-3/"),  # a + not encoded
    ({}, {"Accept-Profile": "<https://schema.org/>"}, JSONLD, "https://schema.org/"),
    ({}, {"Accept-Profile": "<urn:x>, <https://schema.org/>;q=0.5"}, JSONLD, "https://schema.org/"),
    (
        {},
        {"Accept-Profile": "<https://schema.org/>;q=0.5, <http://www.w3.org/ns/csvw>"},
        "text/csv",
        "http://www.w3.org/ns/csvw",
    ),
    ({"_profile": "schema"}, {"Accept-Profile": "<http://www.w3.org/ns/csvw>"}, JSONLD, "https://schema.org/"),
    ({}, {"Accept": f'{JSONLD};profile="https://schema.org/"'}, JSONLD, "https://schema.org/"),
    ({}, {"Accept": "application/vnd.schemaorg.ld+json"}, "application/vnd.schemaorg.ld+json", "https://schema.org/"),
]


@pytest.mark.parametrize(("arguments", "headers", "chosen", "profile"), BY_PROFILE)
def test_a_profile_is_chosen_by_argument_before_header_and_before_the_media_type(
    client: FlaskClient, arguments: dict[str, str], headers: dict[str, str], chosen: str, profile: str | None
) -> None:
    response = client.get(DATASET, query_string=arguments, headers=headers)
    assert (response.status_code, media_type(response)) == (200, chosen)
    if profile:
        assert response.headers["Content-Profile"] == f"<{profile}>"
        assert f'<{profile}>; rel="profile"' in response.headers["Link"]
    assert ("Accept" in response.vary) == ("_mediatype" not in arguments)
    assert ("Accept-Profile" in response.vary) == ("_profile" not in arguments)


@pytest.mark.parametrize(
    ("arguments", "headers", "status"),
    [
        ({"_profile": "nothing"}, {}, 406),
        ({"_profile": "https://example.org/profile"}, {}, 406),
        ({"_profile": ""}, {}, 406),
        ({"_profile": "croissant", "_mediatype": "text/turtle"}, {}, 406),
        ({"_mediatype": "image/png"}, {}, 406),
        ({}, {"Accept-Profile": "<https://example.org/profile>"}, 406),
        ({}, {"Accept-Profile": "<https://schema.org/>;q=0"}, 406),
        ({}, {"Accept-Profile": "<https://schema.org/>", "Accept": "text/csv"}, 406),
        ({"_mediatype": "turtle"}, {}, 400),
        ({"_mediatype": "*/*"}, {}, 400),
        ({}, {"Accept-Profile": "https://schema.org/"}, 400),
        ({}, {"Accept-Profile": "<https://schema.org/>;q=2"}, 400),
        ({"_profile": ["schema", "dcat"]}, {}, 400),
        ({"_mediatype": [TTL, RDF]}, {}, 400),
    ],
)
def test_what_is_not_offered_is_406_with_the_alternatives_and_what_cant_be_read_400(
    client: FlaskClient, arguments: dict[str, str], headers: dict[str, str], status: int
) -> None:
    response = client.get(DATASET, query_string=arguments, headers=headers)
    assert (response.status_code, media_type(response)) == (status, "application/problem+json")
    assert bool(response.get_json().get("offered")) == (status == 406)


@pytest.mark.parametrize("name", ["datasets/skerry-float", "agents/asa-mueller", "catalog"])
def test_the_list_of_formats_lists_each_with_its_profile_as_rdf_and_as_a_page(client: FlaskClient, name: str) -> None:
    kind = {"d": "dataset", "a": "agent", "c": "catalog"}[name[0]]
    page = client.get(f"/{name}?_profile=alt").get_data(as_text=True)
    for suffix, parser in (("ttl", "turtle"), ("rdf", "xml"), ("nt", "nt"), ("jsonld", "json-ld")):
        answer = client.get(f"/{name}.alt.{suffix}").get_data(as_text=True)
        found = Graph().parse(data=answer, format=parser) if parser != "json-ld" else None
        for row in representations_of(kind):
            assert f"{BASE}{name}.{row.suffix}" in answer
            assert f"/{name}.{row.suffix}" in page
        if found is not None:
            has = URIRef("http://www.w3.org/ns/dx/connegp/altr#hasRepresentation")
            assert len(list(found.objects(URIRef(BASE + name), has))) == len(representations_of(kind)) + 2


@pytest.mark.parametrize("name", ["datasets/skerry-float", "agents/asa-mueller"])
def test_every_format_has_the_same_etag_each_time(client: FlaskClient, name: str) -> None:
    kind = "dataset" if name.startswith("datasets/") else "agent"
    for row in representations_of(kind):
        first, second = (client.get(f"/{name}.{row.suffix}") for _ in range(2))
        assert first.get_etag() == second.get_etag(), row.name
        assert first.get_etag()[0]


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
