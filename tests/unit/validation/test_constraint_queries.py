"""Queries of SPARQL-based constraints: whether they can be read, and whether they name the properties they ask for."""

from __future__ import annotations

import pytest
from rdflib import SH, Graph, Literal, URIRef

from radcat.validation import constraint_queries

NAMED = (
    "SELECT $this { $this <p:a>/^<p:b>+ ?x . ?x <p:c> [ <p:d> 1 ] }",
    "SELECT $this { $this ?p ?x }",
    "SELECT $this { BIND (<p:a> AS ?p) $this <p:b> ?x . ?x ?p ?y OPTIONAL { ?y ?p ?z } }",
    "SELECT $this { BIND (<p:a> AS ?p) $this <p:b> ?x FILTER NOT EXISTS { ?x ?p ?y . ?y <p:b> ?z , ?w } }",
    "SELECT $this { $this <p:a> ?x { ?x <p:b> ?y } UNION { ?x <p:c> ?y } FILTER (?y = 1 || EXISTS { ?y <p:d> 2 }) }",
    "SELECT $this { $this <p:a> ?x } GROUP BY $this HAVING (COUNT(?x) > 2)",
)
OPEN = (
    "SELECT $this { ?x ?p $this }",
    "SELECT $this { $this <p:a> ?x . ?x <p:b> ?y ; ?p ?z }",
    "SELECT $this { $this <p:a> ?x . ?x !(<p:b>|<p:c>) ?y }",
    "SELECT $this { $this <p:a> ?x . ?x <p:b>/(<p:a>|!<p:c>)* ?y }",
    "SELECT $this { $this <p:a> ?x FILTER NOT EXISTS { ?x ?p ?y } }",
    "SELECT $this { $this <p:a> ?x FILTER (?x = 1 || EXISTS { ?y ?p ?x }) }",
    "SELECT $this { BIND (<p:a> AS ?p) { SELECT ?x { ?x ?p ?y } } $this <p:b> ?x }",
    "SELECT $this { BIND (<p:a> AS ?p) { $this <p:b> ?x FILTER NOT EXISTS { ?x ?p ?y } } }",
    "SELECT $this { $this <p:a> ?x OPTIONAL { ?x ?p ?y } }",
    "SELECT $this { $this <p:a> ?x BIND (EXISTS { ?x ?p ?y } AS ?has) }",
    "SELECT $this { $this <p:a> ?x } GROUP BY $this HAVING (EXISTS { ?x ?p ?y })",
)


def shapes_with(query: str) -> Graph:
    graph = Graph()
    graph.add((URIRef("x:constraint"), SH.select, Literal(query)))
    return graph


@pytest.mark.parametrize("query", NAMED)
def test_a_query_names_its_properties_or_gives_them_by_bind(query: str) -> None:
    assert constraint_queries.syntax_fault(query) is None
    assert constraint_queries.name_their_properties(shapes_with(query))


@pytest.mark.parametrize("query", OPEN)
def test_a_query_that_may_come_across_any_property_is_told_from_those(query: str) -> None:
    assert constraint_queries.syntax_fault(query) is None
    assert not constraint_queries.name_their_properties(shapes_with(query))


def test_a_query_that_cannot_be_read_may_ask_for_anything() -> None:
    assert constraint_queries.syntax_fault("SELECT $this {") is not None
    assert not constraint_queries.name_their_properties(shapes_with("SELECT $this {"))


def test_the_prefixes_that_a_constraint_declares_are_known_to_its_query() -> None:
    graph = shapes_with("SELECT $this { $this x:a $PATH }")
    constraint, prefixes, declared = (URIRef(f"x:{name}") for name in ("constraint", "prefixes", "declared"))
    assert not constraint_queries.name_their_properties(graph)
    for triple in (
        (constraint, SH.prefixes, prefixes),
        (prefixes, SH.declare, declared),
        (declared, SH.prefix, Literal("x")),
        (declared, SH.namespace, Literal("x:")),
    ):
        graph.add(triple)
    assert constraint_queries.name_their_properties(graph)
