"""The graph that records are read into: what it says, that nothing changes it, and that rdflib takes it for its own."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.graph import ModificationException
from rdflib.query import ResultRow

from radcat.rdf import graph, turtle
from radcat.rdf.graph import FrozenGraph

BASE = "https://example.org/"
REPOSITORY = Path(__file__).parents[2]
TEXT = """
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<a> a <Thing> ; <name> "a", "b"@en, "b"@de, "01"^^xsd:integer, "1.50"^^xsd:decimal ; <of> <b> , <b> .
<b> <of> <a> , [ <of> ( 1 2 ) ] ; <text> "x"^^xsd:string .
"""


def iri(name: str) -> URIRef:
    return URIRef(BASE + name)


@pytest.fixture
def read() -> FrozenGraph:
    return turtle.parse(TEXT.encode(), BASE, "x.ttl")


def test_it_says_what_rdflib_reads_from_the_same_text(read: FrozenGraph) -> None:
    theirs = Graph().parse(data=TEXT, publicID=BASE)
    theirs.remove((iri("b"), iri("text"), None))
    theirs.add((iri("b"), iri("text"), Literal("x")))  # which RDF 1.1 says is the same
    assert isomorphic(read, theirs)
    assert len(read) == len(list(read)) == len(theirs)


@pytest.mark.parametrize("place", ["records/datasets", "records/agents", "shapes", "ontology"])
def test_it_has_each_literal_of_a_record_as_rdflib_makes_it(place: str) -> None:
    for path in sorted((REPOSITORY / place).rglob("*.ttl"))[:40]:
        for value in set(turtle.parse(path.read_bytes(), BASE, path.name).objects()):
            if isinstance(value, Literal):
                theirs = Literal(str(value), lang=value.language, datatype=value.datatype)
                assert (value, value.value, value.ill_typed) == (theirs, theirs.value, theirs.ill_typed)
                assert hash(value) == hash(theirs)


@pytest.mark.parametrize("subject", [None, iri("a"), iri("b"), iri("c")])
@pytest.mark.parametrize("predicate", [None, iri("of"), iri("name"), RDF.type, iri("p")])
@pytest.mark.parametrize("value", [None, iri("a"), iri("b"), Literal("b", lang="en"), Literal("nowhere")])
def test_every_pattern_finds_what_rdflib_finds(
    read: FrozenGraph, subject: URIRef | None, predicate: URIRef | None, value: URIRef | Literal | None
) -> None:
    theirs = turtle.copy([read])
    pattern = (subject, predicate, value)
    assert sorted(read.triples(pattern)) == sorted(theirs.triples(pattern))
    assert sorted(read.store.triples(pattern)) == [] or {t for t, _ in read.store.triples(pattern)} == set(
        read.triples(pattern)
    )
    assert (pattern in read) == (pattern in theirs)
    assert set(read.objects(subject, predicate)) == set(theirs.objects(subject, predicate))
    assert set(read.subjects(predicate, value)) == set(theirs.subjects(predicate, value))
    assert set(read.predicates(subject, value)) == set(theirs.predicates(subject, value))


def test_lists_paths_and_transitive_walks_work(read: FrozenGraph) -> None:
    head = next(o for o in read.objects(None, iri("of")) if (o, RDF.first, None) in read)
    assert list(read.items(head)) == [Literal("1", datatype=XSD.integer), Literal("2", datatype=XSD.integer)]
    assert iri("a") in set(read.objects(iri("a"), iri("of") / iri("of")))
    assert (iri("a"), iri("of") / iri("of"), iri("a")) in read
    assert iri("b") in set(read.transitive_objects(iri("a"), iri("of")))
    assert read.value(iri("b"), iri("text")) == Literal("x")
    assert read.value(iri("b"), iri("nothing"), default=Literal("none")) == Literal("none")


def test_what_is_said_twice_is_there_once(read: FrozenGraph) -> None:
    assert list(read.objects(iri("a"), iri("of"))) == [iri("b")]


def test_nothing_changes_it(read: FrozenGraph) -> None:
    triple = (iri("a"), iri("p"), iri("b"))
    for change in (read.add, read.remove, read.set):
        with pytest.raises(ModificationException):
            change(triple)
    with pytest.raises(ModificationException):
        read.parse(data="<x:a> <x:p> <x:b> .", format="turtle")
    assert triple not in read


def test_a_copy_can_be_changed_and_the_graph_stays(read: FrozenGraph) -> None:
    copy = turtle.copy([read])
    before = len(read)
    copy.add((iri("a"), iri("p"), iri("b")))
    assert (len(read), len(copy)) == (before, before + 1)


def test_serializers_and_queries_read_it(read: FrozenGraph) -> None:
    theirs = turtle.copy([read])
    for syntax in ("nt", "turtle", "xml", "ox-json-ld", "ox-nt"):
        one, other = (Graph().parse(data=g.serialize(format=syntax), format=syntax) for g in (read, theirs))
        assert isomorphic(one, other)
    (row,) = read.query(f"SELECT ?o {{ <{BASE}b> <{BASE}text> ?o }}")
    assert isinstance(row, ResultRow)
    assert row[0] == Literal("x")


def test_it_goes_to_another_process_whole(read: FrozenGraph) -> None:
    there = pickle.loads(pickle.dumps(read))  # noqa: S301  # our own
    assert list(there) == list(read)


def test_a_union_has_all_statements_once_and_leaves_its_parts_alone() -> None:
    one, other, third = (
        turtle.parse(text, BASE, f"{number}.ttl")
        for number, text in enumerate((b"<a> <p> 1, 2 .", b"<a> <p> 2, 3 ; <q> 4 . <b> <p> [] .", b"<c> <p> [] ."))
    )
    union = turtle.merge([one, other, third, one])
    assert set(union) == {*one, *other, *third}
    assert len(union) == len(set(union)) == 6
    assert len(one) == 2
    assert turtle.merge([one, turtle.copy([other])]).value(iri("a"), iri("q")) == Literal("4", datatype=XSD.integer)
    assert len(turtle.merge([])) == 0


def test_blank_nodes_of_two_texts_are_never_one() -> None:
    one, other = (turtle.parse(b"_:x <p> _:y .", BASE, place) for place in ("1.ttl", "2.ttl"))
    assert not {*one.subjects(), *one.objects()} & {*other.subjects(), *other.objects()}
    again = turtle.parse(b"_:x <p> _:y .", BASE, "1.ttl")
    assert list(one) == list(again)
    assert all(isinstance(node, BNode) for node in one.subjects())


def test_a_varied_graph_has_what_is_added_last_and_shares_what_stays() -> None:
    one = turtle.parse(b"<a> <p> <x>, <y> ; <q> 1 . <b> <p> <x> . <c> <p> <x> .", BASE, "one")
    a, b, c, d, p, x, z = map(iri, "abcdpxz")
    said = list(one)
    varied = graph.varied(one, [(a, p, x), (b, p, x)], [(a, p, z), (a, p, z), (d, p, z)])
    assert list(varied) == [said[1], (a, p, z), said[2], (c, p, x), (d, p, z)]
    assert (b, None, None) not in varied
    assert varied.index[c] is one.index[c]
    assert list(one) == said, "the graph itself is as it was"


def test_frozen_keeps_the_order_of_statements() -> None:
    triples = [(iri("b"), iri("p"), iri("z")), (iri("a"), iri("p"), iri("y")), (iri("b"), iri("p"), iri("a"))]
    assert list(graph.frozen(triples)) == [triples[0], triples[2], triples[1]]
