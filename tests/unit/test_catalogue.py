"""The published records, parsed: who holds what, and what a record sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rdflib import DCTERMS, FOAF, RDF, SKOS, Graph, URIRef

from radcat import catalogue
from radcat.bootstrap import Registry
from radcat.catalogue import Catalogue, Scope
from radcat.errors import UnknownRecord, WithdrawnRecord
from radcat.ledger.versions import Entry, Ledger, Status
from radcat.model import Record
from radcat.model.lineage import Lineage
from radcat.rdf import turtle

BASE = "http://127.0.0.1:8000/"


def iri(name: str) -> URIRef:
    return URIRef(BASE + name)


@pytest.fixture
def ledger() -> Ledger:
    """A ledger in memory with a record, and another that was withdrawn."""
    opened = Ledger("sqlite://")
    here = Record(
        "dataset", "datasets/here", b"<datasets/here> <p> <datasets/here#part> . <datasets/here#part> <p> 1 ."
    )
    gone = Record("dataset", "datasets/gone", b"<datasets/gone> <p> 1 .")
    opened.append([Entry(here, frozenset(), "new"), Entry(gone, frozenset(), "new")], "a")
    opened.append([Entry(gone, frozenset(), "the file was removed", Status.WITHDRAWN)], "a")
    return opened


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The places of all texts that were parsed since the test began."""
    places: list[str] = []
    parse: Callable[[bytes, str, str], Graph] = turtle.parse

    def counting(text: bytes, base: str, place: str) -> Graph:
        places.append(place)
        return parse(text, base, place)

    monkeypatch.setattr(turtle, "parse", counting)
    return places


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("datasets/skerry-float", "datasets/skerry-float"),
        ("datasets/skerry-float#rights", "datasets/skerry-float"),
        ("ns/status", "ns/status"),
        ("ns/status/online", "ns/status"),
        ("ns/tides#datum", "ns/tides"),
        ("catalog", "catalog"),
    ],
)
def test_a_name_is_answered_by_the_record_that_speaks_of_it(published: Registry, name: str, owner: str) -> None:
    assert published.catalogue.owner(name).record.name == owner


@pytest.mark.parametrize(
    "name", ["datasets/nobody", "datasets", "", "ns/status/nobody", "datasets/skerry-float#nobody", "catalog/x", "/"]
)
def test_a_name_that_no_record_speaks_of_is_unknown(published: Registry, name: str) -> None:
    with pytest.raises(UnknownRecord):
        published.catalogue.owner(name)


def test_a_withdrawn_record_is_told_from_one_that_never_was(ledger: Ledger) -> None:
    found = Catalogue(ledger, BASE)
    for name in ("datasets/gone", "datasets/gone#part"):
        with pytest.raises(
            WithdrawnRecord, match=r"datasets/gone was withdrawn on \d{4}-\d\d-\d\d: the file was removed"
        ):
            found.owner(name)
    with pytest.raises(WithdrawnRecord):
        found.version("datasets/gone")
    with pytest.raises(UnknownRecord):
        found.version("datasets/never")
    assert found.lookup("datasets/gone") is None
    assert found.lookup("datasets/here") is not None
    assert found.version("datasets/here").record.name == "datasets/here"


def test_a_record_is_parsed_once_for_each_content(ledger: Ledger, parses: list[str]) -> None:
    found = Catalogue(ledger, BASE)
    record = found.version("datasets/here").record
    assert found.graph(record) is found.graph(Record("dataset", record.name, record.text))
    assert parses == ["datasets/here"]
    changed = Record("dataset", record.name, record.text + b"<datasets/here> <q> 2 .")
    known = {"places": {"": "here"}, "lineage": Lineage("datasets/here")}
    ledger.append([Entry(changed, frozenset(), "changed", **known)], "a")  # type: ignore[arg-type]
    assert len(found.graph(found.version("datasets/here").record)) == 3
    assert len(found.graph(record)) == 2
    assert parses == ["datasets/here"] * 2


def test_a_cache_that_is_full_forgets_and_is_never_wrong(published: Registry) -> None:
    small = Catalogue(published.ledger, BASE, keep=1)
    for name in published.ledger.names("dataset") * 2:
        record = small.version(name).record
        assert len(small.graph(record)) == len(published.catalogue.graph(record))
        assert small.dataset(record) == published.catalogue.dataset(record)


def test_what_is_merged_follows_the_ledger(ledger: Ledger) -> None:
    found = Catalogue(ledger, BASE)
    before = found.merged("dataset")
    assert len(before) == 2
    assert found.merged("dataset") is before
    more = Record("dataset", "datasets/more", b"<datasets/more> <p> 1 .")
    ledger.append([Entry(more, frozenset(), "new")], "a")
    assert len(found.merged("dataset")) == 3
    assert len(found.merged("dataset", "agent")) == 3
    assert len(found.merged("agent")) == 0


def test_a_scope_follows_the_ledger(ledger: Ledger) -> None:
    found = Catalogue(ledger, BASE)
    record = found.version("datasets/here").record
    assert list(found.scope(record).objects(iri("agents/a"), FOAF.name)) == []
    agent = Record("agent", "agents/a", b'<agents/a> <http://xmlns.com/foaf/0.1/name> "A" .')
    ledger.append([Entry(agent, frozenset(), "new")], "a")
    assert [str(name) for name in found.scope(record).objects(iri("agents/a"), FOAF.name)] == ["A"]


@pytest.mark.parametrize(
    ("node", "predicate", "said"),
    [
        ("datasets/gullhaven-surge-2019", DCTERMS.identifier, "gullhaven-surge-2019"),
        ("agents/asa-mueller", FOAF.name, "Åsa Müller"),
        ("ns/status/online", SKOS.notation, "online"),
        ("datasets/gullhaven-hourly#station", RDF.type, BASE + "ns/tides#Station"),
        ("datasets/nobody", DCTERMS.title, None),
        ("datasets/gullhaven-surge-2019#nobody", DCTERMS.title, None),
    ],
)
def test_a_record_sees_itself_the_vocabularies_and_whom_it_points_at(
    published: Registry, node: str, predicate: URIRef, said: str | None
) -> None:
    scope = published.catalogue.scope(published.catalogue.version("datasets/gullhaven-surge-2019").record)
    assert [str(found) for found in scope.objects(iri(node), predicate)] == ([said] if said else [])


def test_a_list_is_read_from_the_graph_that_holds_it(published: Registry) -> None:
    record = published.catalogue.version("datasets/gullhaven-hourly").record
    scope = published.catalogue.scope(record)
    (authors,) = scope.objects(record.iri(BASE), URIRef("http://purl.org/ontology/bibo/authorList"))
    assert [str(author).rpartition("/")[2] for author in scope.items(authors)] == [
        "gullhaven-harbour-board",
        "asa-mueller",
    ]


def test_a_record_that_is_pointed_at_is_looked_for_once(published: Registry) -> None:
    asked: list[str] = []

    def lookup(name: str) -> Graph | None:
        asked.append(name)
        return None

    scope = Scope(Graph(), "datasets/x", BASE, Graph(), lookup)
    for _ in range(3):
        assert not list(scope.objects(iri("datasets/y#part"), DCTERMS.title))
        assert not list(scope.objects(iri("datasets/x#part"), DCTERMS.title))
        assert not list(scope.objects(URIRef("https://example.org/"), DCTERMS.title))
    assert asked == ["datasets/y", "datasets"]


def test_the_context_of_a_record_is_what_it_points_at_and_no_more(published: Registry) -> None:
    found = published.catalogue
    record = found.version("datasets/gullhaven-surge-2019").record
    vocabulary = found.merged(*catalogue.VOCABULARIES)
    around = catalogue.context(found.graph(record), record, BASE, vocabulary, found.lookup)
    subjects = {str(s).removeprefix(BASE) for s in around.subjects()}
    assert {"agents/gullhaven-harbour-board", "ns/status/online", "datasets/gullhaven-hourly#station"} <= subjects
    assert "datasets/gullhaven-hourly" in subjects
    assert not {name for name in subjects if name.startswith(("agents/asa", "datasets/skerry", "sources/"))}
    assert "ns/status/archived" not in subjects
    assert record.name not in subjects


def test_merging_leaves_what_was_merged_alone() -> None:
    one, other = (turtle.parse(text, BASE, "x") for text in (b"<a> <p> 1 .", b"<b> <p> 1 ."))
    assert len(turtle.merge([one, other, one])) == 2
    assert (len(one), len(other)) == (1, 1)
