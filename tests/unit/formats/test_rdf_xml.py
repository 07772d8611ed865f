"""RDF/XML that is well formed whatever the graph says."""

from __future__ import annotations

import pytest
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from radcat.rdf import turtle
from radcat.rdf.rdf_xml import rdf_xml
from radcat.rdf.sorted_lines import document

S, P = URIRef("https://example.org/s?a=1&b='"), URIRef("https://example.org/p#name")


def graph(*triples: tuple[URIRef | BNode, URIRef, URIRef | BNode | Literal]) -> Graph:
    found = Graph(bind_namespaces="none")
    for triple in triples:
        found.add(triple)
    return found


SHARED = BNode()


@pytest.mark.parametrize(
    "said",
    [
        graph((S, P, Literal("<b>&amp; ]]> \" ' \t\n\r Ω 😀"))),
        graph((S, P, Literal("x", lang="de-CH"))),
        graph((S, P, Literal("01", datatype=URIRef("https://example.org/t?a&b")))),
        graph((S, P, SHARED), (SHARED, P, SHARED), (S, RDF.type, SHARED)),
        graph((S, URIRef("https://example.org/a/1.5/x-2.y"), Literal("")), (S, URIRef("urn:x:y"), S)),
    ],
)
def test_what_xml_can_say_comes_back(said: Graph) -> None:
    assert isomorphic(Graph().parse(data=rdf_xml(said), format="xml"), said)


def test_what_xml_has_no_way_to_say_costs_no_more_than_itself() -> None:
    unsayable = graph(
        (S, P, Literal("bell \x07, half a pair \ud83d, nothing \uffff")),
        (S, URIRef("https://example.org/9"), Literal("a property without a name")),
        (S, P, Literal("kept")),
    )
    found = Graph().parse(data=rdf_xml(unsayable), format="xml")
    assert {str(o) for o in found.objects()} == {"bell \ufffd, half a pair \ufffd, nothing \ufffd", "kept"}


def test_the_same_graph_read_twice_is_written_the_same() -> None:
    text = b'<a:s> <a:p> [ <a:q> "1" ], [ <a:q> "2" ], ( "x" "y" ) . <a:t> <a:p> [] .'
    first, second = (turtle.parse(text, "https://example.org/", "here") for _ in range(2))
    assert rdf_xml(first) == rdf_xml(second)
    assert document(first) == document(second)
    assert isomorphic(Graph().parse(data=document(first), format="nt"), first)
