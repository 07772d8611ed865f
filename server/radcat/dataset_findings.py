"""Findings about datasets: what others found in one after it was published, as records say it.

They are annotations of quality (DQV, section 4.3): a record names the datasets that it is about, so that a dataset is
asked who points at it. In this code a finding without more is a result of validation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import DCTERMS, FOAF, RDF, RDFS, SKOS, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import VOCABULARIES, Catalogue, Scope
from radcat.folder.records import owner_names
from radcat.ledger import references, snapshots
from radcat.ledger.versions import Version
from radcat.model import KIND, Concept
from radcat.model.terms import term
from radcat.rdf import turtle
from radcat.rdf.namespaces import OA, SCHEMA

DATASET_FINDING: Final = KIND["dataset-finding"]
SCHEME: Final = "ns/dataset-finding"  # of their kinds
BY_GRAVITY: Final = f"{SCHEME}#by-gravity"  # the collection that puts the kinds in order
EXACT: Final = "exact"  # notation of the precision of a number that stands for itself
# How sure it is that a source states it, by notation, the surest first; what else there is comes last.
_SURE: Final = ("verified", "secondary", "unverified")
_DATASETS: Final = KIND["dataset"].path
_REFERENCES: Final = KIND["reference"].path


@dataclass(frozen=True, slots=True)
class Source:
    """A document that states a finding."""

    iri: str
    label: str
    page: str | None  # its own address, where that is known


@dataclass(frozen=True, slots=True)
class Target:
    """What a finding is about: a dataset, or a version or split of one."""

    iri: str
    dataset: str  # name of its record
    label: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a finding's source states."""

    text: str  # with unit and precision: "about 1,800 patients"
    remark: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFinding:
    """What somebody found in a dataset, with who says so."""

    name: str  # findings/SLUG
    iri: str
    titles: tuple[str, ...]  # the reader's language first
    statements: tuple[str, ...]
    kind: Concept | None
    confidence: Concept | None
    date: str | None
    numbers: tuple[Number, ...]
    sources: tuple[Source, ...]
    targets: tuple[str, ...]  # IRIs
    asked: frozenset[str]  # names of the records that were read for it
    rank: tuple[int, int]  # gravity of its kind, and how sure it is; low is first

    @property
    def slug(self) -> str:
        """The last part of its name."""
        return self.name.rpartition("/")[2]

    @property
    def title(self) -> str:
        """What was found, in a few words."""
        return self.titles[0] if self.titles else self.iri

    @property
    def statement(self) -> str | None:
        """What was found."""
        return self.statements[0] if self.statements else None


def about(catalogue: Catalogue, dataset: str, languages: Sequence[str] = ()) -> tuple[DatasetFinding, ...]:
    """Read the published findings about the record *dataset* and its parts, the gravest first.

    Texts are in the first of *languages* that they have, else as the catalogue has them.
    """
    engine = catalogue.ledger.engine

    def ask() -> tuple[DatasetFinding, ...]:
        versions = references.pointing(engine, dataset, DATASET_FINDING.name)
        found = read(catalogue, versions, languages) if versions else []
        return tuple(each for each in found if dataset in datasets(each, catalogue.base))

    # A page asks for its markup, its formats and itself.
    return snapshots.remembered(engine, ("findings about", dataset, catalogue.base, tuple(languages)), ask)


def read(catalogue: Catalogue, versions: Iterable[Version], languages: Sequence[str] = ()) -> list[DatasetFinding]:
    """Read findings, the gravest first, then the surest, then the newest; one that can't be read is left out."""
    order = gravity(catalogue)
    found = []
    for version in versions:
        record = version.record

        def one(version: Version = version) -> DatasetFinding:
            return _read(catalogue, version, languages, order)

        if (each := catalogue.omissions.attempt(record, "lists of findings", one)) is not None:
            found.append(each)
    found.sort(key=lambda each: each.name)
    found.sort(key=lambda each: each.date or "", reverse=True)
    return sorted(found, key=lambda each: each.rank)


def hold(catalogue: Catalogue, names: Iterable[str]) -> None:
    """Read at once, for this snapshot of the ledger, what `about` is asked for each of the datasets *names*."""
    references.hold(catalogue.ledger.engine, names, DATASET_FINDING.name, _REFERENCES)


def beside(dataset: str) -> tuple[str, str, str]:
    """What `Ledger.hold` reads in the same question: the findings about one *dataset*, and who states them."""
    return dataset, DATASET_FINDING.name, _REFERENCES


def gravity(catalogue: Catalogue) -> list[str]:
    """The IRIs of the kinds of findings, the gravest first; none where the catalogue does not say which that is."""
    vocabulary = catalogue.merged(*VOCABULARIES)
    head = vocabulary.value(URIRef(catalogue.base + BY_GRAVITY), SKOS.memberList)
    return [] if head is None else [str(kind) for kind in model.members(vocabulary, head)]


def datasets(finding: DatasetFinding, base: str) -> tuple[str, ...]:
    """Name the records of the datasets that a finding is about, each once."""
    return tuple(dict.fromkeys(map(str, _owners(map(str, finding.targets), base))))


def kinds(catalogue: Catalogue, names: Iterable[str]) -> dict[str, list[str]]:
    """The IRIs of the kinds of findings about each of the datasets *names*, each kind once."""
    pointing = references.names(catalogue.ledger.engine, names, DATASET_FINDING.name)
    wanted = {each for found in pointing.values() for each in found}
    graphs = {each.record.name: catalogue.graph(each.record) for each in catalogue.ledger.several(wanted)}
    found: dict[str, list[str]] = {}
    for dataset, findings in pointing.items():
        about = [(graphs[name], URIRef(catalogue.base + name)) for name in findings if name in graphs]
        stated = (
            str(kind)
            for graph, node in about
            if dataset in _owners(map(str, graph.objects(node, OA.hasTarget)), catalogue.base)
            for kind in graph.objects(node, DCTERMS.type)
        )
        found[dataset] = list(dict.fromkeys(stated))
    return found


def targets(catalogue: Catalogue, name: str) -> set[str]:
    """Name the datasets that any version of the finding *name* was about: what has lost it shows a change, too."""
    node, found = URIRef(catalogue.base + name), set[str]()
    for version in catalogue.ledger.history(name):
        if text := version.record.text:
            graph = turtle.parse(text, catalogue.base, name)
            found.update(_owners(map(str, graph.objects(node, OA.hasTarget)), catalogue.base))
    return found


def _owners(iris: Iterable[str], base: str) -> Iterable[str]:
    for iri in iris:
        if iri.startswith(base + _DATASETS):
            yield next(owner_names(iri.removeprefix(base)))


def _read(catalogue: Catalogue, version: Version, languages: Sequence[str], order: Sequence[str]) -> DatasetFinding:
    record = version.record
    scope, node = catalogue.scope(record, languages), record.iri(catalogue.base)
    kind, confidence = (
        next((model.read(Concept, scope, found) for found in scope.objects(node, path)), None)
        for path in (DCTERMS.type, term(catalogue.base, "confidence"))
    )
    gravity_ = order.index(kind.iri) if kind and kind.iri in order else len(order)
    code = confidence.code if confidence else ""
    counts = sorted(scope.objects(node, term(catalogue.base, "count")), key=str)
    numbers = [(_value(scope, count), count) for count in counts]
    return DatasetFinding(
        name=record.name,
        iri=str(node),
        titles=_texts(scope, node, DCTERMS.title),
        statements=_texts(scope, node, DCTERMS.description),
        kind=kind,
        confidence=confidence,
        date=next((model.value(scope, found) for found in scope.objects(node, DCTERMS.date)), None),
        numbers=tuple(
            _number(scope, value, count, catalogue.base)
            for value, count in sorted(numbers, key=lambda pair: _is_of_class(scope, pair[1]))
            if value
        ),
        sources=tuple(_source(scope, found) for found in sorted(scope.objects(node, DCTERMS.source), key=str)),
        targets=tuple(sorted(map(str, scope.objects(node, OA.hasTarget)))),
        asked=frozenset({record.name, *scope.asked}),
        rank=(gravity_, _SURE.index(code) if code in _SURE else len(_SURE)),
    )


def target(scope: Scope, iri: str, base: str) -> Target:
    """Read what a finding is about, by the name that readers know it by."""
    (owner,) = _owners([iri], base) or (iri,)
    own, whole = model.label(scope, URIRef(iri)), model.label(scope, URIRef(base + owner))
    return Target(iri, owner, whole if own in (iri, whole) else f"{whole}: {own}")


def _texts(scope: Scope, node: Node, path: URIRef) -> tuple[str, ...]:
    found = (model.value(scope, each) for each in model.said(scope, node, path))
    return tuple(text for text in found if text)


def _source(scope: Scope, node: Node) -> Source:
    page = next((str(found) for found in scope.objects(node, FOAF.page)), None)
    return Source(str(node), model.label(scope, node), page)


def _is_of_class(scope: Scope, count: Node) -> bool:
    """Tell whether a number is about one class of many: what is about all comes first."""
    return bool(scope.objects(count, SCHEMA.variableMeasured))


def _value(scope: Scope, count: Node) -> str | None:
    number = next((model.number(scope, found) for found in scope.objects(count, RDF.value)), None)
    return None if number is None else f"{number:,}"


def _number(scope: Scope, value: str, count: Node, base: str) -> Number:
    def labels(path: URIRef) -> list[str]:
        return [model.label(scope, found) for found in scope.objects(count, path)]

    precision = [
        model.label(scope, found).lower()
        for found in scope.objects(count, term(base, "precision"))
        if model.notation(scope, found) != EXACT
    ]
    classes = labels(SCHEMA.variableMeasured)
    kinds_ = [label.lower() for label in labels(term(base, "unit"))] + classes
    remark = next((model.value(scope, found) for found in model.said(scope, count, RDFS.comment)), None)
    return Number(" ".join([*precision, value, *([f"({', '.join(kinds_)})"] if kinds_ else [])]), remark)
