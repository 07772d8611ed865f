"""DCAT-AP 3.0.1: a dataset with all that its description rests on, for data portals of Europe.

https://semiceu.github.io/DCAT-AP/releases/3.0.1/. The document is self-contained: agents, concepts and licences that
the record points at are described in it, as far as the profile asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, TypeVar

from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from radcat.media import MediaType
from radcat.model import Agent, Concept, Contact, Dataset, Distribution, Period, Place
from radcat.namespaces import ADMS, DCAT, SPDX, VCARD
from radcat.representations.base import DATASETS, Described, Profile, Representation
from radcat.representations.syntaxes import JSON_LD, RDF_XML, TURTLE, Syntax

PROFILE: Final = Profile("dcat-ap", "https://semiceu.github.io/DCAT-AP/releases/3.0.1", "DCAT-AP 3.0.1")
_PREFIXES: Final[dict[str, Namespace]] = {
    "adms": ADMS, "dcat": DCAT, "dcterms": Namespace(str(DCTERMS)), "foaf": Namespace(str(FOAF)),
    "prov": Namespace(str(PROV)), "rdf": Namespace(str(RDF)), "rdfs": Namespace(str(RDFS)),
    "skos": Namespace(str(SKOS)), "spdx": SPDX, "vcard": VCARD, "xsd": Namespace(str(XSD)),
}  # fmt: skip
_EU: Final = "http://publications.europa.eu/resource/authority/"
# The profile's datatypes of dates, by how many characters one has (3.0.1, section 7).
_DATATYPES: Final = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
_ENGLISH: Final = "en"
Value = TypeVar("Value")


def graph(described: Described) -> Graph:
    """Write a dataset's plain values as the profile's classes and properties."""
    found = Graph(bind_namespaces="none")
    for prefix, namespace in _PREFIXES.items():
        found.bind(prefix, namespace)
    _dataset(found, fitted(described.dataset))
    _record(found, described)
    return found


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


def _record(found: Graph, described: Described) -> None:
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


def _dataset(found: Graph, dataset: Dataset) -> None:
    node = URIRef(dataset.iri)
    found.add((node, RDF.type, DCAT.Dataset))
    _texts(found, node, DCTERMS.title, _given(dataset.title))
    _texts(found, node, DCTERMS.description, _given(dataset.description))
    _texts(found, node, DCAT.keyword, dataset.keywords)
    _literals(found, node, DCTERMS.identifier, dataset.identifiers)
    _literals(found, node, DCAT.version, _given(dataset.version))
    _dates(found, node, dataset.issued, dataset.modified)
    for text in dataset.other_identifiers:
        other = _blank(found, "identifier")
        found.add((node, ADMS.identifier, other))
        found.add((other, RDF.type, ADMS.Identifier))
        datatype = XSD.anyURI if text.startswith(("http://", "https://")) else None
        found.add((other, SKOS.notation, Literal(text, datatype=datatype)))
    for term, agents in ((DCTERMS.publisher, _given(dataset.publisher)), (DCTERMS.creator, dataset.creators)):
        for agent in agents:
            found.add((node, term, _agent(found, agent)))
    for contact in dataset.contacts:
        found.add((node, DCAT.contactPoint, _contact(found, contact)))
    _terms(found, node, dataset)
    _relations(found, node, dataset)
    for distribution in dataset.distributions:
        found.add((node, DCAT.distribution, _distribution(found, distribution)))


def _terms(found: Graph, node: URIRef, dataset: Dataset) -> None:
    """Write what comes from vocabularies."""
    for concept in dataset.themes:
        found.add((node, DCAT.theme, _concept(found, concept, SKOS.Concept)))
    for concept in _given(dataset.access_rights):
        found.add((node, DCTERMS.accessRights, _concept(found, concept, DCTERMS.RightsStatement)))
    for concept in dataset.languages:
        found.add((node, DCTERMS.language, _concept(found, concept, DCTERMS.LinguisticSystem)))
    for place in dataset.places:
        found.add((node, DCTERMS.spatial, _place(found, place)))
    for period in dataset.periods:
        found.add((node, DCTERMS.temporal, _period(found, period)))


def _relations(found: Graph, node: URIRef, dataset: Dataset) -> None:
    rows: tuple[tuple[URIRef, Iterable[str]], ...] = (
        (DCTERMS.isReferencedBy, dataset.publications),
        # The profile's name of what a dataset was made from.
        (DCTERMS.source, dataset.derived_from),
        # It has no parts but those of a series, and says so of anything else that is related.
        (DCTERMS.relation, (*dataset.is_part_of, *_given(dataset.code_repository))),
    )
    for term, addresses in rows:
        for address in addresses:
            found.add((node, term, URIRef(address)))
    for term, iri in provenance(dataset):
        found.add((node, term, URIRef(iri)))
    for address in _given(dataset.landing_page):
        found.add((node, DCAT.landingPage, URIRef(address)))
        found.add((URIRef(address), RDF.type, FOAF.Document))


def _distribution(found: Graph, described: Distribution) -> URIRef:
    node = URIRef(described.iri)
    found.add((node, RDF.type, DCAT.Distribution))
    _texts(found, node, DCTERMS.title, _given(described.title))
    _texts(found, node, DCTERMS.description, _given(described.description))
    _dates(found, node, described.issued, described.modified)
    _resources(found, node, DCAT.accessURL, described.access_url)
    _resources(found, node, DCAT.downloadURL, described.download_url)
    _resources(found, node, DCAT.mediaType, described.media_type, DCTERMS.MediaType)
    _resources(found, node, DCAT.packageFormat, described.package_format, DCTERMS.MediaType)
    _resources(found, node, DCTERMS.license, described.licence, DCTERMS.LicenseDocument)
    for concept in _given(described.format):
        found.add((node, DCTERMS["format"], _concept(found, concept, DCTERMS.MediaTypeOrExtent)))
    if described.rights:  # the profile's shapes take one statement: several texts are labels of it
        statement = _blank(found, "rights")
        found.add((node, DCTERMS.rights, statement))
        found.add((statement, RDF.type, DCTERMS.RightsStatement))
        _texts(found, statement, RDFS.label, described.rights)
    if described.byte_size is not None:
        found.add((node, DCAT.byteSize, Literal(described.byte_size, datatype=XSD.nonNegativeInteger)))
    if described.checksum and described.checksum.algorithm and described.checksum.value:
        checksum = _blank(found, "checksum")
        found.add((node, SPDX.checksum, checksum))
        found.add((checksum, RDF.type, SPDX.Checksum))
        found.add((checksum, SPDX.algorithm, URIRef(described.checksum.algorithm)))
        found.add((checksum, SPDX.checksumValue, Literal(described.checksum.value, datatype=XSD.hexBinary)))
    return node


def _texts(found: Graph, node: Node, term: URIRef, texts: Iterable[str]) -> None:
    for text in texts:
        found.add((node, term, Literal(text, lang=_ENGLISH)))


def _literals(found: Graph, node: Node, term: URIRef, texts: Iterable[str]) -> None:
    for text in texts:
        found.add((node, term, Literal(text)))


def _resources(found: Graph, node: Node, term: URIRef, iri: str | None, kind: URIRef | None = None) -> None:
    if iri:
        found.add((node, term, URIRef(iri)))
        if kind:
            found.add((URIRef(iri), RDF.type, kind))


def _dates(found: Graph, node: Node, issued: str | None, modified: str | None) -> None:
    for term, text in ((DCTERMS.issued, issued), (DCTERMS.modified, modified)):
        if text:
            found.add((node, term, _date(text)))


def _agent(found: Graph, described: Agent) -> URIRef:
    node = URIRef(described.iri)
    found.add((node, RDF.type, FOAF.Agent))
    for kind in (FOAF.Person, FOAF.Organization):
        if str(kind) in described.types:
            found.add((node, RDF.type, kind))
    _literals(found, node, FOAF.name, _given(described.name))
    _resources(found, node, FOAF.homepage, described.homepage)
    return node


def _concept(found: Graph, described: Concept, kind: URIRef) -> URIRef:
    node = URIRef(described.iri)
    found.add((node, RDF.type, kind))
    _texts(found, node, SKOS.prefLabel, _given(described.label))
    if described.iri.startswith(_EU):
        found.add((node, RDF.type, SKOS.Concept))
        found.add((node, SKOS.inScheme, URIRef(described.iri.rpartition("/")[0])))
    return node


def _contact(found: Graph, described: Contact) -> URIRef:
    node = URIRef(described.iri)
    found.add((node, RDF.type, VCARD.Kind))
    _literals(found, node, VCARD.fn, _given(described.name))
    _resources(found, node, VCARD.hasEmail, described.email)
    _resources(found, node, VCARD.hasURL, described.url)
    return node


def _place(found: Graph, described: Place) -> URIRef:
    node, literal = URIRef(described.iri), URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")
    found.add((node, RDF.type, DCTERMS.Location))
    _texts(found, node, SKOS.prefLabel, _given(described.label))
    for term, text in ((DCAT.bbox, described.box), (DCAT.centroid, described.centroid)):
        if text:
            found.add((node, term, Literal(text, datatype=literal)))
    return node


def _period(found: Graph, described: Period) -> BNode:
    node = _blank(found, "period")
    found.add((node, RDF.type, DCTERMS.PeriodOfTime))
    for term, text in ((DCAT.startDate, described.start), (DCAT.endDate, described.end)):
        if text:
            found.add((node, term, _date(text)))
    return node


def _blank(found: Graph, name: str) -> BNode:
    """Make a blank node with the same name in every process, so that the document has one ETag."""
    return BNode(f"{name}{len(found)}")


def _date(text: str) -> Literal:
    return Literal(text, datatype=_DATATYPES.get(len(text), XSD.dateTime))


def _given(value: Value | None) -> tuple[Value, ...]:
    return () if value is None else (value,)


def _row(name: str, syntax: Syntax) -> Representation:
    def write(described: Described) -> bytes:
        return syntax.write(graph(described))

    profiled = MediaType(syntax.media_type.type, syntax.media_type.subtype, {"profile": PROFILE.iri})
    return Representation(
        name,
        profiled,
        f"dcat-ap.{syntax.suffix}",
        write,
        title=f"DCAT-AP, {syntax.title}",
        profile=PROFILE,
        kinds=DATASETS,
    )


DCAT_AP: Final = (
    _row("dcat-ap-turtle", TURTLE),
    _row("dcat-ap-jsonld", JSON_LD),
    _row("dcat-ap-rdfxml", RDF_XML),
)
