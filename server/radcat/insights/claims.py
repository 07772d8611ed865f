"""Why each fact is believed, and who says otherwise: the claims of a record's evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

from rdflib import DCTERMS, FOAF, RDF, SKOS, Namespace, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import Catalogue, Scope
from radcat.errors import UnknownRecord, WithdrawnRecord
from radcat.model import Concept

UNSURE: Final = "unverified"  # notation of the confidence that rests on no source anybody can look at


@dataclass(frozen=True, slots=True)
class Reference:
    """A source that a claim rests on."""

    iri: str
    label: str
    page: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """That somebody states values of one property of a record."""

    iri: str
    property: str  # IRI
    values: tuple[str, ...]  # labels, or texts as they were stated
    confidence: Concept | None
    references: tuple[Reference, ...]
    note: str | None
    disagrees_with: tuple[str, ...]  # IRIs of claims
    agrees_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is claimed about one record: on the record's side, and on the side of others."""

    iri: str | None
    held: tuple[Claim, ...] = ()
    others: tuple[Claim, ...] = ()

    def confidence(self, path: str) -> Concept | None:
        """How sure the least sure claim on a property is; None where there is no claim."""
        wanted = str(path)  # an rdflib IRI equals no text
        known = [claim.confidence for claim in self.held if claim.property == wanted and claim.confidence]
        return next((c for c in known if c.notation == UNSURE), known[0] if known else None)


def evidence(catalogue: Catalogue, slug: str) -> Evidence:
    """Read the evidence for the dataset *slug*; an empty one where the catalogue keeps none."""
    try:
        record = catalogue.version(f"evidence/{slug}").record
    except (UnknownRecord, WithdrawnRecord):
        return Evidence(None)
    scope = catalogue.scope(record)
    own = Namespace(f"{catalogue.base}ns/radcat#")
    # Claims share few confidences and sources.
    confidence, reference = cache(partial(model.read, Concept, scope)), cache(partial(_reference, scope))
    nodes = sorted(scope.graph.subjects(RDF.type, own.Claim), key=str)
    claims = [_claim(scope, node, own, confidence, reference) for node in nodes]
    others = tuple(claim for claim in claims if claim.disagrees_with or claim.agrees_with)
    return Evidence(str(record.iri(catalogue.base)), tuple(c for c in claims if c not in others), others)


def _claim(
    scope: Scope,
    node: Node,
    own: Namespace,
    confidence: Callable[[Node], Concept],
    reference: Callable[[Node], Reference],
) -> Claim:
    return Claim(
        iri=str(node),
        property=_first(scope, node, RDF.predicate) or "",
        values=tuple(_text(scope, value) for value in model.said(scope, node, RDF.object)),
        confidence=next(map(confidence, scope.objects(node, own.confidence)), None),
        references=tuple(map(reference, model.said(scope, node, DCTERMS.source))),
        note=_first(scope, node, SKOS.note),
        disagrees_with=tuple(sorted(map(str, scope.objects(node, own.disagreesWith)))),
        agrees_with=tuple(sorted(map(str, scope.objects(node, own.agreesWith)))),
    )


def _reference(scope: Scope, source: Node) -> Reference:
    return Reference(str(source), _text(scope, source), _first(scope, source, FOAF.page))


def _text(scope: Scope, node: Node) -> str:
    """Write a value: a literal as it is, a part by its number or label, anything else by its name."""
    for naming in (RDF.value, SKOS.notation) if isinstance(node, URIRef) and "#" in node else ():
        if found := _first(scope, node, naming):
            return found
    label = model.label(scope, node)
    return label.rpartition("/")[2] if label == str(node) and "#" in label else label


def _first(scope: Scope, node: Node, property_: URIRef) -> str | None:
    return next((model.value(scope, found) for found in model.said(scope, node, property_)), None)
