"""Rules of this repository's findings about datasets: each says who says so, and no more than can be looked up."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, FOAF, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.term import Node
from tests.rules import for_each

from radcat import model
from radcat.rdf.namespaces import DQV, OA

REPOSITORY = Path(__file__).parent.parent.parent
FINDINGS = sorted(path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "records/findings").glob("*.ttl"))
WORDS = {1: "one", 2: "two", 4: "four", 19: "nineteen", 20: "twenty", 60: "sixty"}
KINDS = "ns/dataset-finding"


@pytest.fixture(scope="session")
def vocabulary(content: Any) -> Graph:
    graph: Graph = content.of("ontology/schemes/")
    return graph


def own(content: Any, place: str) -> tuple[Graph, URIRef]:
    graph = content.graphs[place]
    ((node, _, _),) = list(graph.triples((None, RDF.type, DQV.QualityAnnotation)))
    assert isinstance(node, URIRef)
    return graph, node


def test_there_are_at_least_twenty_five() -> None:
    assert len(FINDINGS) >= 25


@for_each("place", FINDINGS)
def test_what_is_verified_was_read_at_a_source_with_an_address(content: Any, place: str) -> None:
    graph, node = own(content, place)
    references = content.of("records/references/")
    sources = list(graph.objects(node, DCTERMS.source))
    confidence = graph.value(node, content.iri("ns/radcat#confidence"))
    if confidence == content.iri("ns/confidence/verified"):
        for source in sources:
            assert references.value(source, FOAF.page) is not None, f"{source} has no address: it verifies nothing"
    if content.iri("references/general-knowledge") in sources:
        assert confidence == content.iri("ns/confidence/unverified"), "general knowledge is no source"


@for_each("place", FINDINGS)
def test_a_number_says_what_was_counted_and_stands_in_the_statement(content: Any, place: str) -> None:
    graph, node = own(content, place)
    said = " ".join(str(o).lower() for path in (DCTERMS.title, DCTERMS.description) for o in graph.objects(node, path))
    for count in graph.objects(node, content.iri("ns/radcat#count")):
        assert (count, RDFS.comment, None) in graph, f"{count}: say what was counted"
        number = int(str(graph.value(count, RDF.value)))
        written = {f"{number:,}", *([WORDS[number]] if number in WORDS else [])}
        assert any(re.search(rf"\b{each}\b", said) for each in written), f"{number} is not in the statement"


@for_each("place", FINDINGS)
def test_a_date_is_not_in_the_future(content: Any, place: str) -> None:
    graph, node = own(content, place)
    for found in graph.objects(node, DCTERMS.date):
        assert str(found) <= datetime.now(UTC).date().isoformat()


@for_each("place", FINDINGS)
def test_a_finding_names_no_identifier_that_nobody_saw(content: Any, place: str) -> None:
    """A DOI or an arXiv number in a statement would be one; sources have theirs in their own records."""
    graph, node = own(content, place)
    text = " ".join(str(o) for o in graph.objects(node, DCTERMS.description))
    assert not re.search(r"\b10\.\d{4,}/|\b\d{4}\.\d{4,5}\b", text)


def test_titles_tell_findings_apart(content: Any) -> None:
    graph = content.of("records/findings/")
    titles = [str(title) for node in graph.subjects(OA.hasTarget) for title in graph.objects(node, DCTERMS.title)]
    by_node = {
        (node, str(title)) for node in graph.subjects(OA.hasTarget) for title in graph.objects(node, DCTERMS.title)
    }
    assert titles
    assert len({title for _, title in by_node}) == len({node for node, _ in by_node})


def test_every_kind_has_its_place_in_the_order_of_gravity_and_is_in_use(content: Any, vocabulary: Graph) -> None:
    head = vocabulary.value(content.iri(f"{KINDS}#by-gravity"), SKOS.memberList)
    assert isinstance(head, Node)
    order = model.members(vocabulary, head)
    kinds = set(vocabulary.subjects(SKOS.inScheme, content.iri(KINDS)))
    assert len(order) == len(set(order)) == len(kinds)
    assert set(order) == kinds
    assert kinds == set(content.of("records/findings/").objects(None, DCTERMS.type))
