"""The catalogue in DCAT-AP: what a portal of Europe harvests, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyoxigraph
import pytest
from pyld import jsonld
from rdflib import DCTERMS, FOAF, OWL, RDF, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT
from tests.harvest import mqa
from tests.harvest.conftest import BASE, Past, dataset, entry, publish
from tests.harvest.paging import CATALOG, datasets, following, hold_every_dataset_once, paged
from tests.material import suite

from radcat.bootstrap import Registry
from radcat.formats import dcat_ap, describe
from radcat.model import Record
from radcat.rdf import turtle
from radcat.rdf.namespaces import ADMS
from radcat.validation.pyshacl_engine import PyshaclEngine
from radcat.web.app import create_app

SHAPES = "dcat/dcat-ap/releases/3.0.1/html/shacl/shapes.ttl"
PROFILE = "https://semiceu.github.io/DCAT-AP/releases/3.0.1"
SUFFIXES = ("ttl", "jsonld", "rdf", "nt", "nq", "trig")
QUADS = {"nq": pyoxigraph.RdfFormat.N_QUADS, "trig": pyoxigraph.RdfFormat.TRIG}


def read(body: bytes, suffix: str) -> Graph:
    if suffix == "jsonld":
        return Graph().parse(data=jsonld.to_rdf(json.loads(body), {"format": "application/n-quads"}), format="nt")
    if suffix == "ttl":  # rdflib's own reader makes 7 of 007
        return turtle.parse(body, "http://elsewhere.example/", "the answer")
    if suffix in ("nq", "trig"):
        quads = list(pyoxigraph.parse(body, QUADS[suffix]))
        assert {quad.graph_name for quad in quads} == {pyoxigraph.NamedNode(str(CATALOG))}
        return Graph().parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")
    return Graph().parse(data=body, format={"rdf": "xml", "nt": "nt"}[suffix])


def walk(past: Past, address: str, suffix: str = "ttl", **headers: str) -> Iterator[Graph]:
    return paged(past, address, lambda body: read(body, suffix), **headers)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_pages_hold_every_dataset_once_in_order_as_its_own_document_does(past: Past, suffix: str) -> None:
    hold_every_dataset_once(list(walk(past, f"catalog.dcat-ap.{suffix}", suffix)), past)


def test_a_page_says_of_a_dataset_what_its_own_document_says(past: Past) -> None:
    catalogue = past.registry.catalogue
    for page in walk(past, "catalog.dcat-ap.nt", "nt"):
        for iri in datasets(page):
            version = catalogue.version(iri.removeprefix(BASE))
            own = dcat_ap.graph(describe(catalogue, version.record, past.registry.jsonld_context))
            assert {named(triple) for triple in own} <= {named(triple) for triple in page}


def named(triple: tuple[object, ...]) -> tuple[object, ...]:
    """A statement without the names of blank nodes, which two documents give differently."""
    return tuple("_" if isinstance(term, BNode) else term for term in triple)


def test_blank_nodes_of_two_datasets_are_kept_apart(past: Past) -> None:
    for page in walk(past, "catalog.dcat-ap.nt", "nt"):
        for kind in (DCTERMS.RightsStatement, ADMS.Identifier, DCTERMS.PeriodOfTime):
            for node in page.subjects(RDF.type, kind):
                assert not isinstance(node, BNode) or len(list(page.subjects(None, node))) == 1


@pytest.mark.parametrize(
    ("address", "headers", "media_type"),
    [
        (f"/catalog?_profile={PROFILE}", {}, "text/turtle"),
        (f"/catalog?_profile={PROFILE}", {"Accept": "application/rdf+xml"}, "application/rdf+xml"),
        ("/catalog?_profile=dcat-ap&_mediatype=application/ld%2Bjson", {}, "application/ld+json"),
        ("/catalog", {"Accept": f'text/turtle;profile="{PROFILE}"'}, "text/turtle"),
        ("/catalog", {"Accept": "application/ld+json", "Accept-Profile": f"<{PROFILE}>"}, "application/ld+json"),
    ],
)
def test_the_profile_can_be_asked_for_and_links_keep_to_it(
    past: Past, address: str, headers: dict[str, str], media_type: str
) -> None:
    response = past.client.get(address, headers=headers)
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert response.headers["Content-Profile"] == f"<{PROFILE}>"
    suffix = {"text/turtle": "ttl", "application/rdf+xml": "rdf", "application/ld+json": "jsonld"}[media_type]
    pages = list(walk(past, address, suffix, **headers))
    assert [found for page in pages for found in datasets(page)] == past.published


@pytest.mark.parametrize("mediatype", ["text/turtle", "application/n-triples"])
def test_a_media_type_that_was_asked_for_by_a_parameter_stays_in_the_links_of_plain_dcat(
    past: Past, mediatype: str
) -> None:
    body = past.get(f"catalog?_mediatype={mediatype}")
    assert f"_mediatype={mediatype.replace('/', '%2F')}&page=2".encode() in body


def test_without_a_profile_the_catalogue_is_plain_dcat_or_a_page(past: Past) -> None:
    assert past.client.get("/catalog").mimetype == "text/html"
    plain = read(past.get("catalog", Accept="text/turtle"), "ttl")
    assert plain.value(URIRef(f"{BASE}datasets/d-00"), DCTERMS.identifier) == Literal("d-00")


def test_each_dataset_has_an_identifier_that_no_other_registry_gives(past: Past) -> None:
    for page in walk(past, "catalog.dcat-ap.ttl"):
        for node in page.subjects(RDF.type, DCAT.Dataset):
            assert list(page.objects(node, DCTERMS.identifier)) == [Literal(str(node), datatype=XSD.anyURI)]


def test_an_identifier_of_the_origin_is_kept_as_another_one_and_the_slug_is_not(changing: Past) -> None:
    record = dataset(0)
    text = record.text.replace(b'dcterms:identifier "d-00"', b'dcterms:identifier "d-00", "GAUGE-17"')
    publish(changing, [entry(Record("dataset", record.name, text))])
    for address in ("datasets/d-00.dcat-ap.ttl", "catalog.dcat-ap.ttl?page_size=1"):
        graph = read(changing.get(address), "ttl")
        others = [graph.value(node, SKOS.notation) for node in graph.subjects(RDF.type, ADMS.Identifier)]
        assert others == [Literal("GAUGE-17")]


@pytest.mark.parametrize("address", ["catalog.ttl", "catalog.dcat-ap.ttl"])
def test_the_catalogue_links_to_a_dated_record_of_each_dataset(past: Past, address: str) -> None:
    for page in walk(past, address):
        records = list(page.objects(CATALOG, DCAT.record))
        topics = [topic for record in records for topic in page.objects(record, FOAF.primaryTopic)]
        assert sorted(map(str, topics)) == datasets(page)
        for record in records:
            assert (record, RDF.type, DCAT.CatalogRecord) in page
            assert len(list(page.objects(record, DCTERMS.modified))) == 1
            assert len(list(page.objects(record, DCTERMS.issued))) == 1
    changed = URIRef(f"{BASE}datasets/d-01#record")
    first = next(page for page in walk(past, address) if (changed, None, None) in page)
    assert str(first.value(changed, DCTERMS.issued)) == "2024-02-28T12:00:00Z"
    assert str(first.value(changed, DCTERMS.modified)) == "2024-03-01T00:00:00Z"


@pytest.mark.parametrize("address", ["catalog.ttl", "catalog.dcat-ap.ttl"])
def test_the_catalogue_is_dated_by_the_ledger_and_has_a_home(past: Past, address: str) -> None:
    page = next(walk(past, address))
    assert [str(date) for date in page.objects(CATALOG, DCTERMS.issued)] == ["2024-02-28T12:00:00Z"]
    assert [str(date) for date in page.objects(CATALOG, DCTERMS.modified)] == ["2024-03-01T00:00:00Z"]
    assert list(page.objects(CATALOG, FOAF.homepage)) == [URIRef(BASE)]


def test_the_changes_alone_can_be_harvested(past: Past) -> None:
    pages = list(walk(past, "catalog.dcat-ap.ttl?modified_since=2024-02-29"))
    assert {found.rpartition("/")[2] for page in pages for found in datasets(page)} == {
        "d-01",
        *(f"d-{number}" for number in range(12, 23)),
    }


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_page_has_the_same_etag_whoever_writes_it(past: Past, changing: Past, suffix: str) -> None:
    first, second = (each.client.get(f"/catalog.dcat-ap.{suffix}") for each in (past, changing))
    assert first.headers["ETag"] == second.headers["ETag"]


def test_the_pages_of_this_repository_satisfy_the_base_shapes_and_score_well(
    catalogue_registry: Registry, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each page by itself under DCAT-AP 3.0.1, and all together by the portal's own method."""
    shapes = Graph().parse(suite(SHAPES))
    shapes.remove((None, OWL.imports, None))
    tables, engine = mqa.Tables.read(suite("mqa")), PyshaclEngine(shapes)
    app = create_app(catalogue_registry)
    past = Past(catalogue_registry, app.test_client())
    whole, broken = Graph(), list[str]()
    try:
        base = catalogue_registry.base
        step: str | None = f"{base}catalog.dcat-ap.ttl?page_size=30"
        while step:
            response = past.client.get("/" + step.removeprefix(base))
            assert response.status_code == 200
            page = turtle.parse(response.data, base, "the page")
            broken += [f"{result.focus_node} {result.path}: {result.message}" for result in engine.validate(page)]
            whole += page
            step = following(page)
    finally:
        app.extensions["radcat"].endpoint.close()
    assert broken == []
    assert len(datasets(whole)) == catalogue_registry.ledger.count("dataset")
    found = mqa.scores(whole, tables, conforms=not broken)
    with capsys.disabled():
        print(f"\n{mqa.report(found)}")
    assert sum(won for won, _ in found.values()) >= 240
    assert found["rights"][0] == 5
    assert found["format and media type by vocabulary"][0] >= 9
