"""Everything in one file, literals as the records have them, made once a generation."""

from __future__ import annotations

import errno
import gzip
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import DCTERMS, BNode, Dataset, Graph
from rdflib.compare import isomorphic
from tests.harvest.conftest import BASE, Past, dataset, entry, publish

from radcat.bootstrap import Registry
from radcat.catalogue import Catalogue
from radcat.errors import StoreUnavailable
from radcat.harvest.dump import FORMS, Dumps
from radcat.ledger.changes import Chronicle
from radcat.model import KINDS, Record
from radcat.publishing.locking import trying
from radcat.rdf import turtle

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


def names(registry: Registry) -> list[str]:
    return sorted(path.name for path in (registry.settings.data_folder / "dumps").iterdir())


def dumps(past: Past, patience: float = 0.0) -> Dumps:
    """What another web process of the same registry has."""
    return Dumps(Chronicle(past.registry.ledger), past.registry.catalogue, folder(past), patience)


def folder(past: Past) -> Path:
    return past.registry.settings.data_folder / "dumps"


@pytest.mark.parametrize("suffix", ["nq", "ttl"])
def test_a_dump_holds_the_generation_that_its_name_says_whatever_is_published_meanwhile(
    changing: Past, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    whole = dumps(changing).file(suffix)
    before, generation = whole.read_bytes(), changing.registry.ledger.generation
    whole.unlink()
    begun, form = list[str](), FORMS[suffix]

    def slowly(record: Record, catalogue: Catalogue) -> bytes:
        if not begun:  # after the first record was read, one of its kind is changed and one is added
            begun.append(record.name)
            publish(changing, [entry(dataset(70)), entry(dataset(71))])
        return form.write(record, catalogue)

    monkeypatch.setitem(FORMS, suffix, replace(form, write=slowly))
    made = dumps(changing).file(suffix)
    assert made.name.startswith(f"{generation}-")
    assert made.read_bytes() == before
    assert b"datasets/d-70" in gzip.decompress(dumps(changing).file(suffix).read_bytes())


def test_who_finds_a_dump_in_the_making_gets_the_older_one_or_is_asked_to_come_back(changing: Past) -> None:
    lock = folder(changing).parent / "dumps-nq.lock"
    with trying(lock) as ours:
        assert ours
        with pytest.raises(StoreUnavailable, match="is being made"):
            dumps(changing).file("nq")
        assert dumps(changing).file("ttl").exists(), "the other dump is made meanwhile"
    older = dumps(changing).file("nq")
    publish(changing, [entry(dataset(72))])
    with trying(lock):
        assert dumps(changing, patience=3600).file("nq") == older, "at once, however patient"
    assert dumps(changing).file("nq") != older
    assert not older.exists()


def test_an_older_maker_removes_no_newer_file(changing: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = folder(changing) / f"{changing.registry.ledger.generation + 5}-0123abcd.nq.gz"
    folder(changing).mkdir(exist_ok=True)
    newer.write_bytes(b"newer")
    made = dumps(changing).file("nq")
    assert (made.exists(), newer.exists()) == (True, True)


def test_what_a_maker_that_died_left_is_removed_and_nothing_else(changing: Past) -> None:
    folder(changing).mkdir(exist_ok=True)
    left = [".3-0123abcd.nq.gz.4242", ".3-0123abcd.nq.gz.radcat.part"]
    others = [".notes", "README", ".3-0123abcd.ttl.gz.4242"]
    for name in (*left, *others):
        (folder(changing) / name).write_bytes(b"x")
    made = dumps(changing).file("nq")
    assert names(changing.registry) == sorted([*others, made.name])


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_where_it_can_not_be_written_that_is_said_and_nothing_left(
    changing: Past, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_: object) -> bytes:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setitem(FORMS, "nq", replace(FORMS["nq"], write=refuse))
        response = changing.client.get("/dump.nq.gz")
        assert response.status_code == 503
        assert str(folder(changing)) not in response.text, "no path of the machine"
    assert names(changing.registry) == []
    with closing(changing.client.get("/dump.nq.gz")) as again:
        assert again.status_code == 200


def test_a_dump_that_is_replaced_before_it_is_opened_is_looked_for_again(
    changing: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, real = [folder(changing) / "1-0123abcd.nq.gz"], Dumps.file
    monkeypatch.setattr(Dumps, "file", lambda self, suffix: gone.pop() if gone else real(self, suffix))
    with closing(changing.client.get("/dump.nq.gz")) as response:
        assert response.status_code == 200
