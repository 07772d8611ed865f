"""Saved queries are put to this repository's catalogue, and compared with what its files say."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from rdflib import Graph
from tests.queries.saved import BASE, REPOSITORY, Answer, Saved

from radcat.asking import bound
from radcat.rdf import turtle
from radcat.sparql.request import names_dataset
from radcat.stores.base import Endpoint, Query


@pytest.fixture(scope="session")
def ask(catalogue_endpoint: Endpoint) -> Callable[[str, str], bytes]:
    """Put a text to the endpoint, as a visitor's would be: nothing is declared for it."""

    def put(text: str, media_type: str) -> bytes:
        return b"".join(catalogue_endpoint.query(Query(text, media_type, names_dataset=names_dataset(text))))

    return put


@pytest.fixture(scope="session")
def solve(ask: Callable[[str, str], bytes]) -> Callable[..., Answer]:
    """Put a saved query; *changed* holds terms for its parameters."""

    def solved(slug: str, **changed: str) -> Answer:
        text = bound(Saved.read(slug).text, changed)
        found = json.loads(ask(text, "application/sparql-results+json"))
        return [{v: t["value"].removeprefix(BASE) for v, t in row.items()} for row in found["results"]["bindings"]]

    return solved


@pytest.fixture(scope="session")
def records() -> Graph:
    """What the datasets' files say, read without the store."""
    graph = Graph()
    for folder in ("datasets", "externals"):
        for path in (REPOSITORY / "records" / folder).glob("*.ttl"):
            for triple in turtle.parse(path.read_bytes(), BASE, path.name):
                graph.add(triple)
    return graph
