"""Findings about a dataset, as the formats of the dataset carry them.

DCAT has annotations of quality (DQV, section 4.3), schema.org claims about a work, and Croissant's vocabulary of
responsible use two texts: biases and limitations (Croissant RAI 1.0, http://mlcommons.org/croissant/RAI/1.0).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from rdflib import DCTERMS, FOAF, RDF, SKOS, Literal, URIRef
from rdflib.term import Node

from radcat.dataset_findings import DatasetFinding
from radcat.formats import dates
from radcat.formats.texts import given, json_ld
from radcat.model import Concept, Text
from radcat.rdf.namespaces import DQV, OA

# The kinds, by notation, that are biases to Croissant; all others are limitations.
BIASES: Final = frozenset({"bias", "shortcut"})


def as_json(finding: DatasetFinding) -> dict[str, Any]:
    """Write a finding as an object for programs; what nobody states is null."""
    return {
        "iri": finding.iri,
        "title": finding.title,
        "statement": finding.statement,
        "kind": finding.kind.code if finding.kind else None,
        "confidence": finding.confidence.code if finding.confidence else None,
        "date": finding.date,
        "about": list(finding.targets),
        "numbers": [{"text": number.text, "remark": number.remark} for number in finding.numbers],
        "sources": [{"iri": each.iri, "label": each.label, "page": each.page} for each in finding.sources],
    }


def claim(finding: DatasetFinding, language: str, works: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Write a finding as a claim of schema.org: what is stated, since when, and where.

    *works* are the addresses and names of what it is about, where it does not stand with the dataset.
    """
    kind = finding.kind.label if finding.kind and finding.kind.label else None
    return given(
        {
            "@type": "Claim",
            "@id": finding.iri,
            "url": finding.iri,
            "name": json_ld(finding.titles, language),
            "text": json_ld(finding.statements, language),
            "keywords": json_ld((kind,), language) if kind else None,
            "datePublished": dates.iso(finding.date),
            "appearance": [
                given(
                    {"@type": "CreativeWork", "@id": source.iri, "name": json_ld((source.label,), language),
                     "url": source.page}
                )
                for source in finding.sources
            ],
            # A dataset by name alone would be a dataset without a description to search engines.
            "about": [{"@type": "CreativeWork", "@id": iri, "name": name} for iri, name in works],
        }
    )  # fmt: skip


def biases(findings: Iterable[DatasetFinding]) -> list[str]:
    """Write those that are biases, for rai:dataBiases."""
    return [text for each in findings if is_bias(each) for text in _in_words(each)]


def limitations(findings: Iterable[DatasetFinding]) -> list[str]:
    """Write all others, for rai:dataLimitations."""
    return [text for each in findings if not is_bias(each) for text in _in_words(each)]


def is_bias(finding: DatasetFinding) -> bool:
    """Tell whether it is about a bias."""
    return finding.kind is not None and finding.kind.notation in BIASES


def statements(dataset: URIRef, findings: Iterable[DatasetFinding]) -> Iterator[tuple[Node, Node, Node]]:
    """Write findings as annotations of quality; their bodies are the documents that state them."""
    for finding in findings:
        node = URIRef(finding.iri)
        yield dataset, DQV.hasQualityAnnotation, node
        yield node, RDF.type, DQV.QualityAnnotation
        yield node, OA.motivatedBy, DQV.qualityAssessment
        for target in finding.targets:
            yield node, OA.hasTarget, URIRef(target)
        for path, texts in ((DCTERMS.title, finding.titles), (DCTERMS.description, finding.statements)):
            for text in texts:
                yield node, path, _literal(text)
        if finding.kind is not None:
            yield from _concept(node, DCTERMS.type, finding.kind)
        if finding.date is not None:
            yield node, DCTERMS.date, _literal(finding.date)
        for source in finding.sources:
            document = URIRef(source.iri)
            yield node, OA.hasBody, document
            yield node, DCTERMS.source, document
            yield document, RDF.type, DCTERMS.BibliographicResource
            yield document, DCTERMS.title, _literal(source.label)
            if source.page:
                yield document, FOAF.page, URIRef(source.page)


def _concept(node: Node, path: URIRef, concept: Concept) -> Iterator[tuple[Node, Node, Node]]:
    found = URIRef(concept.iri)
    yield node, path, found
    yield found, RDF.type, SKOS.Concept
    for label in concept.labels:
        yield found, SKOS.prefLabel, _literal(label)


def _literal(text: str) -> Literal:
    if not isinstance(text, Text):
        return Literal(text)
    return Literal(text, lang=text.language, datatype=URIRef(text.datatype) if text.datatype else None)


def _in_words(finding: DatasetFinding) -> list[str]:
    """Write a finding in one text of the language of its statement: a text of Croissant has no parts."""
    if (statement := finding.statement) is None:
        return []
    said = "; ".join(source.page or source.label for source in finding.sources)
    sure = f", {finding.confidence.name.lower()}" if finding.confidence else ""
    text = f"{statement} ({said}{sure}; {finding.iri})"
    return [Text(text, language=statement.language) if isinstance(statement, Text) else text]
