"""Everything in one file, literals as the records have them, made once a generation."""

from __future__ import annotations

import gzip

import pytest
from rdflib import DCTERMS, BNode, Dataset, Graph
from rdflib.compare import isomorphic
from tests.harvest.conftest import BASE, Past, dataset, entry, publish

from radcat import turtle
from radcat.model import KINDS, Record
from radcat.registry import Registry

# What rdflib's own readers of quads still do.
pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")


def served(registry: Registry) -> dict[str, Graph]:
    """What is published, record by record, as its pages give it."""
    catalogue = registry.catalogue
    names = [name for kind in KINDS if kind.indexed for name in registry.ledger.names(kind.name)]
    records = [catalogue.as_served(catalogue.version(name).record) for name in names]
    return {BASE + record.name: turtle.parse(record.text, BASE, record.name) for record in records}


def test_the_quads_are_the_records_each_in_its_own_graph(past: Past) -> None:
    dump = Dataset()
    dump.parse(data=gzip.decompress(past.get("dump.nq.gz")), format="nquads")
    expected = served(past.registry)
    assert {str(graph.identifier) for graph in dump.graphs()} - {"urn:x-rdflib:default"} == set(expected)
    for name, graph in expected.items():
        assert isomorphic(dump.graph(name), graph), name


def test_the_turtle_says_the_same_in_one_graph(past: Past) -> None:
    text = gzip.decompress(past.get("dump.ttl.gz"))
    found = Graph().parse(data=text, format="turtle", publicID="http://elsewhere.example/")
    assert len(found) == sum(map(len, served(past.registry).values()))
    assert b'"007"^^xsd:nonNegativeInteger' in text


def test_blank_nodes_of_two_records_stay_two(changing: Past) -> None:
    texts = [
        f"{dataset(n).text.decode()}<datasets/d-{n}> dcterms:relation _:a . _:a dcterms:title 'T{n}' .\n"
        for n in (50, 51)
    ]
    publish(
        changing,
        [entry(Record("dataset", f"datasets/d-{n}", t.encode())) for n, t in zip((50, 51), texts, strict=True)],
    )
    for address, parser in (("dump.ttl.gz", "turtle"), ("dump.nq.gz", "nquads")):
        found = Dataset()
        found.parse(data=gzip.decompress(changing.get(address)), format=parser)
        related = {o for _, _, o, _ in found.quads((None, DCTERMS.relation, None, None)) if isinstance(o, BNode)}
        titles = {str(o) for s, _, o, _ in found.quads((None, DCTERMS.title, None, None)) if s in related}
        assert (len(related), titles) == (2, {"T50", "T51"}), address


def test_a_dump_is_made_once_a_generation(changing: Past) -> None:
    first = changing.client.get("/dump.nq.gz")
    folder = changing.registry.settings.data_folder / "dumps"
    made = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert changing.client.get("/dump.nq.gz").data == first.data
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == made
    publish(changing, [entry(dataset(66))])
    second = changing.client.get("/dump.nq.gz")
    assert second.headers["ETag"] != first.headers["ETag"]
    assert b"datasets/d-66" in gzip.decompress(second.data)
    assert len(list(folder.iterdir())) == 1, "the dump of an older generation is removed"


@pytest.mark.parametrize("suffix", ["nq", "ttl"])
def test_two_makers_make_the_same_file(past: Past, changing: Past, suffix: str) -> None:
    """Behind a load balancer a download is resumed at another machine."""
    assert past.get(f"dump.{suffix}.gz") == changing.get(f"dump.{suffix}.gz")


def test_a_part_of_a_dump_can_be_asked_for(past: Past) -> None:
    whole = past.get("dump.nq.gz")
    part = past.client.get("/dump.nq.gz", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole[10:20])
    etag = past.client.head("/dump.nq.gz").headers["ETag"]
    assert past.client.get("/dump.nq.gz", headers={"If-None-Match": etag}).status_code == 304
    assert past.client.get("/dump.rdf.gz").status_code == 404
