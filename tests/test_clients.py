"""SPARQLWrapper as a client: the README's own example, run against a real server and compared with the files."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, URIRef
from rdflib.term import Node
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from radcat.rdf import turtle
from radcat.rdf.namespaces import CSVW, DCAT, SCHEMA

REPOSITORY = Path(__file__).parent.parent
BASE = "http://files.example/"
RADCAT = f"{BASE}ns/radcat#"
YES = URIRef(f"{BASE}ns/availability/Y")
README = re.compile(r"^```python\n(from SPARQLWrapper .*?)^```\n+^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TITLES = "PREFIX dcterms: <http://purl.org/dc/terms/> SELECT ?d ?title { ?d dcterms:title ?title }"


@pytest.fixture(scope="module")
def said() -> Graph:
    """What the files say, read without any part of a server: datasets, sources and schemes in one graph."""
    together = Graph(bind_namespaces="none")
    for folder in ("records/datasets", "records/sources", "ontology/schemes"):
        for path in (REPOSITORY / folder).glob("*.ttl"):
            together += turtle.parse(path.read_bytes(), BASE, path.name)
    return together


@pytest.fixture(scope="module")
def documented() -> tuple[str, str]:
    """The README's example with SPARQLWrapper, and what the README says that it prints."""
    found = README.search((REPOSITORY / "README.md").read_text())
    assert found, "README.md shows SPARQLWrapper in a python block, and what it prints in a text block below"
    return found[1], found[2]


@pytest.fixture
def endpoint(server: str) -> SPARQLWrapper:
    """A client of a real server over this repository's catalogue."""
    return SPARQLWrapper(f"{server}sparql", returnFormat=JSON)


def datasets(said: Graph) -> list[Node]:
    return list(said.subjects(RDF.type, DCAT.Dataset))


def english(said: Graph, node: Node, naming: URIRef) -> str:
    return next(str(o) for o in said.objects(node, naming) if getattr(o, "language", None) == "en")


def solutions(endpoint: SPARQLWrapper, query: str) -> list[dict[str, str]]:
    endpoint.setQuery(query)
    answer: Any = endpoint.queryAndConvert()
    return [{name: term["value"] for name, term in row.items()} for row in answer["results"]["bindings"]]


def test_the_research_questions_of_the_survey_are_answered_as_the_files_answer_them(
    server: str, documented: tuple[str, str], said: Graph, capsys: pytest.CaptureFixture[str]
) -> None:
    """The README's example is what runs here; its numbers are counted again from the files."""
    code, printed = documented
    assert "http://127.0.0.1:8000/" in code
    found: dict[str, Any] = {}
    exec(compile(code.replace("http://127.0.0.1:8000/", server), "README.md", "exec"), found)  # noqa: S102  # our own
    assert capsys.readouterr().out == printed, "the README shows what its example prints: put it there anew"

    modalities = [m for d in datasets(said) for m in said.objects(d, SCHEMA.measurementTechnique)]
    per_modality = Counter(english(said, m, SKOS.prefLabel) for m in modalities)
    assert {name: int(number) for name, number in found["per_modality"]} == per_modality
    for name, wanted in (("with_metadata", "metadata"), ("with_case_reviews", "caseReviews")):
        yes = [d for d in datasets(said) if (d, URIRef(RADCAT + wanted), YES) in said]
        titles = sorted(english(said, dataset, DCTERMS.title) for dataset in yes)
        assert [title for (title,) in found[name]] == titles


def test_what_the_survey_itself_states_can_be_asked_row_by_row(endpoint: SPARQLWrapper, said: Graph) -> None:
    rows = solutions(
        endpoint,
        """
        PREFIX csvw: <http://www.w3.org/ns/csvw#>
        PREFIX survey: <sources/survey#>
        SELECT ?row ?dataset ?ct ?reviews {
          <sources/survey> csvw:row ?row .
          OPTIONAL { ?row csvw:describes ?dataset }
          OPTIONAL { ?row survey:ct ?ct }
          OPTIONAL { ?row survey:case-reviews ?reviews }
        }""",
    )
    survey = URIRef(f"{BASE}sources/survey")
    assert len(rows) == len(set(said.objects(survey, CSVW.row))) == 13
    for column, name in (("ct", "ct"), ("reviews", "case-reviews"), ("dataset", None)):
        predicate = URIRef(f"{survey}#{name}") if name else CSVW.describes
        stated = [o for row in said.objects(survey, CSVW.row) for o in said.objects(row, predicate)]
        assert sum(column in row for row in rows) == len(stated)


def test_no_statement_is_in_two_graphs(endpoint: SPARQLWrapper) -> None:
    """The engine's union would count it twice; see tests/store/test_embedded.py."""
    (counted,) = solutions(endpoint, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    (distinct,) = solutions(endpoint, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }")
    assert counted == distinct


@pytest.mark.parametrize(("method", "request_method"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_the_client_may_ask_by_every_method(endpoint: SPARQLWrapper, method: str, request_method: str) -> None:
    endpoint.setMethod(method)
    endpoint.setRequestMethod(request_method)
    assert len(solutions(endpoint, f"{TITLES} LIMIT 7")) == 7


@pytest.mark.parametrize(
    ("query", "wanted", "sign"),
    [
        (f"{TITLES} LIMIT 7", JSON, "application/sparql-results+json"),
        (f"{TITLES} LIMIT 7", XML, "application/sparql-results+xml"),
        (f"{TITLES} LIMIT 7", CSV, "text/csv"),
        (f"{TITLES} LIMIT 7", TSV, "text/tab-separated-values"),
        ("ASK { ?s ?p ?o }", JSON, "application/sparql-results+json"),
        ("ASK { ?s ?p ?o }", XML, "application/sparql-results+xml"),
        ("DESCRIBE <datasets/covid-ctset>", TURTLE, "text/turtle"),
        ("DESCRIBE <datasets/covid-ctset>", RDFXML, "application/rdf+xml"),
        ("DESCRIBE <datasets/covid-ctset>", JSONLD, "application/ld+json"),
        ("DESCRIBE <datasets/covid-ctset>", XML, "application/rdf+xml"),
        ("DESCRIBE <datasets/covid-ctset>", N3, "text/turtle"),
    ],
)
def test_the_client_gets_every_format_that_it_knows(
    endpoint: SPARQLWrapper, query: str, wanted: str, sign: str
) -> None:
    """XML is the client's default, of graphs too; Turtle is N3."""
    endpoint.setReturnFormat(wanted)
    endpoint.setQuery(query)
    answer = endpoint.query()
    assert answer.info()["content-type"].startswith(sign)
    assert answer.response.read()


def test_the_client_is_told_what_is_wrong_with_a_query(endpoint: SPARQLWrapper) -> None:
    endpoint.setQuery("SELECT ?s { ?s ?p }")
    with pytest.raises(QueryBadFormed) as raised:
        endpoint.query()
    assert '"line": 1' in str(raised.value)
