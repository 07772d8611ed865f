"""Real files of portals: what goes in comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rdflib import OWL, BNode, Graph, URIRef
from rdflib.compare import isomorphic, to_isomorphic
from tests.importing.conftest import BASE, Imported
from tests.material import SHARED, suite

from radcat.importing import dcat, rdf_documents
from radcat.importing.documents import Document
from radcat.importing.drafts import Draft
from radcat.rdf import turtle

PORTALS = SHARED / "suites" / "portals"
# Where they are absent, one test of each kind says so.
NAMES = sorted(str(p.relative_to(PORTALS)) for p in PORTALS.rglob("*") if p.is_file()) or ["ckanext-dcat/catalog.rdf"]
# Files with several datasets, and files whose faults cost something; every other file has one dataset.
NUMBERS = {
    "ckanext-dcat/catalog.rdf": 2,
    "data.gov/dcatus.json": 7,
    "data.gov/dcatus3_0.json": 4,
    "data.gov/dcatus3_0_invalid.json": 2,
    "data.gov/dcatus3_0_series_with_members.json": 2,
    "data.gov/dcatus_same_title.json": 2,
    "udata/bnodes.jsonld": 3,
    "udata/bnodes.xml": 3,
    "udata/catalog.xml": 4,
    "udata/flat.jsonld": 3,
    "udata/paged-collection-1.jsonld": 3,
    "udata/udata.xml": 2,
}
FAULTS = {
    "ckanext-dcat/dataset.ttl": ["the prefix healthdcatap: is not declared", "line 154"],
    "udata/geonetwork.xml": ["is no IRI", "some text that RDF/XML has no place for"],
}


def graph_of(draft: Draft) -> Graph:
    """Read a draft as it was meant: under the names of its source, with blank nodes for what we named."""
    parsed = turtle.parse(draft.text.encode(), BASE, draft.slug)
    own = URIRef(f"{BASE}datasets/{draft.slug}")
    origins = [o for o in parsed.objects(own, OWL.sameAs) if str(o) == draft.origin]
    origin = origins[0] if origins else BNode()
    blank = dict[object, BNode]()

    def meant(node: object) -> object:
        if node == own:
            return origin
        if isinstance(node, URIRef) and node.startswith(f"{own}#"):
            return blank.setdefault(node, BNode())
        return node

    found = Graph()
    for s, p, o in parsed:
        if not (s == own and p == OWL.sameAs and o in origins):
            found.add((meant(s), p, meant(o)))  # type: ignore[arg-type]
    return found


def described(path: Path) -> Iterator[Graph]:
    """What an RDF file says of each of its datasets."""
    document = Document.of(path.read_bytes(), str(path), "", BASE)
    if rdf_documents.is_rdf(document) and b"project-open-data" not in document.content:
        for each in dcat.datasets(rdf_documents.read(document).graph):
            yield Graph() + each.graph


@pytest.mark.parametrize("name", NAMES)
def test_every_dataset_of_a_file_becomes_a_draft(name: str, of_file: Callable[[Path], Imported]) -> None:
    path = suite("portals") / name
    found = of_file(path)
    assert len(found.drafts) == NUMBERS.get(name, 1)
    expected = FAULTS.get(name, [])
    assert len(found.notes) == len(expected)
    for note, fault in zip(found.notes, expected, strict=True):
        assert fault in note
    again = of_file(path)
    assert [draft.text for draft in again.drafts] == [draft.text for draft in found.drafts]


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_in_as_dcat_comes_out_as_dcat(name: str, of_file: Callable[[Path], Imported]) -> None:
    path = suite("portals") / name
    sources = list(described(path))
    for source, draft in zip(sources, of_file(path).drafts if sources else [], strict=True):
        found = graph_of(draft)
        loose = {s for s in source.subjects() if str(s).startswith(BASE)}  # relative, in a file from elsewhere
        if loose:
            assert len(found) == len(source)
        else:
            assert isomorphic(found, source), set(to_isomorphic(found)) ^ set(to_isomorphic(source))


def test_a_draft_is_a_record_that_its_place_can_hold(of_file: Callable[[Path], Imported]) -> None:
    for name in NAMES:
        for draft in of_file(suite("portals") / name).drafts:
            graph = turtle.parse(draft.text.encode(), BASE, draft.slug)
            own = f"{BASE}datasets/{draft.slug}"
            ours = {str(s) for s in graph.subjects() if str(s).startswith(BASE)}
            assert all(iri == own or iri.startswith(f"{own}#") for iri in ours), name
            assert turtle.canonical(graph, BASE, draft.slug, {}) == draft.text
