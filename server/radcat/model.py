"""The plain values everything is written from: a record, and views of what its graph says.

A view is a frozen dataclass whose fields name the property that they are read from, once;
`read` is the one place where a graph becomes plain values.
One file, long as it is: who adds a property finds every view of it side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cached_property
from hashlib import sha256
from math import isfinite
from typing import Any, Final, Protocol, TypeVar

from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, SH, SKOS, BNode, Literal, URIRef
from rdflib.term import Node

from radcat import languages
from radcat.namespaces import ADMS, BIBO, CSVW, DCAT, HEALTHDCATAP, QB, SCHEMA, SPDX, VCARD
from radcat.prefixes import PREFIXES


@dataclass(frozen=True)
class Kind:
    """A kind of document that a catalogue holds, and where its files lie."""

    name: str
    folder: str  # below the catalogue's root
    path: str  # of its IRI, below the base IRI; a slug follows unless the kind has but one record
    single: str | None = None  # the only file's stem
    vocabulary: bool = False  # every record may refer to it without naming the document
    indexed: bool = True  # its graph is in the SPARQL store
    classes: tuple[URIRef, ...] = ()  # a record is of one of them; where none is listed, of any: what is outside may be


_AGENTS: Final = (
    *(FOAF.Agent, FOAF.Person, FOAF.Organization, FOAF.Group),
    *(PROV.Agent, PROV.Person, PROV.Organization, PROV.SoftwareAgent),
    *(SCHEMA.Person, SCHEMA.Organization, VCARD.Kind, VCARD.Individual, VCARD.Organization),
    *(URIRef(PREFIXES["org"] + name) for name in ("Organization", "FormalOrganization", "OrganizationalUnit")),
)
_DATASETS: Final = (DCAT.Dataset, DCAT.DatasetSeries)
_QUERIES: Final = tuple(SH[f"SPARQL{form}Executable"] for form in ("", "Select", "Ask", "Construct"))

# In the order in which they are published: a record comes after what it refers to.
KINDS: Final = (
    Kind("ontology", "ontology", "ns/", vocabulary=True),
    Kind("scheme", "ontology/schemes", "ns/", vocabulary=True),
    Kind("shapes", "shapes", "shapes/", indexed=False),
    Kind("agent", "records/agents", "agents/", classes=_AGENTS),
    Kind("external", "records/externals", "externals/"),
    Kind("reference", "records/references", "references/"),
    Kind("dataset", "records/datasets", "datasets/", classes=_DATASETS),
    Kind("source", "records/sources", "sources/", classes=(CSVW.Table,)),
    Kind("evidence", "records/evidence", "evidence/", classes=(PROV.Bundle,)),
    Kind("survey", "records", "survey", single="survey", classes=(QB.DataSet,)),
    Kind("query", "records/queries", "queries/", classes=_QUERIES),
    Kind("catalog", "records", "catalog", single="catalog", classes=(DCAT.Catalog,)),
)
KIND: Final = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Record:
    """One document of the catalogue: its own text is the truth, and every index can be rebuilt from it."""

    kind: str
    name: str  # its IRI relative to the base IRI: "datasets/covid-ctset"
    text: bytes  # Turtle, UTF-8

    @property
    def slug(self) -> str:
        """The last part of its name, which is its file's stem."""
        return self.name.rpartition("/")[2]

    @cached_property
    def sha256(self) -> str:
        """Content hash of its text, in hexadecimal."""
        return sha256(self.text).hexdigest()

    def iri(self, base: str) -> URIRef:
        """Its IRI under *base*."""
        return URIRef(base + self.name)


PREFERRED: Final = (languages.DEFAULT, languages.UNTAGGED)  # languages, where nobody says which
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,4000}")  # Python reads no longer ones


class Text(str):
    """The characters of a literal, with its language tag or its datatype; equal to the same characters alone."""

    __slots__ = ("datatype", "language")
    datatype: str | None
    language: str | None

    def __new__(cls, text: str, *, language: str | None = None, datatype: str | None = None) -> Text:
        """Make the text; a literal has a language or a datatype, or neither."""
        made = super().__new__(cls, text)
        made.language, made.datatype = language, datatype
        return made


class Blank(str):
    """A node without an IRI: `_:` and its label, which is the same for the same text of a record."""

    __slots__ = ()


NAMING: Final = (SKOS.prefLabel, RDFS.label, DCTERMS.title, FOAF.name, CSVW.title)
DESCRIBING: Final = (DCTERMS.description, RDFS.comment, SKOS.definition)
# What else a blank node may be called by, the most telling first.
_TELLING: Final = (
    VCARD.fn, SCHEMA.name, DCTERMS.description, RDFS.comment, SKOS.notation, DCTERMS.identifier, RDF.value,
    FOAF.homepage, VCARD.hasEmail, FOAF.mbox,
)  # fmt: skip


class Source(Protocol):
    """What a view is read from: a graph, or several that look like one."""

    def objects(self, subject: Node, predicate: Node, /) -> Iterable[Node]:
        """What is said of *subject*."""
        ...

    def items(self, node: Node, /) -> Iterable[Node]:
        """The members of an rdf:List."""
        ...


def preferred(source: Source) -> Sequence[str]:
    """The languages in which *source* is read, the best first; a bare graph is read in English."""
    return getattr(source, "languages", PREFERRED)


def said(source: Source, node: Node, term: URIRef) -> list[Node]:
    """What *source* says of *node*, texts in the preferred languages first."""
    return in_order(source.objects(node, term), preferred(source))


View = TypeVar("View")
Reader = Callable[[Source, Node], Any]


def one(*properties: URIRef, by: Reader | None = None, naming: bool = False) -> Any:
    """Declare a field with the value of the first of *properties* that the node has, or None.

    A *naming* field takes the text of a literal that stands where the view's node is expected.
    """
    metadata = {"properties": properties, "by": by or value, "many": False, "naming": naming}
    return field(default=None, metadata=metadata)


def many(*properties: URIRef, by: Reader | None = None, best: str | None = None) -> Any:
    """Declare a field with all values of *properties*, in a stable order; the field *best* holds the first of them."""
    return field(default=(), metadata={"properties": properties, "by": by or value, "many": True, "best": best})


class Multilingual:
    """A view with texts in several languages: a field for the best of them beside one for all."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Take the one text that is given for all there are."""
        for declared in fields(self):  # type: ignore[arg-type]  # every view is a dataclass
            best = declared.metadata.get("best")
            if best and not getattr(self, declared.name) and (text := getattr(self, best)) is not None:
                object.__setattr__(self, declared.name, (text,))


def read(view: type[View], graph: Source, node: Node) -> View:
    """Read *view* of *node* from *graph*; a field whose property is absent keeps its default."""
    found: dict[str, Any] = {}
    for declared in fields(view):  # type: ignore[arg-type]  # every view is a dataclass
        properties = declared.metadata.get("properties", ())
        if not properties:
            continue
        by = declared.metadata["by"]
        nodes = (o for p in properties for o in said(graph, node, p))
        values = (known for o in nodes if (known := by(graph, o)) is not None)
        if declared.metadata["many"]:
            found[declared.name] = tuple(values)
        elif (first := next(values, None)) is not None:
            found[declared.name] = first
    if any(f.name == "iri" and f.default is MISSING for f in fields(view)):  # type: ignore[arg-type]
        found["iri"] = identity(graph, node)
    if isinstance(node, Literal):
        found |= {f.name: value(graph, node) for f in fields(view) if f.metadata.get("naming")}  # type: ignore[arg-type]
    return view(**found)


def identity(_graph: Source, node: Node) -> str:
    """Read what tells *node* from others: its IRI, or a label where it has none."""
    if isinstance(node, URIRef):
        return str(node)
    if isinstance(node, BNode):
        return Blank(f"_:{node}")
    return Blank(f"_:literal{sha256(repr(node).encode()).hexdigest()[:12]}")


def in_order(nodes: Iterable[Node], order: Sequence[str] = PREFERRED) -> list[Node]:
    """Order nodes so that texts in the first languages of *order* come first, then by language and by text."""
    found = list(nodes)
    if len(found) < 2:  # as nearly always, and a page asks some thousand times
        return found
    return sorted(found, key=lambda n: (languages.rank(getattr(n, "language", None), order), str(n)))


def value(_graph: Source, node: Node) -> str | None:
    """Read a literal as a Text, an IRI as a plain string; a blank node says nothing by itself."""
    if isinstance(node, Literal):
        tag = languages.canonical(node.language) if node.language else None
        return Text(str(node), language=tag, datatype=str(node.datatype) if node.datatype else None)
    return str(node) if isinstance(node, URIRef) else None


def number(_graph: Source, node: Node) -> int | None:
    """Read an integer, or None where the literal is no integer."""
    return int(str(node)) if _INTEGER.fullmatch(str(node)) else None


def count(graph: Source, node: Node) -> int | None:
    """Read a number of things, which is never below zero."""
    found = number(graph, node)
    return found if found is not None and found >= 0 else None


def order(node: Node | None, default: float) -> float:
    """Read an order such as that of sh:order; *default* where there is none, or it is no number."""
    if not _NUMBER.fullmatch(str(node)):
        return default
    found = float(str(node))
    return found if isfinite(found) else default


def sequence(graph: Source, node: Node) -> tuple[str, ...]:
    """Read the members of an rdf:List."""
    return tuple(identity(graph, member) for member in members(graph, node))


def members(graph: Source, node: Node) -> list[Node]:
    """List the members of the rdf:List at *node*, those of a list that runs in a circle once."""
    found: list[Node] = []
    with suppress(ValueError):  # rdflib's word for a circle; what came before it is kept
        for member in graph.items(node):
            found.append(member)  # noqa: PERF402
    return found


def languages_of(graph: Source, node: Node) -> tuple[str, ...]:
    """List the languages that *node* has a name or a description in, those that it has both in first."""
    named, described = _named_and_described(graph, node)
    return (*named, *(tag for tag in described if tag not in named))


def preference(graph: Source, node: Node, wanted: Sequence[str], default: str) -> tuple[str, ...]:
    """Choose the language to show *node* in, and the order of the others, for a reader who welcomes *wanted*.

    The first is the reader's, else the *default*, else its own, in which most of what is shown of it can be read.
    """
    named, described = _named_and_described(graph, node)
    chosen = (
        languages.lookup(wanted, named) or languages.lookup(wanted, described) or languages.lookup((default,), named)
    )
    own = (chosen,) if chosen else (languages.UNTAGGED,) if languages.UNTAGGED in named else tuple(named[:1])
    return tuple(dict.fromkeys((*own, *wanted, default, languages.UNTAGGED, *named)))


def _named_and_described(graph: Source, node: Node) -> tuple[list[str], list[str]]:
    named, described = (
        [_tag(o) for p in terms for o in graph.objects(node, p) if isinstance(o, Literal)]
        for terms in (NAMING, DESCRIBING)
    )
    return sorted(set(named), key=lambda tag: (tag not in described, tag)), sorted(set(described))


def _tag(literal: Literal) -> str:
    return languages.canonical(literal.language) if literal.language else languages.UNTAGGED


def label(graph: Source, node: Node) -> str:
    """Read the best name of a node: preferred label, label, title, name or heading, else what it is.

    What it is: its IRI or the text of a literal; a blank node is called by what it says of itself.
    """
    return name(graph, node) or (str(node) if isinstance(node, URIRef) else "")


def name(graph: Source, node: Node) -> str | None:
    """Read the best name of a node, or the text of a literal; None where nothing names it."""
    if isinstance(node, Literal):
        return value(graph, node)
    found = (value(graph, o) for p in NAMING for o in said(graph, node, p))
    texts = (text for text in found if text)
    if (best := next(texts, None)) is not None or isinstance(node, URIRef):
        return best
    found = (value(graph, o) for p in _TELLING for o in said(graph, node, p))
    return next((text for text in found if text), None)


def statement(graph: Source, node: Node) -> str | None:
    """Read a statement of rights: its text, else its IRI."""
    return label(graph, node) or None


def notation(graph: Source, node: Node) -> str | None:
    """Read a node's notation, such as that of an adms:Identifier, else what it is."""
    found = (value(graph, o) for o in said(graph, node, SKOS.notation))
    return next((text for text in found if text), value(graph, node))


def contact(graph: Source, node: Node) -> Contact:
    """Read a contact point; an address alone is one, too."""
    found = read(Contact, graph, node)
    if isinstance(node, URIRef) and found == Contact(iri=found.iri):
        if found.iri.startswith("mailto:"):
            return replace(found, email=found.iri)
        if found.iri.startswith(("http://", "https://")):
            return replace(found, url=found.iri)
    return found


def view_of(view: type[View]) -> Reader:
    """Read a nested view."""
    return lambda graph, node: read(view, graph, node)


def entry(graph: Source, node: Node) -> Concept:
    """Read a concept's names, and not what it is matched with: matches may go round in a circle."""
    labels, notations = (
        tuple(text for o in said(graph, node, term) if (text := value(graph, o)))
        for term in (SKOS.prefLabel, SKOS.notation)
    )
    best = next(iter(labels), None)
    return Concept(iri=identity(graph, node), label=best, labels=labels, notation=next(iter(notations), None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept(Multilingual):
    """A skos:Concept that a record points at."""

    iri: str
    label: str | None = one(SKOS.prefLabel, naming=True)
    labels: tuple[str, ...] = many(SKOS.prefLabel, best="label")
    notation: str | None = one(SKOS.notation)
    definition: str | None = one(SKOS.definition)
    matches: tuple[str, ...] = many(SKOS.exactMatch, SKOS.closeMatch)
    broader: tuple[Concept, ...] = many(SKOS.broadMatch, by=entry)  # of other schemes, by name alone

    @property
    def name(self) -> str:
        """What to call it where there is room: its label, else its IRI; empty where it has neither."""
        if self.label or not isinstance(self.iri, Blank):
            return self.label or self.iri
        return self.notation or self.definition or ""

    @property
    def code(self) -> str:
        """What to call it where there is little room: its notation, else its name."""
        return self.notation or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent(Multilingual):
    """A person or organisation."""

    iri: str
    types: tuple[str, ...] = many(RDF.type)
    name: str | None = one(FOAF.name, naming=True)
    names: tuple[str, ...] = many(FOAF.name, best="name")
    given_name: str | None = one(FOAF.givenName)
    family_name: str | None = one(FOAF.familyName)
    homepage: str | None = one(FOAF.homepage)
    same_as: tuple[str, ...] = many(SCHEMA.sameAs)

    @property
    def is_person(self) -> bool:
        """Whether it is one human being."""
        return str(FOAF.Person) in self.types

    @property
    def inverted(self) -> str | None:
        """Its name as lists of references have it, "Wang, Linda"; None where no source says which part is which."""
        return f"{self.family_name}, {self.given_name}" if self.family_name and self.given_name else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to ask about a dataset."""

    iri: str
    name: str | None = one(VCARD.fn, naming=True)
    email: str | None = one(VCARD.hasEmail)  # mailto:…
    url: str | None = one(VCARD.hasURL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Multilingual):
    """Where the data is about."""

    iri: str
    label: str | None = one(SKOS.prefLabel, RDFS.label, naming=True)
    labels: tuple[str, ...] = many(SKOS.prefLabel, RDFS.label, best="label")
    boxes: tuple[str, ...] = many(DCAT.bbox)
    centroids: tuple[str, ...] = many(DCAT.centroid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """When the data is about; either end may be open."""

    iri: str
    start: str | None = one(DCAT.startDate)
    end: str | None = one(DCAT.endDate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checksum:
    """What the bytes of a file add up to."""

    iri: str
    algorithm: str | None = one(SPDX.algorithm)
    value: str | None = one(SPDX.checksumValue)  # hexadecimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution(Multilingual):
    """One form in which a dataset can be had."""

    iri: str
    title: str | None = one(DCTERMS.title, naming=True)
    titles: tuple[str, ...] = many(DCTERMS.title, best="title")
    description: str | None = one(DCTERMS.description)
    descriptions: tuple[str, ...] = many(DCTERMS.description, best="description")
    access_url: str | None = one(DCAT.accessURL)
    download_url: str | None = one(DCAT.downloadURL)
    format: Concept | None = one(DCTERMS["format"], by=view_of(Concept))
    media_type: str | None = one(DCAT.mediaType)
    package_format: str | None = one(DCAT.packageFormat)  # media type of the archive around the files
    byte_size: int | None = one(DCAT.byteSize, by=count)  # bytes
    licence: str | None = one(DCTERMS.license)
    rights: tuple[str, ...] = many(DCTERMS.rights, by=statement)
    checksum: Checksum | None = one(SPDX.checksum, by=view_of(Checksum))
    issued: str | None = one(DCTERMS.issued)
    modified: str | None = one(DCTERMS.modified)

    @property
    def file_type(self) -> str | None:
        """Media type of what its address answers with: that of the archive, where the files are packed in one."""
        return self.package_format or self.media_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Multilingual):
    """What a dataset's record says, as far as every catalogue says it alike."""

    iri: str
    title: str | None = one(DCTERMS.title)
    titles: tuple[str, ...] = many(DCTERMS.title, best="title")
    alternatives: tuple[str, ...] = many(DCTERMS.alternative)
    description: str | None = one(DCTERMS.description)
    descriptions: tuple[str, ...] = many(DCTERMS.description, best="description")
    identifiers: tuple[str, ...] = many(DCTERMS.identifier)
    other_identifiers: tuple[str, ...] = many(ADMS.identifier, by=notation)
    publisher: Agent | None = one(DCTERMS.publisher, by=view_of(Agent))
    creators: tuple[Agent, ...] = many(DCTERMS.creator, by=view_of(Agent))
    author_order: tuple[str, ...] = one(BIBO.authorList, by=sequence)
    contributors: tuple[Agent, ...] = many(DCTERMS.contributor, by=view_of(Agent))
    funders: tuple[Agent, ...] = many(SCHEMA.funder, by=view_of(Agent))
    contacts: tuple[Contact, ...] = many(DCAT.contactPoint, by=contact)
    landing_page: str | None = one(DCAT.landingPage)
    licence: Concept | None = one(DCTERMS.license, by=view_of(Concept))
    rights: tuple[str, ...] = many(DCTERMS.rights, by=statement)
    access_rights: Concept | None = one(DCTERMS.accessRights, by=view_of(Concept))
    conditions_of_access: Concept | None = one(SCHEMA.conditionsOfAccess, by=view_of(Concept))
    keywords: tuple[str, ...] = many(DCAT.keyword)
    themes: tuple[Concept, ...] = many(DCAT.theme, by=view_of(Concept))
    techniques: tuple[Concept, ...] = many(SCHEMA.measurementTechnique, by=view_of(Concept))
    variables: tuple[Concept, ...] = many(SCHEMA.variableMeasured, by=view_of(Concept))
    country: Concept | None = one(SCHEMA.countryOfOrigin, by=view_of(Concept))
    languages: tuple[Concept, ...] = many(DCTERMS.language, by=view_of(Concept))
    places: tuple[Place, ...] = many(DCTERMS.spatial, by=view_of(Place))
    periods: tuple[Period, ...] = many(DCTERMS.temporal, by=view_of(Period))
    individuals: int | None = one(HEALTHDCATAP.numberOfUniqueIndividuals, by=count)
    formats: tuple[Concept, ...] = many(SCHEMA.encodingFormat, by=view_of(Concept))
    issued: str | None = one(DCTERMS.issued)
    modified: str | None = one(DCTERMS.modified)
    version: str | None = one(DCAT.version)
    publications: tuple[str, ...] = many(DCTERMS.isReferencedBy)
    code_repository: str | None = one(SCHEMA.codeRepository)
    derived_from: tuple[str, ...] = many(PROV.wasDerivedFrom)
    is_part_of: tuple[str, ...] = many(DCTERMS.isPartOf)
    status: Concept | None = one(ADMS.status, by=view_of(Concept))
    distributions: tuple[Distribution, ...] = many(DCAT.distribution, by=view_of(Distribution))

    @property
    def authors(self) -> tuple[Agent, ...]:
        """Its creators, in the order that its author list gives, where it gives one."""
        order = {iri: place for place, iri in enumerate(self.author_order or ())}
        return tuple(sorted(self.creators, key=lambda agent: order.get(agent.iri, len(order))))
