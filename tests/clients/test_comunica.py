"""Comunica as a client: it finds out by itself what the endpoint is, joins, and federates over it and other sources."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, FOAF, RDF, Graph, URIRef
from tests.material import absent
from tests.npm import installed

from radcat.rdf import turtle
from radcat.rdf.namespaces import DCAT

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
PREFIXES = """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
Answers = list[dict[str, Any]]


@pytest.fixture(scope="session")
def comunica(request: pytest.FixtureRequest) -> Callable[[list[dict[str, Any]]], Answers]:
    """Put questions to Comunica, which npm installs once from the lock file, into pytest's cache."""
    node = shutil.which("node")
    if not node:
        absent("node is absent: apt install nodejs npm")
    assert request.config.cache is not None
    folder = installed(HERE, "comunica", request.config.cache)

    def put(questions: list[dict[str, Any]]) -> Answers:
        command = [str(node), str(HERE / "comunica.mjs"), str(folder)]
        done = subprocess.run(command, input=json.dumps(questions), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        found: Answers = json.loads(done.stdout)
        return found

    return put


@pytest.fixture(scope="session")
def answers(comunica: Callable[[list[dict[str, Any]]], Answers], server: str) -> dict[str, dict[str, Any]]:
    """What Comunica answers to every question below; asked in one go, since an engine takes a second to start."""
    endpoint = f"{server}sparql"
    told = {"type": "sparql", "value": endpoint}
    record = f"{server}datasets/covid-ctset.ttl"
    by_name = {
        "count": ([endpoint], "SELECT (COUNT(?d) AS ?n) { ?d a dcat:Dataset }"),
        "join": ([endpoint], "SELECT ?d ?t { ?d a dcat:Dataset ; dcterms:title ?t }"),
        "told": ([told], "SELECT ?d ?t { ?d a dcat:Dataset ; dcterms:title ?t }"),
        "optional": (
            [told],
            "SELECT ?d (COUNT(?l) AS ?n) { ?d a dcat:Dataset OPTIONAL { ?d dcterms:license ?l } } GROUP BY ?d",
        ),
        "path": (
            [told],
            (
                "SELECT DISTINCT ?m { ?d schema:measurementTechnique/skos:prefLabel ?m "
                "FILTER(LANG(?m) = 'en' && ?m != 'CT'@en) } ORDER BY ?m"
            ),
        ),
        "ask": ([endpoint], "ASK { ?d a dcat:Dataset }"),
        "construct": ([told], "CONSTRUCT { ?d dcterms:title ?t } { ?d a dcat:Dataset ; dcterms:title ?t }"),
        # The creators are in the file, their names at the endpoint.
        "federated": (
            [told, record],
            f"SELECT DISTINCT ?n {{ <{server}datasets/covid-ctset> dcterms:creator ?c . ?c foaf:name ?n }}",
        ),
        "wrong": ([told], "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"),
    }
    questions = [{"sources": sources, "query": PREFIXES + query} for sources, query in by_name.values()]
    return dict(zip(by_name, comunica(questions), strict=True))


@pytest.fixture(scope="session")
def said(server: str) -> Graph:
    """What the files say, under the server's base."""
    graph = Graph()
    for folder in ("datasets", "agents"):
        for path in (REPOSITORY / "records" / folder).glob("*.ttl"):
            graph += turtle.parse(path.read_bytes(), server, path.name)
    return graph


def titles(said: Graph) -> set[tuple[str, str]]:
    return {(str(d), str(t)) for d in said.subjects(RDF.type, DCAT.Dataset) for t in said.objects(d, DCTERMS.title)}


def test_it_counts(answers: dict[str, dict[str, Any]], said: Graph) -> None:
    assert answers["count"]["bindings"] == [{"n": str(len(set(said.subjects(RDF.type, DCAT.Dataset))))}]


@pytest.mark.parametrize("way", ["join", "told"])
def test_it_finds_out_by_itself_that_it_speaks_to_an_endpoint(
    answers: dict[str, dict[str, Any]], said: Graph, way: str
) -> None:
    assert {(row["d"], row["t"]) for row in answers[way]["bindings"]} == titles(said)


def test_it_groups_over_an_optional_join(answers: dict[str, dict[str, Any]], said: Graph) -> None:
    counted = {row["d"]: int(row["n"]) for row in answers["optional"]["bindings"]}
    assert counted == {
        str(d): len(list(said.objects(d, DCTERMS.license))) for d in said.subjects(RDF.type, DCAT.Dataset)
    }


def test_it_follows_paths(answers: dict[str, dict[str, Any]]) -> None:
    found = [row["m"] for row in answers["path"]["bindings"]]
    assert {"MRI", "Ultrasound", "X-ray"} <= set(found)
    assert "CT" not in found, "it is filtered out"
    assert found == sorted(found)


def test_it_asks_and_constructs(answers: dict[str, dict[str, Any]], said: Graph) -> None:
    assert answers["ask"] == {"boolean": True}
    assert {(s, o) for s, _, o in answers["construct"]["quads"]} == titles(said)


def test_it_joins_the_endpoint_with_a_file(answers: dict[str, dict[str, Any]], said: Graph, server: str) -> None:
    creators = said.objects(URIRef(f"{server}datasets/covid-ctset"), DCTERMS.creator)
    names = {str(name) for creator in creators for name in said.objects(creator, FOAF.name)}
    assert names
    assert {row["n"] for row in answers["federated"]["bindings"]} == names


def test_it_learns_what_the_endpoint_refuses(answers: dict[str, dict[str, Any]]) -> None:
    """Whether it sends the SERVICE on or calls the service itself: nobody answers there."""
    assert "error" in answers["wrong"]
