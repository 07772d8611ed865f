"""SPARQL 1.1 Update on records' own graphs: what it changes, what it leaves as it is written, what it refuses."""

from __future__ import annotations

import pytest
from rdflib import Graph

from radcat.editing import evaluation, update
from radcat.errors import QuerySyntaxError, UnknownRecord, UpdateRefused
from radcat.rdf import turtle

BASE = "http://example.org/"
PREFIXES = "PREFIX : <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
A = ":a :n 01 , 1.50 ; :s 'x' ; :part [ :n 7 ] ."
B = ":b :n 2 ."


def graph(text: str) -> Graph:
    return turtle.parse(("@prefix : <http://example.org/> .\n" + text).encode(), BASE, "test")


def outcome(
    text: str, *, using: tuple[str, ...] = (), using_named: tuple[str, ...] = (), **texts: str
) -> dict[str, str]:
    """What graphs :a, :b and others are after an update, as canonical Turtle without its prefixes."""
    parsed = update.parse(PREFIXES + text, BASE, using, using_named)
    state = {iri: graph(texts.get(iri.removeprefix(BASE), "")) for iri in parsed.names}
    found = evaluation.evaluate(parsed, state)
    return {iri.removeprefix(BASE): written(after) for iri, after in found.items()}


def written(of: Graph) -> str:
    return " ".join(turtle.canonical(of, BASE, "test", {}).split())


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("INSERT DATA { GRAPH :b { :b :n 3 } }", {"b": ":b :n 2, 3 ."}),
        ("INSERT DATA { GRAPH :b { :b :n 2 } }", {"b": B}),
        ("DELETE DATA { GRAPH :b { :b :n 2 } }", {"b": ""}),
        ("DELETE DATA { GRAPH :b { :b :n 02 } }", {"b": B}),
        ("DELETE DATA { GRAPH :a { :a :s 'x'^^xsd:string } }", {"a": ":a :n 01 , 1.50 ; :part [ :n 7 ] ."}),
        ("DELETE WHERE { GRAPH :b { ?s ?p ?o } }", {"b": ""}),
        ("DELETE WHERE { GRAPH :a { :a ?p ?o } GRAPH :b { ?s ?p ?o } }", {"a": A, "b": B}),
        ("WITH :b DELETE { ?s :n ?n } INSERT { ?s :n ?m } WHERE { ?s :n ?n BIND(?n + 1 AS ?m) }", {"b": ":b :n 3 ."}),
        ("WITH :b DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?o = 2.0) }", {"b": ""}),
        ("INSERT { GRAPH :b { ?s :n ?n } } WHERE { GRAPH :a { ?s :n ?n FILTER(ISIRI(?s)) } }",
         {"a": A, "b": ":a :n 01, 1.50 . :b :n 2 ."}),
        ("WITH :a DELETE { ?s :part ?p . ?p ?q ?o } WHERE { ?s :part ?p . ?p ?q ?o }",
         {"a": ":a :n 01, 1.50 ; :s 'x' ."}),
        ("WITH :b INSERT { :b :part [ :n ?n ] } WHERE { ?s :n ?n }", {"b": ":b :n 2 ; :part [ :n 2 ] ."}),
        ("INSERT DATA { GRAPH :b { :b :part _:x . _:x :n 3 } }", {"b": ":b :n 2 ; :part [ :n 3 ] ."}),
        ("INSERT { GRAPH :b { :b :n ?n } } USING :a WHERE { :a :n ?n }", {"a": A, "b": ":b :n 01, 1.50, 2 ."}),
        ("INSERT { GRAPH :b { :b :n ?n } } USING NAMED :a WHERE { GRAPH ?g { :a :n ?n } }",
         {"a": A, "b": ":b :n 01, 1.50, 2 ."}),
        ("DELETE { GRAPH ?g { ?s :n ?n } } USING NAMED :a USING NAMED :b WHERE { GRAPH ?g { ?s :n ?n FILTER(?n=2) } }",
         {"a": A, "b": ""}),
        ("WITH :b INSERT { :b :n ?nothing . ?s ?o 1 } WHERE { ?s ?p ?o }", {"b": B}),
        ("WITH :b INSERT { ?n :n 1 } WHERE { ?s :n ?n }", {"b": B}),
        ("CLEAR GRAPH :a", {"a": ""}),
        ("DROP GRAPH :a", {"a": ""}),
        ("DROP SILENT GRAPH :nothing", {"nothing": ""}),
        ("CREATE GRAPH :nothing", {"nothing": ""}),
        ("CREATE SILENT GRAPH :a", {"a": A}),
        ("COPY :a TO :b", {"a": A, "b": A}),
        ("ADD :b TO :a", {"a": A + B, "b": B}),
        ("MOVE :b TO :a", {"a": B, "b": ""}),
        ("MOVE :b TO :b", {"b": B}),
        ("COPY SILENT :nothing TO :b", {"nothing": "", "b": B}),
        ("DELETE DATA { GRAPH :b { :b :n 2 } } ; INSERT DATA { GRAPH :b { :b :n 4 } }", {"b": ":b :n 4 ."}),
        ("WITH :b INSERT { :b :n 5 } WHERE {} ; WITH :b DELETE { ?s :n ?n } WHERE { ?s :n ?n FILTER(?n>3) }", {"b": B}),
        ("", {}),
    ],
)  # fmt: skip
def test_an_update_changes_what_it_says(text: str, after: dict[str, str]) -> None:
    assert outcome(text, a=A, b=B) == {name: written(graph(content)) for name, content in after.items()}


def test_deletions_of_an_operation_come_before_its_insertions() -> None:
    """Section 3.1.3: with one solution after the other, the second would take away what the first has put."""
    text = "WITH :b DELETE { :b :n ?n } INSERT { :b :n ?m } WHERE { :b :n ?n BIND(3 - ?n AS ?m) }"
    assert outcome(text, b=":b :n 1, 2 .") == {"b": written(graph(":b :n 1, 2 ."))}


@pytest.mark.parametrize("literal", ["01", "1.50", "+1", "'x'@en-GB", "'1'^^xsd:byte", "'P12M'^^xsd:duration", "1e0"])
def test_what_an_update_does_not_touch_or_brings_keeps_its_letters(literal: str) -> None:
    kept = f"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . :b :kept {literal} ."
    found = outcome(f"INSERT DATA {{ GRAPH :b {{ :b :brought {literal} }} }}", b=kept)
    assert found == {"b": written(graph(f"{kept} :b :brought {literal} ."))}


def test_the_protocol_may_say_what_an_update_reads() -> None:
    named = outcome(
        "INSERT { GRAPH :b { :b :n ?n } } WHERE { GRAPH ?g { ?s :n ?n } }",
        using_named=(f"{BASE}c",),
        b=B,
        c=":c :n 9 .",
    )
    assert named["b"] == written(graph(":b :n 2, 9 ."))
    default = outcome("INSERT { GRAPH :b { :b :n ?n } } WHERE { ?s :n ?n }", using=(f"{BASE}c",), b=B, c=":c :n 9 .")
    assert default["b"] == written(graph(":b :n 2, 9 ."))


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("INSERT DATA { :a :n 1 }", "write GRAPH <record's IRI>"),
        ("DELETE DATA { :a :n 1 }", "write GRAPH <record's IRI>"),
        ("DELETE WHERE { ?s ?p ?o }", "write GRAPH <record's IRI>"),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", "USING NAMED"),
        ("INSERT { :a :n 1 } WHERE { GRAPH :a { ?s ?p ?o } }", "begin with WITH"),
        ("INSERT { GRAPH :a { :a :n 1 } } WHERE { ?s ?p ?o }", "by WITH, USING or GRAPH"),
        ("INSERT { GRAPH :a { :a :n 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }", "USING NAMED"),
        ("WITH :a INSERT { :a :n 1 } WHERE { GRAPH ?g { ?s ?p ?o } }", "USING NAMED"),
        ("WITH :a INSERT { GRAPH ?g { :a :n 1 } } WHERE { ?s ?p ?g }", "USING NAMED"),
        ("WITH :a INSERT { :a :n 1 } WHERE { FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }", "USING NAMED"),
        ("INSERT { GRAPH :a { :a :n 1 } } WHERE { GRAPH :a { ?x ?y ?z } OPTIONAL { ?s ?p ?o } }", "by WITH, USING or"),
        ("INSERT { GRAPH :a { :a :n 1 } } WHERE { { SELECT ?s { ?s ?p ?o } } }", "by WITH, USING or GRAPH"),
        ("INSERT { GRAPH :a { :a :n 1 } } WHERE { FILTER EXISTS { ?s ?p ?o } }", "by WITH, USING or GRAPH"),
        ("WITH :a INSERT { GRAPH ?o { :a :n 1 } } USING NAMED :a WHERE { GRAPH :a { ?s :part ?o } }",
         "not a graph that the update names"),
        ("WITH :a INSERT { :a :n 1 } WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE"),
        ("LOAD <http://example.org/x> INTO GRAPH :a", "INSERT DATA"),
        ("CLEAR ALL", "CLEAR GRAPH <record's IRI>"),
        ("CLEAR DEFAULT", "CLEAR GRAPH <record's IRI>"),
        ("DROP NAMED", "DROP GRAPH <record's IRI>"),
        ("COPY DEFAULT TO :a", "COPY GRAPH <record's IRI>"),
        ("ADD :a TO DEFAULT", "ADD GRAPH <record's IRI>"),
        ("CREATE GRAPH :a", "CREATE SILENT"),
    ],
)  # fmt: skip
def test_what_does_not_name_its_graphs_is_refused_with_what_to_write(text: str, remedy: str) -> None:
    with pytest.raises(UpdateRefused, match=remedy):
        outcome(text, a=A, b=B)


@pytest.mark.parametrize(
    "text", ["DROP GRAPH :nothing", "CLEAR GRAPH :nothing", "MOVE :nothing TO :b", "ADD :nothing TO :b"]
)
def test_a_graph_that_is_not_there_can_not_be_cleared_or_copied(text: str) -> None:
    with pytest.raises(UnknownRecord, match="nothing"):
        outcome(text, a=A, b=B)


def test_an_operation_that_fails_leaves_all_of_the_request_undone() -> None:
    before = {f"{BASE}b": graph(B), f"{BASE}nothing": graph("")}
    parsed = update.parse(f"{PREFIXES} INSERT DATA {{ GRAPH :b {{ :b :n 3 }} }} ; DROP GRAPH :nothing", BASE)
    with pytest.raises(UnknownRecord):
        evaluation.evaluate(parsed, before)
    assert written(before[f"{BASE}b"]) == written(graph(B))


@pytest.mark.parametrize(
    ("text", "line"),
    [("ASK {}", 1), ("INSERT DATA {", 1), ("\n\nINSERT DATA { GRAPH <x> { :a :b } }", 3), ("DELETE {} WHERE {", 1)],
)
def test_what_is_no_update_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        update.parse(text, BASE)
    assert raised.value.line == line


def test_a_prefix_that_is_not_declared_is_a_fault_of_the_update() -> None:
    with pytest.raises(QuerySyntaxError, match="prefix"):
        update.parse("INSERT DATA { GRAPH <x> { x:a x:b x:c } }", BASE)
