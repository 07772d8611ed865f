"""What each fact rests on, and what other sources say of it: the claims of a record's evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Final

from rdflib import DCTERMS, FOAF, PROV, RDF, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import Catalogue, Scope
from radcat.errors import UnknownRecord, WithdrawnRecord
from radcat.model import Concept
from radcat.model.terms import terms
from radcat.rdf.namespaces import DCAT

UNSURE: Final = "unverified"  # notation of the confidence that rests on no source anybody can look at
_LONGEST_NUMBER: Final = 300  # digits
EXACT: Final = "exact"  # notation of the precision of a number that stands for itself


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
    links: tuple[str | None, ...]  # for each value its IRI, where it has one
    confidence: Concept | None
    references: tuple[Reference, ...]
    note: str | None
    disagrees_with: tuple[str, ...]  # IRIs of claims
    agrees_with: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """The claims about one record: those that the record follows, and those of other sources."""

    iri: str | None
    held: tuple[Claim, ...] = ()
    others: tuple[Claim, ...] = ()

    @cached_property
    def contradictions(self) -> tuple[Claim, ...]:
        """The claims of other sources that differ from the record or from each other."""
        return tuple(claim for claim in self.others if claim.disagrees_with)

    @cached_property
    def agreements(self) -> tuple[Claim, ...]:
        """The claims of other sources that only confirm the record."""
        return tuple(claim for claim in self.others if not claim.disagrees_with)

    def contradicted(self, claim: Claim) -> tuple[Claim, ...]:
        """The claims of the record's side that *claim*, one of another source, disagrees with."""
        return tuple(held for held in self.held if held.iri in claim.disagrees_with)

    def weakest(self, path: str) -> Claim | None:
        """The least sure claim on a property; None where no claim states how sure it is."""
        wanted = str(path)  # an rdflib IRI equals no text
        known = [claim for claim in self.held if claim.property == wanted and claim.confidence]
        return next((claim for claim in known if _is_unsure(claim)), known[0] if known else None)

    def confidence(self, path: str) -> Concept | None:
        """How sure the least sure claim on a property is; None where there is no claim."""
        weakest = self.weakest(path)
        return weakest.confidence if weakest else None

    def dispute(self, path: str) -> Claim | None:
        """The first claim of another source that contradicts another one on a property."""
        wanted = str(path)
        for claim in self.contradictions:
            if wanted in (claim.property, *(held.property for held in self.contradicted(claim))):
                return claim
        return None


def evidence(catalogue: Catalogue, slug: str, languages: Sequence[str] = ()) -> Evidence:
    """Read the evidence for the dataset *slug*, texts in the first of *languages*; empty where there is none."""
    try:
        record = catalogue.version(f"evidence/{slug}").record
    except (UnknownRecord, WithdrawnRecord):
        return Evidence(None)
    scope = catalogue.scope(record)
    scope.languages = languages or scope.languages
    own = terms(catalogue.base)
    # Claims share few confidences and sources.
    confidence, reference = cache(partial(model.read, Concept, scope)), cache(partial(_reference, scope))
    nodes = sorted(scope.graph.subjects(RDF.type, own.Claim), key=str)
    claims = [_claim(scope, node, own, confidence, reference) for node in nodes]
    others = tuple(claim for claim in claims if claim.disagrees_with or claim.agrees_with)
    return Evidence(str(record.iri(catalogue.base)), tuple(c for c in claims if c not in others), others)


def _is_unsure(claim: Claim) -> bool:
    """Tell whether a claim rests on no source that anybody can look at."""
    return claim.confidence is not None and claim.confidence.notation == UNSURE


def disputed(catalogue: Catalogue, slug: str, path: URIRef) -> bool:
    """Tell whether the evidence for the dataset *slug* holds a contradiction about the property *path*."""
    version = catalogue.ledger.published(f"evidence/{slug}")
    if version is None:
        return False
    return contradicted(catalogue.graph(version.record), catalogue.base, path)


def contradicted(graph: Graph, base: str, path: URIRef) -> bool:
    """Tell whether two claims of *graph* about the property *path* contradict each other."""
    pairs = graph.subject_objects(terms(base).disagreesWith)
    return any((claim, RDF.predicate, path) in graph for pair in pairs for claim in pair)


def disputes(catalogue: Catalogue, slug: str) -> dict[str, frozenset[Node]]:
    """The properties about which claims on the dataset *slug* contradict each other, with the values that they state.

    Nothing more is read than this: `evidence` reads the sources, too.
    """
    version = catalogue.ledger.published(f"evidence/{slug}")
    if version is None:
        return {}
    graph = catalogue.graph(version.record)
    pairs = graph.subject_objects(terms(catalogue.base).disagreesWith)
    found: dict[str, frozenset[Node]] = {}
    for claim in {claim for pair in pairs for claim in pair}:
        for path in graph.objects(claim, RDF.predicate):
            found[str(path)] = found.get(str(path), frozenset()) | set(graph.objects(claim, RDF.object))
    return found


def _claim(
    scope: Scope,
    node: Node,
    own: Namespace,
    confidence: Callable[[Node], Concept],
    reference: Callable[[Node], Reference],
) -> Claim:
    values = model.said(scope, node, RDF.object)
    return Claim(
        iri=str(node),
        property=_first(scope, node, RDF.predicate) or "",
        values=tuple(_text(scope, value, own) for value in values),
        links=tuple(str(value) if isinstance(value, URIRef) else None for value in values),
        confidence=next(map(confidence, scope.objects(node, own.confidence)), None),
        references=tuple(map(reference, model.said(scope, node, DCTERMS.source))),
        note=_first(scope, node, SKOS.note),
        disagrees_with=tuple(sorted(map(str, scope.objects(node, own.disagreesWith)))),
        agrees_with=tuple(sorted(map(str, scope.objects(node, own.agreesWith)))),
    )


def _reference(scope: Scope, source: Node) -> Reference:
    label = model.label(scope, source)
    whole, _, part = str(source).partition("#")
    if part and label == str(source):  # "The list, row 17"
        label = f"{model.label(scope, URIRef(whole))}, {part.replace('-', ' ')}"
    return Reference(str(source), label, _first(scope, source, FOAF.page))


def _text(scope: Scope, node: Node, own: Namespace) -> str:
    """Write a value: a literal as it is, a part by its number, address or label, anything else by its name."""
    if isinstance(node, URIRef) and "#" in node:
        if number := _first(scope, node, RDF.value):
            return _counted(scope, node, number, own)
        for naming in (SKOS.notation, DCTERMS.title, DCAT.downloadURL, DCAT.accessURL):
            if found := _first(scope, node, naming):
                return found
        # What was taken from a work, or what two works have in common.
        if related := [*scope.objects(node, PROV.entity), *sorted(scope.objects(node, own["between"]), key=str)]:
            return " · ".join(model.label(scope, work) for work in related)
    label = model.label(scope, node)
    return label.rpartition("/")[2] if label == str(node) and "#" in label else label


def _counted(scope: Scope, node: Node, number: str, own: Namespace) -> str:
    """Write a count with what was counted: "about 20 (volume, training)"."""
    precision = [
        model.label(scope, found).lower()
        for found in scope.objects(node, own["precision"])
        if model.notation(scope, found) != EXACT
    ]
    kinds = [model.label(scope, found).lower() for found in scope.objects(node, own["unit"])]
    for owner in scope.holder(node).subjects(own["count"], node):
        if roles := scope.objects(owner, own["split"]):  # by name, since a namespace is a str and has a method split
            kinds += [model.label(scope, role).lower() for role in roles]
        if (owner, RDF.type, own["DatasetVersion"]) in scope.holder(node):
            kinds.append(model.label(scope, owner))
    if number.isascii() and number.isdigit() and len(number) < _LONGEST_NUMBER:
        number = f"{int(number):,}"
    return " ".join([*precision, number, *([f"({', '.join(kinds)})"] if kinds else [])])


def _first(scope: Scope, node: Node, property_: URIRef) -> str | None:
    return next((model.value(scope, found) for found in model.said(scope, node, property_)), None)
