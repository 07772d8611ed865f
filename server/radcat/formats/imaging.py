"""What the terms of ontology/radcat.ttl say of a dataset, as plain values; other catalogues simply have none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import DCTERMS, RDF, RDFS, SKOS, Namespace, URIRef
from rdflib.term import Node

from radcat.formats.base import Described
from radcat.model import Concept, Source, label, number, said, value
from radcat.model.reading import view_of
from radcat.model.terms import term, terms
from radcat.rdf.namespaces import DCAT, SCHEMA

_concept: Final[Callable[[Source, Node], Concept]] = view_of(Concept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """What a count is about: a dataset, or one of its versions or splits."""

    iri: str
    split: Concept | None = None  # its role
    remark: str | None = None  # which version or split, as far as its role does not tell

    @property
    def fragment(self) -> str:
        """The last part of its address; empty for the dataset itself."""
        return self.iri.partition("#")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number that somebody states about a dataset, or about a version or split of it."""

    iri: str
    value: int | None
    unit: Concept | None
    precision: Concept | None
    of: Owner
    variable: Concept | None
    technique: Concept | None
    comment: str | None

    @property
    def split(self) -> Concept | None:
        """The role of the split that it is about; None where it is about a whole."""
        return self.of.split

    @property
    def remark(self) -> str | None:
        """What it covers; None where it is simply about the dataset."""
        known = [text.rstrip(".") for text in (self.of.remark, self.comment) if text]
        return f"{'. '.join(known)}." if known else None


def counts(described: Described) -> tuple[Count, ...]:
    """Read the counts in a stable order: of the dataset, of its splits, then of each version and its splits."""
    source = described.source or described.graph
    own = terms(described.base)

    def concept(node: Node, term: URIRef) -> Concept | None:
        return next((_concept(source, found) for found in said(source, node, term)), None)

    def first(node: Node, term: URIRef) -> Node | None:
        return next(iter(said(source, node, term)), None)

    return tuple(
        Count(
            iri=str(node),
            value=number(source, amount) if (amount := first(node, RDF.value)) is not None else None,
            unit=concept(node, own["unit"]),
            precision=concept(node, own["precision"]),
            of=owner,
            variable=concept(node, SCHEMA.variableMeasured),
            technique=concept(node, SCHEMA.measurementTechnique),
            comment=str(comment) if (comment := first(node, RDFS.comment)) is not None else None,
        )
        for owner in _owners(source, described.record.iri(described.base), own)
        for node in said(source, URIRef(owner.iri), own["count"])
    )


def _owners(source: Source, dataset: URIRef, own: Namespace) -> Iterator[Owner]:
    yield Owner(iri=str(dataset))
    for split in said(source, dataset, own["hasSplit"]):
        yield _split(source, split, (), own)
    versions = said(source, dataset, DCAT.hasVersion)
    holders: dict[Node, list[Node]] = {}
    for version in versions:
        for split in said(source, version, own["hasSplit"]):
            holders.setdefault(split, []).append(version)
    for version in versions:
        yield Owner(iri=str(version), remark=label(source, version))
        for split, of in holders.items():
            if of[0] == version:
                yield _split(source, split, of, own)


def _split(source: Source, split: Node, versions: Sequence[Node], own: Namespace) -> Owner:
    role = next((_concept(source, found) for found in said(source, split, own["split"])), None)
    notation = next((value(source, found) for found in said(source, split, SKOS.notation)), None)
    known = [label(source, version) for version in versions] if len(versions) == 1 else []
    if len(versions) > 1 or role is None or notation != role.notation:
        known.append(label(source, split))
    known += [str(text) for text in said(source, split, DCTERMS.description)[:1]]
    return Owner(iri=str(split), split=role, remark=". ".join(text.rstrip(".") for text in known) or None)


def tasks(described: Described) -> tuple[Concept, ...]:
    """Read what the dataset was made for."""
    source: Source = described.source or described.graph
    nodes = said(source, described.record.iri(described.base), term(described.base, "task"))
    return tuple(_concept(source, node) for node in nodes)
