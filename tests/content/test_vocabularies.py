"""Rules of this repository's terms and concepts."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, VANN, Graph, Literal, URIRef
from rdflib.term import Node

EU = "http://publications.europa.eu/resource/authority/"
TRANSLATED = ("de", "es", "fr")


@pytest.fixture(scope="session")
def vocabularies(content: Any) -> Graph:
    """Everything in ontology/."""
    graph: Graph = content.of("ontology/")
    return graph


def test_every_concept_has_a_label_a_notation_and_a_scheme(vocabularies: Graph) -> None:
    concepts = _concepts(vocabularies)
    assert concepts
    for concept in concepts:
        for needed in (SKOS.prefLabel, SKOS.notation, SKOS.inScheme):
            assert (concept, needed, None) in vocabularies, f"{concept} has no {needed}"


def test_every_concept_of_ours_has_a_definition(vocabularies: Graph) -> None:
    """An entry of an EU table is defined there, and our slice repeats no more than its label and code."""
    for concept in _concepts(vocabularies):
        if not concept.startswith(EU):
            assert (concept, SKOS.definition, None) in vocabularies, f"{concept}: say what it means"


def test_a_concept_has_one_label_in_english_and_one_at_most_in_another_language(vocabularies: Graph) -> None:
    for concept in _concepts(vocabularies):
        tags = [_tag(label) for label in vocabularies.objects(concept, SKOS.prefLabel)]
        assert "en" in tags, concept
        assert set(tags) <= {"en", *TRANSLATED}, concept
        assert len(set(tags)) == len(tags), concept


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_scheme_says_in_a_language_that_its_labels_in_it_are_translations_of_our_own(
    content: Any, vocabularies: Graph, tag: str
) -> None:
    """Labels that come with a table, as in ns/eu, need no note; see docs/languages.md."""
    for scheme in vocabularies.subjects(RDF.type, SKOS.ConceptScheme):
        if not str(scheme).startswith(content.base):
            continue
        ours = [c for c in vocabularies.subjects(SKOS.inScheme, scheme) if str(c).startswith(content.base)]
        translated = [c for c in ours if tag in map(_tag, vocabularies.objects(c, SKOS.prefLabel))]
        notes = [note for note in vocabularies.objects(scheme, SKOS.editorialNote) if _tag(note) == tag]
        assert len(notes) == bool(translated), scheme
        assert translated in ([], ours), f"{scheme} has labels in {tag} for some of its concepts only"


def test_a_saved_query_that_reads_labels_says_in_which_language(content: Any) -> None:
    """Else it has a row for each language."""
    queries = [str(o) for o in content.of("records/queries/").objects(None, SH.select)]
    reading = [query for query in queries if "skos:prefLabel" in query]
    assert reading
    for query in reading:
        read = set(re.findall(r"skos:prefLabel\S* (\?\w+)", query))
        assert read <= set(re.findall(r"LANG\((\?\w+)\)", query)), query


@pytest.mark.parametrize("naming", [SKOS.notation, SKOS.prefLabel])
def test_a_code_or_label_means_one_concept_of_its_scheme(vocabularies: Graph, naming: URIRef) -> None:
    names = Counter(
        (scheme, _tag(name), str(name).casefold())
        for concept in _concepts(vocabularies)
        for scheme in vocabularies.objects(concept, SKOS.inScheme)
        for name in vocabularies.objects(concept, naming)
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_an_alternative_label_is_not_the_label_of_another_concept(vocabularies: Graph) -> None:
    """Else a search by name finds two, and a curator takes the wrong one."""
    for concept in _concepts(vocabularies):
        scheme = vocabularies.value(concept, SKOS.inScheme)
        others = {
            str(label).casefold()
            for other in vocabularies.subjects(SKOS.inScheme, scheme)
            if other != concept
            for label in vocabularies.objects(other, SKOS.prefLabel)
        }
        found = {str(o).casefold() for o in vocabularies.objects(concept, SKOS.altLabel)} & others
        assert not found, f"{concept}: {found}"


def test_every_scheme_has_a_title_and_a_description(vocabularies: Graph) -> None:
    schemes = set(vocabularies.subjects(RDF.type, SKOS.ConceptScheme))
    assert {scheme for _, scheme in vocabularies.subject_objects(SKOS.inScheme)} == schemes
    for scheme in schemes:
        assert (scheme, DCTERMS.title, None) in vocabularies, scheme
        assert (scheme, DCTERMS.description, None) in vocabularies, scheme


def test_a_scheme_and_its_top_concepts_name_each_other(vocabularies: Graph) -> None:
    down = set(vocabularies.subject_objects(SKOS.hasTopConcept))
    up = {(scheme, concept) for concept, scheme in vocabularies.subject_objects(SKOS.topConceptOf)}
    assert down
    assert down == up


def test_a_concept_of_ours_is_at_the_top_or_has_a_broader_one_in_its_scheme(content: Any, vocabularies: Graph) -> None:
    for concept in _concepts(vocabularies):
        if not concept.startswith(content.base):
            continue
        broader = set(vocabularies.objects(concept, SKOS.broader))
        schemes = {vocabularies.value(other, SKOS.inScheme) for other in broader}
        is_top = (concept, SKOS.topConceptOf, None) in vocabularies
        assert is_top or schemes == {vocabularies.value(concept, SKOS.inScheme)}, concept


def test_every_term_of_ours_has_a_label_a_definition_a_home_and_a_reason(content: Any) -> None:
    """The reason, an editorial note, says why no standard term serves."""
    graph, terms = content.graphs["ontology/radcat.ttl"], _terms(content)
    assert terms
    for term in terms:
        for needed in (RDFS.label, SKOS.definition, SKOS.editorialNote):
            assert (term, needed, None) in graph, f"{content.name(term)} has no {needed}"
        assert graph.value(term, RDFS.isDefinedBy) == content.iri("ns/radcat")
        kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty}
        assert kinds & set(graph.objects(term, RDF.type)), content.name(term)


def test_no_term_of_ours_is_idle(content: Any) -> None:
    used = {term for below in ("records/", "ontology/schemes/") for triple in content.of(below) for term in triple}
    assert [content.name(term) for term in _terms(content) if term not in used] == []


def test_the_ontology_says_by_which_prefix_it_likes_to_be_called(content: Any) -> None:
    graph = content.graphs["ontology/radcat.ttl"]
    assert str(graph.value(content.iri("ns/radcat"), VANN.preferredNamespacePrefix)) == "radcat"


def _tag(node: Node) -> str | None:
    return node.language if isinstance(node, Literal) else None


def _terms(content: Any) -> list[Node]:
    start = content.base + "ns/radcat#"
    return sorted({s for s in content.graphs["ontology/radcat.ttl"].subjects() if str(s).startswith(start)})


def _concepts(graph: Graph) -> list[URIRef]:
    return sorted(c for c in graph.subjects(RDF.type, SKOS.Concept) if isinstance(c, URIRef))
