"""DCAT-AP 3.0.1: a dataset with all that its description rests on, for data portals of Europe.

https://semiceu.github.io/DCAT-AP/releases/3.0.1/. The document is self-contained: agents, concepts and licences that
the record points at are described in it, as far as the profile asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from radcat.formats import quality_annotations
from radcat.formats.base import Described, Profile
from radcat.formats.texts import eu_table
from radcat.model import (
    Agent,
    Blank,
    Concept,
    Contact,
    Dataset,
    DatasetVersion,
    Derivation,
    Distribution,
    Period,
    Place,
    Text,
)
from radcat.rdf.graph import Triple
from radcat.rdf.iris import is_absolute
from radcat.rdf.namespaces import ADMS, DCAT, DQV, OA, SPDX, VCARD
from radcat.rdf.turtle import PLAIN_STORE

PROFILE: Final = Profile("dcat-ap", "https://semiceu.github.io/DCAT-AP/releases/3.0.1", "DCAT-AP 3.0.1")
_PREFIXES: Final[dict[str, Namespace]] = {
    "adms": ADMS, "dcat": DCAT, "dcterms": Namespace(str(DCTERMS)), "dqv": DQV, "foaf": Namespace(str(FOAF)),
    "oa": OA, "prov": Namespace(str(PROV)), "rdf": Namespace(str(RDF)), "rdfs": Namespace(str(RDFS)),
    "skos": Namespace(str(SKOS)), "spdx": SPDX, "vcard": VCARD, "xsd": Namespace(str(XSD)),
}  # fmt: skip
# What a text may be the label of, where the profile asks for a resource.
_LABELLED: Final = frozenset({DCTERMS.MediaType, DCTERMS.LicenseDocument})
_EU: Final = "http://publications.europa.eu/resource/authority/"
# What the profile says of other resources, to the properties that a record says it with.
_RELATIONS: Final[dict[URIRef, tuple[URIRef, ...]]] = {
    DCTERMS.isReferencedBy: (DCTERMS.isReferencedBy,),
    DCTERMS.isPartOf: (DCTERMS.relation,),
    PROV.wasDerivedFrom: (DCTERMS.source, PROV.wasDerivedFrom),
    DCAT.landingPage: (DCAT.landingPage,),
}
# What a catalogue says beside what a dataset may say, and the class that its values have.
_OF_CATALOGS: Final[tuple[tuple[URIRef, URIRef | None], ...]] = (
    (DCAT.themeTaxonomy, None),
    (FOAF.homepage, FOAF.Document),
    (DCTERMS.hasPart, DCAT.Catalog),
    (DCAT.service, None),
    (DCAT.dataset, None),
)
Value = TypeVar("Value")


class _Statements(Protocol):
    """What statements are added to: a graph, or a set where nobody asks for an order."""

    def add(self, triple: Triple, /) -> object:
        """Add one that may be there already."""

    def __len__(self) -> int: ...


def graph(described: Described) -> Graph:
    """Write the plain values of a dataset, or of the catalogue, as the profile's classes and properties."""
    found = Graph(PLAIN_STORE, bind_namespaces="none")
    for prefix, namespace in _PREFIXES.items():
        found.bind(prefix, namespace)
    _describe(found, described)
    return found


def statements(described: Described) -> frozenset[Triple]:
    """List the statements of *graph*; quicker than to make one, and all that comparing two of them takes."""
    found = set[Triple]()
    _describe(found, described)
    return frozenset(found)


def _describe(found: _Statements, described: Described) -> None:
    if described.record.kind == "catalog":
        _catalog(found, described)
    else:
        _dataset(found, fitted(described.dataset), described.record.slug)
        _unnamed_relations(found, described)
        _record(found, described)
        for triple in quality_annotations.statements(URIRef(described.iri), described.findings):
            found.add(triple)


def fitted(dataset: Dataset) -> Dataset:
    """Bring the values to what the profile has room for: what a portal gets is written from these."""
    return replace(dataset, distributions=tuple(_fitted(d, dataset.rights) for d in dataset.distributions))


def _fitted(distribution: Distribution, rights: tuple[str, ...]) -> Distribution:
    return replace(
        distribution,
        # The one thing that a distribution can't be without: where the file comes from is an access address, too.
        access_url=distribution.access_url or distribution.download_url,
        # The profile has statements of rights on distributions only: those on the whole dataset hold for each.
        rights=tuple(dict.fromkeys((*distribution.rights, *rights))),
        format=_tabled(distribution.format) if distribution.format else None,
    )


def _tabled(concept: Concept) -> Concept:
    """Take the wider entry of the EU table for a format that it has no entry for (3.0.1, section 9.2)."""
    if concept.iri.startswith(_EU):
        return concept
    return next((wider for wider in concept.broader if wider.iri.startswith(_EU)), concept)


def provenance(dataset: Dataset) -> tuple[tuple[URIRef, str], ...]:
    """Say in PROV what the record says in Dublin Core (https://www.w3.org/TR/prov-dc/): from whom, and from what."""
    agents = dict.fromkeys(agent.iri for agent in (*dataset.creators, *_given(dataset.publisher)))
    attributed = ((PROV.wasAttributedTo, iri) for iri in agents)
    return (*attributed, *((PROV.wasDerivedFrom, iri) for iri in dataset.derived_from))


def _record(found: _Statements, described: Described) -> None:
    """Keep what the record says of itself: when it was changed, and what it conforms to."""
    topic = URIRef(described.iri)
    for node in described.graph.subjects(FOAF.primaryTopic, topic):
        found.add((node, RDF.type, DCAT.CatalogRecord))
        found.add((node, FOAF.primaryTopic, topic))
        for term in (DCTERMS.modified, DCTERMS.issued, DCTERMS.conformsTo):
            for value in described.graph.objects(node, term):
                found.add((node, term, value))
                if term == DCTERMS.conformsTo:
                    found.add((value, RDF.type, DCTERMS.Standard))


def _catalog(found: _Statements, described: Described) -> None:
    """Write the catalogue, which the profile takes for a dataset with a few properties of its own."""
    catalog, node = described.dataset, URIRef(described.iri)
    found.add((node, RDF.type, DCAT.Catalog))
    _resource(found, node, catalog)
    for concept in _given(catalog.licence):
        found.add((node, DCTERMS.license, _concept(found, concept, DCTERMS.LicenseDocument)))
    _rights(found, node, catalog.rights)
    for term, kind in _OF_CATALOGS:
        for value in sorted(described.graph.objects(node, term), key=str):
            found.add((node, term, value))
            if kind is not None:
                found.add((value, RDF.type, kind))
    source = described.source or described.graph
    for scheme in described.graph.objects(node, DCAT.themeTaxonomy):
        for title in source.objects(scheme, DCTERMS.title):  # a scheme has to have one, and may be unknown here
            found.add((scheme, RDF.type, SKOS.ConceptScheme))
            found.add((scheme, DCTERMS.title, title))


def _dataset(found: _Statements, dataset: Dataset, slug: str) -> None:
    node = URIRef(dataset.iri)
    found.add((node, RDF.type, DCAT.Dataset))
    _resource(found, node, dataset)
    # A slug is unique in one registry only. Portals mix many, and tell two datasets apart by their identifiers.
    found.add((node, DCTERMS.identifier, Literal(dataset.iri, datatype=XSD.anyURI)))
    others = [text for text in dataset.identifiers if text not in (slug, dataset.iri)]
    _identifiers(found, node, dict.fromkeys((*others, *dataset.other_identifiers)))
    for distribution in dataset.distributions:
        found.add((node, DCAT.distribution, _distribution(found, distribution)))
    for version in dataset.versions:
        found.add((node, DCAT.hasVersion, _version(found, version, dataset)))
    for derivation in dataset.derivations:
        found.add((node, PROV.qualifiedDerivation, _derivation(found, derivation)))


def _version(found: _Statements, described: DatasetVersion, dataset: Dataset) -> Node:
    """Write a version, which is a dataset to the profile and to DCAT (DCAT 3, section 11).

    What it is about, who offers it and who may have it is said of the dataset, and holds for each version.
    """
    node = _node(described.iri)
    found.add((node, RDF.type, DCAT.Dataset))
    _literals(found, node, DCAT.keyword, dataset.keywords)
    for agent in _given(dataset.publisher):
        found.add((node, DCTERMS.publisher, _agent(found, agent)))
    for contact in dataset.contacts:
        found.add((node, DCAT.contactPoint, _contact(found, contact)))
    _terms(found, node, dataset)
    _literals(found, node, DCTERMS.title, described.titles)
    _literals(found, node, DCTERMS.description, described.descriptions)
    _literals(found, node, DCAT.version, _given(described.version))
    _dates(found, node, described.issued, None)
    _resources(found, node, DCAT.previousVersion, described.previous)
    return node


def _derivation(found: _Statements, described: Derivation) -> Node:
    node = _node(described.iri)
    found.add((node, RDF.type, PROV.Derivation))
    _resources(found, node, PROV.entity, described.entity)
    _literals(found, node, DCTERMS.description, described.descriptions)
    return node


def _resource(found: _Statements, node: URIRef, dataset: Dataset) -> None:
    _literals(found, node, DCTERMS.title, dataset.titles)
    _literals(found, node, DCTERMS.description, dataset.descriptions)
    _literals(found, node, DCAT.keyword, dataset.keywords)
    _literals(found, node, DCAT.version, _given(dataset.version))
    _dates(found, node, dataset.issued, dataset.modified)
    for term, agents in ((DCTERMS.publisher, _given(dataset.publisher)), (DCTERMS.creator, dataset.creators)):
        for agent in agents:
            found.add((node, term, _agent(found, agent)))
    for contact in dataset.contacts:
        found.add((node, DCAT.contactPoint, _contact(found, contact)))
    _terms(found, node, dataset)
    _relations(found, node, dataset)


def _identifiers(found: _Statements, node: URIRef, texts: Iterable[str]) -> None:
    for text in texts:
        other = _blank(found, "identifier")
        found.add((node, ADMS.identifier, other))
        found.add((other, RDF.type, ADMS.Identifier))
        # An identifier that is an IRI becomes a literal here: that is what the profile has for it.
        notation = _term(text) if isinstance(text, Text) else Literal(text, datatype=XSD.anyURI)
        found.add((other, SKOS.notation, notation))


def _terms(found: _Statements, node: Node, dataset: Dataset) -> None:
    """Write what comes from vocabularies."""
    for concept in dataset.themes:
        found.add((node, DCAT.theme, _concept(found, concept, SKOS.Concept)))
    for concept in _given(dataset.access_rights):
        found.add((node, DCTERMS.accessRights, _concept(found, concept, DCTERMS.RightsStatement)))
    for concept in eu_table(dataset.languages):
        found.add((node, DCTERMS.language, _concept(found, concept, DCTERMS.LinguisticSystem)))
    for place in dataset.places:
        found.add((node, DCTERMS.spatial, _place(found, place)))
    for period in dataset.periods:
        found.add((node, DCTERMS.temporal, _period(found, period)))


def _relations(found: _Statements, node: URIRef, dataset: Dataset) -> None:
    rows: tuple[tuple[URIRef, Iterable[str]], ...] = (
        (DCTERMS.isReferencedBy, dataset.publications),
        # The profile's name of what a dataset was made from.
        (DCTERMS.source, dataset.derived_from),
        # It has no parts but those of a series, and says so of anything else that is related.
        (DCTERMS.relation, (*dataset.is_part_of, *_given(dataset.code_repository))),
    )
    for term, addresses in rows:
        for address in addresses:
            _resources(found, node, term, address)
    for term, iri in provenance(dataset):
        _resources(found, node, term, iri)
    _resources(found, node, DCAT.landingPage, dataset.landing_page, FOAF.Document)


def _unnamed_relations(found: _Statements, described: Described) -> None:
    """Keep what the record relates to and has no IRI, with all that the record says of it."""
    node = URIRef(described.iri)
    for term, written in _RELATIONS.items():
        for value in described.graph.objects(node, term):
            if isinstance(value, BNode):
                for name in written:
                    found.add((node, name, value))
                _copy(found, described.graph, value)


def _copy(found: _Statements, graph: Graph, node: BNode) -> None:
    pending, done = [node], set[BNode]()
    while pending:
        done.add(subject := pending.pop())
        for term, value in graph.predicate_objects(subject):
            found.add((subject, term, value))
            if isinstance(value, BNode) and value not in done:
                pending.append(value)


def _distribution(found: _Statements, described: Distribution) -> Node:
    node = _node(described.iri)
    found.add((node, RDF.type, DCAT.Distribution))
    _literals(found, node, DCTERMS.title, described.titles)
    _literals(found, node, DCTERMS.description, described.descriptions)
    _dates(found, node, described.issued, described.modified)
    _resources(found, node, DCAT.accessURL, described.access_url)
    _resources(found, node, DCAT.downloadURL, described.download_url)
    _resources(found, node, DCAT.mediaType, described.media_type, DCTERMS.MediaType)
    _resources(found, node, DCAT.packageFormat, described.package_format, DCTERMS.MediaType)
    _resources(found, node, DCTERMS.license, described.licence, DCTERMS.LicenseDocument)
    for concept in _given(described.format):
        found.add((node, DCTERMS["format"], _concept(found, concept, DCTERMS.MediaTypeOrExtent)))
    _rights(found, node, described.rights)
    if described.byte_size is not None:
        found.add((node, DCAT.byteSize, Literal(described.byte_size, datatype=XSD.nonNegativeInteger)))
    if described.checksum and described.checksum.algorithm and described.checksum.value:
        checksum = _blank(found, "checksum")
        found.add((node, SPDX.checksum, checksum))
        found.add((checksum, RDF.type, SPDX.Checksum))
        found.add((checksum, SPDX.algorithm, _term(described.checksum.algorithm)))
        found.add((checksum, SPDX.checksumValue, _term(described.checksum.value)))
    return node


def _rights(found: _Statements, node: Node, texts: Collection[str]) -> None:
    """Write one statement, since the profile's shapes take no more: several texts are labels of it."""
    if texts:
        statement = _blank(found, "rights")
        found.add((node, DCTERMS.rights, statement))
        found.add((statement, RDF.type, DCTERMS.RightsStatement))
        _literals(found, statement, RDFS.label, texts)


def _literals(found: _Statements, node: Node, term: URIRef, texts: Iterable[str]) -> None:
    """Write texts as the record has them: each with its own language or datatype."""
    for text in texts:
        found.add((node, term, _term(text)))


def _resources(found: _Statements, node: Node, term: URIRef, iri: str | None, kind: URIRef | None = None) -> None:
    """Write a resource; a text that is not an address becomes the label of one, where the profile knows its class."""
    if not iri:
        return
    if not isinstance(iri, Text) or is_absolute(iri):
        resource: Node = _node(iri)
    elif kind in _LABELLED:
        resource = _blank(found, "text")
        found.add((resource, RDFS.label, _term(iri)))
    else:
        return
    found.add((node, term, resource))
    if kind:
        found.add((resource, RDF.type, kind))


def _dates(found: _Statements, node: Node, issued: str | None, modified: str | None) -> None:
    _literals(found, node, DCTERMS.issued, _given(issued))
    _literals(found, node, DCTERMS.modified, _given(modified))


def _agent(found: _Statements, described: Agent) -> Node:
    node = _node(described.iri)
    found.add((node, RDF.type, FOAF.Agent))
    for kind in (FOAF.Person, FOAF.Organization):
        if str(kind) in described.types:
            found.add((node, RDF.type, kind))
    _literals(found, node, FOAF.name, described.names)
    _literals(found, node, FOAF.givenName, _given(described.given_name))
    _literals(found, node, FOAF.familyName, _given(described.family_name))
    _resources(found, node, FOAF.homepage, described.homepage)
    return node


def _concept(found: _Statements, described: Concept, kind: URIRef) -> Node:
    node = _node(described.iri)
    found.add((node, RDF.type, kind))
    _literals(found, node, SKOS.prefLabel, described.labels)
    if described.iri.startswith(_EU):
        found.add((node, RDF.type, SKOS.Concept))
        found.add((node, SKOS.inScheme, URIRef(described.iri.rpartition("/")[0])))
    return node


def _contact(found: _Statements, described: Contact) -> Node:
    node = _node(described.iri)
    found.add((node, RDF.type, VCARD.Kind))
    _literals(found, node, VCARD.fn, _given(described.name))
    _resources(found, node, VCARD.hasEmail, described.email)
    _resources(found, node, VCARD.hasURL, described.url)
    return node


def _place(found: _Statements, described: Place) -> Node:
    node = _node(described.iri)
    found.add((node, RDF.type, DCTERMS.Location))
    _literals(found, node, SKOS.prefLabel, described.labels)
    _literals(found, node, DCAT.bbox, described.boxes)
    _literals(found, node, DCAT.centroid, described.centroids)
    return node


def _period(found: _Statements, described: Period) -> BNode:
    node = _blank(found, "period")
    found.add((node, RDF.type, DCTERMS.PeriodOfTime))
    _literals(found, node, DCAT.startDate, _given(described.start))
    _literals(found, node, DCAT.endDate, _given(described.end))
    return node


def _blank(found: _Statements, name: str) -> BNode:
    """Make a blank node with the same name in every process, so that the document has one ETag."""
    return BNode(f"{name}{len(found)}")


def _term(value: str) -> Node:
    """Write a value as the term that the record has for it."""
    if not isinstance(value, Text):
        return _node(value)
    return Literal(value, lang=value.language, datatype=URIRef(value.datatype) if value.datatype else None)


def _node(iri: str) -> Node:
    return BNode(iri.removeprefix("_:")) if isinstance(iri, Blank) else URIRef(iri)


def _given(value: Value | None) -> tuple[Value, ...]:
    return () if value is None else (value,)
