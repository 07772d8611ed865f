"""rdflib and SPARQLWrapper write to a registry with a token: what they send passes the gate, or comes back with why."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest
import requests
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper
from tests.conftest import EXAMPLE, serving

KEYWORD = Literal("sent by a client", lang="en")


@dataclass(frozen=True)
class Registry:
    """A running registry that takes writes, and a token for it."""

    address: str
    root: Path
    token: str

    @property
    def endpoint(self) -> str:
        return f"{self.address}sparql"

    @property
    def skerry(self) -> URIRef:
        """The name of a dataset, and of its graph."""
        return URIRef(f"{self.address}datasets/skerry-float")

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def store(self, headers: dict[str, str] | None = None) -> SPARQLUpdateStore:
        given = self.headers() if headers is None else headers
        return SPARQLUpdateStore(self.endpoint, self.endpoint, headers=given)

    def record(self, headers: dict[str, str] | None = None) -> Graph:
        """The dataset's record. Not by Dataset.graph, which would CREATE the graph first."""
        return Graph(self.store(headers), identifier=self.skerry)

    def keywords(self) -> set[object]:
        return set(Graph(SPARQLStore(self.endpoint)).objects(self.skerry, DCAT.keyword))

    def text(self) -> str:
        return (self.root / "records/datasets/skerry-float.ttl").read_text()


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    root, data = tmp_path_factory.mktemp("writing") / "catalogue", tmp_path_factory.mktemp("data")
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".radcat"))
    command = [sys.executable, "-m", "radcat", "token", "create", "--root", str(root), "--data", str(data)]
    made = subprocess.run(
        [*command, "--role", "curator", "--name", "a client"],
        capture_output=True,
        text=True,
        check=True,
    )
    with serving(root, data, RADCAT_WRITES="true") as address:
        yield Registry(address, root, made.stdout.strip())


def test_what_rdflib_adds_to_a_record_is_published_and_in_its_file(registry: Registry) -> None:
    graph = registry.record()
    graph.add((registry.skerry, DCAT.keyword, KEYWORD))
    assert KEYWORD in registry.keywords()
    assert f'"{KEYWORD}"@en' in registry.text()
    graph.remove((registry.skerry, DCAT.keyword, KEYWORD))
    assert KEYWORD not in registry.keywords()
    assert f'"{KEYWORD}"@en' not in registry.text()


def test_a_record_that_rdflib_makes_in_one_update_can_be_read_at_its_address(registry: Registry) -> None:
    agent = URIRef(f"{registry.address}agents/made-by-rdflib")
    registry.store().update(
        f"INSERT DATA {{ GRAPH <{agent}> {{ <{agent}> a <{FOAF.Organization}> ; <{FOAF.name}> 'Made' }} }}"
    )
    found = Graph().parse(data=requests.get(f"{agent}.ttl", timeout=30).text, format="turtle")
    assert (agent, RDF.type, FOAF.Organization) in found


def test_rdflib_is_told_what_the_gate_refuses(registry: Registry) -> None:
    before = registry.text()
    with pytest.raises(HTTPError, match="422") as refused:
        registry.record().remove((registry.skerry, DCTERMS.title, None))
    assert b"title" in refused.value.read()
    refused.value.close()
    assert registry.text() == before


@pytest.mark.parametrize("token", [None, "Bearer wrong"])
def test_without_a_token_nothing_is_written(registry: Registry, token: str | None) -> None:
    before = registry.text()
    record = registry.record({"Authorization": token} if token else {})
    with pytest.raises(HTTPError, match="401") as refused:
        record.add((registry.skerry, DCAT.keyword, KEYWORD))
    refused.value.close()
    assert registry.text() == before


@pytest.mark.parametrize("way", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_writes_by_form_and_directly(registry: Registry, way: str) -> None:
    client = SPARQLWrapper(registry.endpoint)
    client.addCustomHttpHeader("Authorization", f"Bearer {registry.token}")
    client.setMethod(POST)
    client.setRequestMethod(way)
    for verb, is_there in (("INSERT", True), ("DELETE", False)):
        triple = f"<{registry.skerry}> <{DCAT.keyword}> {KEYWORD.n3()}"
        client.setQuery(f"{verb} DATA {{ GRAPH <{registry.skerry}> {{ {triple} }} }}")
        assert client.query().response.status == 204
        assert (KEYWORD in registry.keywords()) is is_there


def test_an_etag_that_came_with_a_compressed_answer_is_good_for_a_write(registry: Registry) -> None:
    """requests asks for gzip by itself, and compressed answers have ETags of their own."""
    store, named = f"{registry.address}store", {"graph": str(registry.skerry)}
    read = requests.get(store, params=named, headers={"Accept": "text/turtle"}, timeout=30)
    assert read.headers["Content-Encoding"] == "gzip"
    assert read.headers["ETag"].endswith('-gzip"')
    changed = read.text.replace("dcat:keyword", f'dcat:keyword "{KEYWORD}"@en,', 1)
    assert changed != read.text
    headers = registry.headers() | {"Content-Type": "text/turtle", "If-Match": read.headers["ETag"]}
    first, second = (
        requests.put(store, params=named, data=text.encode(), headers=headers, timeout=30)
        for text in (changed, read.text)
    )
    assert (first.status_code, second.status_code) == (204, 412)
    assert KEYWORD in registry.keywords()
