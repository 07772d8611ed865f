"""What the terms of ontology/radcat.ttl say of a dataset, as plain values; other catalogues simply have none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rdflib import RDF, RDFS, Namespace, URIRef
from rdflib.term import Node

from radcat.formats.base import Described
from radcat.model import Concept, Source, number, read, said
from radcat.rdf.namespaces import SCHEMA

_TERMS: Final = "ns/radcat#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number that somebody states about a dataset."""

    iri: str
    value: int | None
    unit: Concept | None
    precision: Concept | None
    split: Concept | None
    variable: Concept | None
    technique: Concept | None
    comment: str | None


def counts(described: Described) -> tuple[Count, ...]:
    """Read the counts, in a stable order."""
    source = described.source or described.graph
    terms = Namespace(described.base + _TERMS)  # by index only: it is a text, too, which has a method split
    nodes = said(source, described.record.iri(described.base), terms["count"])

    def concept(node: Node, term: URIRef) -> Concept | None:
        return next((read(Concept, source, found) for found in said(source, node, term)), None)

    def first(node: Node, term: URIRef) -> Node | None:
        return next(iter(said(source, node, term)), None)

    return tuple(
        Count(
            iri=str(node),
            value=number(source, value) if (value := first(node, RDF.value)) is not None else None,
            unit=concept(node, terms["unit"]),
            precision=concept(node, terms["precision"]),
            split=concept(node, terms["split"]),
            variable=concept(node, SCHEMA.variableMeasured),
            technique=concept(node, SCHEMA.measurementTechnique),
            comment=str(comment) if (comment := first(node, RDFS.comment)) is not None else None,
        )
        for node in nodes
    )


def tasks(described: Described) -> tuple[Concept, ...]:
    """Read what the dataset was made for."""
    return _concepts(described, "task")


def _concepts(described: Described, term: str) -> tuple[Concept, ...]:
    source: Source = described.source or described.graph
    nodes = said(source, described.record.iri(described.base), Namespace(described.base + _TERMS)[term])
    return tuple(read(Concept, source, node) for node in nodes)
