"""Views: a graph read into plain values."""

from __future__ import annotations

from hashlib import sha256

import pytest
from rdflib import SKOS, XSD, Graph, Literal, URIRef

from radcat import model
from radcat.bootstrap import Registry
from radcat.catalogue import Scope
from radcat.model import KINDS, Agent, Concept, Dataset, Record

BASE = "http://127.0.0.1:8000/"
HEAD = """
@prefix bibo: <http://purl.org/ontology/bibo/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
"""


def graph_of(turtle: str) -> Graph:
    return Graph().parse(data=HEAD + turtle, format="turtle", publicID=BASE)


def dataset_of(turtle: str) -> Dataset:
    return model.read(Dataset, graph_of(turtle), URIRef(BASE + "d"))


def test_a_dataset_is_read_with_the_labels_of_what_it_points_at(published: Registry) -> None:
    record = published.catalogue.version("datasets/gullhaven-hourly").record
    dataset = published.catalogue.dataset(record)
    assert dataset.iri == BASE + "datasets/gullhaven-hourly"
    assert dataset.title == "Hourly sea level at Gullhaven"
    assert dataset.publisher is not None
    assert dataset.publisher.name == "Seven Skerries Tide Office"
    assert not dataset.publisher.is_person
    assert dataset.conditions_of_access is not None
    assert dataset.conditions_of_access.notation == "open"
    assert dataset.other_identifiers == ("https://doi.org/10.5555/gullhaven",)
    assert [d.byte_size for d in dataset.distributions] == [245280, None]
    assert (dataset.issued, dataset.modified, dataset.version) == ("2020-02-29", "2021-03", "1.10")


def test_authors_come_in_the_order_of_the_author_list(published: Registry) -> None:
    record = published.catalogue.version("datasets/gullhaven-hourly").record
    authors = published.catalogue.dataset(record).authors
    assert [author.iri.rpartition("/")[2] for author in authors] == ["gullhaven-harbour-board", "asa-mueller"]
    assert [author.is_person for author in authors] == [False, True]


@pytest.mark.parametrize(
    ("list_", "order"),
    [
        ("bibo:authorList ( <c> <a> <b> ) ;", "cab"),
        ("bibo:authorList ( <b> ) ;", "bac"),
        ("bibo:authorList ( <x> <c> ) ;", "cab"),
        ("bibo:authorList () ;", "abc"),
        ("", "abc"),
    ],
)
def test_creators_that_no_list_orders_follow_in_a_stable_order(list_: str, order: str) -> None:
    dataset = dataset_of(f"<d> {list_} dcterms:creator <b>, <c>, <a> .")
    assert "".join(author.iri.removeprefix(BASE) for author in dataset.authors) == order


@pytest.mark.parametrize(
    ("titles", "chosen"),
    [
        ('"Deich"@de, "dyke"@en', "dyke"),
        ('"Deich"@de, "dyke"', "dyke"),
        ('"Deich"@de, "dyke"@en-GB', "dyke"),
        ('"Zaun"@de, "barrière"@fr', "Zaun"),
        ('"b"@en, "a"@en', "a"),
    ],
)
def test_english_and_untagged_texts_come_first_then_the_alphabet(titles: str, chosen: str) -> None:
    assert dataset_of(f"<d> dcterms:title {titles} .").title == chosen


def test_an_absent_fact_is_an_absent_value() -> None:
    empty = dataset_of("<other> dcterms:title 'x' .")
    assert empty == Dataset(iri=BASE + "d")
    assert empty.authors == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("245280", 245280),
        ("007", 7),
        ("+5", 5),
        ("-3", -3),
        ("", None),
        ("1.5", None),
        ("many", None),
        ("²", None),
        ("٣", None),
        ("--5", None),
        ("9" * 5000, None),
    ],
)
def test_a_number_is_an_integer_or_nothing(text: str, number: int | None) -> None:
    assert model.number(Graph(), Literal(text, datatype=XSD.string)) == number


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("<c> skos:prefLabel 'p' ; rdfs:label 'l' ; dcterms:title 't' ; foaf:name 'n' .", "p"),
        ("<c> rdfs:label 'l' ; dcterms:title 't' ; foaf:name 'n' .", "l"),
        ("<c> dcterms:title 't' ; foaf:name 'n' .", "t"),
        ("<c> foaf:name 'n' .", "n"),
        ("<c> skos:prefLabel 'q'@de, 'p'@en .", "p"),
        ("", BASE + "c"),
    ],
)
def test_a_label_is_the_best_name_or_the_iri(said: str, label: str) -> None:
    assert model.label(graph_of(said), URIRef(BASE + "c")) == label


@pytest.mark.parametrize(
    ("concept", "name", "code"),
    [
        (Concept(iri="i", label="l", notation="n"), "l", "n"),
        (Concept(iri="i", label="l"), "l", "l"),
        (Concept(iri="i", notation="n"), "i", "n"),
        (Concept(iri="i"), "i", "i"),
    ],
)
def test_a_concept_has_a_name_and_a_shorter_one(concept: Concept, name: str, code: str) -> None:
    assert (concept.name, concept.code) == (name, code)


def test_a_notation_stands_for_the_node_that_has_it() -> None:
    graph, node = Graph(), URIRef("http://x/id")
    assert model.notation(graph, node) == "http://x/id"
    graph.add((node, SKOS.notation, Literal("10.1/x")))
    assert model.notation(graph, node) == "10.1/x"


def test_a_view_can_be_read_of_any_source_that_looks_like_a_graph(published: Registry) -> None:
    record = published.catalogue.version("agents/asa-mueller").record
    agent = model.read(Agent, published.catalogue.scope(record), record.iri(BASE))
    assert (agent.name, agent.is_person) == ("Åsa Müller", True)


def test_a_record_is_known_by_its_name_and_the_hash_of_its_text() -> None:
    record = Record("dataset", "datasets/x", b"text")
    assert record.slug == "x"
    assert Record("catalog", "catalog", b"").slug == "catalog"
    assert record.sha256 == sha256(b"text").hexdigest()
    assert record.iri("https://example.org/") == URIRef("https://example.org/datasets/x")


def test_a_record_is_published_after_what_it_refers_to() -> None:
    order = [kind.name for kind in KINDS]
    assert order.index("scheme") < order.index("agent") < order.index("dataset") < order.index("catalog")


def test_a_literal_keeps_its_language_and_its_datatype_and_a_blank_node_its_label() -> None:
    graph = Graph().parse(
        data="""
        @prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <http://x/d> dcterms:title "Pegel"@de ; dcterms:issued "2019Z"^^xsd:gYear ; dcterms:isPartOf [] ;
            dcterms:isReferencedBy <http://x/p> .
        """,
        format="turtle",
    )
    found = model.read(model.Dataset, graph, URIRef("http://x/d"))
    assert isinstance(found.title, model.Text)
    assert (found.title, found.title.language, found.title.datatype) == ("Pegel", "de", None)
    assert isinstance(found.issued, model.Text)
    assert found.issued.datatype == "http://www.w3.org/2001/XMLSchema#gYear"
    assert [type(part) for part in (*found.is_part_of, *found.publications)] == [str]


def test_a_literal_where_an_agent_is_expected_is_its_name() -> None:
    graph = Graph().parse(
        data='<http://x/d> <http://purl.org/dc/terms/creator> "Hydrographic Office" ; '
        "<http://www.w3.org/ns/dcat#contactPoint> <mailto:a@example.org> .",
        format="turtle",
    )
    found = model.read(model.Dataset, graph, URIRef("http://x/d"))
    assert [agent.name for agent in found.creators] == ["Hydrographic Office"]
    assert isinstance(found.creators[0].iri, model.Blank)
    assert [contact.email for contact in found.contacts] == ["mailto:a@example.org"]


def test_a_list_in_a_circle_ends() -> None:
    graph = Graph().parse(
        data="@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . "
        "<http://x/l> rdf:first <http://x/a> ; rdf:rest <http://x/l> .",
        format="turtle",
    )
    assert model.sequence(graph, URIRef("http://x/l")) == ("http://x/a",)


@pytest.mark.parametrize(
    ("said", "wanted", "shown"),
    [
        ('rdfs:label "a"@en , "b"@de', (), ("en", "a")),
        ('rdfs:label "a"@en , "b"@de', ("de",), ("de", "b")),
        ('rdfs:label "a"@en , "b"@de', ("fr", "de-AT"), ("de", "b")),
        ('rdfs:label "a"@fr , "b"@de ; dcterms:description "c"@de', (), ("de", "b")),
        ('rdfs:label "a"@fr , "b"@de ; dcterms:description "c"@de', ("it",), ("it", "b")),
        ('rdfs:label "a"@fr , "b"@de ; dcterms:description "c"@de', ("fr",), ("fr", "a")),
        ('rdfs:label "a"@de ; dcterms:description "c"@en', ("en",), ("en", "a")),
        ('rdfs:label "a" , "b"@de', (), ("", "a")),
        ('rdfs:label "a" , "b"@de', ("de",), ("de", "b")),
        ('rdfs:label "a"@EN-us , "b"@de', (), ("en-US", "a")),
    ],
)
def test_a_node_is_shown_in_the_language_that_is_wanted_or_else_in_one_that_most_of_it_has(
    said: str, wanted: tuple[str, ...], shown: tuple[str, str]
) -> None:
    scope, thing = (
        Scope(graph_of(f"<thing> {said} ."), "thing", BASE, Graph(), lambda _name: None),
        URIRef(f"{BASE}thing"),
    )
    scope.languages = model.preference(scope, thing, wanted, "en")
    assert (scope.languages[0], model.label(scope, thing)) == shown
