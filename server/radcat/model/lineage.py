"""What a record says of where images come from: versions, splits, derivations, wholes, overlaps, and who says so.

The ledger keeps it beside each record as plain values, so that the ancestors of a hundred datasets are one question.
Names are IRIs relative to the base IRI, `datasets/covidx-cxr#v9a`; an IRI outside it is kept whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rdflib import DCTERMS, PROV, RDF, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from radcat.model.terms import terms
from radcat.rdf import languages
from radcat.rdf.namespaces import DCAT, SCHEMA

_OF_INTEREST: Final = (PROV.wasDerivedFrom, PROV.qualifiedDerivation, DCTERMS.isPartOf)
Texts = dict[str, str]  # by language tag


@dataclass(frozen=True, slots=True)
class Amount:
    """How many of something."""

    number: int
    unit: str  # notation: image, patient
    precision: str  # notation: exact, at-least, about


@dataclass(frozen=True, slots=True)
class Part:
    """A version or a split of a dataset."""

    name: str
    titles: Texts
    of: tuple[str, ...]  # names of what it is a part of: the dataset, or one or more versions
    version: str | None = None
    notation: str | None = None  # of a split
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """That images of *of* were taken from *source*."""

    of: str
    source: str
    name: str | None = None  # of the qualified derivation
    amounts: tuple[Amount, ...] = ()
    selection: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shared:
    """What two works have in common; nothing, where the number is 0."""

    name: str
    between: tuple[str, str]
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Who states a derivation, an overlap or a composition, and how sure that is."""

    statement: str  # name of the derivation, overlap or source; for a composition, "composition"
    sources: tuple[str, ...]  # names of references
    confidence: str | None  # notation


@dataclass(frozen=True, slots=True)
class Lineage:
    """What one record says."""

    name: str
    titles: Texts = field(default_factory=dict)
    composition: str | None = None  # notation
    modalities: tuple[str, ...] = ()  # names of concepts
    classes: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    parts: tuple[Part, ...] = ()
    wholes: tuple[str, ...] = ()  # names of what the whole dataset is a part of
    derived: tuple[Derived, ...] = ()
    shared: tuple[Shared, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def sources(self) -> frozenset[str]:
        """Names of the records that its images came from or belong to."""
        works = {*self.wholes, *(d.source for d in self.derived)}
        return frozenset(work.partition("#")[0] for work in works) - {self.name}

    @property
    def related(self) -> frozenset[str]:
        """Names of those, and of the records that it is compared with."""
        compared = {work.partition("#")[0] for shared in self.shared for work in shared.between}
        return (self.sources | compared) - {self.name}


def lineage(graph: Graph, name: str, kind: str, base: str) -> Lineage | None:
    """Read what the record *name* says; None where it is of a *kind* that says nothing of it."""
    reader = _Reader(graph, base)
    if kind == "dataset":
        return reader.dataset(name)
    if kind == "external":
        return Lineage(name, reader.texts(URIRef(base + name), DCTERMS.title))
    if kind == "evidence":
        return Lineage(name, said=tuple(reader.said()))
    return None


class _Reader:
    def __init__(self, graph: Graph, base: str) -> None:
        self._graph, self._base, self._terms = graph, base, terms(base)

    def dataset(self, name: str) -> Lineage:
        node = URIRef(self._base + name)
        versions = self._nodes(node, DCAT.hasVersion)
        splits = dict.fromkeys(s for o in (node, *versions) for s in self._nodes(o, self._terms["hasSplit"]))
        return Lineage(
            name,
            titles=self.texts(node, DCTERMS.title),
            composition=self._last(node, self._terms["composition"]),
            modalities=self._names(node, SCHEMA.measurementTechnique),
            classes=self._names(node, SCHEMA.variableMeasured),
            amounts=self._amounts(node),
            parts=(*(self._version(node, v) for v in versions), *(self._split(s) for s in splits)),
            wholes=self._names(node, DCTERMS.isPartOf),
            derived=tuple(d for owner in (node, *versions, *splits) for d in self._derived(owner)),
            shared=tuple(self._shared(o) for o in self._nodes(node, self._terms["hasOverlap"])),
        )

    def texts(self, node: Node, term: URIRef) -> Texts:
        found = sorted(o for o in self._graph.objects(node, term) if isinstance(o, Literal))
        return {languages.canonical(o.language) if o.language else languages.UNTAGGED: str(o) for o in found}

    def said(self) -> Iterable[Said]:
        wanted = {*_OF_INTEREST, self._terms["hasOverlap"], self._terms["composition"]}
        other = {*self._graph.subjects(self._terms["disagreesWith"]), *self._graph.subjects(self._terms["agreesWith"])}
        for claim in sorted(self._graph.subjects(RDF.type, self._terms["Claim"]), key=str):
            predicate = next(iter(self._graph.objects(claim, RDF.predicate)), None)
            if predicate in wanted and claim not in other:
                sources = self._names(claim, DCTERMS.source)
                confidence = self._last(claim, self._terms["confidence"])
                is_composition = predicate == self._terms["composition"]
                for value in ("composition",) if is_composition else self._names(claim, RDF.object):
                    yield Said(value, sources, confidence)

    def _version(self, dataset: Node, node: Node) -> Part:
        return Part(
            self._name(node),
            self.texts(node, DCTERMS.title),
            (self._name(dataset),),
            version=self._text(node, DCAT.version),
            amounts=self._amounts(node),
        )

    def _split(self, node: Node) -> Part:
        owners = sorted(map(self._name, self._graph.subjects(self._terms["hasSplit"], node)))
        return Part(
            self._name(node),
            self.texts(node, DCTERMS.title),
            tuple(owners),
            notation=self._text(node, SKOS.notation),
            amounts=self._amounts(node),
        )

    def _derived(self, owner: Node) -> Iterable[Derived]:
        of, qualified = self._name(owner), set[str]()
        for node in self._nodes(owner, PROV.qualifiedDerivation):
            for source in self._names(node, PROV.entity):
                qualified.add(source)
                selection = self.texts(node, DCTERMS.description)
                yield Derived(of, source, self._name(node), self._amounts(node), selection)
        for source in self._names(owner, PROV.wasDerivedFrom):
            if source not in qualified:
                yield Derived(of, source)

    def _shared(self, node: Node) -> Shared:
        one, other, *_ = (*self._names(node, self._terms["between"]), "", "")
        return Shared(self._name(node), (one, other), self._amounts(node))

    def _amounts(self, node: Node) -> tuple[Amount, ...]:
        """Read the counts of a whole; those of one class or one modality are left out."""
        found = []
        for count in self._nodes(node, self._terms["count"]):
            narrowed = (SCHEMA.variableMeasured, SCHEMA.measurementTechnique)
            number, unit = self._text(count, RDF.value), self._last(count, self._terms["unit"])
            is_whole = not any(True for term in narrowed for _ in self._graph.objects(count, term))
            if is_whole and unit and number and number.isascii() and number.isdigit():
                found.append(Amount(int(number), unit, self._last(count, self._terms["precision"]) or "exact"))
        return tuple(found)

    def _nodes(self, node: Node, term: URIRef) -> list[Node]:
        return sorted((o for o in self._graph.objects(node, term) if isinstance(o, URIRef)), key=str)

    def _names(self, node: Node, term: URIRef) -> tuple[str, ...]:
        return tuple(map(self._name, self._nodes(node, term)))

    def _name(self, node: Node) -> str:
        return str(node).removeprefix(self._base)

    def _last(self, node: Node, term: URIRef) -> str | None:
        """The last part of the address of a concept, which is its notation in the schemes of radcat's own terms."""
        return next((str(o).rpartition("/")[2] for o in self._nodes(node, term)), None)

    def _text(self, node: Node, term: URIRef) -> str | None:
        return next((str(o) for o in self._graph.objects(node, term) if isinstance(o, Literal)), None)
