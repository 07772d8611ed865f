"""Turtle read, and written in its one canonical form."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from radcat.bootstrap import Registry
from radcat.errors import RecordEncodingError, RecordSyntaxError, UnnamedNode
from radcat.rdf import turtle
from radcat.rdf.turtle import merge

BASE = "http://127.0.0.1:8000/"
RDF_PREFIX = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"


def parse(text: str, place: str = "x.ttl") -> Graph:
    return turtle.parse(text.encode(), BASE, place)


def canonical(text: str) -> str:
    return turtle.canonical(parse(text), BASE, "x.ttl", turtle.own_prefixes(text.encode(), BASE))


# Reading


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("<a> <b> .", 1, "a value is missing before this `.`"),
        ("<a> <b> <c> .\n\n<a> <b c> <d> .", 3, "invalid IRI"),
        ("<a> <b> nope:c .", 1, "nope"),
        ("<a> <b> <c> .\n<a> <b> 'open", 2, ""),
        ("<a> <b> <c>", 1, ""),
        ("{ <a> <b> <c> }", 1, ""),
        ("<a> <b> <c> .\n<a> <b> <<( <c> <d> <e> )>> .", 2, "triple terms"),
        ("<a> <b> <c> {| <d> <e> |} .", 1, "triple terms"),
    ],
)
def test_what_is_not_turtle_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(RecordSyntaxError) as caught:
        parse(text)
    assert (caught.value.path, caught.value.line) == ("x.ttl", line)
    assert reason in caught.value.reason
    assert not caught.value.reason.startswith("Parser error")


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ("<a> <b> 'é' .".encode("latin-1"), 1, "not UTF-8"),
        (b"<a> <b> <c> .\n\n<a> <b> '\xff' .", 3, "not UTF-8"),
        ("<a> <b> <c> .".encode("utf-16"), 1, "not UTF-8"),
        ("<a> <b> <c> .".encode("utf-8-sig"), 1, "byte order mark"),
    ],
)
def test_what_is_not_utf8_is_refused_with_its_line(text: bytes, line: int, remedy: str) -> None:
    with pytest.raises(RecordEncodingError, match=remedy) as caught:
        turtle.parse(text, BASE, "x.ttl")
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("<datasets/x> <p> 1 .", BASE + "datasets/x"),
        ("<> <p> 1 .", BASE),
        ("<#part> <p> 1 .", BASE + "#part"),
        ("@base <https://example.org/> . <x> <p> 1 .", "https://example.org/x"),
        ("<https://example.org/x> <p> 1 .", "https://example.org/x"),
    ],
)
def test_a_relative_iri_stands_under_the_base_iri(text: str, iri: str) -> None:
    assert set(parse(text).subjects()) == {URIRef(iri)}


def test_a_plain_string_and_a_typed_one_are_one_term() -> None:
    assert len(parse('<a> <b> "c", "c"^^<http://www.w3.org/2001/XMLSchema#string> .')) == 1


def test_blank_nodes_of_two_files_stay_two_when_their_graphs_are_merged() -> None:
    """A label such as `_:a` counts in its own file only."""
    assert len(merge([parse("_:a <p> 1 .", "x.ttl"), parse("_:a <p> 1 .", "y.ttl")])) == 2
    assert len(merge([parse("_:a <p> 1 ."), parse("_:a <p> 1 . _:a <q> 1 .")])) == 3


@pytest.mark.parametrize("text", ["[] <p> [ <q> (1 [] 2) ] , [] .", "_:a <p> _:b . _:b <p> _:a ."])
def test_blank_nodes_have_the_same_labels_each_time_a_text_is_read(text: str) -> None:
    assert set(parse(text)) == set(parse(text))


# Writing

AWKWARD = {
    "007": "007",
    "1.50": "1.50",
    "-0.250": "-0.250",
    "+5": "+5",
    "true": "true",
    "1e0": '"1e0"^^xsd:double',
    '"2020-01-01T00:00:06.120Z"^^xsd:dateTime': '"2020-01-01T00:00:06.120Z"^^xsd:dateTime',
    '"00365"^^xsd:nonNegativeInteger': '"00365"^^xsd:nonNegativeInteger',
    '"2021-03"^^xsd:gYearMonth': '"2021-03"^^xsd:gYearMonth',
    '"1"^^xsd:boolean': '"1"^^xsd:boolean',
    '"5."^^xsd:decimal': '"5."^^xsd:decimal',
    '"many"^^xsd:integer': '"many"^^xsd:integer',
    '"a"^^xsd:string': '"a"',
    '"潮位"@ja': '"潮位"@ja',
    '"x"@en-GB': '"x"@en-gb',  # RDF 1.1 Concepts, section 3.3: tags may be put into lower case
    '"a\\tb"': '"a\tb"',
    '"a\\rb"': '"a\\rb"',
    "'say \"hi\"'": '"say \\"hi\\""',
    '"C:\\\\tides"': '"C:\\\\tides"',
    '"\\u00e9"': '"é"',
    '"two\\nlines"': '"""two\nlines"""',
    '"\\nends in \\""': '"""\nends in \\""""',
    '"\\nends in \\\\\\""': '"""\nends in \\\\\\""""',
    '"\\nholds \\"\\"\\" and \\"\\""': '"""\nholds \\"\\"\\" and "\\""""',
    "<datasets/x#part>": "<datasets/x#part>",
    "<http://127.0.0.1:8000/>": "<http://127.0.0.1:8000/>",
    "<http://127.0.0.1:8000//x>": "<http://127.0.0.1:8000//x>",
    "<http://127.0.0.1:8000/mailto:x>": "<http://127.0.0.1:8000/mailto:x>",
    "<http://127.0.0.1:8000/a/../b>": "<http://127.0.0.1:8000/a/../b>",
    "<https://example.org/?a=1&b=%20,(2)>": "<https://example.org/?a=1&b=%20,(2)>",
    "xsd:integer": "xsd:integer",
    "<http://www.w3.org/2001/XMLSchema#a/b>": "<http://www.w3.org/2001/XMLSchema#a/b>",
    "<http://www.w3.org/2001/XMLSchema#a.>": "<http://www.w3.org/2001/XMLSchema#a.>",
    "()": "()",
    "[]": "[]",
}


@pytest.mark.parametrize(("given_", "written"), AWKWARD.items())
def test_a_term_is_written_as_it_is_meant(given_: str, written: str) -> None:
    prefix = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    text = canonical(f"{prefix}<s> <p> {given_} .")
    assert text.removeprefix(f"{prefix}\n") == f"<s>\n    <p> {written} .\n"
    assert isomorphic(parse(text), parse(f"{prefix}<s> <p> {given_} ."))


def test_the_canonical_form_has_prefixes_a_type_first_one_object_a_line_and_lists_in_place() -> None:
    text = """
        PREFIX tides: <ns/tides#> PREFIX z: <https://example.org/z#>
        <https://example.org/elsewhere> z:p 1 .
        <datasets/x#part> a tides:Station .
        <datasets/x> tides:datum <ns/datum/x> ; <http://purl.org/dc/terms/title> "T"@en, "S"@de ; z:q (1 <a> ("b")), 2 ;
            a <http://www.w3.org/ns/dcat#Dataset> .
        """
    assert (
        canonical(text)
        == """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix tides: <ns/tides#> .

<datasets/x>
    a dcat:Dataset ;
    dcterms:title
        "S"@de ,
        "T"@en ;
    <https://example.org/z#q>
        (
            1
            <a>
            (
                "b"
            )
        ) ,
        2 ;
    tides:datum <ns/datum/x> .

<datasets/x#part>
    a tides:Station .

<https://example.org/elsewhere>
    <https://example.org/z#p> 1 .
"""
    )


def test_the_same_file_is_canonical_under_every_base_iri() -> None:
    text = "<datasets/x>\n    <p> <agents/y> .\n"
    for base in (BASE, "https://w3id.org/radcat/"):
        assert turtle.canonical(turtle.parse(text.encode(), base, "x"), base, "x", {}) == text


@pytest.mark.parametrize("given_", ["(0 false '' 0.0)", "(() ())", "('a' 'a')"])
def test_a_list_keeps_members_that_python_takes_for_nothing(given_: str) -> None:
    assert isomorphic(parse(canonical(f"<s> <p> {given_} .")), parse(f"<s> <p> {given_} ."))


@pytest.mark.parametrize(
    "cells",
    [
        "_:a rdf:first 1 ; rdf:rest () ; <q> 2 .",
        "_:a rdf:first 1 .",
        "_:a rdf:first 1, 2 ; rdf:rest () .",
        "_:a rdf:first 1 ; rdf:rest <elsewhere> .",
        "_:a rdf:rest () .",
    ],
)
def test_cells_that_say_more_or_less_than_a_list_lose_nothing(cells: str) -> None:
    text = f"{RDF_PREFIX}<s> <p> _:a . {cells}"
    assert isomorphic(parse(canonical(text)), parse(text))


def test_a_blank_node_that_nobody_points_at_is_written_after_the_rest() -> None:
    text = canonical(f"{RDF_PREFIX}[] rdf:first 1 ; rdf:rest () . (1 2) <p> <o> . <s> <p> [ <q> [] ] .")
    assert len(parse(text)) == len(parse(canonical(text))) == 9
    assert text.index("<s>") < text.index("rdf:first 1")


@pytest.mark.parametrize(
    "text",
    [
        "<a> <p> _:x . <b> <p> _:x . _:x <q> 1 .",
        "_:x <p> _:y . _:y <p> _:x .",
        "<a> <p> _:x . _:x <p> _:x .",
        "_:x <p> _:x .",
        f"{RDF_PREFIX}<s> <p> _:a . _:a rdf:first 1 ; rdf:rest _:a .",
        f"{RDF_PREFIX}<s> <p> _:a, _:b . _:a rdf:first 1 ; rdf:rest _:t . _:b rdf:first 2 ; rdf:rest _:t .",
    ],
)
def test_a_blank_node_that_cant_be_written_in_one_place_is_refused(text: str) -> None:
    with pytest.raises(UnnamedNode, match="give"):
        canonical(text)


# Round trips

names = st.builds(
    "{}{}{}".format,
    st.lists(st.sampled_from([*"axÅ潮09.-_~:/&", "%20", "..", "//"]), max_size=6).map("".join),
    st.sampled_from(["", "?", "?q=a:b/.."]),
    st.sampled_from(["", "#", "#part", "#a:b/../c"]),
)
iris = st.builds(lambda start, name: URIRef(start + name), st.sampled_from([BASE, "https://example.org/"]), names)
terms = st.sampled_from(
    ["http://purl.org/dc/terms/title", "https://schema.org/name", BASE + "ns/tides#datum", BASE + "p"]
)
predicates = st.one_of(st.just(RDF.type), terms.map(URIRef))
texts = st.one_of(st.text(st.characters(codec="utf-8"), max_size=12), st.text("\"\\\n\r\t'ä", max_size=8))
literals = st.one_of(
    texts.map(Literal),
    st.builds(lambda text, tag: Literal(text, lang=tag), texts, st.sampled_from(["en", "de", "zh-hant-tw"])),
    st.builds(
        lambda text, kind: Literal(text, datatype=kind),
        st.sampled_from(["007", "1.50", "-.5", "true", "1", "", "x", "2020-01-01T00:00:06.120Z", "1e0", "5."]),
        st.sampled_from([XSD.integer, XSD.decimal, XSD.boolean, XSD.dateTime, URIRef(BASE + "ns/tides#Level")]),
    ),
)
trees = st.recursive(
    st.one_of(iris, literals),
    lambda below: st.one_of(
        st.lists(below, max_size=3), st.dictionaries(predicates, st.lists(below, min_size=1, max_size=2), max_size=2)
    ),
    max_leaves=8,
)
statements = st.lists(st.tuples(iris, predicates, trees), min_size=1, max_size=8)


def grow(graph: Graph, tree: object) -> Node:
    """Add what *tree* says to *graph*: a list as an rdf:List, a dictionary as a blank node."""
    if isinstance(tree, list):
        return Collection(graph, BNode(), [grow(graph, branch) for branch in tree]).uri if tree else RDF.nil
    if isinstance(tree, dict):
        node = BNode()
        for predicate, branches in tree.items():
            for branch in branches:
                graph.add((node, predicate, grow(graph, branch)))
        return node
    assert isinstance(tree, Node)
    return tree


def graph_of(said: list[tuple[URIRef, URIRef, object]]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for subject, predicate, tree in said:
        graph.add((subject, predicate, grow(graph, tree)))
    return graph


@given(said=statements)
def test_a_graph_is_read_back_as_it_was_written(
    said: list[tuple[URIRef, URIRef, object]], normal_form: Callable[[Graph], str]
) -> None:
    graph = graph_of(said)
    written = turtle.canonical(graph, BASE, "x", {"tides": BASE + "ns/tides#"})
    assert normal_form(parse(written)) == normal_form(graph)


@given(statements, st.randoms(use_true_random=False))
def test_one_graph_has_one_text_whatever_the_order_of_its_triples(
    said: list[tuple[URIRef, URIRef, object]], shuffle: random.Random
) -> None:
    shuffled = list(said)
    shuffle.shuffle(shuffled)
    once, again = (turtle.canonical(graph_of(order), BASE, "x", {}) for order in (said, shuffled))
    assert once == again
    assert turtle.canonical(parse(once), BASE, "x", {}) == once


def test_every_record_of_the_example_is_read_back_as_it_was_written(published: Registry) -> None:
    for head in published.ledger.heads().values():
        version = published.ledger.latest(head.name)
        assert version is not None
        graph, own = published.catalogue.graph(version.record), turtle.own_prefixes(version.record.text, BASE)
        if head.kind != "shapes":
            assert turtle.canonical(graph, BASE, head.name, own).encode() == version.record.text


# Comments


@pytest.mark.parametrize(
    ("text", "head", "later"),
    [
        ("<a> <b> <c> .", "", None),
        ("# one\n#two\n\n<a> <b> <c> .", "# one\n#two\n", None),
        ("\n# one  \n<a> <b> <c> .", "# one\n", None),
        ("# one\r\n<a> <b> <c> .\r\n", "# one\n", None),
        ("<a> <b> <c> .\n# late", "", 2),
        ("# one\n<a>\n  # late\n <b> <c> .", "# one\n", 3),
        ("<a> <b> <c> . # beside", "", 1),
        ("<a> <b#c> <d> .", "", None),
        ('<a> <b> "no # comment" .', "", None),
        ('<a> <b> """text\n# no comment\n""" .', "", None),
        ("<a> <b> '''text\n# no comment\n''', '#' .", "", None),
        ('<a> <b> "a \\" # no comment" . # but this', "", 1),
        ('<a> <b> """\u2028\x0b""" .\n# late', "", 2),
        ("@prefix x: <y#> .\nx:a\\#b <b> <c> .", "", None),
    ],
)
def test_comments_at_the_head_are_kept_and_later_ones_are_found(text: str, head: str, later: int | None) -> None:
    assert turtle.comments(text) == (head, later)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("@prefix tides: <ns/tides#> .", {"tides": BASE + "ns/tides#"}),
        ("PREFIX tides: <ns/tides#>", {"tides": BASE + "ns/tides#"}),
        ("  @prefix  a-b:  <ns/status/> .", {"a-b": BASE + "ns/status/"}),
        ("@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix : <ns/x#> .", {}),
    ],
)
def test_a_catalogues_own_prefixes_are_those_of_relative_namespaces(text: str, own: dict[str, str]) -> None:
    assert turtle.own_prefixes(text.encode(), BASE) == own


# Finding the line

RECORD = '''\
@prefix dcterms: <http://purl.org/dc/terms/> .

<datasets/x>
    a <http://www.w3.org/ns/dcat#Dataset> ;
    dcterms:title "T\u2028"@en ;
    dcterms:description """told by
dcterms:publisher or not"""@en ;
    <https://example.org/p> 1 ;
    <sources/list#column> 2 .

<datasets/x#part>
    dcterms:title "P"@en .

tides:Station dcterms:title "S"@en .
'''


@pytest.mark.parametrize(
    ("subject", "predicate", "line"),
    [
        ("datasets/x", None, 3),
        ("datasets/x", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", 4),
        ("datasets/x", "http://purl.org/dc/terms/title", 5),
        ("datasets/x", "https://example.org/p", 8),
        ("datasets/x", BASE + "sources/list#column", 9),
        ("datasets/x", "http://purl.org/dc/terms/license", 3),
        ("datasets/x#part", "http://purl.org/dc/terms/title", 12),
        ("datasets/x#part", "http://purl.org/dc/terms/license", 11),
        ("ns/tides#Station", "http://purl.org/dc/terms/title", 14),
        ("datasets/nobody", None, None),
        ("datasets/nobody", "http://purl.org/dc/terms/title", None),
    ],
)
def test_a_statement_is_found_where_it_stands_else_its_subject(
    subject: str, predicate: str | None, line: int | None
) -> None:
    assert turtle.locate(RECORD, BASE + subject, predicate, BASE) == line


def test_a_property_is_not_found_where_it_is_only_pointed_at() -> None:
    text = "<shapes/x#Title>\n    sh:path dcterms:title ;\n    sh:minCount 1 .\n"
    assert turtle.locate(text, BASE + "shapes/x#Title", "http://purl.org/dc/terms/title", BASE) == 1
