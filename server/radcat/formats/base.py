"""What a representation is, and what it is written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from rdflib import Graph
from rdflib.term import Node

from radcat import dataset_findings, model
from radcat.catalogue import Catalogue
from radcat.dataset_findings import DatasetFinding
from radcat.model import KIND, Dataset, Record, Source
from radcat.rdf import languages
from radcat.rdf.media import MediaType


@dataclass(frozen=True, slots=True)
class Profile:
    """A specification that a representation conforms to (Content Negotiation by Profile, section 4)."""

    token: str  # for _profile=
    iri: str
    title: str


@dataclass(frozen=True)
class Described:
    """A record, ready to be written: its text, its graph, its plain values, and where it is served."""

    record: Record
    graph: Graph
    base: str  # the registry's base IRI
    context: dict[str, object]  # the catalogue's JSON-LD context, as {"@context": …}
    source: Source | None = None  # the graph, and behind it what the record points at
    catalog_name: str = ""
    language: str = languages.DEFAULT  # the catalogue's default
    findings: tuple[DatasetFinding, ...] = ()  # about a dataset, the gravest first

    @property
    def iri(self) -> str:
        """The record's IRI, which is the address of its page."""
        return str(self.record.iri(self.base))

    @property
    def context_iri(self) -> str:
        """Where the JSON-LD context is served."""
        return f"{self.base}ns/context.jsonld"

    @property
    def catalog_iri(self) -> str:
        """The catalogue that the record is in."""
        return self.base + KIND["catalog"].path

    @cached_property
    def dataset(self) -> Dataset:
        """The plain values of a dataset's record, read once."""
        return model.read(Dataset, self.source or self.graph, self.record.iri(self.base))


Changes = Callable[[Graph], Iterable[tuple[tuple[Node, Node, Node], str]]]


def nothing(_graph: Graph) -> Iterable[tuple[tuple[Node, Node, Node], str]]:
    """Change nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class Representation:
    """One way of writing a record."""

    name: str
    media_type: MediaType
    suffix: str  # of the address, without its dot
    write: Callable[[Described], bytes]
    title: str = ""  # for people
    profile: Profile | None = None
    kinds: frozenset[str] | None = None  # of records that it can write; None is every kind
    also: tuple[MediaType, ...] = ()  # other names of the same
    lossless: bool = False  # it writes the record's graph itself
    changes: Changes = nothing  # the statements that a lossless one can't write as they are, with the reason
    unwritten: Callable[[Described], object] | None = None  # what *write* writes down, where that takes a while

    def content(self, described: Described) -> object:
        """What it says of *described*, to be compared: alike for two records of which it writes the same bytes."""
        return (self.unwritten or self.write)(described)

    def writes(self, kind: str) -> bool:
        """Tell whether it can write records of *kind*."""
        return self.kinds is None or kind in self.kinds


DATASETS = frozenset({"dataset"})


def describe(catalogue: Catalogue, record: Record, context: dict[str, object]) -> Described:
    """Make a published record ready to be written."""
    served = catalogue.as_served(record)
    name = catalogue.title if catalogue.ledger.published(KIND["catalog"].path) else ""
    return Described(
        served,
        catalogue.graph(served),
        catalogue.base,
        context,
        catalogue.scope(served),
        name,
        catalogue.language,
        dataset_findings.about(catalogue, record.name) if record.kind == "dataset" else (),
    )
