"""The views of what a record says: a dataset, and what belongs to it.

One file, so that who adds a property finds every view of it side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, URIRef
from rdflib.term import Node

from radcat.model.reading import (
    Blank,
    Multilingual,
    Source,
    count,
    identity,
    many,
    notation,
    one,
    read,
    said,
    sequence,
    statement,
    value,
    view_of,
)
from radcat.rdf.namespaces import ADMS, BIBO, DCAT, HEALTHDCATAP, SCHEMA, SPDX, VCARD


def contact(graph: Source, node: Node) -> Contact:
    """Read a contact point; an address alone is one, too."""
    found = read(Contact, graph, node)
    if isinstance(node, URIRef) and found == Contact(iri=found.iri):
        if found.iri.startswith("mailto:"):
            return replace(found, email=found.iri)
        if found.iri.startswith(("http://", "https://")):
            return replace(found, url=found.iri)
    return found


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
class DatasetVersion(Multilingual):
    """One of the versions in which a dataset was published."""

    iri: str
    title: str | None = one(DCTERMS.title)
    titles: tuple[str, ...] = many(DCTERMS.title, best="title")
    description: str | None = one(DCTERMS.description)
    descriptions: tuple[str, ...] = many(DCTERMS.description, best="description")
    version: str | None = one(DCAT.version)
    issued: str | None = one(DCTERMS.issued)
    previous: str | None = one(DCAT.previousVersion)  # IRI


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation(Multilingual):
    """What was taken from another work."""

    iri: str
    entity: str | None = one(PROV.entity)  # IRI
    description: str | None = one(DCTERMS.description)
    descriptions: tuple[str, ...] = many(DCTERMS.description, best="description")


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
    versions: tuple[DatasetVersion, ...] = many(DCAT.hasVersion, by=view_of(DatasetVersion))
    publications: tuple[str, ...] = many(DCTERMS.isReferencedBy)
    code_repository: str | None = one(SCHEMA.codeRepository)
    derived_from: tuple[str, ...] = many(PROV.wasDerivedFrom)
    derivations: tuple[Derivation, ...] = many(PROV.qualifiedDerivation, by=view_of(Derivation))
    is_part_of: tuple[str, ...] = many(DCTERMS.isPartOf)
    status: Concept | None = one(ADMS.status, by=view_of(Concept))
    distributions: tuple[Distribution, ...] = many(DCAT.distribution, by=view_of(Distribution))

    @property
    def authors(self) -> tuple[Agent, ...]:
        """Its creators, in the order that its author list gives, where it gives one."""
        order = {iri: place for place, iri in enumerate(self.author_order or ())}
        return tuple(sorted(self.creators, key=lambda agent: order.get(agent.iri, len(order))))
