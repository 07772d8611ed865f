"""rdflib's stores and SPARQLWrapper as clients of a scratch server: what they write is what they read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from rdflib import RDFS, BNode, Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
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
from tests.material import absent

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "protocol.md"
A, B, G = URIRef("http://example.org/a"), URIRef("http://example.org/b"), URIRef("http://example.org/g")
LABELS = [Literal("one", lang="en"), Literal("eins", lang="de"), Literal(1), Literal('a "b"\n\\ü🌊')]


@pytest.fixture
def endpoint(scratch: str) -> str:
    """The address of the scratch server's endpoint, with nothing behind it."""
    requests.post(f"{scratch}sparql", data={"update": "DROP ALL"}, timeout=30).raise_for_status()
    return f"{scratch}sparql"


def update_store(endpoint: str, **options: Any) -> SPARQLUpdateStore:
    return SPARQLUpdateStore(query_endpoint=endpoint, update_endpoint=endpoint, **options)


def default_graph(store: SPARQLStore) -> Graph:
    """Write to the default graph: rdflib takes a graph for a named one unless it has this name, and reads by any."""
    return Graph(store, identifier=DATASET_DEFAULT_GRAPH_ID)


# rdflib's stores


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("result_format", ["json", "xml", "csv", "tsv"])
def test_rdflib_reads_by_every_method_and_format(endpoint: str, method: str, result_format: str) -> None:
    default_graph(update_store(endpoint)).add((A, RDFS.label, Literal("one")))
    if result_format == "tsv":
        pytest.importorskip("pyparsing")
    store = SPARQLStore(endpoint, method=method, returnFormat=result_format)
    graph = Graph(store)
    assert [str(row[0]) for row in graph.query("SELECT ?o { ?s ?p ?o }")] == ["one"]  # type: ignore[index]
    if result_format in ("json", "xml"):  # the others can't say where a literal ends
        assert list(graph.triples((None, None, None))) == [(A, RDFS.label, Literal("one"))]
        assert graph.query("ASK { ?s ?p 'one' }").askAnswer is True
        assert len(graph) == 1
    store.close()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_a_graph_by_its_name(endpoint: str, method: str) -> None:
    store = update_store(endpoint, method=method, context_aware=True)
    dataset = Dataset(store, default_union=True)
    dataset.graph(G).add((A, RDFS.label, Literal("in g")))
    default_graph(store).add((A, RDFS.label, Literal("in the default graph")))
    assert list(Graph(store, identifier=G).objects(A, RDFS.label)) == [Literal("in g")]
    assert {graph.identifier for graph in dataset.graphs()} == {G, DATASET_DEFAULT_GRAPH_ID}
    store.close()


def test_what_rdflib_adds_and_removes_is_there_and_gone(endpoint: str) -> None:
    store = update_store(endpoint)
    graph = default_graph(store)
    for label in LABELS:
        graph.add((A, RDFS.label, label))
    assert set(graph.objects(A, RDFS.label)) == set(LABELS)
    graph.remove((A, RDFS.label, LABELS[0]))
    graph.set((B, RDFS.label, Literal("b")))
    assert set(graph.objects()) == {*LABELS[1:], Literal("b")}
    store.update("DELETE WHERE { ?s ?p ?o }")
    assert len(graph) == 0


def test_rdflib_sends_its_edits_together_and_can_take_them_back(endpoint: str) -> None:
    store = update_store(endpoint, autocommit=False, dirty_reads=True)
    graph = default_graph(store)
    for number in range(200):
        graph.add((A, RDFS.label, Literal(number)))
    assert len(Graph(SPARQLStore(endpoint))) == 0
    store.commit()
    assert len(Graph(SPARQLStore(endpoint))) == 200
    graph.remove((None, None, None))
    store.rollback()
    assert len(Graph(SPARQLStore(endpoint))) == 200


def test_rdflib_gets_graphs_and_ends_them(endpoint: str) -> None:
    store = update_store(endpoint)
    dataset = Dataset(store, default_union=True)
    dataset.update(f"INSERT DATA {{ GRAPH <{G}> {{ <{A}> <{B}> 1 }} }}")
    found = Graph(store, identifier=G).query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert set(found.graph or ()) == {(A, B, Literal(1))}
    store.remove_graph(Graph(store, identifier=G))
    assert {graph.identifier for graph in dataset.graphs()} == {DATASET_DEFAULT_GRAPH_ID}


def test_rdflib_tells_what_the_server_refuses(endpoint: str) -> None:
    with pytest.raises(Exception, match="400"):
        default_graph(update_store(endpoint)).update("INSERT DATA { ?x <p> 1 }")


# The Graph Store Protocol, as one speaks it with requests


@pytest.mark.parametrize(
    ("media_type", "form"),
    [("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml"),
     ("application/ld+json", "json-ld")],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's JSON-LD parser
def test_a_graph_goes_there_and_back_in_each_syntax(scratch: str, endpoint: str, media_type: str, form: str) -> None:
    graph = Graph()
    nested = BNode()
    for label in LABELS:
        graph.add((A, RDFS.label, label))
    graph.add((A, B, nested))
    graph.add((nested, RDFS.label, Literal("nested")))
    named = {"graph": str(G)}
    sent = requests.put(
        f"{scratch}store", params=named, data=graph.serialize(format=form, encoding="utf-8"), timeout=30,
        headers={"Content-Type": media_type},
    )  # fmt: skip
    assert sent.status_code == 201
    back = requests.get(f"{scratch}store", params=named, headers={"Accept": media_type}, timeout=30)
    assert back.headers["Content-Type"].partition(";")[0] == media_type
    assert isomorphic(Graph().parse(data=back.content, format=form), graph)


def test_files_are_sent_as_a_form(scratch: str, endpoint: str) -> None:
    files = [("file", (f"{n}.ttl", f"<x:a> <x:b> {n} .", "text/turtle")) for n in (1, 2)]
    answer = requests.post(f"{scratch}store", params={"default": ""}, files=files, timeout=30)
    assert answer.status_code == 204
    assert len(Graph(SPARQLStore(endpoint))) == 2


def test_a_long_answer_arrives_compressed_and_whole(scratch: str, endpoint: str) -> None:
    many = "".join(f"<x:{n}> <x:label> 'number {n}' ." for n in range(50_000))
    put = requests.put(
        f"{scratch}store?default", data=many.encode(), headers={"Content-Type": "text/turtle"}, timeout=60
    )
    assert put.status_code == 204
    answer = requests.get(endpoint, params={"query": "SELECT * { ?s ?p ?o }", "format": "json"}, timeout=60)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.json()["results"]["bindings"]) == 50_000


# SPARQLWrapper


@pytest.mark.parametrize(("method", "way"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
@pytest.mark.parametrize("update_way", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_updates_and_asks_by_every_method(endpoint: str, method: str, way: str, update_way: str) -> None:
    client = SPARQLWrapper(endpoint, returnFormat=JSON)
    client.setMethod(POST)
    client.setRequestMethod(update_way)
    client.setQuery(f"INSERT DATA {{ <{A}> <{B}> 'é' }}")
    assert client.query().response.status == 204
    client.setMethod(method)
    client.setRequestMethod(way)
    client.setQuery("SELECT ?o { ?s ?p ?o }")
    answer: Any = client.queryAndConvert()
    assert [row["o"]["value"] for row in answer["results"]["bindings"]] == ["é"]


@pytest.mark.parametrize(
    ("query", "wanted", "sign"),
    [
        ("SELECT * { ?s ?p ?o }", JSON, "application/sparql-results+json"),
        ("SELECT * { ?s ?p ?o }", XML, "application/sparql-results+xml"),
        ("SELECT * { ?s ?p ?o }", CSV, "text/csv"),
        ("SELECT * { ?s ?p ?o }", TSV, "text/tab-separated-values"),
        ("ASK { ?s ?p ?o }", JSON, "application/sparql-results+json"),
        ("ASK { ?s ?p ?o }", XML, "application/sparql-results+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", TURTLE, "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", N3, "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", RDFXML, "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", XML, "application/rdf+xml"),
        (f"DESCRIBE <{A}>", JSONLD, "application/ld+json"),
    ],
)
@pytest.mark.parametrize("way", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_gets_every_format_that_it_knows(
    endpoint: str, query: str, wanted: str, sign: str, way: str
) -> None:
    default_graph(update_store(endpoint)).add((A, B, Literal("x")))
    client = SPARQLWrapper(endpoint, returnFormat=wanted)
    client.setMethod(POST)
    client.setRequestMethod(way)
    client.setQuery(query)
    answer = client.query()
    assert answer.info()["content-type"].startswith(sign)
    body = answer.response.read()
    assert body
    if "json" in sign:
        assert json.loads(body)


def test_sparqlwrapper_names_the_dataset(endpoint: str) -> None:
    Dataset(update_store(endpoint), default_union=True).graph(G).add((A, B, Literal("in g")))
    client = SPARQLWrapper(endpoint, returnFormat=JSON)
    client.setQuery("ASK { ?s ?p 'in g' }")
    answers: list[Any] = [client.queryAndConvert()]
    client.addParameter("default-graph-uri", str(G))
    answers.append(client.queryAndConvert())
    assert [answer["boolean"] for answer in answers] == [False, True]


def test_sparqlwrapper_tells_what_is_wrong(endpoint: str) -> None:
    client = SPARQLWrapper(endpoint)
    client.setQuery("SELECT ?s {")
    with pytest.raises(QueryBadFormed, match='"line": 1'):
        client.query()


# The document


@pytest.mark.parametrize(("language", "program"), [("sh", ["bash", "-e", "-c"]), ("python", [sys.executable, "-c"])])
def test_what_the_document_shows_works(
    scratch: str, endpoint: str, tmp_path: Path, language: str, program: list[str]
) -> None:
    if shutil.which("curl") is None:
        absent("curl is not installed: apt-get install curl")
    (tmp_path / "a.ttl").write_text("<x:a> <x:b> 1 .")
    (tmp_path / "b.nt").write_text('<x:a> <x:b> "2" .')
    blocks = re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL)
    shown = "".join(block for block in blocks if "radcat serve" not in block).replace("http://127.0.0.1:8002/", scratch)
    done = subprocess.run([*program, shown], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == {"sh": f"s,p,o\n{scratch}a,{scratch}b,c\n", "python": "1\n"}[language]
    held = requests.get(f"{scratch}readyz", timeout=30).json()
    assert (held["triples"], held["graphs"]) == {"sh": (4, 1), "python": (1, 1)}[language]
