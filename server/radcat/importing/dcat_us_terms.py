"""The members of DCAT-US, 1.1 and 3, and what each is in RDF.

The terms are those of https://resources.data.gov/dcat-us/3.0.0/; those that only 1.1 has are in the namespace of
Project Open Data. Most of this file is the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from rdflib import DCTERMS, FOAF, ORG, PROV, RDFS, SKOS, URIRef

from radcat.rdf.namespaces import ADMS, DCAT, DQV, SCHEMA, SPDX, VCARD

DCAT_US: Final = "http://data.resources.gov/ontology/dcat-us#"
POD: Final = "https://project-open-data.cio.gov/v1.1/schema#"


class Kind(Enum):
    """What a member's value is."""

    TEXT = auto()
    DATE = auto()
    LINK = auto()  # an address
    NODE = auto()  # an object, or its address or its name
    NUMBER = auto()
    LANGUAGE = auto()
    MEDIA_TYPE = auto()
    EMAIL = auto()


@dataclass(frozen=True, slots=True)
class Term:
    """What a member is in RDF."""

    predicate: URIRef
    kind: Kind = Kind.TEXT
    class_: URIRef = RDFS.Resource  # of the node, where nothing says another


def _rows(kind: Kind, *rows: tuple[str, URIRef] | tuple[str, URIRef, URIRef]) -> Iterator[tuple[str, Term]]:
    for name, predicate, *class_ in rows:
        yield name, Term(predicate, kind, *class_)


def _same(namespace: Any, kind: Kind, *names: str) -> Iterator[tuple[str, Term]]:
    yield from ((name, Term(URIRef(namespace + name), kind)) for name in names)


_LOCN: Final = "http://www.w3.org/ns/locn#"
_SDMX: Final = "http://purl.org/linked-data/sdmx/2009/attribute#"
TERMS: Final[Mapping[str, Term]] = dict(
    [
        *_same(DCTERMS, Kind.TEXT, "title", "description", "abstract", "bibliographicCitation"),
        *_same(DCTERMS, Kind.DATE, "issued", "modified", "created"),
        *_same(DCAT, Kind.DATE, "startDate", "endDate"),
        *_same(DCAT, Kind.TEXT, "keyword", "version", "bbox", "centroid", "temporalResolution"),
        *_same(DCAT, Kind.LINK, "accessURL", "downloadURL", "endpointURL", "endpointDescription"),
        *_same(SKOS, Kind.TEXT, "altLabel", "prefLabel", "notation", "definition", "scopeNote"),
        *_same(VCARD, Kind.TEXT, "fn", "country-name", "locality", "postal-code", "region", "street-address", "tel"),
        *_same(VCARD, Kind.TEXT, "family-name", "given-name", "organization-name"),
        *_same(
            DCAT_US, Kind.TEXT, "cuiBannerMarking", "designationIndicator", "purpose", "requiredIndicatorPerAuthority"
        ),
        *_same(DCAT_US, Kind.TEXT, "restrictionNote"),
        *_same(POD, Kind.TEXT, "accessLevel", "bureauCode", "programCode", "dataQuality", "primaryITInvestmentUII"),
        *_same(POD, Kind.LINK, "systemOfRecords"),
        *_rows(
            Kind.TEXT,
            ("name", FOAF.name),
            ("label", RDFS.label),
            ("versionNotes", ADMS.versionNotes),
            ("schemaAgency", ADMS.schemaAgency),
            ("checksumValue", SPDX.checksumValue),
            ("characterEncoding", URIRef("http://www.w3.org/2011/content#characterEncoding")),
            ("value", DQV.value),
            ("geometry", URIRef(_LOCN + "geometry")),
        ),
        *_rows(
            Kind.LINK,
            ("isReferencedBy", DCTERMS.isReferencedBy),
            ("references", DCTERMS.references),
            ("image", SCHEMA.image),
            ("algorithm", SPDX.algorithm),
            ("unitMeasure", URIRef(_SDMX + "unitMeasure")),
            ("expectedDataType", DQV.expectedDataType),
        ),
        *_rows(
            Kind.NODE,
            ("accessRights", DCTERMS.accessRights, DCTERMS.RightsStatement),
            ("rights", DCTERMS.rights, DCTERMS.RightsStatement),
            ("license", DCTERMS.license, DCTERMS.LicenseDocument),
            ("provenance", DCTERMS.provenance, DCTERMS.ProvenanceStatement),
            ("conformsTo", DCTERMS.conformsTo, DCTERMS.Standard),
            ("supportedSchema", DCTERMS.conformsTo, DCTERMS.Standard),
            ("accrualPeriodicity", DCTERMS.accrualPeriodicity, DCTERMS.Frequency),
            ("spatial", DCTERMS.spatial, DCTERMS.Location),
            ("temporal", DCTERMS.temporal, DCTERMS.PeriodOfTime),
            ("theme", DCAT.theme, SKOS.Concept),
            ("subject", DCTERMS.subject, SKOS.Concept),
            ("category", DCTERMS.type, SKOS.Concept),
            ("themeTaxonomy", DCAT.themeTaxonomy, SKOS.ConceptScheme),
            ("inScheme", SKOS.inScheme, SKOS.ConceptScheme),
            ("status", ADMS.status, SKOS.Concept),
            ("availability", URIRef("http://data.europa.eu/r5r/availability"), SKOS.Concept),
            ("representationTechnique", ADMS.representationTechnique, SKOS.Concept),
            ("otherIdentifier", ADMS.identifier, ADMS.Identifier),
            ("contactPoint", DCAT.contactPoint, VCARD.Kind),
            ("address", VCARD.hasAddress, VCARD.Address),
            ("publisher", DCTERMS.publisher, FOAF.Agent),
            ("creator", DCTERMS.creator, FOAF.Agent),
            ("corporateCreator", DCTERMS.creator, ORG.Organization),
            ("contributor", DCTERMS.contributor, FOAF.Agent),
            ("rightsHolder", DCTERMS.rightsHolder, ORG.Organization),
            ("subOrganizationOf", ORG.subOrganizationOf, ORG.Organization),
            ("wasAttributedTo", PROV.wasAttributedTo, FOAF.Agent),
            ("agent", PROV.agent, FOAF.Agent),
            ("hadRole", DCAT.hadRole, DCAT.Role),
            ("qualifiedAttribution", PROV.qualifiedAttribution, PROV.Attribution),
            ("qualifiedRelation", DCAT.qualifiedRelation, DCAT.Relationship),
            ("wasGeneratedBy", PROV.wasGeneratedBy, PROV.Activity),
            ("wasUsedBy", PROV.wasUsedBy, PROV.Activity),
            ("landingPage", DCAT.landingPage, FOAF.Document),
            ("page", FOAF.page, FOAF.Document),
            ("homepage", FOAF.homepage, FOAF.Document),
            ("distribution", DCAT.distribution, DCAT.Distribution),
            ("sample", ADMS.sample, DCAT.Distribution),
            ("describedBy", URIRef(DCAT_US + "describedBy"), DCAT.Distribution),
            ("metadataDistribution", URIRef(DCAT_US + "metadataDistribution"), DCAT.Distribution),
            ("liabilityStatement", URIRef(DCAT_US + "liabilityStatement"), URIRef(DCAT_US + "LiabilityStatement")),
            ("accessRestriction", URIRef(DCAT_US + "accessRestriction"), URIRef(DCAT_US + "AccessRestriction")),
            ("useRestriction", URIRef(DCAT_US + "useRestriction"), URIRef(DCAT_US + "UseRestriction")),
            ("cuiRestriction", URIRef(DCAT_US + "cuiRestriction"), URIRef(DCAT_US + "CuiRestriction")),
            ("restrictionStatus", URIRef(DCAT_US + "restrictionStatus"), SKOS.Concept),
            ("specificRestriction", URIRef(DCAT_US + "specificRestriction"), SKOS.Concept),
            ("accessService", DCAT.accessService, DCAT.DataService),
            ("checksum", SPDX.checksum, SPDX.Checksum),
            ("hasQualityMeasurement", DQV.hasQualityMeasurement, DQV.QualityMeasurement),
            ("isMeasurementOf", DQV.isMeasurementOf, DQV.Metric),
            ("inDimension", DQV.inDimension, DQV.Dimension),
            ("inSeries", DCAT.inSeries, DCAT.DatasetSeries),
            ("isPartOf", DCTERMS.isPartOf, DCAT.Dataset),
            ("hasPart", DCTERMS.hasPart, DCAT.Dataset),
            ("hasVersion", DCAT.hasVersion, DCAT.Dataset),
            ("hasCurrentVersion", DCAT.hasCurrentVersion, DCAT.Dataset),
            ("previousVersion", DCAT.previousVersion, DCAT.Dataset),
            ("replaces", DCTERMS.replaces, DCAT.Dataset),
            ("relation", DCTERMS.relation, RDFS.Resource),
            ("source", DCTERMS.source, RDFS.Resource),
        ),
        *_rows(Kind.NUMBER, ("byteSize", DCAT.byteSize)),
        ("spatialResolutionInMeters", Term(DCAT.spatialResolutionInMeters)),
        *_rows(Kind.LANGUAGE, ("language", DCTERMS.language)),
        *_rows(
            Kind.MEDIA_TYPE,
            ("mediaType", DCAT.mediaType),
            ("compressFormat", DCAT.compressFormat),
            ("packageFormat", DCAT.packageFormat),
            ("format", DCTERMS["format"]),
        ),
        *_rows(Kind.EMAIL, ("hasEmail", VCARD.hasEmail)),
    ]
)
