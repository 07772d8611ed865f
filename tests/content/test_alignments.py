"""Matches with concepts of other vocabularies: each well formed, each with the document it was seen in."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pytest
from rdflib import DCTERMS, SKOS, Graph, Literal, URIRef

MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
# How each vocabulary writes the addresses of its concepts.
VOCABULARIES = {
    "COAR access rights": r"http://purl\.org/coar/access_right/c_[0-9a-f]+",
    "DICOM": r"http://dicom\.nema\.org/resources/ontology/DCM/([A-Z]+|[0-9]{6})",
    "DUO": r"http://purl\.obolibrary\.org/obo/DUO_[0-9]{7}",
    "EU authority tables": r"http://publications\.europa\.eu/resource/authority/[a-z-]+/[A-Z0-9_]+",
    "MeSH": r"http://id\.nlm\.nih\.gov/mesh/D[0-9]{6}([0-9]{3})?",
    "Mondo": r"http://purl\.obolibrary\.org/obo/MONDO_[0-9]{7}",
    "NCI Thesaurus": r"http://purl\.obolibrary\.org/obo/NCIT_C[0-9]+",
    "RadLex": r"http://www\.radlex\.org/RID/RID[0-9]+",
    "schema.org": r"https://schema\.org/[A-Z][A-Za-z]+",
    "SNOMED CT": r"http://snomed\.info/id/[0-9]{6,18}",
    "SPDX": r"http://spdx\.org/licenses/[A-Za-z0-9.-]+",
}


@pytest.fixture(scope="session")
def matches(content: Any) -> list[tuple[URIRef, URIRef, URIRef]]:
    """Every match that the schemes state."""
    schemes: Graph = content.of("ontology/schemes/")
    return sorted((s, p, o) for p in MATCHES for s, o in schemes.subject_objects(p))  # type: ignore[misc]


def test_a_concept_with_a_match_names_the_documents_in_which_it_was_verified(content: Any, matches: Any) -> None:
    """Codes are easily remembered wrongly; one that nobody saw in a document is left out."""
    schemes = content.of("ontology/schemes/")
    assert matches
    for concept in {concept for concept, _, _ in matches}:
        sources = list(schemes.objects(concept, DCTERMS.source))
        notes = [str(o) for o in schemes.objects(concept, SKOS.editorialNote) if isinstance(o, Literal)]
        assert sources, f"{content.name(concept)}: name the document with dcterms:source, or take the match out"
        assert all(isinstance(source, URIRef) for source in sources), content.name(concept)
        assert [note for note in notes if note.startswith("The matches were verified in ")], content.name(concept)


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_vocabulary_that_we_know_how_to_write_is_in_use(matches: Any, vocabulary: str) -> None:
    assert [other for _, _, other in matches if re.fullmatch(VOCABULARIES[vocabulary], other)]


def test_a_match_has_the_address_that_its_vocabulary_gives_it(matches: Any) -> None:
    pattern = re.compile("|".join(f"(?:{pattern})" for pattern in VOCABULARIES.values()))
    assert [other for _, _, other in matches if not pattern.fullmatch(other)] == []


def test_two_concepts_match_in_one_way_only(matches: Any) -> None:
    """SKOS forbids a concept to be both the same as another and broader or narrower."""
    ways = defaultdict[tuple[URIRef, URIRef], set[URIRef]](set)
    for concept, way, other in matches:
        ways[concept, other].add(way)
    assert {pair: found for pair, found in ways.items() if len(found) > 1} == {}


def test_no_two_concepts_of_ours_are_the_same_as_one_of_others(matches: Any) -> None:
    """Else they would be the same as each other."""
    same = defaultdict[URIRef, set[URIRef]](set)
    for concept, way, other in matches:
        if way == SKOS.exactMatch:
            same[other].add(concept)
    assert {other: concepts for other, concepts in same.items() if len(concepts) > 1} == {}
