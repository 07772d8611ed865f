"""The service description and VoID: a pure function of facts, that claims what it is told and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rdflib import DCTERMS, RDF, SH, VOID, Graph, Literal, URIRef

from radcat.rdf.namespaces import SCHEMA, SD
from radcat.sparql.description import FORMAT_IRIS, Example, Facts, Limit, Partition, Statistics, describe
from radcat.sparql.request import GRAPH_FORMATS, SOLUTION_FORMATS

BASE = "http://registry.example/"
ENDPOINT = URIRef(f"{BASE}sparql")
DATASET = URIRef(f"{BASE}.well-known/void#dataset")
MODALITIES = Example(f"{BASE}queries/modalities", "Which?", "Counts.", "SELECT * { ?s ?p ?o }", "SELECT")
IS_THERE = Example(f"{BASE}queries/any", "Any?", None, "ASK {}", "ASK")
FACTS = Facts(
    endpoint=str(ENDPOINT),
    dataset=str(DATASET),
    base=BASE,
    limits=(Limit("RADCAT_QUERY_TIMEOUT", "time that a query may take", 1.5, "s"),),
    statistics=Statistics(
        triples=12,
        entities=3,
        subjects=4,
        objects=9,
        graphs=2,
        classes=(
            Partition("http://www.w3.org/ns/dcat#Dataset", entities=2),
            Partition("http://strange.example/?a=1", entities=1),
        ),
        properties=(Partition(str(DCTERMS.title), triples=2, subjects=2, objects=1),),
    ),
    examples=(MODALITIES, IS_THERE),
    about=((DCTERMS.title, Literal("A registry", lang="en")),),
    root_resources=(f"{BASE}catalog",),
    example_resources=(f"{BASE}datasets/a",),
)


def values(graph: Graph, subject: URIRef, predicate: URIRef) -> set[Any]:
    return {value.toPython() if isinstance(value, Literal) else value for value in graph.objects(subject, predicate)}


def test_a_client_finds_the_service_under_the_address_that_it_asked() -> None:
    """Comunica looks for sd:endpoint under that subject, and a service may have its endpoint's IRI (section 3.1)."""
    graph = describe(FACTS)
    assert list(graph.subjects(RDF.type, SD.Service)) == [ENDPOINT]
    assert values(graph, ENDPOINT, SD.endpoint) == {ENDPOINT}


def test_every_format_that_answers_come_in_is_named_and_has_an_iri() -> None:
    assert set(FORMAT_IRIS) == {row.name for row in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}
    assert values(describe(FACTS), ENDPOINT, SD.resultFormat) == set(FORMAT_IRIS.values())


@pytest.mark.parametrize(
    ("changed", "predicate", "claimed", "iri"),
    [
        ({}, SD.supportedLanguage, True, SD.SPARQL11Query),
        ({}, SD.supportedLanguage, False, SD.SPARQL11Update),
        ({"updates": True}, SD.supportedLanguage, True, SD.SPARQL11Update),
        ({}, SD.feature, True, SD.UnionDefaultGraph),
        ({"union_default_graph": False}, SD.feature, False, SD.UnionDefaultGraph),
        ({}, SD.feature, False, SD.BasicFederatedQuery),
        ({"services": ("http://other.example/sparql",)}, SD.feature, True, SD.BasicFederatedQuery),
        ({}, SD.feature, False, SD.EmptyGraphs),
        ({}, SD.feature, False, SD.DereferencesURIs),
        ({"result_formats": ("json",)}, SD.resultFormat, False, FORMAT_IRIS["csv"]),
    ],
)
def test_nothing_is_claimed_that_is_off(changed: dict[str, Any], predicate: URIRef, claimed: bool, iri: URIRef) -> None:
    assert ((ENDPOINT, predicate, iri) in describe(replace(FACTS, **changed))) is claimed


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?n { [] sd:defaultDataset/sd:defaultGraph/void:triples ?n }", {"12"}),
        ("SELECT ?n { [] sd:defaultDataset/sd:namedGraph [ a sd:GraphCollection ; schema:numberOfItems ?n ] }", {"2"}),
        ("SELECT ?n { ?d a void:Dataset ; void:triples ?n }", {"12"}),
        ("SELECT ?n { ?d a void:Dataset ; void:entities ?n }", {"3"}),
        ("SELECT ?n { ?d a void:Dataset ; void:classes ?n }", {"2"}),
        ("SELECT ?n { ?d a void:Dataset ; void:properties ?n }", {"1"}),
        ("SELECT ?n { ?d a void:Dataset ; void:distinctSubjects ?n }", {"4"}),
        ("SELECT ?n { ?d a void:Dataset ; void:distinctObjects ?n }", {"9"}),
        ("SELECT ?n { [] void:classPartition [ void:class dcat:Dataset ; void:entities ?n ] }", {"2"}),
        ("SELECT ?n { [] void:classPartition [ void:class <http://strange.example/?a=1> ; void:entities ?n ] }", {"1"}),
        ("SELECT ?n { [] void:propertyPartition [ void:property dcterms:title ; void:triples ?n ] }", {"2"}),
        ("SELECT ?v { [] void:vocabulary ?v }", {"http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"}),
        ("SELECT ?t { ?d a void:Dataset ; dcterms:title ?t }", {"A registry"}),
        ("SELECT ?e { ?d a void:Dataset ; void:sparqlEndpoint ?e }", {str(ENDPOINT)}),
        ("SELECT ?s { ?d a void:Dataset ; void:uriSpace ?s }", {BASE}),
        ("SELECT ?r { ?d a void:Dataset ; void:rootResource ?r }", {f"{BASE}catalog"}),
        ("SELECT ?r { ?d a void:Dataset ; void:exampleResource ?r }", {f"{BASE}datasets/a"}),
        ("SELECT ?d { ?page a void:DatasetDescription ; foaf:primaryTopic ?d }", {str(DATASET)}),
        ("SELECT ?v { [] schema:additionalProperty [ schema:unitText 's' ; schema:value ?v ] }", {"1.5"}),
        ("SELECT ?q { ?q a sh:SPARQLSelectExecutable ; schema:target [] ; sh:select ?text }", {MODALITIES.iri}),
        ("SELECT ?q { ?q a sh:SPARQLAskExecutable ; sh:ask 'ASK {}' }", {IS_THERE.iri}),
        (
            "SELECT ?n { [] sh:prefixes/sh:declare [ sh:prefix 'dcat' ; sh:namespace ?n ] }",
            {"http://www.w3.org/ns/dcat#"},
        ),
    ],
)
def test_the_description_answers_what_clients_ask_of_it(query: str, expected: set[str]) -> None:
    graph = describe(FACTS)
    assert {str(row[0]) for row in graph.query(query)} == expected  # type: ignore[index]  # rows of a SELECT


def test_what_is_not_known_is_not_said() -> None:
    graph = describe(replace(FACTS, statistics=None))
    assert not list(graph.triples((None, VOID.triples, None)))
    assert not list(graph.triples((None, VOID.classPartition, None)))
    assert not list(graph.triples((None, SD.namedGraph, None)))


def test_an_endpoint_without_a_dataset_of_its_own_describes_no_dataset() -> None:
    """Which is that of scratch mode."""
    graph = describe(Facts(endpoint=str(ENDPOINT), union_default_graph=False, updates=True))
    assert not list(graph.subjects(RDF.type, VOID.Dataset))
    assert values(graph, ENDPOINT, SD.supportedLanguage) == {
        SD.SPARQL10Query,
        SD.SPARQL11Query,
        SD.SPARQL11Update,
    }
    assert not list(graph.objects(None, SD.feature))


def test_no_node_is_blank_so_that_one_state_has_one_description() -> None:
    graph = describe(FACTS)
    assert all(isinstance(node, URIRef | Literal) for triple in graph for node in triple)
    assert graph.serialize(format="turtle") == describe(FACTS).serialize(format="turtle")


def test_an_example_without_a_comment_has_none() -> None:
    graph = describe(FACTS)
    assert (URIRef(IS_THERE.iri), SCHEMA.target, ENDPOINT) in graph
    assert (URIRef(IS_THERE.iri), SH.prefixes, None) in graph
    assert not list(graph.objects(URIRef(IS_THERE.iri), URIRef("http://www.w3.org/2000/01/rdf-schema#comment")))
