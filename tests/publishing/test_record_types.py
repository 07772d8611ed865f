"""A record is of a class that its place allows, and a saved query has one query, whatever the shapes ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from radcat.bootstrap import Registry
from radcat.errors import MisplacedRecord, NotConforming
from radcat.folder import record_types
from radcat.folder.records import RecordFile, place_of
from radcat.model import KIND, Record
from radcat.publishing.gate import Change
from radcat.rdf import turtle

BASE = "http://127.0.0.1:8000/"
PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

"""
QUERY = "<queries/q>\n    a sh:SPARQLExecutable ;\n    rdfs:label 'Q'@en"


@pytest.fixture
def data_folder(published_data: Path) -> Path:
    """Each test begins with the example published."""
    return published_data


def record(name: str, text: str) -> Record:
    kind = next(kind for kind in KIND.values() if kind.path == (name if kind.single else name.rpartition("/")[0] + "/"))
    return Record(kind.name, name, (PREFIXES + text).encode())


REFUSED = [
    ("catalog", "<catalog>\n    a foaf:Agent ;\n    foaf:name 'Me' .", "is a foaf:Agent", 9),
    ("datasets/x", "<datasets/x>\n    a foaf:Agent ;\n    foaf:name 'Me' .", "is a foaf:Agent", 9),
    ("datasets/x", "<datasets/x>\n    dcterms:title 'Me'@en .", "has no rdf:type", 8),
    ("datasets/x", "<datasets/x>\n    a dcat:Catalog ;\n    dcterms:title 'Me'@en .", "is a dcat:Catalog", 9),
    ("datasets/x", "<datasets/x>\n    dcterms:title 'X' .\n<datasets/x#d>\n    a dcat:Dataset .", "has no rdf:type", 8),
    ("agents/x", "<agents/x>\n    a dcat:Dataset ;\n    dcterms:title 'Me'@en .", "is a dcat:Dataset", 9),
    ("queries/q", "<queries/q>\n    a dcat:Dataset ;\n    sh:ask 'ASK { }' .", "is a dcat:Dataset", 9),
    ("queries/q", f"{QUERY} .", "it has 0 query texts", 8),
    ("queries/q", f"{QUERY} ;\n    sh:ask 'ASK {{ }}' ;\n    sh:select 'SELECT * {{ }}' .", "it has 2 query texts", 11),
    ("queries/q", f"{QUERY} ;\n    sh:select 'SELECT * {{ }}', 'SELECT ?s {{ }}' .", "it has 2 query texts", 11),
    ("queries/q", f"{QUERY} ;\n    sh:select 'all that is there' .", "sh:select: this is not a query", 11),
    ("queries/q", f"{QUERY} ;\n    sh:select '' .", "sh:select: this is not a query", 11),
    ("queries/q", f"{QUERY} ;\n    sh:select <queries/other> .", "write the query in quotes", 11),
]
TAKEN = [
    ("datasets/x", "<datasets/x> a dcat:Dataset, foaf:Document ."),
    ("datasets/x", "<datasets/x> a dcat:DatasetSeries ."),
    ("agents/x", "<agents/x> a prov:Organization ."),
    ("queries/q", f"{QUERY} ;\n    sh:construct 'CONSTRUCT WHERE {{ ?s ?p ?o }}' ."),
]


@pytest.mark.parametrize(("name", "text", "words", "line"), REFUSED)
def test_it_is_refused_with_its_line_from_the_folder(
    registry: Registry, name: str, text: str, words: str, line: int
) -> None:
    root = registry.settings.root
    before = registry.ledger.latest(name)
    found = record(name, text)
    path = root / place_of(found)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(found.text)
    outcome = registry.publisher.sync(root)
    (finding,) = outcome.findings
    assert words in finding.summary
    assert finding.summary.startswith(f"{place_of(found)}:{line}: ")
    assert registry.ledger.latest(name) == before, "what was published stays"


@pytest.mark.parametrize(("name", "text", "words", "line"), REFUSED)
def test_it_is_refused_over_http(registry: Registry, name: str, text: str, words: str, line: int) -> None:
    before = registry.ledger.generation
    found = record(name, text)
    with pytest.raises(NotConforming, match=words):
        registry.publisher.publish([Change(found.kind, name, found.text)], "tester", "a test")
    assert registry.ledger.generation == before


def graph(found: Record) -> Graph:
    return turtle.parse(found.text, BASE, found.name)


@pytest.mark.parametrize(("name", "text"), TAKEN)
def test_what_fits_is_taken(name: str, text: str) -> None:
    found = record(name, text)
    record_types.check(RecordFile(found, place_of(found)), graph(found), BASE)


@pytest.mark.parametrize("kind", [kind for kind in KIND.values() if kind.classes], ids=lambda kind: kind.name)
def test_every_class_of_a_row_is_taken_and_another_is_not(kind: object) -> None:
    name = kind.path if kind.single else f"{kind.path}x"  # type: ignore[attr-defined]
    query = " ; sh:ask 'ASK { }'" if kind.name == "query" else ""  # type: ignore[attr-defined]
    for allowed in kind.classes:  # type: ignore[attr-defined]
        found = record(name, f"<{name}> a <{allowed}>{query} .")
        record_types.check(RecordFile(found, place_of(found)), graph(found), BASE)
    other = record(name, f"<{name}> a <http://elsewhere.example/Thing>{query} .")
    with pytest.raises(MisplacedRecord):
        record_types.check(RecordFile(other, Path("x.ttl")), graph(other), BASE)
