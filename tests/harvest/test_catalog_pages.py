"""The catalogue in pages of RDF: walked as ckanext-dcat, udata and FAIR Data Point harvesters walk it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pyld import jsonld
from rdflib import DCTERMS, FOAF, RDF, SKOS, BNode, Graph, URIRef
from rdflib.namespace import DCAT
from rdflib.term import Node
from tests.harvest.conftest import BASE, Past, dataset, entry, publish, withdrawal
from tests.harvest.paging import CATALOG, datasets, following, hold_every_dataset_once, paged

from radcat.rdf import turtle
from radcat.rdf.namespaces import HYDRA, LDP

ACCEPT = {
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
}
PARSER = {"rdf": "xml", "nt": "nt"}


def read(body: bytes, suffix: str, context: dict[str, Any]) -> Graph:
    if suffix == "jsonld":
        document = {**json.loads(body), **context}
        return Graph().parse(data=jsonld.to_rdf(document, {"format": "application/n-quads"}), format="nt")
    if suffix == "ttl":  # rdflib's own reader makes 7 of 007
        return turtle.parse(body, "http://elsewhere.example/", "the answer")
    return Graph().parse(data=body, format=PARSER[suffix])


def walk(past: Past, address: str, suffix: str = "ttl") -> Iterator[Graph]:
    return paged(past, address, lambda body: read(body, suffix, past.registry.jsonld_context))


@pytest.mark.parametrize("suffix", ACCEPT)
def test_the_pages_hold_every_dataset_once_whole_and_in_order(past: Past, suffix: str) -> None:
    pages = list(walk(past, f"catalog.{suffix}", suffix))
    hold_every_dataset_once(pages, past)
    for page in pages:
        for node in datasets(page):
            record = past.registry.catalogue.graph(past.registry.catalogue.version(node.removeprefix(BASE)).record)
            written = {named(triple) for triple in record}
            if suffix == "rdf":  # XML has no way to write U+0007
                written = {tuple(term.replace("\x07", "\ufffd") for term in triple) for triple in written}
            assert written <= {named(triple) for triple in page}


def named(triple: tuple[Node, Node, Node]) -> tuple[str, ...]:
    """A statement without the names of blank nodes, which two documents give differently."""
    return tuple("_" if isinstance(term, BNode) else term.n3() for term in triple)


def test_a_page_describes_what_its_datasets_name_and_no_half_datasets(past: Past) -> None:
    for page in walk(past, "catalog.ttl"):
        for publisher in page.objects(None, DCTERMS.publisher):
            assert page.value(publisher, FOAF.name), publisher
        for concept in page.objects(None, SKOS.inScheme):
            assert page.value(concept, DCTERMS.title) or not str(concept).startswith(BASE), concept
        for node in datasets(page):
            assert page.value(URIRef(node), DCTERMS.identifier), f"{node} is there in part only"


def test_a_page_by_its_number_is_the_page_that_links_lead_to(past: Past) -> None:
    walked = [datasets(page) for page in walk(past, "catalog.nt", "nt")]
    for number, found in enumerate(walked, 1):
        assert datasets(read(past.get(f"catalog.nt?page={number}"), "nt", {})) == found


def test_by_accept_the_links_stay_at_the_address_that_was_asked(past: Past) -> None:
    response = past.client.get("/catalog?page=2&page_size=7", headers={"Accept": "application/rdf+xml"})
    graph = read(response.data, "rdf", {})
    assert response.content_type == "application/rdf+xml"
    assert "Accept" in response.vary
    assert (following(graph) or "").startswith(f"{BASE}catalog?page=3&page_size=7&after=datasets%2F")
    assert f'<{BASE}catalog?page=1&page_size=7>; rel="prev"' in response.headers["Link"]
    assert past.client.get("/catalog").mimetype == "text/html"


def test_the_first_and_the_last_page_have_one_neighbour(past: Past) -> None:
    first, *_, last = walk(past, "catalog.ttl")
    neighbours = [[len(list(page.objects(None, p))) for p in (HYDRA.previous, HYDRA.next)] for page in (first, last)]
    assert neighbours == [[0, 1], [1, 0]]
    for page in (first, last):
        for name in (HYDRA.first, HYDRA.firstPage):
            assert [str(o) for o in page.objects(None, name)] == [f"{BASE}catalog.ttl?page=1"]
        for name in (HYDRA.last, HYDRA.lastPage):
            assert [str(o) for o in page.objects(None, name)] == [f"{BASE}catalog.ttl?page=6"]


def test_what_comes_and_goes_meanwhile_moves_nothing(changing: Past) -> None:
    pages = walk(changing, "catalog.ttl")
    met = datasets(next(pages)) + datasets(next(pages))
    publish(changing, [withdrawal(dataset(0)), entry(dataset(55))])
    met += [found for page in pages for found in datasets(page)]
    assert len(met) == len(set(met))
    assert set(changing.published) <= set(met)


@pytest.mark.parametrize(
    ("since", "slugs"),
    [
        ("2024-03-01", ["d-01"]),
        ("2024-03-01T00:00:00Z", ["d-01"]),
        ("2024-03-01T01:00:00+01:00", ["d-01"]),
        ("2024-03-01T00:00:01Z", []),
        ("2024-02-29", ["d-01", *(f"d-{n}" for n in range(12, 23))]),
    ],
)
def test_modified_since_lists_what_changed_then_or_later(past: Past, since: str, slugs: list[str]) -> None:
    pages = list(walk(past, f"catalog.ttl?modified_since={since.replace('+', '%2B')}"))
    assert sorted(found for page in pages for found in datasets(page)) == [f"{BASE}datasets/{slug}" for slug in slugs]
    assert {str(total) for page in pages for total in page.objects(None, HYDRA.totalItems)} == {str(len(slugs))}
    numbers = range(1, len(pages) + 1)
    numbered = [past.get(f"catalog.nt?modified_since={since.replace('+', '%2B')}&page={n}") for n in numbers]
    assert [datasets(read(body, "nt", {})) for body in numbered] == [datasets(page) for page in pages]


def test_today_is_not_the_future_wherever_that_is_but_next_week_is(past: Past) -> None:
    now = datetime.now(UTC)
    for ahead, status in ((timedelta(hours=14), 200), (timedelta(days=7), 400)):
        moment = (now + ahead).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert past.client.get(f"/catalog.ttl?modified_since={moment}").status_code == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=0", 400),
        ("page=-1", 400),
        ("page=", 400),
        ("page=x", 400),
        ("page=1&page=2", 400),
        ("page=%D9%A1", 400),
        ("page=" + "9" * 5000, 400),
        ("page=7", 404),
        ("page=999999999999", 404),
        ("page_size=0", 400),
        ("page_size=-5", 400),
        ("page_size=1001", 400),
        ("modified_since=", 400),
        ("modified_since=yesterday", 400),
        ("modified_since=2024-13-01", 400),
        ("modified_since=2024-02-30", 400),
        ("modified_since=0001-01-01T00:00:00%2B14:00", 400),
        ("modified_since=2024-03-01&modified_since=2024-03-01", 400),
        ("modified_since=2024-03-01&after=datasets/x", 400),
    ],
)
def test_what_is_wrong_is_said_as_a_problem(past: Past, query: str, status: int) -> None:
    response = past.client.get(f"/catalog.ttl?{query}")
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    assert response.get_json()["status"] == status


@pytest.mark.parametrize("after", ["", "zzz", "%22%3E%3Cx%0D%0ASet-Cookie:%20a", "%00", "%F0%9F%98%80", "../..%2F"])
def test_whatever_stands_behind_after_leads_to_a_page(past: Past, after: str) -> None:
    response = past.client.get(f"/catalog.ttl?after={after}")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    graph = read(response.data, "ttl", {})
    assert (CATALOG, RDF.type, DCAT.Catalog) in graph


def test_the_same_page_has_the_same_etag_whoever_writes_it(past: Past, changing: Past) -> None:
    for address in ("/catalog.ttl", "/catalog.rdf?page=2", "/catalog.nt?page=3", "/ldes/0"):
        first, second = (each.client.get(address) for each in (past, changing))
        assert first.headers["ETag"] == second.headers["ETag"], address
        again = past.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304


def test_containers_lead_from_the_root_to_every_distribution(past: Past) -> None:
    """As FAIR Data Point harvesters go: from the root by ldp:contains, fetching what is contained."""
    root = read(past.client.get("/", headers={"Accept": "text/turtle"}).data, "ttl", {})
    assert (URIRef(BASE), RDF.type, URIRef("https://w3id.org/fdp/fdp-o#FAIRDataPoint")) in root
    assert (URIRef(BASE), LDP.contains, CATALOG) in root
    for container in root.subjects(RDF.type, LDP.DirectContainer):
        assert root.value(container, LDP.membershipResource)
        assert root.value(container, LDP.hasMemberRelation)
    assert root.value(URIRef(BASE), DCTERMS.publisher) is not None
    met = list[str]()
    for page in walk(past, str(CATALOG.removeprefix(BASE)) + ".ttl"):
        members = [
            str(o) for c in page.subjects(LDP.hasMemberRelation, DCAT.dataset) for o in page.objects(c, LDP.contains)
        ]
        met += sorted(members)
        for member in members:
            body = past.client.get("/" + member.removeprefix(BASE), headers={"Accept": "text/turtle"}).data
            record = read(body, "ttl", {})
            assert (URIRef(member), RDF.type, DCAT.Dataset) in record
            for distribution in record.objects(URIRef(member), DCAT.distribution):
                assert (URIRef(f"{member}#distributions"), LDP.contains, distribution) in page
                assert (distribution, RDF.type, DCAT.Distribution) in record
    assert met == past.published
